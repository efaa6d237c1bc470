"""Parting: giving agents back to the router, and what the caller meets when all have left him."""

from ivr.calls.caller.walking import begin_survey
from ivr.calls.contact import Contact
from ivr.calls.leaving import hang_up
from ivr.calls.outcomes import Outcome
from ivr.calls.phases import Party, Talking
from ivr.calls.talks import talk_on
from ivr.calls.transition import Transition
from ivr.dialplan.edition import Edition
from ivr.surveys.eligibility import is_asked
from ivr.telephony.commands import CloseBridge, Command, HangUp, ReleaseToWrapUp


def release(phase: Talking) -> ReleaseToWrapUp:
    """Give the agent back who talks."""
    return ReleaseToWrapUp(talk_on(phase.contact, phase.leg).place, phase.agent)


def release_others(others: tuple[Party, ...]) -> tuple[Command, ...]:
    """Give back the agents among them."""
    return tuple(ReleaseToWrapUp(party.place, party.agent) for party in others if party.agent)


def drop_all(phase: Talking) -> tuple[Command, ...]:
    """End every leg but the caller's, remove the bridge and give the agents back."""
    legs = (phase.leg, *(party.leg for party in phase.others))
    return (
        *(HangUp(leg) for leg in legs),
        CloseBridge(phase.bridge),
        release(phase),
        *release_others(phase.others),
    )


def after_talk(contact: Contact, edition: Edition, at: float, parting: tuple[Command, ...]) -> Transition:
    """Do ``parting``; everybody has left the caller: the survey of his last queue, or the end."""
    queue = edition.centre.queues.get(contact.talks[-1].queue)
    survey = queue.survey if queue and queue.survey and not contact.internal else ""
    if is_asked(survey, agent_hung_up=True, caller_is_there=True):
        return begin_survey(contact, survey, edition, at, parting)
    return hang_up(contact, Outcome.ANSWERED, at, parting)
