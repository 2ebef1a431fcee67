"""Anything that a person may be about to print, with its secrets masked: JSON, bytes, frames."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from kit.errors import InvalidInput
from kit.frames.exact_json import dumps, loads_exactly
from kit.frames.masking import is_sensitive, mask_json, mask_key, mask_value
from kit.frames.tree import KEYS, METADATA, SHAPE, child_name, metadata_name
from kit.public_call import public_call

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

__all__ = ["mask"]


@public_call("value")
def mask(value: Any, *, holder: str = "") -> Any:
    """A copy of ``value`` with secrets and account numbers masked but for four characters.

    ``value`` is a JSON value as Python has it, JSON text or bytes, or a frame: a frame has the
    same rows and columns, in which what was secret is text, and ``unflatten`` takes it. Masked
    is whatever a sensitive name says, and any text that holds an API key, a client secret, an
    IBAN or a card number, in names of keys and columns too.
    ``holder`` is the name of the hash that ``value`` is, where it is not a whole object.

    Raises InvalidInput for what is none of these: nothing comes back unmasked by mistake.

    >>> mask({"id": "src_1", "client_secret": "src_client_secret_abcd"})
    {'id': 'src_1', 'client_secret': '••••abcd'}
    >>> mask(b'{"IBAN": "DE89370400440532013000"}').decode()
    '{"IBAN":"••••3000"}'
    """
    if isinstance(value, pd.DataFrame):
        return _Masking().frame(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return _mask_bytes(bytes(value), holder)
    if value is None or isinstance(
        value, str | bool | int | float | Mapping | list | tuple | set | frozenset
    ):
        return mask_json(value, holder=holder)
    raise InvalidInput(
        f"mask takes a JSON value, text, bytes or a frame, not a {type(value).__name__}. Give it "
        "the dict, the list or the frame that is meant, such as source.to_dict() or "
        "column.to_frame()."
    )


def _mask_bytes(body: bytes, holder: str) -> bytes:
    try:
        inside = loads_exactly(body)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(
            "mask takes bytes of JSON, and these are none. Decode them, and give mask the text."
        ) from error
    return dumps(mask_json(inside, holder=holder)).encode()


class _Masking:
    """One frame on its way; every name is masked in the same way wherever it is."""

    def __init__(self) -> None:
        self._shown: dict[str | None, dict[str, str]] = {}

    def frame(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame with names and values masked."""
        plain = pd.DataFrame(frame).copy(deep=False)
        arrays = [self._array(plain.iloc[:, at], name) for at, name in enumerate(plain.columns)]
        masked = pd.DataFrame(dict(enumerate(arrays)), index=self._index(plain.index))
        masked.columns = plain.columns.map(self._name) if len(plain.columns) else plain.columns
        masked.attrs = mask_json(plain.attrs)
        return type(frame)(masked)

    def _index(self, index: pd.Index) -> pd.Index:
        """The rows' labels: columns that somebody set as index are masked like any other."""
        if isinstance(index, pd.RangeIndex):
            return index
        if isinstance(index, pd.MultiIndex):
            levels = [self._index(index.get_level_values(at)) for at in range(index.nlevels)]
            return pd.MultiIndex.from_arrays(levels, names=[level.name for level in levels])
        labels: pd.Index = pd.Index(self._array(index.to_series(), index.name))
        labels.name = None if index.name is None else self._name(index.name)
        return labels

    def _array(self, column: pd.Series[Any], name: Hashable) -> Any:
        if name == SHAPE:
            return _mapped(column, lambda text: self._json(text, self._shape))
        if name == KEYS:
            return _mapped(column, lambda text: self._json(text, self._keys))
        path = ".".join(map(str, name)) if isinstance(name, tuple) else str(name)
        if is_sensitive("", path):
            return _mapped(column.astype("object"), lambda item: mask_value(_as_json(item)))
        if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
            return column.array
        holder = _keys_in(path)[-1]
        return _mapped(column, lambda item: mask_json(item, holder=holder))

    def _name(self, name: Hashable) -> Any:
        """The name of a column, of the frame's or of anybody's."""
        if isinstance(name, tuple):
            return tuple(self._name(part) for part in name)
        if not isinstance(name, str) or name in {SHAPE, KEYS}:
            return name
        if name.startswith(f"{METADATA}."):
            return metadata_name(self._key(METADATA, name.removeprefix(f"{METADATA}.")))
        holder: str | None = None
        shown: str | None = None
        for key in _keys_in(name):
            shown = child_name(shown, self._key(holder, key))
            holder = child_name(holder, key)
        return shown if holder == name else self._key(None, name)

    def _key(self, holder: str | None, key: str) -> str:
        """The key as it is shown inside the hash whose column is ``holder``."""
        known = self._shown.setdefault(holder, {})
        if key not in known:
            known[key] = mask_key(key, known.values())
        return known[key]

    def _json(self, text: Any, masked: Callable[[Any], Any]) -> Any:
        try:
            return dumps(masked(json.loads(text)))
        except (TypeError, ValueError):
            return mask_json(text)

    def _keys(self, keys: list[str]) -> list[str]:
        return [self._key(METADATA, key) for key in keys]

    def _shape(self, shape: Any, holder: str | None = None, key: str = "") -> Any:
        """A row's shape: names of keys are masked and literals, words are none of either."""
        if isinstance(shape, list):
            outer = holder.rpartition(".")[0] if holder else ""
            hidden = is_sensitive(outer, key)
            return [mask_value(item) if hidden else mask_json(item, holder=key) for item in shape]
        if not isinstance(shape, dict):
            return shape
        return {
            self._key(holder, name): self._shape(
                inner,
                metadata_name(name) if holder == METADATA else child_name(holder, name),
                name,
            )
            for name, inner in shape.items()
        }


def _mapped(column: pd.Series[Any], shown: Callable[[Any], Any]) -> Any:
    """The column's array with each value as it is ``shown``; what is missing stays so."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        names = [shown(name) for name in column.cat.categories]
        if names == list(column.cat.categories):
            return column.array
        texts = column.cat.codes.map(dict(enumerate(names)))
        return pd.Categorical(texts, categories=pd.Index(list(dict.fromkeys(names))))
    missing = column.isna().to_numpy()
    before = list(column.to_numpy(dtype=object))
    values = [item if gone else shown(item) for item, gone in zip(before, missing, strict=True)]
    if all(old is new for old, new in zip(before, values, strict=True)):
        return column.array
    types = {type(value) for value, gone in zip(values, missing, strict=True) if not gone}
    return pd.array(values, dtype="str" if types <= {str} else "object")


def _as_json(value: Any) -> Any:
    """The value of a cell as JSON has it, or as it is printed."""
    scalar = value.item() if hasattr(value, "item") else value
    return scalar if isinstance(scalar, bool | int | float | dict | list) else str(scalar)


def _keys_in(name: str) -> list[str]:
    r"""The keys that lead to a column, without their escapes.

    >>> _keys_in("owner.a\\.b")
    ['owner', 'a.b']
    """
    keys = [""]
    signs = iter(name)
    for sign in signs:
        if sign == ".":
            keys.append("")
        else:
            keys[-1] += next(signs, sign) if sign == "\\" else sign
    return keys
