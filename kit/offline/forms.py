"""Form bodies and query strings, as every Stripe SDK writes them, into nested values.

``a=1``, ``a[b]=1``, ``a[b][c]=1``, ``a[]=1``, ``a[0]=1``, with brackets literal or
percent-encoded. Lists come out as dicts with the numbers as keys, since only the route
knows whether ``metadata[0]`` is a key or a place; what contradicts itself is refused.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import unquote_plus

from kit.offline.refused import Refused
from kit.offline.request_refusals import invalid, unreadable_body

__all__ = ["MAX_DEPTH", "read_form"]

#: No parameter of Stripe's nests this deep; what does is no honest request.
MAX_DEPTH: Final = 8

_MAX_PAIRS: Final = 1000

Form = dict[str, Any]


def read_form(encoded: bytes) -> Form:
    """The nested values of a query string or a form body; Refused when it is none.

    >>> read_form(b"source=src_1&metadata[order]=67+35&expand%5B%5D=customer")
    {'source': 'src_1', 'metadata': {'order': '67 35'}, 'expand': {'0': 'customer'}}
    """
    if not encoded:
        return {}
    tree: Form = {}
    for name, value in _pairs(encoded):
        _place(tree, _path(name), value, name)
    return tree


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    try:
        text = encoded.decode("utf-8")
        parts = [part.partition("=") for part in text.split("&") if part]
        if len(parts) > _MAX_PAIRS:
            raise unreadable_body()
        pairs = [(_decoded(name), _decoded(value)) for name, _, value in parts]
    except UnicodeDecodeError:
        raise _not_utf8() from None
    if any("\0" in name for name, _ in pairs):
        raise unreadable_body()
    return pairs


def _decoded(text: str) -> str:
    if "%" in text or "+" in text:
        return unquote_plus(text, errors="strict")
    return text


def _not_utf8() -> Refused:
    """The text is a choice."""
    return Refused("Invalid request: parameters must be encoded as UTF-8.", stored=False)


def _path(name: str) -> list[str]:
    """``a[b][c]`` as ``["a", "b", "c"]``; an unclosed or stray bracket is refused."""
    head, bracket, rest = name.partition("[")
    if not bracket:
        if not name or "]" in name:
            raise unreadable_body()
        return [name]
    if not head or "]" in head or not rest.endswith("]"):
        raise unreadable_body()
    steps = rest[:-1].split("][")
    if len(steps) >= MAX_DEPTH:
        raise invalid(f"Invalid request: parameters nest at most {MAX_DEPTH} deep.", head)
    if any("[" in step or "]" in step for step in steps):
        # Stripe documents that metadata keys hold no brackets; the text is a choice [U].
        raise invalid("Parameter names may not hold unbalanced or nested square brackets.", head)
    return [head, *steps]


def _place(tree: Form, path: list[str], value: str, name: str) -> None:
    *way, last = path
    for depth, step in enumerate(way):
        key = step or _element_for(tree, path[depth + 1])
        tree = tree.setdefault(key, {})
        if not isinstance(tree, dict):
            raise _contradiction(name)
    key = last or str(len(tree))
    if isinstance(tree.get(key), dict):
        raise _contradiction(name)
    tree[key] = value


def _element_for(elements: Form, field: str) -> str:
    """The element that ``items[][field]`` goes to: the last one, unless it has the field."""
    last = elements.get(str(len(elements) - 1))
    if isinstance(last, dict) and field not in last:
        return str(len(elements) - 1)
    return str(len(elements))


def _contradiction(name: str) -> Refused:
    return invalid(f"Invalid request: '{name}' is given both as text and as an object.", name)
