"""The place where a centre runs: which Asterisk, and what it takes of settings and centre document."""

from pathlib import Path

import msgspec

from ivr.asterisk.ami.fallback import QUEUE
from ivr.asterisk.ami.link import Account
from ivr.asterisk.ari.settings import AriSettings
from ivr.asterisk.attached import QUEUE as ATTACHED_QUEUE
from ivr.asterisk.attached import Attached
from ivr.asterisk.credentials import AMI_USER, ARI_USER, load_or_make
from ivr.asterisk.fallback import Fallback
from ivr.asterisk.installing import find_on_path
from ivr.asterisk.instance import Instance, InstanceSpec, resolve
from ivr.asterisk.rendering import AgentPhone
from ivr.asterisk.running import pid_of
from ivr.asterisk.trunks import Trunk
from ivr.calls.spoken import sentence
from ivr.dialplan.centre import trunks
from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.centre.numbers import spellings
from ivr.server.settings import Settings
from ivr.voice.naming import sound_name

Ground = Instance | Attached

_SOMEWHERE = 0


def spec_of(settings: Settings, centre: Centre) -> InstanceSpec:
    """The Asterisk instance that the centre needs; the machine's own Asterisk is taken when it will do."""
    asterisk = settings.asterisk
    root = asterisk.root.absolute() if asterisk.root is not None and find_on_path() is None else None
    return InstanceSpec(
        name=asterisk.name,
        folder=settings.state / "asterisk",
        root=root,
        agents=tuple(AgentPhone(extension, agent.name) for extension, agent in centre.agents.items()),
        trunks=tuple(_line(name, trunk) for name, trunk in centre.trunks.items()),
        application=asterisk.application,
        language=centre.languages[0],
        fallback=fallback_of(centre),
        lan=asterisk.lan,
        external_address=str(asterisk.external_address or ""),
        test_carrier=asterisk.test_carrier,
        first_port=asterisk.first_port,
        first_rtp_port=asterisk.first_rtp_port,
        music=settings.dialplans.parent / "music"
        if not (settings.dialplans / "music").is_dir()
        else settings.dialplans / "music",
    )


def fallback_of(centre: Centre) -> Fallback:
    """What the centre's callers hear when nobody serves them: in their number's language."""
    return Fallback(
        sounds={language: sound_name(sentence("fallback", language)) for language in centre.languages},
        languages={
            spelling: number.language
            for dialled, number in centre.numbers.items()
            for spelling in spellings(dialled, centre.numbering())
        },
        notices={
            spelling: sound_name(notice)
            for dialled, number in centre.numbers.items()
            if (notice := centre.notice_for(dialled, number.language)) is not None
            for spelling in spellings(dialled, centre.numbering())
        },
    )


def _line(name: str, trunk: trunks.Trunk) -> Trunk:
    """The trunk as Asterisk's configuration speaks of it: what is not said is empty there."""
    said = {key: value for key, value in trunk.model_dump().items() if value is not None}
    return msgspec.convert({"name": name} | said, Trunk)


def ground_of(settings: Settings, centre: Centre) -> Ground:
    """The Asterisk that the centre stands on: its own, or the one it is attached to."""
    return attached_of(settings) or resolve(spec_of(settings, centre))


def attached_of(settings: Settings) -> Attached | None:
    """The Asterisk that is somebody else's; None when the centre has one of its own."""
    known = settings.asterisk.attached
    if known is None:
        return None
    folder = known.folder or settings.state / "attached"
    return Attached(
        name=settings.asterisk.name,
        application=settings.asterisk.application,
        folder=folder,
        inside=known.inside or str(folder),
        ari_url=known.ari,
        ami_address=known.ami,
        outgoing=known.outgoing,
        requests=known.requests,
        secrets=load_or_make(settings.state / "attached.secrets.json", ()),
    )


def secrets_of(settings: Settings) -> Path:
    """The file of secrets into which administrators write theirs."""
    if settings.asterisk.attached is not None:
        return settings.state / "attached.secrets.json"
    return settings.state / "asterisk" / "secrets.json"


def ari_of(instance: Ground) -> AriSettings:
    """How the instance's ARI is reached."""
    if isinstance(instance, Attached):
        return instance.ari()
    return AriSettings.model_validate(
        {
            "url": instance.ari_url,
            "user": ARI_USER,
            "password": instance.secrets.ari,
            "application": instance.spec.application,
        }
    )


def queue_of(instance: Ground) -> str:
    """The name of the fallback's queue there."""
    return ATTACHED_QUEUE if isinstance(instance, Attached) else QUEUE


def ami_of(instance: Ground) -> Account:
    """How the instance's AMI is reached."""
    if isinstance(instance, Attached):
        return instance.ami()
    return Account(port=instance.ports.ami, username=AMI_USER, secret=instance.secrets.ami)


def pid_on(ground: Ground) -> int | None:
    """The process that has the calls, None when it is gone.

    One that is not ours may be in a container or on another machine: its process is not known, and is taken
    to be there until ARI, when it answers again, tells which calls it still has.
    """
    return _SOMEWHERE if isinstance(ground, Attached) else pid_of(ground)
