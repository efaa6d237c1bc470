import re

from tests.web.conftest import OpenClient


async def test_the_page_and_all_that_it_names_are_there_for_everybody(client: OpenClient) -> None:
    browser = await client()
    async with browser.get("/") as answer:
        page = await answer.text()
        policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy

    wanted, seen = set(re.findall(r'(?:src|href)="(/page/[^"]+)"', page)), set[str]()
    while missing := wanted - seen:
        for path in missing:
            async with browser.get(path) as answer:
                assert answer.status == 200, path
                text = await answer.text()
            seen.add(path)
            wanted |= {f"/page/{name}" for name in re.findall(r'from "\./([^"]+)"', text)}
    assert "/page/player.js" in seen


async def test_nothing_else_of_the_package_is_served(client: OpenClient) -> None:
    browser = await client()
    for path in ("/page/../app.py", "/page/%2e%2e/app.py", "/page/", "/page/none.js"):
        async with browser.get(path) as answer:
            assert answer.status == 404, path


async def test_what_the_api_tells_is_still_no_page(client: OpenClient) -> None:
    browser = await client()
    async with browser.get("/v1/agents") as answer:
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert answer.headers["Cache-Control"] == "no-store"
