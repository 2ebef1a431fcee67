"""Secrets in a saved notebook: in its cells, their outputs, its metadata and widget state."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any, Final

from kit.facts.sensitive import MASK, is_sensitive
from kit.frames.masking import mask_value
from kit.notebook_check.notebook_files import read_notebook, text_of
from kit.notebook_check.secret_shapes import secrets_in

__all__ = ["FoundSecret", "scan"]

#: Pictures are no text; what a picture shows is for a person to look at.
_PICTURES: Final = ("image/png", "image/jpeg", "image/gif", "application/pdf")

#: A shorter value under a sensitive name is a placeholder.
_MIN_LENGTH: Final = 8


@dataclass(frozen=True)
class FoundSecret:
    """A secret, masked, where it stands, and what it is."""

    path: Path
    where: str
    kind: str
    masked: str

    def __str__(self) -> str:
        return f"{self.path}: {self.where}: {self.kind}, {self.masked}"


def scan(path: Path, *, allowed: Collection[str] = ()) -> list[FoundSecret]:
    """Every secret in the notebook ``path``, each once for each place, but those ``allowed``.

    Raises InvalidInput where there is no notebook in the file.
    """
    found = {
        FoundSecret(path, where, kind, str(mask_value(secret))): None
        for where, text in _texts(read_notebook(path))
        for kind, secret in text
        if secret not in allowed
    }
    return list(found)


def _texts(document: dict[str, Any]) -> Iterator[tuple[str, Iterator[tuple[str, str]]]]:
    """The secrets of each place, with the name of the place."""
    for number, cell in enumerate(document["cells"], 1):
        yield f"cell {number}", secrets_in(text_of(cell.get("source", "")))
        yield f"cell {number}, metadata", _in_json(cell.get("metadata", {}))
        yield f"cell {number}, attachments", _in_bundles(cell.get("attachments", {}))
        for place, output in enumerate(cell.get("outputs", ()), 1):
            yield f"cell {number}, output {place}", _in_output(output)
    metadata = dict(document.get("metadata", {}))
    yield "widget state", _in_json(metadata.pop("widgets", {}))
    yield "metadata", _in_json(metadata)


def _in_output(output: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _in_bundle(output.get("data", {}))
    yield from _in_json(output.get("metadata", {}))
    for name in ("text", "evalue"):
        yield from secrets_in(text_of(output.get(name, "")))
    for line in output.get("traceback", ()):
        yield from secrets_in(str(line))


def _in_bundles(bundles: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for bundle in bundles.values():
        yield from _in_bundle(bundle)


def _in_bundle(bundle: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The secrets in what one output is, in each of its forms."""
    for kind, content in bundle.items():
        if kind in _PICTURES:
            continue
        if not isinstance(content, str | list) or kind.endswith("json"):
            yield from _in_json(content)
        else:
            text = text_of(content)
            yield from secrets_in(unescape(text) if kind == "text/html" else text)


def _in_json(value: Any, holder: str = "", name: str = "") -> Iterator[tuple[str, str]]:
    """The secrets in a JSON value: by their shape, and under a sensitive name."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from secrets_in(str(key))
            yield from _in_json(item, name, str(key))
    elif isinstance(value, list):
        for item in value:
            yield from _in_json(item, holder, name)
    elif isinstance(value, str):
        by_shape = list(secrets_in(value))
        yield from by_shape
        long_enough = len(value) >= _MIN_LENGTH and MASK not in value
        if not by_shape and long_enough and is_sensitive(holder, name):
            yield f"a value named {name}", value
