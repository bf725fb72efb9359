"""What the description says of every operation alike: headers, files, problems. Knows no operation."""

from __future__ import annotations

from typing import Any

from server.api.calls import LONGEST_KEY

Schema = dict[str, Any]

INTRODUCTION = """\
Everything that the product can do. Numbers are decimal strings in answers, and numbers or decimal strings in
bodies; shares such as `progress` go from "0" to "1". Every write takes an `Idempotency-Key`: the same key with the
same body happens once. What the caller may not see answers as if it did not exist. A browser's session also has to
send the header that protects it from foreign pages; tokens need not."""

HEADERS: dict[str, Schema] = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "The same key with the same body happens once, and a repeat is answered with the header "
        "`Idempotency-Replayed: true`; with another body it is refused. Ids of new things follow from it.",
        "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "description": "The `version` (ETag) from which the caller began; refused as stale when it has changed since.",
        "schema": {"type": "string", "examples": ['"12"']},
    },
    "Id": {
        "name": "id",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "format": "uuid"},
    },
}

BYTES: Schema = {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}
FILE: Schema = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {"type": "object", "required": ["file"], "properties": {"file": BYTES["schema"]}}
        },
        **dict.fromkeys(("text/csv", "text/markdown", "application/json", "application/octet-stream"), BYTES),
    },
}
"""A file as the body, or in a form."""

PROBLEMS: dict[int, str] = {
    400: "The body or a parameter cannot be read: `errors` names the fields.",
    401: "Not signed in.",
    403: "Not allowed.",
    404: "It does not exist, or the caller may not see it.",
    409: "It has changed since (stale), or the id is taken.",
    413: "The body is too large.",
    422: "The rules say no: `errors` names the field, `detail` says why.",
    503: "It could not be saved now; repeat with the same Idempotency-Key.",
}
