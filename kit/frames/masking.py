"""What is secret, by its name and by its shape, and what it looks like when it is masked.

Masked is what a sensitive name says, and any text that holds a key, a client secret, an IBAN
or a card number wherever it stands, in the name of a field too. What has the shape of an IBAN
or a card number counts as one when its check digits are right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kit.facts.sensitive import (
    CARD_NUMBER,
    HARMLESS_ENDINGS,
    IBAN_LENGTHS,
    SENSITIVE_WORDS,
    SHAPES_OF_KEYS,
)
from kit.frames.exact_json import dumps, loads_exactly

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = [
    "MASK",
    "is_sensitive",
    "mask_json",
    "mask_key",
    "mask_text",
    "mask_value",
]

#: Begins every masked value; no value of Stripe's holds it.
MASK: Final = "••••"

#: A shorter value would be given away by its last four characters.
_MIN_LENGTH: Final = 8

_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+")

#: Where an IBAN or a card number may begin, and as much as it may take.
_IBAN: Final = re.compile(
    r"(?<![0-9A-Za-z])"
    r"(?=([A-Z]{2}\d\d(?:[ -]?[0-9A-Z]){11,30}|[a-z]{2}\d\d(?:[ -]?[0-9a-z]){11,30}))",
    re.ASCII,
)
_DIGITS: Final = re.compile(r"(?<![0-9A-Za-z])(?=(\d(?:[ -]?\d){13,18}))", re.ASCII)

#: What any secret holds, and JSON text that may hold one by name; no look-around, for Arrow.
#: A number begins a text or stands behind a sign, which many texts in a row do not show.
_NUMBER: Final = (
    r"[A-Z][A-Z]\d\d(?:[ -]?[0-9A-Z]){11}|[a-z][a-z]\d\d(?:[ -]?[0-9a-z]){11}|\d(?:[ -]?\d){13}"
)
_IN_MANY: Final = rf'{SHAPES_OF_KEYS}|"\s*:|{_NUMBER}'
_IN_ONE: Final = rf'{SHAPES_OF_KEYS}|"\s*:|(?:^|[^0-9A-Za-z])(?:{_NUMBER})'
_SUSPECT: Final = re.compile(_IN_ONE, re.ASCII)
_SUSPECT_BYTES: Final = re.compile(_IN_MANY.encode(), re.ASCII)
_SHAPE: Final = re.compile(SHAPES_OF_KEYS, re.ASCII)
_SECRET_IN_NAME: Final = re.compile(rf"(?!_secret_[a-z]+\b)(?:{SHAPES_OF_KEYS})", re.ASCII)
#: So few bytes Python searches sooner than Arrow is called.
_FEW_BYTES: Final = 1024
#: Shorter text is no secret that could be told by its shape.
_SHORTEST: Final = 7


@lru_cache(maxsize=1 << 15)
def is_sensitive(holder: str, name: str) -> bool:
    """Whether the field ``name`` of the hash named ``holder`` is to be masked.

    >>> [is_sensitive("", name) for name in ("client_secret", "refundIban", "card[number]")]
    [True, True, True]
    >>> is_sensitive("receiver", "address"), is_sensitive("owner", "address")
    (True, False)
    >>> is_sensitive("ideal", "iban_last4")
    False
    """
    around = _words(holder)
    words = around + _words(name)
    return any(
        words[start : start + len(run)] == run
        and words[start + len(run) :] not in HARMLESS_ENDINGS
        and start + len(run) > len(around)
        for run in SENSITIVE_WORDS
        for start in range(len(words))
    ) or any(_holds_name(word) for word in words[len(around) :])


def mask_json(value: Any, *, holder: str = "") -> Any:
    """A copy of ``value``, a JSON value, with secrets masked.

    ``holder`` is the name of the hash that ``value`` is, where it is not a whole object.

    >>> mask_json({"id": "src_1", "owner": {"note": "to DE89 3704 0044 0532 0130 00"}})
    {'id': 'src_1', 'owner': {'note': '••••0 00'}}
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        masked: dict[Any, Any] = {}
        for key, item in value.items():
            name = str(key)
            shown = mask_key(name, masked) if isinstance(key, str) else key
            masked[shown] = (
                mask_value(item) if is_sensitive(holder, name) else mask_json(item, holder=name)
            )
        return masked
    if isinstance(value, list | tuple | set | frozenset):
        return [mask_json(item, holder=holder) for item in value]
    if isinstance(value, str):
        return _mask_string(value, holder)
    # No JSON; but whoever prints it prints this.
    text = repr(value)
    shown = _mask_string(text, holder)
    return value if shown == text else shown


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


