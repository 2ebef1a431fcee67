"""Secrets out of sight: what is masked, and what a masked value looks like."""

from __future__ import annotations

from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from kit.facts.sensitive import is_sensitive
from kit.frames.exact_json import dumps

__all__ = ["MASK", "mask", "masked", "masked_array"]

#: Begins every masked value; no value of Stripe's holds it.
MASK: Final = "••••"

#: A shorter value would be given away by its last four characters.
_MIN_LENGTH: Final = 8


def mask(value: Any, *, holder: str = "") -> Any:  # noqa: ANN401 - JSON in, JSON out
    """A copy of ``value``, a JSON value, with secrets and account numbers masked.

    ``holder`` is the name of the hash that ``value`` is, where it is not a whole object.

    >>> mask({"id": "src_1", "client_secret": "src_client_secret_abcd"})
    {'id': 'src_1', 'client_secret': '••••abcd'}
    """
    if isinstance(value, dict):
        return {
            key: masked(item) if is_sensitive(holder, key) else mask(item, holder=key)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [mask(item, holder=holder) for item in value]
    return value


def masked(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """``value`` hidden but for its last four characters; null stays null.

    >>> masked("test_52796e3294dc"), masked("1234"), masked(None)
    ('••••94dc', '••••', None)
    """
    if value is None:
        return None
    text = value if isinstance(value, str) else dumps(value)
    return f"{MASK}{text[-4:]}" if len(text) >= _MIN_LENGTH else MASK


def masked_array(values: pa.Array) -> pa.Array:
    """``masked`` for a whole Arrow array of text."""
    tail = pc.utf8_slice_codeunits(values, start=-4)
    shown = pc.if_else(pc.greater_equal(pc.utf8_length(values), _MIN_LENGTH), tail, "")
    prefix = pa.scalar(MASK, values.type)
    return pc.binary_join_element_wise(prefix, shown, pa.scalar("", values.type))
