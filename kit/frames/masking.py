"""What is secret, by its name and by its shape, and what it looks like when it is masked.

Masked is what a sensitive name says, and any text that holds a key, a client secret, an IBAN
or a card number wherever it stands, in the name of a field too. What has the shape of an IBAN
or a card number counts as one when its check digits are right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kit.facts.account_numbers import holds_account_number
from kit.facts.sensitive import MASK, SHAPES_OF_KEYS, is_sensitive
from kit.frames.exact_json import dumps, loads_exactly

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import NDArray

    Rows = NDArray[np.int64]

__all__ = [
    "MASK",
    "ColumnText",
    "is_sensitive",
    "mask_columns",
    "mask_json",
    "mask_key",
    "mask_value",
]

#: A shorter value would be given away by its last four characters.
_MIN_LENGTH: Final = 8

#: What any secret holds, and JSON text that may hold one by name; no look-around, for Arrow.
#: A number begins a text or stands behind a sign, which many texts in a row do not show.
_NUMBER: Final = (
    r"[A-Z][A-Z]\d\d(?:[ -]?[0-9A-Z]){11}|[a-z][a-z]\d\d(?:[ -]?[0-9a-z]){11}|\d(?:[ -]?\d){13}"
)
_IN_MANY: Final = rf'{SHAPES_OF_KEYS}|"\s*:|{_NUMBER}'
_IN_ONE: Final = rf'{SHAPES_OF_KEYS}|"\s*:|(?:^|[^0-9A-Za-z])(?:{_NUMBER})'
_SUSPECT: Final = re.compile(_IN_ONE, re.ASCII)
_SHAPE: Final = re.compile(SHAPES_OF_KEYS, re.ASCII)
_SECRET_IN_NAME: Final = re.compile(rf"(?!_secret_[a-z]+\b)(?:{SHAPES_OF_KEYS})", re.ASCII)
_NUMBERS: Final = (int, bool, float)
#: So many names of one hash are remembered; names of metadata have no end.
_NAMES: Final = 1 << 11
#: Shorter text is no secret that could be told by its shape.
_SHORTEST: Final = 7

#: So many values are searched as one text, and columns at once until they hold so many.
_BLOCK: Final = 16
_TOGETHER: Final = 1 << 14

#: From so many suspect values on it is quicker to have Arrow look at them first.
_MANY: Final = 256

#: Where so many of the first values are only so many different ones, each is masked once.
_SAMPLE: Final = 512
_FEW_DIFFERENT: Final = 64


def mask_json(value: Any, *, holder: str = "") -> Any:
    """A copy of ``value``, a JSON value, with secrets masked.

    ``holder`` is the name of the hash that ``value`` is, where it is not a whole object.

    >>> mask_json({"id": "src_1", "owner": {"note": "to DE89 3704 0044 0532 0130 00"}})
    {'id': 'src_1', 'owner': {'note': '••••0 00'}}
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return _mask_hash(value, holder)
    if isinstance(value, list | tuple | set | frozenset):
        return [mask_json(item, holder=holder) for item in value]
    if isinstance(value, str):
        return _mask_string(value, holder)
    # No JSON; but whoever prints it prints this.
    text = repr(value)
    shown = _mask_string(text, holder)
    return value if shown == text else shown


def _mask_hash(hash: Mapping[Any, Any], holder: str) -> dict[Any, Any]:
    """Its members masked. What most of them are, null, numbers and short text, is told at once."""
    masked: dict[Any, Any] = {}
    told_by_name = _told_in(holder)
    for key, item in hash.items():
        sensitive, is_plain, name = told_by_name[key]
        shown = key if is_plain or not isinstance(key, str) else mask_key(name, masked)
        kind = type(item)
        if item is None or (not sensitive and kind in _NUMBERS):
            masked[shown] = item
        elif sensitive:
            masked[shown] = mask_value(item)
        elif kind is str:
            masked[shown] = _mask_string(item, name) if len(item) >= _SHORTEST else item
        elif kind is dict:
            masked[shown] = _mask_hash(item, name)
        else:
            masked[shown] = mask_json(item, holder=name)
    return masked


class _ToldByName(dict[Any, tuple[bool, bool, str]]):
    """Of each key in a hash: is its value sensitive, is its name shown, and what is the name."""

    def __init__(self, holder: str) -> None:
        self._holder = holder

    def __missing__(self, key: Any) -> tuple[bool, bool, str]:
        name = str(key)
        is_plain = not name.startswith(MASK) and not _is_secret_name(name)
        told = is_sensitive(self._holder, name), is_plain, name
        # Others may be equal to a name and print as another, such as a member of a text enum.
        if type(key) is str and len(self) < _NAMES:
            self[key] = told
        return told


_told_in = lru_cache(maxsize=1 << 7)(_ToldByName)


def mask_value(value: Any) -> Any:
    """``value`` hidden but for its last four characters; null stays null.

    >>> mask_value("test_52796e3294dc"), mask_value("1234"), mask_value(None)
    ('••••94dc', '••••', None)
    """
    if value is None:
        return None
    text = value if isinstance(value, str) else dumps(value)
    return f"{MASK}{text[-4:]}" if len(text) >= _MIN_LENGTH else MASK


def mask_key(key: str, taken: Collection[str]) -> str:
    """The name ``key``, masked if it is a secret itself, and none of those ``taken``.

    >>> mask_key("order", ()), mask_key("DE89370400440532013000", ())
    ('order', '••••3000')
    """
    shown = str(mask_value(key)) if _is_secret_name(key) else key
    if shown == key and not key.startswith(MASK):
        return key
    number = 1
    unique = shown
    while unique in taken:
        number += 1
        unique = f"{shown} ({number})"
    return unique


