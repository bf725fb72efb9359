"""The built style sheets and scripts, held in memory and served under /assets for ever. Builds nothing.

Every name holds a hash of its content, so a browser asks for each once; a new build needs a new start.
"""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Any

import msgspec
from litestar import Request, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Response
from msgspec import Struct

STATIC = Path(__file__).parent.parent / "ui" / "static"
FOR_EVER = "public, max-age=31536000, immutable"


class Asset(Struct, frozen=True):
    media_type: str
    plain: bytes
    gzipped: bytes | None


class Assets:
    def __init__(self, directory: Path = STATIC) -> None:
        manifest = directory / "manifest.json"
        self._names: dict[str, str] = msgspec.json.decode(manifest.read_bytes()) if manifest.is_file() else {}
        self._files = {path.name: _read(path) for path in directory.glob("*") if _is_served(path)}

    def url(self, name: str) -> str:
        """Where `app.js`, `app.css`, `door.js` or `door.css` is. One that was never built has no content there."""
        return f"/assets/{self._names.get(name, name)}"

    def find(self, file: str) -> Asset | None:
        return self._files.get(file)


def _is_served(path: Path) -> bool:
    return path.is_file() and path.name != "manifest.json" and path.suffix != ".gz" and not path.name.startswith(".")


def _read(path: Path) -> Asset:
    gzipped = path.with_name(f"{path.name}.gz")
    kind, _ = mimetypes.guess_type(path.name)
    kind = "text/javascript" if path.suffix == ".js" else kind or "application/octet-stream"
    return Asset(
        media_type=kind,
        plain=path.read_bytes(),
        gzipped=gzipped.read_bytes() if gzipped.is_file() else None,
    )


@get("/assets/{file:str}", include_in_schema=False)
async def asset(
    file: FromPath[str], request: Request[Any, Any, Any], assets: NamedDependency[Assets]
) -> Response[bytes]:
    found = assets.find(file)
    if found is None:
        raise NotFoundException
    headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
    accepted = {each.split(";")[0].strip() for each in request.headers.get("accept-encoding", "").split(",")}
    if found.gzipped is not None and "gzip" in accepted:
        return Response(found.gzipped, media_type=found.media_type, headers={**headers, "Content-Encoding": "gzip"})
    return Response(found.plain, media_type=found.media_type, headers=headers)
