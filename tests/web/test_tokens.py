import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import ValidationError

from ivr.web.tokens import (
    TokenBook,
    TokensUnreadableError,
    make_token,
    read_tokens,
    revoke_token,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "tokens.json"


def test_a_token_is_found_again_with_its_scopes(path: Path) -> None:
    secret = make_token(path, "wallboard", ["floor:read"], now=100.0)
    found = TokenBook(path).find(secret, 200.0)
    assert found is not None
    assert (found.name, found.scopes) == ("wallboard", {"floor:read"})


def test_the_token_itself_is_kept_nowhere_and_only_we_may_read_its_digest(path: Path) -> None:
    secret = make_token(path, "wallboard", ["floor:read"], now=100.0)
    assert secret not in path.read_text()
    assert secret.removeprefix("swr_") not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_tokens_are_never_alike(path: Path) -> None:
    secrets = {make_token(path, "a", [], now=0.0) for _ in range(20)}
    assert len(secrets) == len(read_tokens(path)) == 20


def test_tokens_that_are_made_at_once_are_all_kept(path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        secrets = list(threads.map(lambda number: make_token(path, str(number), [], now=0.0), range(40)))
    book = TokenBook(path)
    assert all(book.find(secret, 0.0) for secret in secrets)


@pytest.mark.parametrize("change", [str.upper, lambda secret: secret[:-1], lambda secret: secret + "x"])
def test_a_token_that_is_almost_right_is_wrong(path: Path, change: object) -> None:
    secret = make_token(path, "wallboard", ["floor:read"], now=100.0)
    assert callable(change)
    assert TokenBook(path).find(change(secret), 100.0) is None


def test_the_digest_is_no_token(path: Path) -> None:
    make_token(path, "wallboard", ["floor:read"], now=100.0)
    (token,) = read_tokens(path)
    assert TokenBook(path).find(token.sha256, 100.0) is None


def test_a_token_ends_with_its_lifetime(path: Path) -> None:
    secret = make_token(path, "wallboard", ["floor:read"], now=100.0, lifetime=60.0)
    book = TokenBook(path)
    assert book.find(secret, 159.9) is not None
    assert book.find(secret, 160.0) is None


def test_a_book_that_is_open_learns_of_new_and_revoked_tokens(path: Path) -> None:
    book = TokenBook(path)
    assert book.find("swr_x", 100.0) is None
    secret = make_token(path, "wallboard", ["floor:read"], now=100.0)
    found = book.find(secret, 100.0)
    assert found is not None
    assert revoke_token(path, found.id)
    assert book.find(secret, 100.0) is None
    assert not revoke_token(path, found.id)


def test_a_file_that_others_may_read_lets_nobody_in(path: Path) -> None:
    secret = make_token(path, "wallboard", ["floor:read"], now=100.0)
    book = TokenBook(path)
    assert book.find(secret, 100.0) is not None
    path.chmod(0o640)
    assert book.find(secret, 100.0) is None
    with pytest.raises(TokensUnreadableError, match="chmod 600"):
        make_token(path, "another", [], now=100.0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"tokens": [{"id": 1}]}',
        '{"tokens": [], "more": 1}',
        "\udcff".encode("utf-8", "surrogatepass"),
    ],
)
def test_a_file_that_is_not_ours_lets_nobody_in(path: Path, text: str | bytes) -> None:
    secret = make_token(path, "wallboard", ["floor:read"], now=100.0)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert TokenBook(path).find(secret, 100.0) is None
    with pytest.raises(TokensUnreadableError):
        read_tokens(path)


def test_a_scope_that_there_is_not_is_refused(path: Path) -> None:
    with pytest.raises(ValidationError):
        make_token(path, "wallboard", ["everything"], now=100.0)  # type: ignore[list-item]
    assert not path.exists()


def test_what_is_written_is_json_that_people_can_read(path: Path) -> None:
    make_token(path, "大屏", ["floor:read"], now=100.0)
    (kept,) = json.loads(path.read_text())["tokens"]
    assert (kept["name"], kept["scopes"], kept["expires_at"]) == ("大屏", ["floor:read"], None)


def test_an_administrator_may_everything_but_see_numbers(path: Path) -> None:
    secret = make_token(path, "admin", ["admin"], now=100.0)
    token = TokenBook(path).find(secret, 100.0)
    assert token is not None
    assert token.may("agents:write")
    assert not token.may("pii")
