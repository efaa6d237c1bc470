"""Attaching and detaching: the steps of both, in an order in which no call of the old system is touched."""

from pathlib import Path

import msgspec

from ivr.asterisk.attached import Attached
from ivr.asterisk.attaching import adding, removing, sharing
from ivr.asterisk.attaching.checking import Checked, check
from ivr.asterisk.attaching.console import Console
from ivr.asterisk.attaching.errors import AttachError
from ivr.asterisk.attaching.facts import Facts, ask, lacks
from ivr.asterisk.attaching.parts import SWITCHES, Part, files_of, kinds_of
from ivr.asterisk.attaching.places import is_freepbx
from ivr.asterisk.attaching.reloading import callers_inside, forget_members, reload
from ivr.asterisk.instance import music_classes
from ivr.dialplan.messages import Message
from ivr.server.place import attached_of, fallback_of, spec_of
from ivr.server.serving import read_centre
from ivr.server.settings import AttachedSettings, Settings
from ivr.voice.installing import install_sounds
from ivr.voice.library import PromptLibrary

_UNKNOWN = "…"
"""What stands for a secret that is not made yet."""


class Prospect(msgspec.Struct, frozen=True):
    """What attaching would meet and do: a diff, empty when everything is in place, and what is lacking."""

    facts: Facts
    difference: str
    lacking: tuple[Message, ...]


class Outcome(msgspec.Struct, frozen=True):
    """What attaching did: the files changed, where Asterisk answers, what is lacking, what was checked."""

    changed: tuple[Path, ...]
    place: AttachedSettings
    lacking: tuple[Message, ...]
    checked: tuple[Checked, ...]


class Parting(msgspec.Struct, frozen=True):
    """What detaching did.  ``left`` are files in our folder that are not ours, ``mentions`` where theirs
    still name us; ``unread`` says why Asterisk could not be told to read its files, None when it did.
    """

    freed: tuple[removing.Freed, ...]
    left: tuple[Path, ...]
    mentions: tuple[str, ...]
    unread: Message | None


async def look(settings: Settings, enable: frozenset[str]) -> Prospect:
    """What attaching would do; nothing is changed.  Raises AttachError and DialplanError."""
    place = _place(settings)
    facts = await ask(Console(place.console))
    enabled = _enabled(place.etc, facts, enable)
    part = _part(settings, facts, enabled, (_UNKNOWN, _UNKNOWN))
    addition = adding.planned(place.etc, files_of(part), enabled)
    lacking = tuple(lack.message for lack in lacks(facts))
    return Prospect(facts, adding.differences(addition), lacking)


async def attach(settings: Settings, enable: frozenset[str]) -> Outcome:
    """Attach, or bring what is attached up to date.  Raises AttachError and DialplanError."""
    place = _place(settings)
    console = Console(place.console)
    facts = await ask(console)
    _refuse_what_cannot_be(facts)
    enabled = _enabled(place.etc, facts, enable)
    changed = _write(settings, facts, enabled)
    await reload(console, kinds_of(enabled))
    facts = await ask(console)
    found = place.model_copy(update=_found(facts))
    checked = await examine(_with(settings, found))
    lacking = tuple(lack.message for lack in lacks(facts))
    return Outcome(changed, found, lacking, checked)


def _found(facts: Facts) -> dict[str, str]:
    requests = "websocket" if facts.socket_requests else "http"
    return {"ari": facts.ari_url, "ami": facts.ami_address, "requests": requests}


async def examine(settings: Settings) -> tuple[Checked, ...]:
    """Whether what is attached works.  Raises AttachError when Asterisk cannot be spoken to."""
    agents = read_centre(settings).agents
    return await check(_attached(settings), Console(_place(settings).console), agents)


async def detach(settings: Settings, now: bool) -> Parting:
    """Take everything out again; callers who are in our hands keep us from it unless ``now``.

    Raises AttachError.
    """
    place = _place(settings)
    console = Console(place.console)
    unread = await _refuse_while_inside(console, now)
    kinds = tuple(reversed(kinds_of(adding.enabled_before(place.etc))))
    freed = removing.take_out(place.etc)
    if unread is None:
        await reload(console, kinds)
        await forget_members(console)
    return Parting(freed, removing.remove_folder(place.etc), removing.mentions(place.etc), unread)