def mask_text(values: pa.Array, *, sensitive: bool, holder: str = "") -> pa.Array:
    """Arrow text with all of it masked, or what holds a secret."""
    if sensitive:
        return _masked(values)
    if not _may_hold_secrets(values):
        return values
    suspect = pc.match_substring_regex(values, _IN_ONE).fill_null(False)  # noqa: FBT003  # Arrow's
    where = np.flatnonzero(suspect.to_numpy(zero_copy_only=False))
    texts = values.take(pa.array(where)).to_pylist()
    shown = [_mask_string(text, holder) for text in texts]
    pairs = enumerate(zip(texts, shown, strict=True))
    changed = [index for index, (before, after) in pairs if before != after]
    if not changed:
        return values
    hidden = np.zeros(len(values), bool)
    hidden[where[changed]] = True
    replacements = pa.array([shown[index] for index in changed], values.type)
    return pc.replace_with_mask(values, pa.array(hidden), replacements)


def _words(name: str) -> tuple[str, ...]:
    """The words of a name, in the case that all compare in."""
    if not name.isascii():
        name = unicodedata.normalize("NFKC", name)
    return tuple(word.casefold() for word in _WORDS.findall(name))


#: Names of several words as they stand when nothing parts them.
_SQUASHED: Final = tuple("".join(run) for run in SENSITIVE_WORDS if len(run) > 1)
_LONE: Final = tuple(run[0] for run in SENSITIVE_WORDS if len(run) == 1 and len(run[0]) > 3)


def _holds_name(word: str) -> bool:
    """Whether one word holds a sensitive name: ``clientsecret``, ``myiban``, ``ibannumber``."""
    return (
        any(squashed in word for squashed in _SQUASHED)
        or (word.endswith(_LONE) and word not in _LONE)
        or (word.startswith("iban") and word != "iban")
    )


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
    return bool(_SHAPE.search(text)) or _holds_number(text)


def _holds_number(text: str) -> bool:
    return any(_is_iban(found[1]) for found in _IBAN.finditer(text)) or any(
        _is_card_number(found[1]) for found in _DIGITS.finditer(text)
    )


@lru_cache(maxsize=1 << 15)
def _is_secret_name(key: str) -> bool:
    """Whether a field's name is a secret itself, which ``my_secret_note`` is not."""
    if len(key) < _SHORTEST:
        return False
    return bool(_SECRET_IN_NAME.search(key)) or _holds_number(key)


def _is_iban(candidate: str) -> bool:
    """Whether the text begins with an IBAN whose check digits are right."""
    compact = re.sub("[ -]", "", candidate).upper()
    iban = compact[: IBAN_LENGTHS.get(compact[:2], 0)]
    if not iban or len(iban) < IBAN_LENGTHS[compact[:2]]:
        return False
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1


def _is_card_number(candidate: str) -> bool:
    """Whether the digits, or the first groups of them, are a card's number."""
    ends = [m.start() for m in re.finditer("[ -]|$", candidate)]
    numbers = (re.sub("[ -]", "", candidate[:end]) for end in ends)
    return any(CARD_NUMBER.fullmatch(number) and _luhn(number) for number in numbers)


def _luhn(digits: str) -> bool:
    odd, even = digits[-1::-2], digits[-2::-2]
    return (sum(map(int, odd)) + sum(sum(divmod(2 * int(d), 10)) for d in even)) % 10 == 0


def _may_hold_secrets(values: pa.Array) -> bool:
    """Whether anything suspect stands anywhere in the text, looked at as one long line."""
    buffer = values.buffers()[2]
    if buffer is None or buffer.size < _SHORTEST:
        return False
    if buffer.size < _FEW_BYTES:
        return bool(_SUSPECT_BYTES.search(buffer.to_pybytes()))
    ends = pa.py_buffer(np.array([0, buffer.size], np.int64))
    whole = pa.Array.from_buffers(pa.large_binary(), 1, [None, ends, buffer])
    return bool(pc.match_substring_regex(whole, _IN_MANY)[0].as_py())


def _masked(values: pa.Array) -> pa.Array:
    tail = pc.utf8_slice_codeunits(values, start=-4)
    shown = pc.if_else(pc.greater_equal(pc.utf8_length(values), _MIN_LENGTH), tail, "")
    prefix = pa.scalar(MASK, values.type)
    return pc.binary_join_element_wise(prefix, shown, pa.scalar("", values.type))
