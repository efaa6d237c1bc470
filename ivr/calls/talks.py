"""The talks of a contact: who began, holds and ends one, told apart by the leg."""

from msgspec.structs import replace

from ivr.calls.contact import Contact, Talk
from ivr.telephony.ids import ChannelId


def talk_on(contact: Contact, leg: ChannelId) -> Talk:
    """The talk that goes on over the leg; KeyError when there is none."""
    for talk in contact.talks:
        if talk.leg == leg and talk.until is None:
            return talk
    raise KeyError(leg)


def with_talk(contact: Contact, talk: Talk) -> Contact:
    """The contact with one more talk, the last."""
    return replace(contact, talks=(*contact.talks, talk))


def changed(contact: Contact, before: Talk, after: Talk) -> Contact:
    """The contact with a talk as it is now."""
    return replace(contact, talks=tuple(after if talk is before else talk for talk in contact.talks))


def ended(contact: Contact, leg: ChannelId, at: float) -> Contact:
    """The contact without the talk over the leg going on; talks that do stay the last."""
    talk = talk_on(contact, leg)
    over = replace(_retrieved(talk, at), until=at)
    others = [one for one in contact.talks if one is not talk]
    first_open = next((index for index, one in enumerate(others) if one.until is None), len(others))
    return replace(contact, talks=(*others[:first_open], over, *others[first_open:]))


def all_ended(contact: Contact, at: float) -> Contact:
    """The contact with no talk going on."""
    talks = tuple(
        replace(_retrieved(talk, at), until=at) if talk.until is None else talk for talk in contact.talks
    )
    return replace(contact, talks=talks)


def unheard(contact: Contact, leg: ChannelId) -> Contact:
    """The contact without the talk over the leg: they never heard each other."""
    talk = talk_on(contact, leg)
    return replace(contact, talks=tuple(one for one in contact.talks if one is not talk))


def held(contact: Contact, leg: ChannelId, at: float) -> Contact:
    """The contact with the caller on hold in the talk over the leg; who is, stays so."""
    talk = talk_on(contact, leg)
    return contact if talk.held_since is not None else changed(contact, talk, replace(talk, held_since=at))


def retrieved(contact: Contact, leg: ChannelId, at: float) -> Contact:
    """The contact with the caller taken back from hold in the talk over the leg."""
    talk = talk_on(contact, leg)
    return changed(contact, talk, _retrieved(talk, at))


def is_held(contact: Contact, leg: ChannelId) -> bool:
    """Whether the caller is on hold in the talk over the leg."""
    return talk_on(contact, leg).held_since is not None


def _retrieved(talk: Talk, at: float) -> Talk:
    if talk.held_since is None:
        return talk
    return replace(talk, hold_seconds=talk.hold_seconds + at - talk.held_since, held_since=None)


def begun(before: Contact | None, after: Contact) -> tuple[Talk, ...]:
    """The talks that a step has begun."""
    known = {talk.place for talk in before.talks} if before is not None else set()
    return tuple(talk for talk in after.talks if talk.place not in known)


def finished(before: Contact | None, after: Contact) -> tuple[Talk, ...]:
    """The talks that a step has ended; those that nobody heard are none."""
    open_then = {talk.place for talk in before.talks if talk.until is None} if before is not None else set()
    return tuple(talk for talk in after.talks if talk.until is not None and talk.place in open_then)
