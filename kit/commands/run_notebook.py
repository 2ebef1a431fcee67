"""Run a notebook in the kernel that Lab will show it with, before anybody looks at it.

Lab opens a notebook with the kernel of the session that the server has for it, and takes
the widgets over from that kernel. So the session comes first, then the cells, then the
file with their outputs, which the server signs as it does for a person who saves.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_core.paths import jupyter_runtime_dir

from kit.commands.lab_server import LabServer
from kit.errors import KitError
from kit.facts import JsonObject

__all__ = ["run_notebook"]

_KERNEL_SECONDS: Final = 60
_CELL_SECONDS: Final = 120
_LOOK_SECONDS: Final = 0.05

#: Messages that a cell leaves an output by.
_OUTPUTS: Final = ("stream", "display_data", "execute_result", "error")


def run_notebook(server: LabServer, notebook: Path, known: Sequence[str]) -> None:
    """Run the first code cells of ``notebook``, as far as they are ``known``, and save them."""
    path = server.path_of(notebook)
    address = f"contents/{quote(path)}"
    document = server.ask("GET", f"{address}?content=1&type=notebook")["content"]
    cells = _known_cells(document, known)
    if not cells:
        raise KitError(f"The first cells of {notebook.name} were changed, so none was run.")
    session = server.ask("POST", "sessions", _session(path, document))
    with _client(session["kernel"]["id"]) as client:
        for cell in cells:
            if not _run(client, cell):
                break
    server.ask("PUT", address, {"type": "notebook", "format": "json", "content": document})


def _known_cells(document: JsonObject, known: Sequence[str]) -> list[JsonObject]:
    cells = [cell for cell in document["cells"] if cell["cell_type"] == "code"]
    found = []
    for cell, source in zip(cells, known, strict=False):
        if "".join(cell["source"]) != source:
            break
        found.append(cell)
    return found


def _session(path: str, document: JsonObject) -> JsonObject:
    spec = document["metadata"].get("kernelspec", {})
    return {
        "path": path,
        "name": path.rpartition("/")[2],
        "type": "notebook",
        "kernel": {"name": spec.get("name", "python3")},
    }


@contextmanager
def _client(kernel: str) -> Iterator[BlockingKernelClient]:
    file = Path(jupyter_runtime_dir()) / f"kernel-{kernel}.json"
    deadline = time.monotonic() + _KERNEL_SECONDS
    while not file.exists():
        if time.monotonic() > deadline:
            raise KitError(f"The kernel did not start within {_KERNEL_SECONDS} seconds.")
        time.sleep(_LOOK_SECONDS)
    client = BlockingKernelClient(connection_file=str(file))
    client.load_connection_file()
    # A kernel that only begins has no heartbeat yet and would be taken for dead.
    client.start_channels(hb=False)
    try:
        client.wait_for_ready(timeout=_KERNEL_SECONDS)
        yield client
    except (RuntimeError, TimeoutError) as error:
        raise KitError(f"The kernel did not answer: {error}.") from error
    finally:
        client.stop_channels()


def _run(client: BlockingKernelClient, cell: JsonObject) -> bool:
    """Run one cell and put what it shows in its place; whether it went well."""
    # Takes seconds to import, which other commands need not wait for.
    from nbformat.v4 import output_from_msg  # see above

    outputs: list[Any] = []

    def keep(message: JsonObject) -> None:
        if message["header"]["msg_type"] in _OUTPUTS:
            outputs.append(output_from_msg(message))  # type: ignore[no-untyped-call]  # nbformat

    reply = client.execute_interactive(
        "".join(cell["source"]), allow_stdin=False, timeout=_CELL_SECONDS, output_hook=keep
    )
    cell["outputs"] = outputs
    cell["execution_count"] = reply["content"].get("execution_count")
    # What this kernel just said may be shown; without this Lab would show no widget of it.
    cell["metadata"]["trusted"] = True
    return bool(reply["content"]["status"] == "ok")