def _mask_string(text: str, holder: str) -> str:
    """``text`` masked if it holds a secret; JSON text with what is secret in it."""
    if len(text) < _SHORTEST or not _SUSPECT.search(text):
        return text
    inside = _json_inside(text)
    if inside is not None:
        shown = mask_json(inside, holder=holder)
        return text if shown == inside else dumps(shown)
    return str(mask_value(text)) if _holds_secret(text) else text


def _json_inside(text: str) -> Any:
    """The hash or list that ``text`` is the JSON of, or None."""
    if text.lstrip()[:1] not in {"{", "["}:
        return None
    try:
        return loads_exactly(text)
    except (ValueError, RecursionError):
        return None


def _holds_secret(text: str) -> bool:
    return bool(_SHAPE.search(text)) or holds_account_number(text)


@lru_cache(maxsize=1 << 15)
def _is_secret_name(key: str) -> bool:
    """Whether a field's name is a secret itself, which ``my_secret_note`` is not."""
    if len(key) < _SHORTEST:
        return False
    return bool(_SECRET_IN_NAME.search(key)) or holds_account_number(key)


class ColumnText(NamedTuple):
    """The large_string values of one field, what its name says, and whose member it is."""

    values: pa.Array
    sensitive: bool
    holder: str


def mask_columns(columns: Sequence[ColumnText]) -> list[pa.Array]:
    """The values of each column with all of them masked, or with what holds a secret.

    >>> texts = pa.array(["to DE89370400440532013000", "to you"], pa.large_string())
    >>> mask_columns([ColumnText(texts, False, "note")])[0].to_pylist()
    ['••••3000', 'to you']
    """
    shown = [each.values for each in columns]
    searched: dict[int, pa.Array] = {}
    repeated: dict[int, pa.Array] = {}
    for number, (values, sensitive, _) in enumerate(columns):
        if sensitive:
            shown[number] = _masked(values)
        elif _repeats(values):
            repeated[number] = values
            searched[number] = values.unique()
        else:
            searched[number] = values
    for number, where in _suspects(searched):
        masked = _masked_at(searched[number], where, columns[number].holder)
        if number in repeated and masked is not searched[number]:
            masked = masked.take(pc.index_in(repeated[number], value_set=searched[number]))
        elif number in repeated:
            masked = repeated[number]
        shown[number] = masked
    return shown


def _masked(values: pa.Array) -> pa.Array:
    """All of it masked but for the last four characters of what is long enough."""
    tails = pc.utf8_replace_slice(values, start=0, stop=-4, replacement=MASK)
    long_enough = pc.greater_equal(pc.utf8_length(values), _MIN_LENGTH)
    return pc.if_else(long_enough, tails, pa.scalar(MASK, values.type))


def _repeats(values: pa.Array) -> bool:
    """Whether the same few values come again and again."""
    if len(values) < _SAMPLE:
        return False
    return len(values.slice(0, _SAMPLE).unique()) <= _FEW_DIFFERENT


def _suspects(columns: Mapping[int, pa.Array]) -> Iterator[tuple[int, Rows]]:
    """Of each column that may hold a secret the indices of the values that may be it."""
    group: dict[int, pa.Array] = {}
    size = 0
    for number, values in columns.items():
        group[number] = values
        size += len(values)
        if size >= _TOGETHER:
            yield from _suspects_of(group)
            group, size = {}, 0
    if group:
        yield from _suspects_of(group)


def _suspects_of(columns: Mapping[int, pa.Array]) -> Iterator[tuple[int, Rows]]:
    """The same for columns that are searched as one."""
    parts = list(columns.values())
    whole = parts[0] if len(parts) == 1 else pa.concat_arrays(parts)
    found = pc.match_substring_regex(_blocks(whole), _IN_MANY).to_numpy(zero_copy_only=False)
    suspect = np.flatnonzero(found)
    indices = (suspect[:, None] * _BLOCK + np.arange(_BLOCK)).ravel()
    starts = np.cumsum([0, *map(len, parts)])
    ends = np.searchsorted(indices, starts).tolist()
    for place, number in enumerate(columns):
        where = indices[ends[place] : ends[place + 1]]
        if len(where):
            yield number, where - starts[place]


def _blocks(values: pa.Array) -> pa.Array:
    """The same bytes as fewer and longer values."""
    _, offsets, data = values.buffers()
    if data is None or not len(values):
        return pa.array([], pa.large_binary())
    bounds = np.frombuffer(offsets, np.int64, values.offset + len(values) + 1)[values.offset :]
    ends = np.append(bounds[:-1:_BLOCK], bounds[-1])
    return pa.Array.from_buffers(pa.large_binary(), len(ends) - 1, [None, pa.py_buffer(ends), data])


def _masked_at(values: pa.Array, where: Rows, holder: str) -> pa.Array:
    """``values`` with the secrets masked that stand ``where``, or themselves if there are none."""
    there = values.take(pa.array(where))
    if len(where) >= _MANY:
        suspect = pc.match_substring_regex(there, _IN_ONE).fill_null(False)  # noqa: FBT003
        where = where[suspect.to_numpy(zero_copy_only=False)]
        there = there.filter(suspect)
    texts = there.to_pylist()
    shown = [None if text is None else _mask_string(text, holder) for text in texts]
    pairs = enumerate(zip(texts, shown, strict=True))
    changed = [index for index, (before, after) in pairs if before != after]
    if not changed:
        return values
    hidden = np.zeros(len(values), bool)
    hidden[where[changed]] = True
    replacements = pa.array([shown[index] for index in changed], values.type)
    return pc.replace_with_mask(values, pa.array(hidden), replacements)
