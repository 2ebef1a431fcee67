"""The front end: plain JavaScript modules, joined when the kit is loaded. No build step.

Each file in ``static/`` is a module that imports from those before it in ``MODULES``.
The browser gets one module: the imports between them and the word ``export`` are dropped,
so names at the top of a file must differ from those of every other, which a test proves.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

__all__ = ["MODULES", "STILL_STYLES", "STYLES", "joined"]

_STATIC: Final = Path(__file__).parent / "static"

#: From the bottom up: each may import from those before it.
MODULES: Final = (
    "dom.js",
    "wire.js",
    "kernel.js",
    "button.js",
    "tabs.js",
    "filters.js",
    "finder.js",
    "metadata.js",
    "plan.js",
    "practice.js",
    "several.js",
    "overview.js",
    "pickers.js",
    "json.js",
    "result.js",
    "bar.js",
    "still.js",
    "explorer.js",
)

_IMPORT: Final = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?!default)", re.MULTILINE)


def joined() -> str:
    """All modules as one."""
    return "\n".join(_plain((_STATIC / name).read_text(encoding="utf-8")) for name in MODULES)


def _plain(module: str) -> str:
    return _EXPORT.sub("", _IMPORT.sub("", module))


STYLES: Final = (_STATIC / "explorer.css").read_text(encoding="utf-8")

#: Those of a saved notebook, on one line.
STILL_STYLES: Final = " ".join((_STATIC / "still.css").read_text(encoding="utf-8").split())
