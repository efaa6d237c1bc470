"""Checking: whether an attached Asterisk lets us in, and plays and records as it should."""

import asyncio
import time
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

import aiohttp
import msgspec

from ivr.asterisk.attached import Attached
from ivr.asterisk.attaching.console import Console
from ivr.asterisk.attaching.errors import AttachError
from ivr.asterisk.attaching.parts import CHECK
from ivr.dialplan.messages import Message

_PATIENCE = 5.0
_SECONDS_OF_CHECK = 4.0
_LOUD = 200
"""A sample of sound is louder than this; silence that was turned into sound and back is not."""


class Checked(msgspec.Struct, frozen=True):
    """What one check found; with what is wrong, but not ``grave``, calls can be served all the same."""

    name: Message
    ok: bool
    message: Message
    grave: bool = True

    @property
    def stops(self) -> bool:
        """Whether nothing goes like this."""
        return self.grave and not self.ok


async def check(attached: Attached, console: Console, agents: Iterable[str]) -> tuple[Checked, ...]:
    """Check everything; ``agents`` are the extensions that are to be endpoints there."""
    found = [await check_ari(attached), await check_ami(attached)]
    found += [await check_extensions(console), await check_music(attached, console)]
    if found[0].ok:
        found += [await check_sound(attached), await check_agents(attached, agents)]
    return tuple(found)


async def check_ari(attached: Attached) -> Checked:
    """Whether ARI takes our secret."""
    name = Message("ARI", "ARI")
    try:
        status = await _ask(attached, "GET", "asterisk/info", {"only": "system"})
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        zh = f"{attached.ari_url} 无应答：{error!r}。请运行 switchroom attach --enable-http。"
        en = f"no answer from {attached.ari_url}: {error!r}. Run: switchroom attach --enable-http"
        return Checked(name, False, Message(zh, en))
    zh = f"{attached.ari_url} 应答 {status}"
    en = f"{attached.ari_url} answers {status}"
    if status != 200:
        zh, en = f"{zh}。请重新运行 switchroom attach。", f"{en}. Run switchroom attach again."
    return Checked(name, status == 200, Message(zh, en))


async def check_ami(attached: Attached) -> Checked:
    """Whether AMI takes our secret."""
    name, account = Message("AMI", "AMI"), attached.ami()
    login = f"Action: Login\r\nUsername: {account.username}\r\nSecret: {account.secret}\r\n\r\n"
    try:
        async with asyncio.timeout(_PATIENCE):
            reader, writer = await asyncio.open_connection(account.host, account.port)
            try:
                writer.write(f"{login}Action: Logoff\r\n\r\n".encode())
                said = await reader.read()
            finally:
                writer.close()
                await writer.wait_closed()
    except (TimeoutError, OSError) as error:
        where = f"{account.host}:{account.port}"
        zh = f"{where} 无应答：{error!r}。请运行 switchroom attach --enable-ami。"
        en = f"no answer from {where}: {error!r}. Run: switchroom attach --enable-ami"
        return Checked(name, False, Message(zh, en))
    if b"Authentication accepted" in said:
        return Checked(name, True, Message("可以登录", "it lets us in"))
    return Checked(
        name,
        False,
        Message(
            "拒绝本系统的口令。请重新运行 switchroom attach。", "it refuses us. Run switchroom attach again."
        ),
    )


async def check_agents(attached: Attached, agents: Iterable[str]) -> Checked:
    """Whether each agent has a telephone there: an endpoint of the name of his extension."""
    name = Message("坐席话机", "agents' telephones")
    paths = {agent: f"endpoints/PJSIP/{quote(agent, safe='')}" for agent in agents}
    asked = {agent: await _ask(attached, "GET", path) for agent, path in paths.items()}
    lacking = ", ".join(agent for agent, status in asked.items() if status == 404)
    if not lacking:
        return Checked(name, True, Message(f"{len(asked)} 个", f"{len(asked)}"))
    zh = f"没有 PJSIP endpoint：{lacking}。请在 Asterisk 中添加，或改正 centre.yaml 中的分机号。"
    en = f"there is no PJSIP endpoint {lacking}: add it in Asterisk, or mend the extension in centre.yaml."
    return Checked(name, False, Message(zh, en), grave=False)


