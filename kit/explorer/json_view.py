"""JSON as a tree that opens and closes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from kit.explorer.markup import join

__all__ = ["json_tree"]


def json_tree(value: Mapping[str, Any]) -> Markup:
    """``value`` as nested details, with a button that copies the whole of it."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return Markup(
        '<div class="kit-code kit-json"><button type="button" class="kit-small-button" '
        'data-kit-copy>Copy</button><div class="kit-tree">{}</div><pre hidden>{}</pre></div>'
    ).format(_members(value.items()), text)


def _members(items: Iterable[tuple[object, Any]]) -> Markup:
    return Markup("<ul>{}</ul>").format(join(_member(key, value) for key, value in items))


def _member(key: object, value: Any) -> Markup:
    if isinstance(value, Mapping) and value:
        return _branch(key, f"{{ {len(value)} }}", value.items())
    if isinstance(value, list) and value:
        return _branch(key, f"[ {len(value)} ]", enumerate(value))
    kind = "null" if value is None else type(value).__name__
    return Markup('<li><code>{}</code>: <span class="kit-json-{}">{}</span></li>').format(
        key, kind, json.dumps(value, ensure_ascii=False)
    )


def _branch(key: object, size: str, items: Iterable[tuple[object, Any]]) -> Markup:
    return Markup(
        '<li><details open><summary><code>{}</code> <span class="kit-quiet">{}</span></summary>'
        "{}</details></li>"
    ).format(key, size, _members(items))
