"""Secrets out of sight: what is masked, and what a masked value looks like."""

from __future__ import annotations

import re
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from kit.facts.sensitive import SECRET_TEXT, SENSITIVE_MEMBERS, SENSITIVE_NAMES
from kit.frames.exact_json import dumps

__all__ = ["MASK", "is_sensitive", "mask", "mask_text", "mask_value"]

#: Begins every masked value; no value of Stripe's holds it.
MASK: Final = "••••"

#: A shorter value would be given away by its last four characters.
_MIN_LENGTH: Final = 8

_IN_TEXT: Final = re.compile("|".join(map(re.escape, SECRET_TEXT)))
_IN_BYTES: Final = [each.encode() for each in SECRET_TEXT]


def is_sensitive(holder: str, name: str) -> bool:
    """Whether the field ``name`` of the hash named ``holder`` is to be masked.

    >>> is_sensitive("", "client_secret"), is_sensitive("receiver", "address")
    (True, True)
    >>> is_sensitive("owner", "address")
    False
    """
    return name in SENSITIVE_NAMES or (holder, name) in SENSITIVE_MEMBERS


def mask(value: Any, *, holder: str = "") -> Any:
    """A copy of ``value``, a JSON value, with secrets and account numbers masked.

    ``holder`` is the name of the hash that ``value`` is, where it is not a whole object.

    >>> mask({"id": "src_1", "client_secret": "src_client_secret_abcd"})
    {'id': 'src_1', 'client_secret': '••••abcd'}
    """
    if isinstance(value, dict):
        return {
            key: mask_value(item) if is_sensitive(holder, key) else mask(item, holder=key)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [mask(item, holder=holder) for item in value]
    if isinstance(value, str) and _IN_TEXT.search(value):
        return mask_value(value)
    return value


def mask_value(value: Any) -> Any:
    """``value`` hidden but for its last four characters; null stays null.

    >>> mask_value("test_52796e3294dc"), mask_value("1234"), mask_value(None)
    ('••••94dc', '••••', None)
    """
    if value is None:
        return None
    text = value if isinstance(value, str) else dumps(value)
    return f"{MASK}{text[-4:]}" if len(text) >= _MIN_LENGTH else MASK


def mask_text(values: pa.Array, *, sensitive: bool) -> pa.Array:
    """``mask_value`` for an Arrow array of text: for all of it, or for what looks like a secret."""
    if sensitive:
        return _masked(values)
    buffer = values.buffers()[2]
    text = buffer.to_pybytes() if buffer is not None else b""
    if not any(secret in text for secret in _IN_BYTES):
        return values
    suspect = pc.match_substring_regex(values, _IN_TEXT.pattern)
    return pc.if_else(suspect, _masked(values), values)


def _masked(values: pa.Array) -> pa.Array:
    tail = pc.utf8_slice_codeunits(values, start=-4)
    shown = pc.if_else(pc.greater_equal(pc.utf8_length(values), _MIN_LENGTH), tail, "")
    prefix = pa.scalar(MASK, values.type)
    return pc.binary_join_element_wise(prefix, shown, pa.scalar("", values.type))
