"""A real Asterisk of our own: it starts, runs beside others, takes callers alone, and leaves nothing."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import msgspec
import pytest

from ivr.asterisk.credentials import AMI_USER, ARI_USER
from ivr.asterisk.fallback import Fallback
from ivr.asterisk.installing import find
from ivr.asterisk.instance import AgentPhone, Instance, InstanceSpec, prepare
from ivr.asterisk.logs import rotate
from ivr.asterisk.running import StartError, command, pid_of, reload, start, stop
from ivr.phones.listening import tone, write_wav
from tests.real import sipp_caller

CHECKOUT = Path(__file__).parents[2]
ROOT = Path(os.environ.get("SWITCHROOM_ASTERISK__ROOT", CHECKOUT / "build" / "asterisk"))

Make = Callable[..., Instance]

NOTHING_SAID = Fallback()


@pytest.fixture
async def make(tmp_path: Path) -> AsyncIterator[Make]:
    """Prepares instances by name, and stops whatever runs of them afterwards."""
    installation = find(ROOT)
    assert installation is not None, f"there is no Asterisk in {ROOT}; run: switchroom asterisk install"
    made: list[Instance] = []

    def one(name: str, fallback: Fallback = NOTHING_SAID) -> Instance:
        spec = InstanceSpec(
            name=name,
            folder=tmp_path / name,
            root=installation.root,
            agents=(AgentPhone("8001", "张伟"),),
            test_carrier=True,
            fallback=fallback,
        )
        made.append(prepare(spec))
        return made[-1]

    yield one
    for instance in made:
        await stop(instance)
        assert pid_of(instance) is None
    # What was mounted was mounted for Asterisk alone.
    assert "/srv/switchroom/" not in read("/proc/mounts")


def read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


async def caller(instance: Instance, folder: Path, dialled: str, shown: str, seconds: float = 1.0) -> int:
    return await sipp_caller.call(
        folder,
        port=instance.ports.sip,
        dialled=dialled,
        caller=shown,
        user="carrier",
        password=instance.secrets.carrier,
        seconds=seconds,
    )


async def eventually(instance: Instance, line: str, wanted: str) -> str:
    """What the command line says once ``wanted`` is in it."""
    async with asyncio.timeout(5):
        while True:
            said = await command(instance, line)
            if wanted in said:
                return said


def auth(instance: Instance) -> dict[str, str]:
    return {"Authorization": aiohttp.encode_basic_auth(ARI_USER, instance.secrets.ari)}


async def event_of(socket_: aiohttp.ClientWebSocketResponse, kind: str) -> dict[str, object]:
    async with asyncio.timeout(5):
        while True:
            event: dict[str, object] = await socket_.receive_json()
            if event["type"] == kind:
                return event


async def test_it_starts_answers_ari_and_complains_of_nothing(make: Make):
    instance = make("alone")
    running = await start(instance)
    assert running.pid == pid_of(instance)
    async with (
        aiohttp.ClientSession(headers=auth(instance)) as http,
        http.get(f"{instance.ari_url}/asterisk/info") as answer,
    ):
        assert answer.status == 200
    log = (instance.folder / "log/messages").read_text(encoding="utf-8")
    complaints = [line for line in log.splitlines() if "ERROR" in line or "WARNING" in line]
    # Whether there is music depends on what the project ships.
    assert [line for line in complaints if "music on hold" not in line] == []


async def test_a_log_that_has_grown_is_begun_anew_and_the_old_one_goes_after_its_days(
    make: Make, monkeypatch: pytest.MonkeyPatch
):
    instance = make("logs")
    await start(instance)
    folder = instance.folder / "log"
    await rotate(instance, days=30, queue_log_days=400)
    assert not list(folder.glob("*.[0-9]*"))
    monkeypatch.setattr("ivr.asterisk.logs.BYTES_TO_ROTATE", 0)
    await rotate(instance, days=30, queue_log_days=400)
    laid_by = {file.name.partition(".")[0] for file in folder.glob("*.[0-9]*")}
    assert {"messages", "queue_log"} <= laid_by
    assert (folder / "messages").exists()
    assert "QUEUESTART" in "".join(read(str(file)) for file in folder.glob("queue_log*"))
    monkeypatch.setattr("ivr.asterisk.logs.BYTES_TO_ROTATE", 1 << 30)
    await rotate(instance, days=0, queue_log_days=400)
    assert {file.name.partition(".")[0] for file in folder.glob("*.[0-9]*")} == {"queue_log"}


async def test_every_module_that_is_asked_for_runs(make: Make):
    instance = make("modules")
    await start(instance)
    wanted = [
        line.split("=")[1].strip()
        for line in (instance.folder / "etc/modules.conf").read_text(encoding="utf-8").splitlines()
        if line.startswith(("load =", "require ="))
    ]
    running = [
        line.split()[0] for line in (await command(instance, "module show")).splitlines() if "Running" in line
    ]
    if "res_musiconhold.so" not in running:
        wanted.remove("res_musiconhold.so")
    assert sorted(set(wanted) - set(running)) == []


async def test_two_run_side_by_side_with_their_own_ports_and_secrets(make: Make):
    one, two = make("one"), make("two")
    await asyncio.gather(start(one), start(two))
    assert pid_of(one) != pid_of(two)
    assert one.ports.sip != two.ports.sip
    assert one.secrets.ari != two.secrets.ari
    for instance in (one, two):
        assert instance.name in await command(instance, "core show settings")


async def test_it_does_not_run_as_root_and_listens_on_this_machine_only(make: Make):
    instance = make("humble")
    running = await start(instance)
    status = read(f"/proc/{running.pid}/status")
    uid = next(line.split()[1] for line in status.splitlines() if line.startswith("Uid:"))
    assert uid != "0"
    listening = {
        line.split()[1].split(":")[0]
        for table in ("tcp", "udp")
        for line in read(f"/proc/net/{table}").splitlines()[1:]
        if int(line.split()[1].split(":")[1], 16)
        in {instance.ports.sip, instance.ports.http, instance.ports.ami}
    }
    assert listening == {"0100007F"}


async def test_nobody_else_may_read_its_secrets(make: Make):
    instance = make("discreet")
    for name in ("etc/ari.conf", "etc/manager.conf", "etc/pjsip.conf", "secrets.json"):
        assert (instance.folder / name).stat().st_mode & 0o007 == 0


async def test_started_again_it_is_the_same_process_and_prepared_again_it_keeps_its_ports(make: Make):
    instance = make("again")
    running = await start(instance)
    again = prepare(instance.spec)
    assert (again.ports, again.secrets) == (instance.ports, instance.secrets)
    assert (await start(again)).pid == running.pid


async def test_after_a_reload_a_new_agent_is_known(make: Make):
    instance = make("growing")
    await start(instance)
    more = (*instance.spec.agents, AgentPhone("8002", "李娜"))
    prepare(msgspec.structs.replace(instance.spec, agents=more))
    await reload(instance)
    await eventually(instance, "pjsip show endpoints", "8002/8002")


async def test_it_goes_on_when_the_process_that_started_it_is_killed(make: Make):
    instance = make("orphan")
    program = (
        "import asyncio, msgspec, os, signal, sys\n"
        "from pathlib import Path\n"
        "from ivr.asterisk.instance import InstanceSpec, prepare\n"
        "from ivr.asterisk.running import start\n"
        "spec = msgspec.json.decode(sys.argv[1], type=InstanceSpec, dec_hook=lambda kind, text: Path(text))\n"
        "asyncio.run(start(prepare(spec)))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    spec = msgspec.json.encode(instance.spec, enc_hook=str).decode()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", program, spec, cwd=CHECKOUT)
    assert await process.wait() == -signal.SIGKILL
    assert pid_of(instance) is not None
    assert "fully booted" in await command(instance, "core waitfullybooted")


async def test_one_that_hangs_is_killed_after_three_seconds(make: Make):
    instance = make("frozen")
    running = await start(instance)
    os.kill(running.pid, signal.SIGSTOP)
    async with asyncio.timeout(5):
        await stop(instance)
    assert pid_of(instance) is None


async def test_one_that_cannot_start_says_why(make: Make):
    instance = make("broken")
    (instance.folder / "etc/modules.conf").write_text("[modules]\nautoload = no\nrequire = no_such.so\n")
    with pytest.raises(StartError, match=r"no_such\.so"):
        await start(instance)


async def test_a_command_to_one_that_does_not_run_says_so(make: Make):
    with pytest.raises(ConnectionError, match="does not run"):
        await command(make("silent"), "core show version")


async def test_a_wrong_ami_secret_is_refused_and_the_right_one_may_not_run_commands(make: Make):
    instance = make("manager")
    await start(instance)

    async def say(*lines: str) -> str:
        reader, writer = await asyncio.open_connection("127.0.0.1", instance.ports.ami)
        writer.write("".join(f"{line}\r\n" for line in lines).encode())
        said = (await asyncio.wait_for(reader.read(), 5)).decode()
        writer.close()
        await writer.wait_closed()
        return said

    login = ("Action: Login", f"Username: {AMI_USER}")
    assert "Authentication failed" in await say(*login, "Secret: wrong", "")
    order = ("Action: Command", "Command: core show version", "", "Action: Logoff", "")
    said = await say(*login, f"Secret: {instance.secrets.ami}", "", *order)
    assert "Authentication accepted" in said
    assert "Permission denied" in said


async def test_while_nobody_serves_a_caller_is_answered_and_waits_in_the_fallback(make: Make, tmp_path: Path):
    instance = make("fallback")
    await start(instance)
    calling = asyncio.create_task(caller(instance, tmp_path, "4001", "<sip:13800138000@example.com>"))
    channels = await eventually(instance, "core show channels concise", "!Queue!")
    assert "!fallback!resume!" in channels
    assert "!Up!Queue!" in channels
    assert "!13800138000!" in channels
    assert await calling == 0
    await eventually(instance, "core show channels count", "0 active channels")


async def test_in_the_fallback_too_the_notice_is_heard_before_anybody_is_rung(make: Make, tmp_path: Path):
    instance = make("informed", fallback=Fallback(notices={"4001": "en/notice"}))
    sound = instance.sounds_outside / "en/notice.wav"
    sound.parent.mkdir(parents=True, exist_ok=True)
    write_wav(sound, tone(440, 1.0))
    await start(instance)
    calling = asyncio.create_task(caller(instance, tmp_path, "4001", "<sip:13800138000@example.com>", 3.0))
    channels = await eventually(instance, "core show channels concise", "!Playback!")
    assert "!fallback!resume!" in channels
    assert "/en/notice!" in channels
    await eventually(instance, "core show channels concise", "!Queue!")
    assert await calling == 0


HOSTILE = (
    ("4001", '"a,b|c${EXTEN}$[1+1])" <sip:%24%7BSHELL(id)%7D@example.com>'),
    ("4001,caller,999", "<sip:8001@example.com>"),
    ("4%24%7BEXTEN%7D%29%22%2C9", "<sip:1@example.com>"),
)


async def test_what_a_caller_sends_is_never_evaluated(make: Make, tmp_path: Path):
    instance = make("hostile")
    await start(instance)
    async with (
        aiohttp.ClientSession(headers=auth(instance)) as http,
        http.ws_connect(f"{instance.ari_url}/events?app=switchroom") as events,
    ):
        heard = []
        for dialled, shown in HOSTILE:
            calling = asyncio.create_task(caller(instance, tmp_path, dialled, shown, 0.1))
            arrived = await claimed(instance, http, events)
            contact = arrived.channel.id.replace(".", "-")
            assert arrived.args[:2] == ["caller", contact]
            heard.append((arrived.args[2:], arrived.channel.caller.number))
            async with http.post(f"{instance.ari_url}/channels/{arrived.channel.id}/answer") as answer:
                assert answer.status == 204
            assert await calling == 0
            await event_of(events, "StasisEnd")
    assert heard == [(["4001"], "${SHELL(id)}"), (["4001caller999"], "8001"), (["4EXTEN9"], "1")]


async def test_an_agents_transfer_is_told_to_us_and_not_carried_out(make: Make, tmp_path: Path):
    instance = make("refer")
    await start(instance)
    async with (
        aiohttp.ClientSession(headers=auth(instance)) as http,
        http.ws_connect(f"{instance.ari_url}/events?app=switchroom") as events,
    ):
        calling = asyncio.create_task(
            sipp_caller.call(
                tmp_path,
                port=instance.ports.sip,
                dialled="*13",
                caller="<sip:8001@example.com>",
                user="8001",
                password=instance.secrets.agents["8001"],
                refer_to="sip:4002@127.0.0.1",
                seconds=0.3,
            )
        )
        arrived = await claimed(instance, http, events)
        assert arrived.args == ["agent", arrived.channel.id.replace(".", "-"), "*13", "8001"]
        async with http.post(f"{instance.ari_url}/channels/{arrived.channel.id}/answer") as answer:
            assert answer.status == 204
        asked = await event_of(events, "ChannelTransfer")
        assert "4002" in str(asked["refer_to"])
        assert await calling == 0


class _Caller(msgspec.Struct):
    number: str


class _Channel(msgspec.Struct):
    id: str
    caller: _Caller


class _Arrived(msgspec.Struct):
    channel: _Channel
    args: list[str]


async def claimed(
    instance: Instance, http: aiohttp.ClientSession, events: aiohttp.ClientWebSocketResponse
) -> _Arrived:
    """Take the call that is offered, and answer its arrival."""
    offered = await event_of(events, "CallBroadcast")
    told = {"channelId": str(offered["channel"]["id"]), "application": "switchroom"}
    async with http.post(f"{instance.ari_url}/events/claim", params=told) as answer:
        assert answer.status == 204
    return msgspec.convert(await event_of(events, "StasisStart"), _Arrived)


async def test_a_stranger_without_a_password_gets_nowhere(make: Make, tmp_path: Path):
    instance = make("stranger")
    await start(instance)
    code = await sipp_caller.call(
        tmp_path,
        port=instance.ports.sip,
        dialled="4001",
        caller="<sip:8001@example.com>",
        user="carrier",
        password="guessed",
        seconds=0.1,
        patience=1.5,
    )
    assert code != 0
    security = (instance.folder / "log/security").read_text(encoding="utf-8")
    assert "ChallengeResponseFailed" in security
    assert "0 calls processed" in await command(instance, "core show channels count")


def test_a_port_that_is_taken_is_not_chosen(make: Make, tmp_path: Path):
    first = make("taken")
    (first.folder / "instance.json").unlink()
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as other:
        other.bind(("127.0.0.1", first.ports.http))
        other.listen()
        assert prepare(first.spec).ports.http != first.ports.http