async def _refuse_while_inside(console: Console, now: bool) -> Message | None:
    try:
        inside = await callers_inside(console)
    except AttachError as error:
        return error.message
    if inside and not now:
        zh = f"还有 {inside} 个呼叫在本系统中。请先停止 switchroom serve 并等待，或用 --now（将挂断）。"
        en = (
            f"{inside} calls are in Switchroom's hands. Stop switchroom serve and wait for them,"
            " or give --now: they are hung up then."
        )
        raise AttachError(Message(zh, en))
    return None


def _refuse_what_cannot_be(facts: Facts) -> None:
    fatal = [lack.message for lack in lacks(facts) if lack.fatal]
    if fatal:
        zh, en = "\n".join(one.zh for one in fatal), "\n".join(one.en for one in fatal)
        raise AttachError(Message(zh, en))


def _enabled(etc: Path, facts: Facts, enable: frozenset[str]) -> tuple[str, ...]:
    """The switches that are to be turned on by us.  Raises AttachError when one is off and not asked for."""
    before = adding.enabled_before(etc)
    off = {"http": facts.http is None, "ami": facts.ami is None, "ari": not facts.ari}
    if off["http"]:
        # Without the web server ARI does not say whether it is switched on.
        off["ari"] = False
    for name, is_off in off.items():
        if is_off and name not in before and name not in enable:
            raise AttachError(_OFF[name])
    return tuple(name for name in SWITCHES if name in before or (off[name] and name in enable))


_OFF = {
    "http": Message(
        "Asterisk 的 HTTP 服务没有启用，ARI 需要它。加上 --enable-http 即在 127.0.0.1（默认端口 8088）启用。",
        "Asterisk's web server is off, and ARI needs it. With --enable-http it is switched on at 127.0.0.1"
        " (port 8088 if http.conf does not say otherwise).",
    ),
    "ami": Message(
        "AMI 没有启用。加上 --enable-ami 即在 127.0.0.1（默认端口 5038）启用。",
        "AMI is off. With --enable-ami it is switched on at 127.0.0.1 (port 5038 if manager.conf does not say"
        " otherwise).",
    ),
    "ari": Message(
        "ARI 没有启用。加上 --enable-ari 即可启用。", "ARI is off. With --enable-ari it is switched on."
    ),
}


def _write(settings: Settings, facts: Facts, enabled: tuple[str, ...]) -> tuple[Path, ...]:
    place, attached = _place(settings), _attached(settings)
    owner = adding.owner_in(place.etc)
    asterisk = sharing.runs_as(facts, owner)
    secrets = (attached.secrets.ari, attached.secrets.ami)
    addition = adding.planned(place.etc, files_of(_part(settings, facts, enabled, secrets)), enabled)
    sharing.share(attached.folder, _music(settings), asterisk)
    install_sounds(PromptLibrary(settings.prompts), attached.sounds_outside)
    return adding.write(place.etc, addition, (owner[0], asterisk[1]))


def _part(settings: Settings, facts: Facts, enabled: tuple[str, ...], secrets: tuple[str, str]) -> Part:
    centre, place = read_centre(settings), _place(settings)
    ari, ami = secrets
    music = music_classes(_music(settings))
    return Part(
        inside=place.inside or str(place.folder or settings.state / "attached"),
        application=settings.asterisk.application,
        ari_password=ari,
        ami_password=ami,
        music=tuple(music),
        tunes=tuple(file.stem for file in music["default"]),
        fallback=fallback_of(centre),
        codes=tuple(centre.feature_codes.values()),
        broadcasts=facts.broadcasts,
        enabled={name: _has_general(place.etc, SWITCHES[name]) for name in enabled},
    )


def _has_general(etc: Path, kind: str) -> bool:
    if is_freepbx(etc):
        return True
    path = etc / kind
    return path.exists() and "[general]" in path.read_text(encoding="utf-8", errors="replace")


def _music(settings: Settings) -> Path:
    return spec_of(settings, read_centre(settings)).music


def _place(settings: Settings) -> AttachedSettings:
    return settings.asterisk.attached or AttachedSettings()


def _with(settings: Settings, place: AttachedSettings) -> Settings:
    asterisk = settings.asterisk.model_copy(update={"attached": place})
    return settings.model_copy(update={"asterisk": asterisk})


def _attached(settings: Settings) -> Attached:
    attached = attached_of(_with(settings, _place(settings)))
    assert attached is not None
    return attached
