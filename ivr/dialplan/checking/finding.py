"""Findings: what a check finds wrong with a document that its model accepted."""

import msgspec

from ivr.dialplan.messages import Message
from ivr.dialplan.reading.tree import Path


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong, at a path of the document; ``at_key``: with the key rather than with its value."""

    path: Path
    what: Message
    remedy: Message
    at_key: bool = False
