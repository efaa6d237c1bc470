"""A call arrives: from outside into the dialplan of the number, from an agent to a feature code."""

from ivr.calls.announcing import announce
from ivr.calls.contact import Contact
from ivr.calls.outcomes import Outcome
from ivr.calls.phases import ServingAgent
from ivr.calls.spoken import sentence
from ivr.calls.transition import Transition
from ivr.calls.walking import enter
from ivr.dialplan.edition import Edition
from ivr.telephony.commands import Answer, ChangeAgent
from ivr.telephony.events import Arrived
from ivr.telephony.ids import AgentId

SECONDS_TO_SERVE = 5.0
"""A feature code whose effect is not known after this long ends with a sentence that says so."""


def arrive(event: Arrived, edition: Edition) -> Transition:
    """The first phase of a contact."""
    code = _feature_code(event.dialled, edition) if event.agent else None
    if event.agent and code:
        return _serve_agent(event, event.agent, code, edition)
    number = edition.centre.numbers.get(event.dialled)
    answer = (Answer(event.channel),)
    if number is None:
        contact = _contact(event, edition.centre.languages[0], edition)
        sentences = tuple(sentence("unknown_number", language) for language in edition.centre.languages)
        return announce(contact, sentences, Outcome.UNKNOWN_NUMBER, event.at, answer)
    return enter(_contact(event, number.language, edition), number.dialplan, edition, event.at, answer)


def _serve_agent(event: Arrived, agent: AgentId, code: str, edition: Edition) -> Transition:
    known = edition.centre.agents.get(agent)
    language = known.language if known else edition.centre.languages[0]
    phase = ServingAgent(
        contact=_contact(event, language, edition),
        agent=agent,
        code=code,
        until=event.at + SECONDS_TO_SERVE,
    )
    return Transition(phase, (Answer(event.channel), ChangeAgent(agent, code)))


def _feature_code(dialled: str, edition: Edition) -> str | None:
    for name, digits in edition.centre.feature_codes.items():
        if digits == dialled:
            return name
    return None


def _contact(event: Arrived, language: str, edition: Edition) -> Contact:
    return Contact(
        id=event.contact,
        channel=event.channel,
        caller=event.caller,
        caller_name=event.caller_name,
        dialled=event.dialled,
        language=language,
        arrived_at=event.at,
        version=edition.version,
    )
