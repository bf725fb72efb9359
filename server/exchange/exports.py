"""A cycle as a file, with what one person may see of it. Writes nothing down."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from server.exchange.imports import cycle_called
from server.exchange.said import said_of
from shared.exchange.collect import collect
from shared.exchange.csv_form import write_csv
from shared.exchange.json_form import write_json
from shared.exchange.markdown_writer import write_markdown
from shared.messages import Actor, Refused
from shared.view import View

if TYPE_CHECKING:
    from server.cairn import Cairn

FORMS = {
    "csv": (write_csv, "text/csv"),
    "md": (write_markdown, "text/markdown"),
    "json": (write_json, "application/json"),
}
BOM = "\ufeff"


async def exported(cairn: Cairn, actor: Actor, form: str, cycle: str = "") -> tuple[str, bytes]:
    """The file's name and content. `cycle` is a name or an id; the current one where it is empty."""
    write, _ = FORMS[form]
    view = View(cairn.hub.state, actor)
    cycle_id = cycle_called(cairn, cycle)
    if cycle_id is None:
        current = view.current_cycle()
        if current is None:
            raise Refused("not_found", field="cycle")
        cycle_id = current.id
    said = await said_of(cairn, [cycle_id])
    # seen now: rights may have changed while the log was read
    view = View(cairn.hub.state, actor)
    text = await asyncio.to_thread(lambda: write(collect(view, cycle_id, said.check_ins, said.acknowledgements)))
    # spreadsheets take a CSV without the mark for whatever the machine's old encoding is
    content = (BOM + text if form == "csv" else text).encode()
    return f"cairn {view.state.cycles[cycle_id].name}.{form}", content
