"""Sharing: which of two versions a new call meets, told by its id alone: it is always the same one."""

from hashlib import sha256

from ivr.publishing.book import Audience
from ivr.telephony.ids import ContactId


def meets(audience: Audience, trial: str, contact: ContactId, caller: str) -> bool:
    """Whether this contact belongs to the audience of the version ``trial``.

    ``caller`` is the number in its one form.  The share is cut by a hash of contact and version: there is
    no chance in it, and another version tried later is met by others.
    """
    if audience.only_from:
        return caller == audience.only_from
    if audience.share is None:
        return True
    drawn = int.from_bytes(sha256(f"{trial}\0{contact}".encode()).digest()[:8])
    return drawn < audience.share * 2**64
