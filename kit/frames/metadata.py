"""The user's own keys: a column each while they are few, JSON text when they are many."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from kit.frames.arrays import Column, RowIndex
from kit.frames.encode import json_text
from kit.frames.masking import (
    ColumnText,
    is_sensitive,
    mask_columns,
    mask_json,
    mask_key,
)
from kit.frames.tree import AS_JSON_TEXT, BY_KEY, METADATA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kit.facts import JsonObject
    from kit.frames.tree import Rows

__all__ = ["Metadata"]

_TEXT: Final = pa.large_string()


class Metadata:
    """The metadata of all rows so far.

    Text under text keys, which is all that Stripe stores, is held flat: one entry per row
    and key. As soon as there are more different keys than ``most``, and for anything that
    is not plain text, each row's metadata is JSON text instead.
    """

    def __init__(self, most: int, *, reveal: bool) -> None:
        self.overflowed = False
        self._most = most
        self._reveal = reveal
        self._keys: dict[str, int] = {}
        #: How each key is shown; one that is a secret is masked.
        self._shown: dict[str, str] = {}
        self._taken: set[str] = set()
        self._lists: dict[tuple[str, ...], int] = {}
        self._flat: list[tuple[Rows, Rows, pa.Array]] = []
        self._listed: list[tuple[Rows, Rows]] = []
        self._texts: list[tuple[Rows, list[str]]] = []

    def add(self, hashes: Sequence[JsonObject], rows: Rows, *, exact: bool) -> list[int]:
        """Take in the metadata, never empty, of ``rows``; comes back with how each is held.

        NotExact where a number may not be what was sent.
        """
        if _is_plain(hashes):
            self._keep(hashes, rows)
            return [BY_KEY] * len(hashes)
        plain = [_is_plain([each]) for each in hashes]
        odd = [index for index, each in enumerate(plain) if not each]
        usual = [index for index, each in enumerate(plain) if each]
        self._keep_texts([hashes[index] for index in odd], rows[odd], exact=exact)
        if usual:
            self._keep([hashes[index] for index in usual], rows[usual])
        return [BY_KEY if each else AS_JSON_TEXT for each in plain]

    def forget(self, first: int) -> None:
        """Drop what was taken in of the rows from ``first`` on."""
        self._flat = [chunk for chunk in self._flat if chunk[0][0] < first]
        self._listed = [chunk for chunk in self._listed if chunk[0][0] < first]
        self._texts = [chunk for chunk in self._texts if chunk[0][0] < first]

    def columns(self, size: int) -> Iterator[tuple[str, Column]]:
        """The column of each key as it is shown, in the order of the keys' arrival."""
        if not self._flat:
            return
        rows = np.concatenate([rows for rows, _, _ in self._flat])
        codes = np.concatenate([codes for _, codes, _ in self._flat])
        values = pa.concat_arrays([values for _, _, values in self._flat])
        self._flat.clear()
        order = np.argsort(codes, kind="stable")
        ends = np.searchsorted(codes[order], np.arange(len(self._keys) + 1))
        places = [order[ends[code] : ends[code + 1]] for code in self._keys.values()]
        texts = [values.take(pa.array(where)) for where in places]
        if not self._reveal:
            named = zip(self._keys, texts, strict=True)
            columns = [ColumnText(held, is_sensitive(METADATA, key), key) for key, held in named]
            texts = mask_columns(columns)
        for key, where, held in zip(self._keys, places, texts, strict=True):
            yield self._shown[key], Column(held, "text", RowIndex(rows[where], size))

    def key_lists(self, size: int) -> tuple[Rows, list[tuple[str, ...]]]:
        """For each of ``size`` rows the number of its list of keys, or -1, and the lists."""
        numbers = np.full(size, -1, dtype=np.int64)
        for rows, listed in self._listed:
            numbers[rows] = listed
        return numbers, [tuple(self._shown[key] for key in keys) for keys in self._lists]

    def texts(self, size: int) -> Column | None:
        """The metadata that is held as JSON text; None where none is."""
        if not self._texts:
            return None
        rows = np.concatenate([rows for rows, _ in self._texts])
        texts = pa.array(chain.from_iterable(texts for _, texts in self._texts), _TEXT)
        return Column(texts, "json", RowIndex(rows, size))

    def _keep(self, hashes: Sequence[JsonObject], rows: Rows) -> None:
        new = set().union(*hashes).difference(self._keys)
        # A set's order is another in each process, and masked names are numbered by arrival.
        for key in filter(new.__contains__, dict.fromkeys(chain(*hashes)) if new else ()):
            self._keys[key] = len(self._keys)
            self._shown[key] = key if self._reveal else mask_key(key, self._taken)
            self._taken.add(self._shown[key])
        if not self.overflowed and len(self._keys) > self._most:
            self._overflow()
        if self.overflowed:
            self._keep_texts(hashes, rows, exact=True)
        else:
            self._keep_flat(hashes, rows)

    def _keep_flat(self, hashes: Sequence[JsonObject], rows: Rows) -> None:
        lengths = np.fromiter(map(len, hashes), np.int64, len(hashes))
        keys = chain.from_iterable(hashes)
        codes = np.fromiter(map(self._keys.__getitem__, keys), np.int64, int(lengths.sum()))
        values = pa.array(chain.from_iterable(map(dict.values, hashes)), _TEXT)
        self._flat.append((np.repeat(rows, lengths), codes, values))
        lists = self._lists
        numbers = [lists.setdefault(keys, len(lists)) for keys in map(tuple, hashes)]
        self._listed.append((rows, np.array(numbers, np.int64)))

    def _keep_texts(self, hashes: Sequence[JsonObject], rows: Rows, *, exact: bool) -> None:
        if not self._reveal:
            hashes = mask_json(hashes, holder=METADATA)
        self._texts.append((rows, [json_text(each, exact=exact) for each in hashes]))

    def _overflow(self) -> None:
        """Turn what was held by key into JSON text: there are too many keys."""
        self.overflowed = True
        lists = list(self._lists)
        for (rows, numbers), (_, _, values) in zip(self._listed, self._flat, strict=True):
            texts = iter(values.to_pylist())
            hashes = [{key: next(texts) for key in lists[number]} for number in numbers]
            self._keep_texts(hashes, rows, exact=True)
        self._flat.clear()
        self._listed.clear()
        self._lists.clear()


def _is_plain(hashes: Iterable[JsonObject]) -> bool:
    """Whether all keys and values are text that Arrow can hold."""
    try:
        keys = "".join(set().union(*hashes))
        "".join(chain.from_iterable(map(dict.values, hashes))).encode()
        keys.encode()
    except (TypeError, UnicodeEncodeError):
        return False
    return True
