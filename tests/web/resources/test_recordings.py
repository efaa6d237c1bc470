import pytest

from tests.web.conftest import OpenClient, World
from tests.web.fake_house import recording

NAME = "sw-1762990000-2"
URL = f"/v1/contacts/{NAME}/recording"
SOUND = b"RIFF" + bytes(range(256)) * 40


@pytest.fixture
def stored(world: World) -> None:
    world.house.ledger[NAME] = recording(NAME, "stored")
    (world.house.folder / f"{NAME}.wav").write_bytes(SOUND)


@pytest.mark.usefixtures("stored")
async def test_a_recording_is_sent_as_wav(client: OpenClient) -> None:
    session = await client("recordings:read")
    async with session.get(URL) as answer:
        assert (answer.status, answer.headers["Content-Type"]) == (200, "audio/wav")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{NAME}.wav"'
        assert answer.headers["Cache-Control"] == "no-store"
        assert await answer.read() == SOUND


@pytest.mark.usefixtures("stored")
async def test_a_range_of_a_recording_is_sent(client: OpenClient) -> None:
    session = await client("recordings:read")
    async with session.get(URL, headers={"Range": "bytes=4-7"}) as answer:
        assert answer.status == 206
        assert answer.headers["Content-Range"] == f"bytes 4-7/{len(SOUND)}"
        assert await answer.read() == b"\x00\x01\x02\x03"


@pytest.mark.usefixtures("stored")
async def test_the_length_of_a_recording_is_told_without_sending_it(client: OpenClient) -> None:
    session = await client("recordings:read")
    async with session.head(URL) as answer:
        assert (answer.status, answer.headers["Content-Length"]) == (200, str(len(SOUND)))
        assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.mark.usefixtures("stored")
async def test_a_range_behind_the_end_cannot_be_sent(client: OpenClient) -> None:
    session = await client("recordings:read")
    async with session.get(URL, headers={"Range": "bytes=99999-"}) as answer:
        assert (answer.status, answer.headers["Content-Range"]) == (416, f"bytes */{len(SOUND)}")


@pytest.mark.parametrize(
    ("state", "status"), [(None, 404), ("recording", 409), ("broken", 410), ("deleted", 410), ("stored", 410)]
)
async def test_a_recording_that_cannot_be_had_says_why(
    world: World, client: OpenClient, state: str | None, status: int
) -> None:
    if state is not None:
        world.house.ledger[NAME] = recording(NAME, state, "empty: Asterisk wrote no sound")
    session = await client("recordings:read")
    async with session.get(URL) as answer:
        assert (answer.status, answer.content_type) == (status, "application/problem+json")


@pytest.mark.parametrize(
    "name",
    ["..%2F..%2Fetc%2Fpasswd", "..%2fstate%2ftokens.json", "%2e%2e", f"{NAME}.wav", f"x%00{NAME}", "%ff"],
)
async def test_no_name_leads_out_of_the_archive(world: World, client: OpenClient, name: str) -> None:
    (world.house.folder / "secret.wav").write_bytes(b"secret")
    world.house.ledger = {"../secret": recording("../secret", "stored"), "..": recording("..", "stored")}
    session = await client("recordings:read")
    async with session.get(f"http://127.0.0.1:{world.port}/v1/contacts/{name}/recording") as answer:
        assert answer.status == 404
    async with session.get("/v1/contacts/..%2Fsecret/recording") as answer:
        assert answer.status == 404


@pytest.mark.usefixtures("stored")
async def test_contacts_may_be_read_without_their_recordings(client: OpenClient) -> None:
    session = await client("contacts:read", "answers:read", "floor:read", "pii")
    async with session.get(URL) as answer:
        assert answer.status == 403
