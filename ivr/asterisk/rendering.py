"""Rendering: Asterisk's configuration, made from the templates in ``asterisk-conf/`` and a plan.

A place to fill in is written ``@{name}`` in a template, because ``${name}`` is Asterisk's own.  What
repeats (agents, classes of music) has its template in ``asterisk-conf/pieces/``; trunks are in ``trunks``.
"""

import difflib
import re
from pathlib import Path

import msgspec

from ivr.asterisk.checking import EXTENSION, HOST, RenderingError, matching
from ivr.asterisk.credentials import AMI_USER, ARI_USER, Secrets
from ivr.asterisk.fallback import BadFallbackError, Fallback, globals_of, music_of, notices_of
from ivr.asterisk.templates import fill as _fill
from ivr.asterisk.trunks import Trunk, sections

TEMPLATES = Path(__file__).parents[2] / "asterisk-conf"
MODULES = "/usr/lib/x86_64-linux-gnu/asterisk/modules"

_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16")

# Files that Asterisk complains of when they are not there, and that have nothing to say.
_EMPTY = (
    "acl.conf",
    "ccss.conf",
    "codecs.conf",
    "geolocation.conf",
    "pjproject.conf",
    "queuerules.conf",
    "stasis.conf",
    "statsd.conf",
    "udptl.conf",
    "websocket_client.conf",
)


class Ports(msgspec.Struct, frozen=True):
    """The ports of one instance: ``sip`` is UDP and TCP, ``rtp_first`` to ``rtp_last`` is UDP."""

    sip: int
    http: int
    ami: int
    rtp_first: int
    rtp_last: int


class AgentPhone(msgspec.Struct, frozen=True):
    """An agent's telephone: its extension is the name of its endpoint, auth and aor."""

    extension: str
    name: str


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the templates speak of.

    ``inside`` is the instance's folder as Asterisk sees it; ``sip_address`` is what SIP is bound to and
    ``media_address`` what telephones send sound to, ``external_address`` what both are beyond a
    router, empty without one; ``music`` are the classes' names, ``tunes`` the files of
    the class ``default`` in the instance's folder, without endings.
    """

    name: str
    inside: str
    application: str
    ports: Ports
    secrets: Secrets
    agents: tuple[AgentPhone, ...] = ()
    trunks: tuple[Trunk, ...] = ()
    music: tuple[str, ...] = ("default",)
    tunes: tuple[str, ...] = ()
    fallback: Fallback = Fallback()
    language: str = "zh"
    sip_address: str = "127.0.0.1"
    media_address: str = "127.0.0.1"
    external_address: str = ""
    modules: str = MODULES
    data: str = "/usr/share/asterisk"
    test_carrier: bool = False


def render(plan: Plan, templates: Path = TEMPLATES) -> dict[str, str]:
    """Asterisk's files, by name.

    Raises RenderingError when a value of the plan could change the meaning of a file.
    """
    values = _values(plan, templates / "pieces")
    rendered = {
        path.name: _header(path.name) + _fill(path, values) for path in sorted(templates.glob("*.conf"))
    }
    return {name: _header(name) for name in _EMPTY} | rendered


def differences(rendered: dict[str, str], folder: Path) -> str:
    """What ``rendered`` would change in ``folder``, as a unified diff; empty when nothing would."""
    lines: list[str] = []
    for name, text in rendered.items():
        path = folder / name
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        lines += difflib.unified_diff(
            old.splitlines(keepends=True), text.splitlines(keepends=True), str(path), f"{path} (rendered)"
        )
    return "".join(lines)


def _values(plan: Plan, pieces: Path) -> dict[str, str]:
    return {
        "name": plan.name,
        "inside": plan.inside,
        "modules": plan.modules,
        "data": plan.data,
        "language": plan.language,
        "application": plan.application,
        "fallback_languages": globals_of(plan.fallback),
        "notices": notices_of(plan.fallback, f"{plan.inside}/sounds"),
        "fallback_music": _fallback_music(plan),
        "sip_address": plan.sip_address,
        "media_address": plan.media_address,
        "beyond_the_router": _beyond_the_router(plan),
        "sip_port": str(plan.ports.sip),
        "http_port": str(plan.ports.http),
        "ami_port": str(plan.ports.ami),
        "rtp_first": str(plan.ports.rtp_first),
        "rtp_last": str(plan.ports.rtp_last),
        # Test callers jump in their sequence numbers, which strict RTP takes for an intruder.
        "strict_rtp": "no" if plan.test_carrier else "yes",
        "ari_user": ARI_USER,
        "ari_password": plan.secrets.ari,
        "ami_user": AMI_USER,
        "ami_password": plan.secrets.ami,
        "agents": "\n".join(_agent(phone, plan, pieces) for phone in plan.agents),
        "trunks": "\n".join(sections(trunk, plan.secrets.trunks) for trunk in plan.trunks),
        "carrier": _carrier(plan, pieces),
        "classes": "\n".join(_music(name, plan, pieces) for name in plan.music),
    }


def _agent(phone: AgentPhone, plan: Plan, pieces: Path) -> str:
    extension = matching(EXTENSION, "extension", phone.extension, "use letters, digits, - and _")
    values = {
        "extension": extension,
        "name": _caller_name(phone.name),
        "password": plan.secrets.agents[extension],
    }
    return _fill(pieces / "agent.conf", values)


def _beyond_the_router(plan: Plan) -> str:
    """What a transport is told of a router between us and the world: by which address we are known there.

    Everything private is on our side of it, and our own address too, for it is what has to be replaced.
    """
    if not plan.external_address:
        return ""
    address = matching(HOST, "external address", plan.external_address, "give an IP address")
    inside = ",".join((*_PRIVATE, plan.media_address))
    return f"local_net = {inside}\nexternal_media_address = {address}\nexternal_signaling_address = {address}"


def _carrier(plan: Plan, pieces: Path) -> str:
    if not plan.test_carrier:
        return ""
    return _fill(pieces / "carrier.conf", {"password": plan.secrets.carrier})


def _music(name: str, plan: Plan, pieces: Path) -> str:
    known = matching(EXTENSION, "class of music", name, "name its folder with letters, digits, - and _")
    return _fill(pieces / "music.conf", {"name": known, "inside": plan.inside})


def _fallback_music(plan: Plan) -> str:
    tunes = (f"{plan.inside}/{tune}" for tune in plan.tunes)
    try:
        return music_of(plan.fallback, f"{plan.inside}/sounds", tunes)
    except BadFallbackError as error:
        raise RenderingError("the fallback's sound", "", str(error)) from error


def _caller_name(name: str) -> str:
    # Quotes, brackets and line ends would end the name early, and it is only shown on a display.
    return " ".join(re.sub(r'[\x00-\x1f\x7f"<>;\\]', " ", name).split())


def _header(name: str) -> str:
    return (
        f"; Generated by `switchroom asterisk render`; what is changed here is lost.\n"
        f"; Edit asterisk-conf/{name}, or for agents and trunks dialplans/centre.yaml, instead.\n\n"
    )
