"""Metrics: the house's figures for Prometheus."""

from collections.abc import Sequence

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from ivr.web.asked import Asked
from ivr.web.lag import LAG
from ivr.web.operation import operation
from ivr.web.port import ComponentView, House


@operation("GET", "/metrics", "near", media="text/plain")
async def show_metrics(asked: Asked) -> web.Response:
    """The figures in Prometheus' text format; with any token, or from the server's own machine."""
    gauges = CollectorRegistry()
    _gauge(gauges, "switchroom_loop_lag_seconds", "Worst lag of the event loop in the last 10 s.").set(
        asked.request.app[LAG].worst()
    )
    _gauge(gauges, "switchroom_build_info", "The version that runs.", "version").labels(
        asked.holdings.version
    ).set(1)
    _of_house(gauges, asked.house)
    _of_components(gauges, await asked.house.components())
    text = generate_latest(gauges) + generate_latest(asked.holdings.figures.registry)
    return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})


def _of_house(gauges: CollectorRegistry, house: House) -> None:
    waiting = _gauge(gauges, "switchroom_queue_waiting", "Calls that wait.", "queue")
    longest = _gauge(gauges, "switchroom_queue_longest_wait_seconds", "The longest present wait.", "queue")
    agents = _gauge(gauges, "switchroom_agents", "Agents able to take the queue's calls.", "queue", "state")
    served = _gauge(
        gauges,
        "switchroom_queue_service_level_ratio",
        "Answered within the queue's service_level_seconds / (offered - given up within 5 s).",
        "queue",
        "window",
    )
    given_up = _gauge(gauges, "switchroom_queue_abandonment_ratio", "Abandoned / offered.", "queue", "window")
    for name, queue in house.queues().items():
        for window, level in house.levels(name).items():
            if level.service_level is not None:
                served.labels(name, window).set(level.service_level)
            if level.abandonment is not None:
                given_up.labels(name, window).set(level.abandonment)
        waiting.labels(name).set(queue.waiting)
        longest.labels(name).set(queue.longest_wait_seconds)
        for state, count in queue.agents.items():
            agents.labels(name, state).set(count)
    _gauge(gauges, "switchroom_calls_active", "Contacts that have not ended.").set(len(house.live()))
    _gauge(gauges, "switchroom_db_queue_depth", "Saves that wait for the storage's writer.").set(
        house.saves_waiting()
    )


def _of_components(gauges: CollectorRegistry, components: Sequence[ComponentView]) -> None:
    for component in components:
        name = f"switchroom_{component.name}_connected"
        _gauge(gauges, name, f"Whether {component.name} is there.").set(component.ok)


def _gauge(registry: CollectorRegistry, name: str, what: str, *labels: str) -> Gauge:
    return Gauge(name, what, labels, registry=registry)
