"""What each source becomes in the PaymentMethods API: a frame in, a plan out."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd

from kit.errors import UnreadableFrame
from kit.facts.replacements import (
    ACTION_MEANINGS,
    CERTAINTIES,
    FOR_ONE_PAYMENT,
    KEEPING_ACTIONS,
    REPLACEMENTS,
    Replacement,
)
from kit.facts.source_types import SOURCE_TYPES
from kit.facts.statuses import STATUS_MEANINGS, STATUSES, TERMINAL_STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kit.facts.replacements import Action, Certainty

__all__ = ["migration_plan"]

_NEEDED: Final = ("id", "type", "status", "customer", "usage")

_PAYMENT_METHODS: Final = tuple(
    each.payment_method for each in REPLACEMENTS.values() if each.payment_method
)


class _Step(NamedTuple):
    """What becomes of one source."""

    payment_method_type: str | None
    action: Action
    reason: str
    certainty: Certainty


def migration_plan(frame: pd.DataFrame) -> pd.DataFrame:
    """What each source of ``frame`` becomes in the PaymentMethods API, and what to do for it.

    One row a source, in the frame's order and under its index. The columns: ``id`` (str),
    ``type`` and ``status`` (category), ``payment_method_type`` (category, missing where no
    type takes its place), ``action`` (category), ``reason`` (str) and ``certainty``
    (category: documented, inferred or unconfirmed). ``kit.facts.replacements`` says what each
    action means. Stripe changes nothing by this, and no request is sent.

    ``frame`` is one that ``kit.flatten`` made, or any with the columns ``id``, ``type``,
    ``status``, ``customer`` and ``usage``; raises UnreadableFrame where one is missing.

    >>> sources = pd.DataFrame(
    ...     {
    ...         "id": ["src_1", "src_2"],
    ...         "type": ["card", "wechat"],
    ...         "status": ["chargeable", "pending"],
    ...         "customer": ["cus_1", None],
    ...         "usage": ["reusable", "single_use"],
    ...     }
    ... )
    >>> print(migration_plan(sources)[["id", "payment_method_type", "action"]].to_string())
          id payment_method_type     action
    0  src_1                card  use_as_is
    1  src_2          wechat_pay   pay_anew
    """
    _check(frame)
    types, statuses, usages = (_texts(frame[name]) for name in ("type", "status", "usage"))
    attached = frame["customer"].notna()
    steps = [
        _step(kind, status, usage, attached=held)
        for kind, status, usage, held in zip(types, statuses, usages, attached, strict=True)
    ]
    return pd.DataFrame(
        {
            "id": frame["id"].astype("str").array,
            "type": _category(types, SOURCE_TYPES),
            "status": _category(statuses, STATUSES),
            "payment_method_type": _category(
                [step.payment_method_type for step in steps], _PAYMENT_METHODS
            ),
            "action": _category([step.action for step in steps], ACTION_MEANINGS),
            "reason": pd.array([step.reason for step in steps], dtype="str"),
            "certainty": _category([step.certainty for step in steps], CERTAINTIES),
        },
        index=frame.index,
    )


def _check(frame: object) -> None:
    if not isinstance(frame, pd.DataFrame):
        raise UnreadableFrame(
            f"migration_plan takes a frame of sources, not a {type(frame).__name__}: pass what "
            "account.sources(...) or kit.flatten(...) gives."
        )
    missing = [name for name in _NEEDED if name not in frame.columns]
    if missing:
        raise UnreadableFrame(
            f"The frame lacks {', '.join(missing)}: a migration plan needs the columns "
            f"{', '.join(_NEEDED)}, as kit.flatten makes them."
        )


def _texts(column: pd.Series) -> list[str | None]:
    """The values of a column as text, None where one is missing."""
    missing = column.isna()
    return [None if gone else str(value) for value, gone in zip(column, missing, strict=True)]


@cache
def _step(
    source_type: str | None, status: str | None, usage: str | None, *, attached: bool
) -> _Step:
    """What becomes of a source of this type, in this state."""
    replacement = REPLACEMENTS.get(source_type or "")
    if replacement is None or status not in STATUSES:
        return _unknown(source_type, status)
    if status in TERMINAL_STATUSES:
        return _Step(replacement.payment_method, "drop", STATUS_MEANINGS[status], "documented")
    if replacement.action in KEEPING_ACTIONS and _usage(source_type, usage) == "single_use":
        return _as_it_stands(replacement)._replace(action="pay_anew", reason=FOR_ONE_PAYMENT)
    if replacement.needs_customer and not attached:
        return _as_it_stands(replacement)._replace(
            action="attach_first",
            reason=f"Only one that belongs to a customer can be kept. {replacement.reason}",
            certainty="inferred",
        )
    return _as_it_stands(replacement)


def _as_it_stands(replacement: Replacement) -> _Step:
    return _Step(
        replacement.payment_method, replacement.action, replacement.reason, replacement.certainty
    )


def _unknown(source_type: str | None, status: str | None) -> _Step:
    """Cards and bank accounts, which are no sources, and what Stripe may add."""
    name, value = ("status", status) if source_type in REPLACEMENTS else ("type", source_type)
    what = f"a source without a {name}" if value is None else f"the {name} {value!r}"
    return _Step(None, "check", f"Nothing is known of {what}.", "unconfirmed")


def _usage(source_type: str | None, usage: str | None) -> str | None:
    """The usage, or that of the type where the source says none."""
    if usage is None and source_type in SOURCE_TYPES:
        return SOURCE_TYPES[source_type].usage
    return usage


def _category(values: Iterable[str | None], documented: Iterable[str]) -> pd.Categorical:
    """A category with the documented values first, then what else there is, sorted."""
    known = list(dict.fromkeys(documented))
    present = list(values)
    more = sorted({value for value in present if value is not None}.difference(known))
    return pd.Categorical(present, categories=pd.Index(known + more, dtype="str"))
