"""The numbers that Prometheus reads, in one registry. Measures nothing itself."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)

COMMANDS = Counter(
    "cairn_commands", "Commands by kind and outcome: done, nothing, repeated, refused, unavailable, failed.",
    ["kind", "outcome"], registry=REGISTRY,
)  # fmt: skip
COMMAND_SECONDS = Histogram(
    "cairn_command_seconds", "From asking to durable, refused ones too.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10), registry=REGISTRY,
)  # fmt: skip
EVENTS = Counter("cairn_events", "Events that this instance has applied, by kind.", ["kind"], registry=REGISTRY)
EVENT_LAG = Histogram(
    "cairn_event_lag_seconds", "From an event's time to its arrival here, through the broker or the sweep.",
    buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5), registry=REGISTRY,
)  # fmt: skip
SCREENS = Gauge("cairn_screens", "Pages that are connected.", registry=REGISTRY)
WRITERS = Gauge("cairn_writing_sockets", "Sockets that texts are written through.", registry=REGISTRY)
STREAMS = Gauge("cairn_streams", "Event streams that are connected, by form.", ["form"], registry=REGISTRY)
RENDER_SECONDS = Histogram(
    "cairn_render_seconds", "Rendering one pass of one page.",
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1), registry=REGISTRY,
)  # fmt: skip
SOCKETS_CLOSED = Counter("cairn_sockets_closed", "Sockets closed, by reason.", ["reason"], registry=REGISTRY)
REQUESTS = Counter("cairn_requests", "Answered requests by method and status.", ["method", "status"], registry=REGISTRY)
REQUEST_SECONDS = Histogram(
    "cairn_request_seconds", "From a request to the end of its answer, streams left out.",
    buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10), registry=REGISTRY,
)  # fmt: skip
BROKER_UP = Gauge(
    "cairn_broker_up", "Whether other instances are heard (1) or only the sweep helps (0).", registry=REGISTRY
)
BEHIND = Gauge("cairn_behind_events", "Events in the log that this instance has not applied.", registry=REGISTRY)
POSITION = Gauge("cairn_position", "The last event that this instance has applied.", registry=REGISTRY)


class Metrics:
    """What the parts of an instance tell, in their own words."""

    def screen_opened(self) -> None:
        SCREENS.inc()

    def screen_closed(self, reason: str = "left") -> None:
        """`reason` is one of a few words, never a text."""
        SCREENS.dec()
        SOCKETS_CLOSED.labels(reason).inc()

    def writer_came(self) -> None:
        WRITERS.inc()

    def writer_went(self, reason: str = "left") -> None:
        WRITERS.dec()
        SOCKETS_CLOSED.labels(reason).inc()

    def stream_opened(self, form: str) -> None:
        STREAMS.labels(form).inc()

    def stream_closed(self, form: str, reason: str = "left") -> None:
        STREAMS.labels(form).dec()
        SOCKETS_CLOSED.labels(reason).inc()

    def rendered(self, seconds: float) -> None:
        RENDER_SECONDS.observe(seconds)
