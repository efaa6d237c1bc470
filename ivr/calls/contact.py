"""A contact: who called, and what has become of the call so far."""

import msgspec

from ivr.dialplan.step import Carried
from ivr.telephony.customers import Customer, History
from ivr.telephony.ids import AgentId, ChannelId, ContactId, PlaceId
from ivr.telephony.numbers import WITHHELD


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """One stretch of a contact in which an agent and the caller spoke.

    ``queued_at``, ``since`` and ``until`` are epoch seconds; ``until`` is None while it goes on.
    ``hold_seconds`` sums the finished holds, ``held_since`` is set while the caller is on hold.
    ``needs`` (skill → least level) and ``priority`` are those with which the caller waited.
    """

    agent: AgentId
    queue: str
    leg: ChannelId
    place: PlaceId
    queued_at: float
    since: float
    until: float | None = None
    hold_seconds: float = 0.0
    held_since: float | None = None
    needs: dict[str, int] = {}
    priority: int = 0

    def seconds(self) -> float:
        """How long the talk lasted, holds included; 0 while it goes on."""
        return 0.0 if self.until is None else self.until - self.since


class Contact(Carried, frozen=True, kw_only=True):
    """All that is known of a contact, whatever its phase.

    ``caller`` is the number in its one form (``ivr.telephony.numbers``), empty when it was withheld
    and then nobody's; ``caller_raw`` how the line told it; ``dialled`` the number as ``centre.yaml``
    writes it, or as the line told it when it is none of the centre's.  ``version`` is that of the
    dialplans it began with; ``path`` the nodes of the dialplans it has left behind; ``queue`` the one
    that it was last put into, empty before; ``legs`` and ``places`` count the legs and places in line that
    it has used, so that no id derived from the contact's is used twice.  ``customer`` and ``history`` are
    whose call it is; ``customer_due`` until when it is worth waiting to be told (epoch seconds), 0 when
    it was told or was never asked.
    ``waited_in_vain`` sums the seconds in line that led to no talk.  ``on_hold_since`` is set while the
    caller has put us on hold (epoch seconds); ``on_hold_in_talks`` sums the seconds of his finished holds
    that were in talks.  ``internal``: it is an agent who called somebody himself; nothing of it is
    recorded or asked.  ``muted``: the recorder writes silence; ``kept`` is
    False while nothing of the contact was to be recorded, None before it is known.
    """

    id: ContactId
    channel: ChannelId
    caller: str
    caller_raw: str = ""
    caller_name: str
    dialled: str
    language: str
    arrived_at: float
    version: str
    path: tuple[str, ...] = ()
    queue: str = ""
    customer: Customer = Customer()
    history: History = History()
    customer_due: float = 0.0
    legs: int = 0
    places: int = 0
    talks: tuple[Talk, ...] = ()
    waited_in_vain: float = 0.0
    on_hold_since: float | None = None
    internal: bool = False
    on_hold_in_talks: float = 0.0
    muted: bool = False
    kept: bool | None = None

    def withheld(self) -> bool:
        """Whether the caller did not tell his number."""
        return self.caller == WITHHELD

    def calls_a_colleague(self) -> bool:
        """Whether it is an agent who called another one, and no queue has to do with it."""
        return self.internal and not self.queue

    def talk_seconds(self) -> float:
        """For how long the caller spoke with anybody, in seconds: talks at the same time count once."""
        total, reached = 0.0, 0.0
        for talk in sorted(self.talks, key=lambda talk: talk.since):
            until = talk.since if talk.until is None else talk.until
            total += max(0.0, until - max(talk.since, reached))
            reached = max(reached, until)
        return total

    def heard_seconds(self, at: float) -> float:
        """How long the talks lasted less the caller's holds in them, in seconds; ``at`` is now.

        What somebody says whom nobody hears may be recorded or not.
        """
        return max(0.0, self.talk_seconds() - self.held_in_talks(at))

    def held_in_talks(self, at: float) -> float:
        """For how many seconds of talks the caller had put us on hold; ``at`` is now."""
        since = self.on_hold_since
        if since is None:
            return self.on_hold_in_talks
        ends = ((talk, at if talk.until is None else min(at, talk.until)) for talk in self.talks)
        return self.on_hold_in_talks + sum(max(0.0, end - max(since, talk.since)) for talk, end in ends)

    def wait_seconds(self) -> float:
        """How long the caller waited in line, for the agents he got and in vain, in seconds."""
        return self.waited_in_vain + sum(talk.since - talk.queued_at for talk in self.talks)
