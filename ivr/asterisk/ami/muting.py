"""Muting a channel's recorder: AMI alone can, ARI has no request for it."""

import structlog

from ivr.asterisk.ami.actions import MixMonitorMute
from ivr.asterisk.ami.errors import AmiError
from ivr.asterisk.ami.link import AmiLink
from ivr.telephony.ids import ChannelId

log = structlog.get_logger(__name__)

SECONDS_TO_MUTE = 2.0


class RecorderMuting:
    """Has recorders write silence, or sound again."""

    def __init__(self, link: AmiLink) -> None:
        self._link = link

    async def mute(self, channel: ChannelId, muted: bool) -> str | None:
        """Mute or not; why that could not be done, or None."""
        try:
            await self._link.ask(MixMonitorMute(channel, "both", "1" if muted else "0"), SECONDS_TO_MUTE)
        except AmiError as error:
            log.warning("ami.recorder_not_muted", muted=muted, reason=str(error))
            return str(error)
        return None
