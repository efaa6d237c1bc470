"""Health: whether the server lives, and whether it is ready for calls."""

from typing import Literal

from ivr.dialplan.document import Document
from ivr.dialplan.messages import Message
from ivr.web.asked import Asked
from ivr.web.lag import LAG
from ivr.web.operation import operation
from ivr.web.port import ComponentView
from ivr.web.problems import UNAVAILABLE, Refused, Slip


class Health(Document):
    """That the server lives; ``loop_lag_seconds`` is how late it lately was at worst."""

    status: Literal["ok"]
    version: str
    loop_lag_seconds: float


class Readiness(Document):
    """Whether calls can be taken; ``components`` only for a token or from the server's own machine."""

    ready: bool
    components: tuple[ComponentView, ...]


@operation("GET", "/healthz", "open")
async def show_health(asked: Asked) -> Health:
    """That the server lives."""
    return _health(asked)


@operation("GET", "/livez", "open")
async def show_life(asked: Asked) -> Health:
    """The same under its other name."""
    return _health(asked)


@operation("GET", "/readyz", "open", kinds=(UNAVAILABLE,))
async def show_readiness(asked: Asked) -> Readiness:
    """Whether everything stands that calls need: 200 if so, else 503 with the reasons."""
    components = await asked.house.components()
    shown = components if asked.near else ()
    # What Redis has is a view of the floor: whoever takes calls does without.
    if all(component.ok for component in components if component.name != "redis"):
        return Readiness(ready=True, components=tuple(shown))
    raise Refused(
        UNAVAILABLE,
        Message("现在不能接电话", "calls cannot be taken now"),
        [_slip(component) for component in shown if not component.ok],
    )


def _slip(component: ComponentView) -> Slip:
    return Slip(place=component.name, what=Message(component.what, component.what))


def _health(asked: Asked) -> Health:
    return Health(
        status="ok", version=asked.holdings.version, loop_lag_seconds=asked.request.app[LAG].worst()
    )
