from prometheus_client.parser import text_string_to_metric_families

from tests.web.conftest import OpenClient, World


async def test_the_figures_are_told_in_prometheus_own_format(world: World, client: OpenClient) -> None:
    world.figures.contact_ended("answered")
    world.figures.wait_ended("repair", "answered", 12.0)
    world.figures.node_left("main", "menu", "1")
    world.figures.event_handled(0.003)
    world.figures.request_answered("POST channels/*/play/*", 201, 0.0004)
    world.figures.recorded(16044)
    world.figures.talk_ended("repair", 61.0)
    world.figures.reloaded(live=False)
    session = await client()
    async with session.get("/metrics") as answer:
        assert answer.status == 200
        families = list(text_string_to_metric_families(await answer.text()))
    told = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }
    assert all(name[0].startswith("switchroom_") for name in told)
    assert told["switchroom_queue_waiting", "repair"] == 2
    assert told["switchroom_agents", "ready", "repair"] == 1
    assert told["switchroom_calls_active",] == 1
    assert told["switchroom_ari_connected",] == 1
    assert told["switchroom_db_queue_depth",] == 3
    assert told["switchroom_calls_total", "answered"] == 1
    assert told["switchroom_queue_wait_seconds_bucket", "10.0", "answered", "repair"] == 0
    assert told["switchroom_queue_wait_seconds_bucket", "15.0", "answered", "repair"] == 1
    assert told["switchroom_agent_talk_seconds_sum", "repair"] == 61
    assert told["switchroom_dialplan_reload_total", "refused"] == 1
    assert told["switchroom_queue_service_level_ratio", "1h", "repair"] == 0.75
    assert told["switchroom_queue_abandonment_ratio", "1h", "repair"] == 0.25
    assert ("switchroom_queue_service_level_ratio", "15m", "repair") not in told
    assert told["switchroom_node_visits_total", "1", "main", "menu"] == 1
    assert told["switchroom_event_lag_seconds_bucket", "0.005"] == 1
    assert told["switchroom_ari_request_seconds_count", "201", "POST channels/*/play/*"] == 1
    assert told["switchroom_recording_bytes_total",] == 16044


async def test_through_a_proxy_the_figures_need_a_token(client: OpenClient) -> None:
    proxied = {"X-Forwarded-For": "203.0.113.9"}
    stranger, known = await client(), await client("agents:read")
    async with stranger.get("/metrics", headers=proxied) as answer:
        assert answer.status == 401
    async with known.get("/metrics", headers=proxied) as answer:
        assert answer.status == 200
