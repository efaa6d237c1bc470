"""Figures: what the house counts for Prometheus as it happens; gauges are asked of it when scraped."""

from prometheus_client import CollectorRegistry, Counter, Histogram

WAIT_BUCKETS = (5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0, 300.0)
LAG_BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)
TALK_BUCKETS = (15.0, 30.0, 60.0, 120.0, 180.0, 300.0, 600.0, 1200.0, 3600.0)


class Figures:
    """The counters of one house.  No label holds an id or a number."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._contacts = Counter(
            "switchroom_calls", "Contacts that have ended, by outcome.", ["outcome"], registry=self.registry
        )
        self._feature_codes = Counter(
            "switchroom_feature_codes",
            "Calls by which agents dialled a feature code; they are no contacts.",
            registry=self.registry,
        )
        self._waits = Histogram(
            "switchroom_queue_wait_seconds",
            "How long callers waited, by queue and by what ended the wait (answered, abandoned, timed_out).",
            ["queue", "outcome"],
            buckets=WAIT_BUCKETS,
            registry=self.registry,
        )
        self._expected = Counter(
            "switchroom_expected_wait",
            "Callers who were answered earlier than, inside or later than the range of time that was first"
            " expected for them; inside should be 65 %.",
            ["queue", "outcome"],
            registry=self.registry,
        )
        self._talks = Histogram(
            "switchroom_agent_talk_seconds",
            "How long agents talked.",
            ["queue"],
            buckets=TALK_BUCKETS,
            registry=self.registry,
        )
        self._visits = Counter(
            "switchroom_node_visits",
            "Nodes of dialplans that callers left, by the exit that they took "
            "(served, caller_left, over: by none).",
            ["dialplan", "node", "exit"],
            registry=self.registry,
        )
        self._lags = Histogram(
            "switchroom_event_lag_seconds",
            "How long after Asterisk told of an event it was handled.",
            buckets=LAG_BUCKETS,
            registry=self.registry,
        )
        self._requests = Histogram(
            "switchroom_ari_request_seconds",
            "How long Asterisk took to answer, by operation and HTTP status (0: no answer).",
            ["op", "code"],
            buckets=LAG_BUCKETS,
            registry=self.registry,
        )
        self._recorded = Counter(
            "switchroom_recording_bytes", "Bytes of finished recordings.", registry=self.registry
        )
        self._reloads = Counter(
            "switchroom_dialplan_reload",
            "Readings of the dialplan folder, by result (live, refused).",
            ["result"],
            registry=self.registry,
        )
        self._healed = Counter(
            "switchroom_healed",
            "Differences between board, contacts and Asterisk that the watchdog set right, by kind.",
            ["kind"],
            registry=self.registry,
        )

    def healed(self, kind: str) -> None:
        """The watchdog set a difference of this kind right."""
        self._healed.labels(kind).inc()

    def contact_ended(self, outcome: str) -> None:
        """A contact ended so."""
        self._contacts.labels(outcome).inc()

    def feature_code_ended(self) -> None:
        """An agent has heard what his feature code did."""
        self._feature_codes.inc()

    def wait_ended(self, queue: str, outcome: str, seconds: float) -> None:
        """A caller's wait in a queue ended so after so long."""
        self._waits.labels(queue, outcome).observe(seconds)

    def wait_expected(self, queue: str, outcome: str) -> None:
        """A caller for whom a range was expected was answered earlier, inside or later."""
        self._expected.labels(queue, outcome).inc()

    def node_left(self, dialplan: str, node: str, exit: str) -> None:
        """A caller left a node of a dialplan by this exit."""
        self._visits.labels(dialplan, node, exit).inc()

    def event_handled(self, seconds: float) -> None:
        """An event was handled so long after it had happened."""
        self._lags.observe(max(0.0, seconds))

    def request_answered(self, operation: str, code: int, seconds: float) -> None:
        """Asterisk answered a request; ``operation`` holds no id."""
        self._requests.labels(operation, str(code)).observe(seconds)

    def recorded(self, size: int) -> None:
        """A recording of so many bytes is finished."""
        self._recorded.inc(size)

    def talk_ended(self, queue: str, seconds: float) -> None:
        """An agent's talk with a caller of the queue ended after so long."""
        self._talks.labels(queue).observe(seconds)

    def reloaded(self, live: bool) -> None:
        """The dialplan folder was read: it went live (or already was), or it was refused."""
        self._reloads.labels("live" if live else "refused").inc()
