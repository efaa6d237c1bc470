"""Attached: an Asterisk that is somebody else's, as the house needs to know it."""

from pathlib import Path

import msgspec

from ivr.asterisk.ami.link import Account
from ivr.asterisk.ari.settings import AriSettings, Names
from ivr.asterisk.credentials import AMI_USER, ARI_USER, Secrets

QUEUE = "switchroom-fallback"
NAMES = Names(fallback="switchroom-fallback", told="switchroom-told", music="switchroom-")


class Attached(msgspec.Struct, frozen=True, kw_only=True):
    """How it is reached, and the folder that both sides see.

    ``folder`` is that folder as we see it and ``inside`` as Asterisk does; it has ``sounds``, ``moh`` and
    ``recording``.  ``ari_url`` has no slash at its end, ``ami_address`` is ``HOST:PORT``; ``outgoing``
    is the endpoint by which a number outside is reached, such as ``Local/{number}@from-internal/n``.
    ``requests`` is how requests to ARI go, ``websocket`` or ``http``.
    """

    name: str
    application: str
    folder: Path
    inside: str
    ari_url: str
    ami_address: str
    outgoing: str
    requests: str
    secrets: Secrets

    @property
    def sounds_inside(self) -> str:
        """Where Asterisk looks for our sounds."""
        return f"{self.inside}/sounds"

    @property
    def sounds_outside(self) -> Path:
        """Where prompts are put for Asterisk to play."""
        return self.folder / "sounds"

    @property
    def recordings_outside(self) -> Path:
        """Where the recordings are found, as with an Asterisk of our own."""
        return self.folder / "recording"

    def ari(self) -> AriSettings:
        """How ARI is reached, and what is called how there."""
        return AriSettings.model_validate(
            {
                "url": self.ari_url,
                "user": ARI_USER,
                "password": self.secrets.ari,
                "application": self.application,
                "requests": self.requests,
                "names": NAMES.model_copy(update={"outgoing": self.outgoing, "on_rings": self._on_rings()}),
            }
        )

    def _on_rings(self) -> dict[str, str]:
        # Each release that takes requests over the websocket tells of transfers too.
        return {"PJSIP_TRANSFER_HANDLING()": "ari-only"} if self.requests == "websocket" else {}

    def ami(self) -> Account:
        """How AMI is reached."""
        host, _, port = self.ami_address.rpartition(":")
        return Account(port=int(port), username=AMI_USER, secret=self.secrets.ami, host=host)
