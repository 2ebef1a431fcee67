"""A chart's specification without what means nothing: counters, hashes, the last digits.

Two charts are the same when they draw the same data the same way. Altair calls views,
parameters and data by hashes and by numbers that count on through a process; all are numbered
here as they come. Numbers are compared to nine digits, for the last ones differ between machines.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

__all__ = ["comparable_spec"]

_SCHEMA: Final = re.compile(r"(https://vega\.github\.io/schema/[\w-]+/v\d+)[\d.]*\.json")
_COUNTED: Final = re.compile(
    r"\b(view|param|layer|concat)(?:_(?=[a-f]*\d)[0-9a-f]+)+\b|\bdata-[0-9a-f]{32}\b"
)
_DIGITS: Final = 9


def comparable_spec(spec: Any, clean: Callable[[str], str] = str) -> Any:
    """``spec``, JSON of a chart, in a form in which equal charts are equal.

    ``clean`` is done to every text in it.

    >>> one = {"name": "view_7", "mark": "bar", "width": 0.1 + 0.2}
    >>> comparable_spec(one) == comparable_spec({"name": "view_2", "mark": "bar", "width": 0.3})
    True
    """
    names: dict[str, str] = {}

    def numbered(found: re.Match[str]) -> str:
        kind = found[1] or "data"
        return names.setdefault(found[0], f"{kind}#{len(names) + 1}")

    def text(value: str) -> str:
        return clean(_COUNTED.sub(numbered, _SCHEMA.sub(r"\1.json", value)))

    return _mapped(spec, text)


def _mapped(value: Any, text: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return text(value)
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}")
    if isinstance(value, dict):
        # In the order of a saved file, so that names are numbered the same.
        return {text(str(key)): _mapped(item, text) for key, item in sorted(value.items())}
    if isinstance(value, list):
        return [_mapped(item, text) for item in value]
    return value
