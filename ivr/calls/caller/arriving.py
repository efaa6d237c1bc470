"""A call arrives: from outside into the dialplan of the number, from an agent to a feature code."""

from msgspec.structs import replace

from ivr.calls.caller.announcing import announce, tell
from ivr.calls.caller.informing import inform
from ivr.calls.caller.knowing import ask_who_calls
from ivr.calls.caller.walking import enter
from ivr.calls.contact import Contact
from ivr.calls.outcomes import Outcome
from ivr.calls.own_call.serving import SECONDS_TO_SERVE, serve
from ivr.calls.own_call.visiting import visit
from ivr.calls.phases import ServingAgent
from ivr.calls.spoken import sentence
from ivr.calls.talk.targets import ToHouse, target_of
from ivr.calls.transition import Transition
from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.centre.feature_codes import SUPERVISES, FeatureDialled, feature_dialled
from ivr.dialplan.centre.pauses import reason_in
from ivr.dialplan.edition import Edition
from ivr.telephony.commands import Answer, Command, SaveAudit
from ivr.telephony.events import Arrived
from ivr.telephony.ids import AgentId, ContactId
from ivr.telephony.numbers import normal


def arrive(event: Arrived, edition: Edition) -> Transition:
    """The first phase of a contact."""
    if event.agent and (feature := feature_dialled(event.dialled, edition.centre.feature_codes)):
        return _serve_agent(event, event.agent, feature, edition)
    if event.agent and visits(event.dialled, edition.centre):
        return _visit(event, event.agent, "consult", event.dialled, edition)
    dialled = edition.centre.house_number(event.dialled)
    answer: tuple[Command, ...] = (Answer(event.channel),)
    if dialled is None:
        contact = _contact(event, edition.centre.languages[0], edition)
        sentences = tuple(sentence("unknown_number", language) for language in edition.centre.languages)
        return announce(contact, sentences, Outcome.UNKNOWN_NUMBER, event.at, answer)
    number = edition.centre.numbers[dialled]
    contact = replace(_contact(event, number.language, edition), dialled=dialled)
    if event.agent:
        return enter(contact, number.dialplan, edition, event.at, answer)
    contact, question = ask_who_calls(contact)
    answer = (*answer, *question)
    notice = edition.centre.notice_for(dialled, contact.language)
    if notice is not None:
        return inform(contact, notice, number.dialplan, event.at, answer)
    return enter(contact, number.dialplan, edition, event.at, answer)


def visits(dialled: str, centre: Centre) -> bool:
    """Whether an agent who dials this means somebody to speak with, himself or for his caller."""
    target = target_of(dialled, centre)
    return target is not None and not isinstance(target, ToHouse)


def _visit(event: Arrived, agent: AgentId, purpose: str, target: str, edition: Edition) -> Transition:
    known = edition.centre.agents.get(agent)
    contact = _contact(event, known.language if known else edition.centre.languages[0], edition)
    return visit(contact, agent, purpose, target, event.at, (Answer(event.channel),))


def _serve_agent(event: Arrived, agent: AgentId, feature: FeatureDialled, edition: Edition) -> Transition:
    if feature.name in ("pick_up", "unpark"):
        return _visit(event, agent, feature.name, feature.argument, edition)
    centre = edition.centre
    known = centre.agents.get(agent)
    contact = _contact(event, known.language if known else centre.languages[0], edition)
    answer = (Answer(event.channel),)
    match _wrong(feature, agent, centre):
        case "not_allowed":
            refused = _refused(contact, agent, feature)
            return tell(contact, ("not_allowed",), event.at, (*answer, refused))
        case str(wrong):
            return tell(contact, (wrong,), event.at, answer)
    phase = ServingAgent(
        contact=contact,
        agent=agent,
        code=feature.name,
        reason=_reason(feature, centre) or "",
        about=AgentId(feature.argument) if feature.name in SUPERVISES else AgentId(""),
        until=event.at + SECONDS_TO_SERVE,
    )
    return Transition(phase, (*answer, *serve(phase, centre)))


def _wrong(feature: FeatureDialled, agent: AgentId, centre: Centre) -> str | None:
    """The sentence that says why the feature cannot even be begun."""
    if feature.name == "pause" and _reason(feature, centre) is None:
        return "unknown_reason"
    if feature.name not in SUPERVISES:
        return None
    if feature.argument not in centre.agents or feature.argument == agent:
        return "unknown_agent"
    supervisor = centre.agents.get(agent)
    return None if supervisor and supervisor.supervises else "not_allowed"


def _refused(contact: Contact, agent: AgentId, feature: FeatureDialled) -> SaveAudit:
    """That somebody who supervises nothing wanted to hear a talk; which one was not even looked up."""
    watched = AgentId(feature.argument)
    return SaveAudit(f"{contact.id}.audit.0", agent, feature.name, watched, ContactId(""), False)


def _reason(feature: FeatureDialled, centre: Centre) -> str | None:
    """Why the agent pauses, in the centre's first language; None when there is no reason of that key."""
    if feature.name != "pause":
        return ""
    return reason_in(centre.pause_reasons, feature.argument, centre.languages[0])


def _contact(event: Arrived, language: str, edition: Edition) -> Contact:
    return Contact(
        id=event.contact,
        channel=event.channel,
        caller=event.agent or normal(event.caller, edition.centre.numbering()),
        caller_raw=event.caller,
        caller_name=event.caller_name,
        dialled=event.dialled,
        language=language,
        arrived_at=event.at,
        version=edition.version,
    )
