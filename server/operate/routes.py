"""Health and metrics over HTTP, for probes and Prometheus. Tells nothing of what the workspace holds."""

from __future__ import annotations

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from server.cairn import Cairn
from server.operate import metrics
from server.operate.health import Health, examine

NOT_KEPT = {"Cache-Control": "no-store"}


@get("/healthz", include_in_schema=False)
async def healthz() -> Response[dict[str, str]]:
    """The process lives and its event loop turns."""
    return Response({"status": "alive"}, headers=NOT_KEPT)


@get("/readyz", include_in_schema=False)
async def readyz(cairn: NamedDependency[Cairn]) -> Response[Health]:
    health = await examine(cairn)
    return Response(health, status_code=200 if health.is_ready else 503, headers=NOT_KEPT)


@get("/metrics", include_in_schema=False)
async def read_metrics(cairn: NamedDependency[Cairn]) -> Response[bytes]:
    health = await examine(cairn)
    metrics.BROKER_UP.set(1 if cairn.broker.up else 0)
    metrics.BEHIND.set(health.behind)
    metrics.POSITION.set(health.position)
    return Response(generate_latest(metrics.REGISTRY), media_type=CONTENT_TYPE_LATEST, headers=NOT_KEPT)


ROUTES = [healthz, readyz, read_metrics]
