"""Agents: how they stand, and what they do at their shift."""

from ivr.dialplan.document import Document
from ivr.dialplan.messages import Message
from ivr.web.asked import Asked
from ivr.web.names import AgentPath, Word
from ivr.web.operation import operation
from ivr.web.port import AgentAction, AgentView
from ivr.web.problems import CONFLICT, NOT_FOUND, Refused


class Agents(Document):
    """All agents of the centre, by id."""

    agents: tuple[AgentView, ...]


class PauseOrder(Document):
    """What a pause is for."""

    reason: Word = "pause"


@operation("GET", "/v1/agents", "agents:read")
async def list_agents(asked: Asked) -> Agents:
    """All agents and how they stand."""
    agents = asked.house.agents()
    return Agents(agents=tuple(agents[name] for name in sorted(agents)))


@operation("GET", "/v1/agents/{agent}", "agents:read", kinds=(NOT_FOUND,))
async def show_agent(asked: Asked, path: AgentPath) -> AgentView:
    """One agent and how he stands."""
    return _agent(asked, path.agent)


@operation("POST", "/v1/agents/{agent}/sign-in", "agents:write", kinds=(NOT_FOUND,))
async def sign_in(asked: Asked, path: AgentPath) -> AgentView:
    """Begin the agent's shift; in the midst of one, nothing changes."""
    return await _act(asked, path.agent, "sign_in")


@operation("POST", "/v1/agents/{agent}/sign-out", "agents:write", kinds=(NOT_FOUND,))
async def sign_out(asked: Asked, path: AgentPath) -> AgentView:
    """End the agent's shift, now or after the call he has."""
    return await _act(asked, path.agent, "sign_out")


@operation("POST", "/v1/agents/{agent}/ready", "agents:write", kinds=(NOT_FOUND, CONFLICT))
async def ready(asked: Asked, path: AgentPath) -> AgentView:
    """End the agent's pause, a coming one too, and his wrap-up."""
    _on_shift(_agent(asked, path.agent))
    return await _act(asked, path.agent, "ready")


@operation("POST", "/v1/agents/{agent}/pause", "agents:write", kinds=(NOT_FOUND, CONFLICT))
async def pause(asked: Asked, path: AgentPath, body: PauseOrder) -> AgentView:
    """Have the agent pause, now or after the call and wrap-up in hand."""
    _on_shift(_agent(asked, path.agent))
    return await _act(asked, path.agent, "pause", body.reason)


@operation("POST", "/v1/agents/{agent}/end-wrap-up", "agents:write", kinds=(NOT_FOUND, CONFLICT))
async def end_wrap_up(asked: Asked, path: AgentPath) -> AgentView:
    """End the agent's wrap-up before its time; a pause that waits for its end begins."""
    if _agent(asked, path.agent).state != "wrap_up":
        raise Refused(
            CONFLICT,
            Message(f"坐席 {path.agent} 不在话后整理中", f"agent {path.agent} is not in wrap-up"),
        )
    return await _act(asked, path.agent, "end_wrap_up")


async def _act(asked: Asked, agent: str, action: AgentAction, reason: str = "") -> AgentView:
    _agent(asked, agent)
    await asked.house.act(agent, action, reason)
    return _agent(asked, agent)


def _agent(asked: Asked, agent: str) -> AgentView:
    known = asked.house.agents().get(agent)
    if known is None:
        raise Refused(NOT_FOUND, Message(f"没有坐席 {agent}", f"there is no agent {agent}"))
    return known


def _on_shift(agent: AgentView) -> None:
    if not agent.signed_in:
        raise Refused(
            CONFLICT,
            Message(
                f"坐席 {agent.agent} 没有签入，请先签入",
                f"agent {agent.agent} is not signed in; sign in first",
            ),
        )