async def check_extensions(console: Console) -> Checked:
    """Whether Asterisk has read our extensions and our queue."""
    name = Message("拨号方案", "extensions")
    try:
        said = await console.says("dialplan show switchroom-arrivals")
        queue = await console.says("queue show switchroom-fallback")
    except AttachError as error:
        return Checked(name, False, error.message)
    if "'caller'" in said and "switchroom-fallback has" in queue:
        return Checked(name, True, Message("已读入上下文和队列", "contexts and queue are read"))
    return Checked(
        name,
        False,
        Message(
            "Asterisk 没有读入本系统的上下文或队列。请重新运行 switchroom attach，并查看 Asterisk 的日志。",
            "Asterisk has not read our contexts or our queue. Run switchroom attach again, and see its log.",
        ),
    )


async def check_music(attached: Attached, console: Console) -> Checked:
    """Whether Asterisk has found pieces of music in our folder."""
    name = Message("等待音乐", "music")
    try:
        said = await console.says("moh show classes")
    except AttachError as error:
        return Checked(name, False, error.message)
    if "Class: switchroom-default" in said:
        return Checked(name, True, Message("已找到", "there is some"))
    where = f"{attached.inside}/moh/default"
    zh = f"Asterisk 在 {where} 没有找到音乐：请把 8 kHz 单声道 WAV 放进对话方案的 music/default 后重试。"
    en = (
        f"Asterisk finds none in {where}: put 8 kHz mono WAV files into music/default of the dialplan folder,"
        " and attach again; its user must be able to read them."
    )
    return Checked(name, False, Message(zh, en))


async def check_sound(attached: Attached) -> Checked:
    """Whether a second of our music, played to a call that Asterisk makes to itself, is in the recording."""
    name = Message("放音与录音", "sound and recording")
    file = attached.recordings_outside / f"{CHECK}.raw"
    try:
        file.unlink(missing_ok=True)
        status = await _ask(attached, "POST", "channels", _CALL)
        if status != 200:
            raise OSError(f"ARI answered {status}")
        sound = await _recorded(file)
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        zh = f"检查呼叫失败：{error}。请查看 Asterisk 的日志。"
        return Checked(name, False, Message(zh, f"the check's call failed: {error}. See Asterisk's log."))
    finally:
        _forget(file)
    if not sound:
        return Checked(name, False, _unseen(attached))
    if _is_silent(sound):
        return Checked(name, False, Message("录音是静音。", "the recording is silent. See Asterisk's log."))
    return Checked(name, True, Message("音乐响起并已录下", "the music plays and was recorded"))


_CALL = {
    "endpoint": "Local/heard@switchroom-check/n",
    "context": "switchroom-check",
    "extension": "hearing",
    "priority": "1",
    "callerId": "switchroom",
}


def _unseen(attached: Attached) -> Message:
    folder = attached.recordings_outside
    return Message(
        f"在 {folder} 没有看到录音。Asterisk 必须能写 {attached.inside}/recording，且两者是同一目录"
        "（设置 asterisk.attached 的 folder 与 inside）。",
        f"no recording appeared in {folder}. Asterisk must be able to write {attached.inside}/recording,"
        " and both must be one folder (settings folder and inside of asterisk.attached).",
    )


async def _recorded(file: Path) -> bytes:
    """What was recorded, once it grows no more; nothing when there is none."""
    until = time.monotonic() + _SECONDS_OF_CHECK
    size = -1
    while time.monotonic() < until:
        await asyncio.sleep(0.3)
        sound = _content(file)
        if sound and len(sound) == size:
            return sound
        size = len(sound)
    return _content(file)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def _is_silent(sound: bytes) -> bool:
    samples = memoryview(sound[: len(sound) // 2 * 2]).cast("h")
    return all(-_LOUD < sample < _LOUD for sample in samples)


def _forget(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError:
        return  # Asterisk's user owns the folder; the next check writes over it


async def _ask(attached: Attached, method: str, path: str, query: dict[str, str] | None = None) -> int:
    settings = attached.ari()
    proof = aiohttp.encode_basic_auth(settings.user, settings.password.get_secret_value())
    timeout = aiohttp.ClientTimeout(total=_PATIENCE)
    async with (
        aiohttp.ClientSession(headers={"Authorization": proof}, timeout=timeout) as http,
        http.request(method, f"{settings.url}/{path}", params=query) as answer,
    ):
        await answer.read()
        return answer.status
