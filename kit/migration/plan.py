"""What each source becomes in the PaymentMethods API: a frame in, a plan out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from kit.errors import UnreadableFrame
from kit.facts.migration_plan_fields import MIGRATION_PLAN_FIELDS
from kit.facts.replacements import TOKEN_OBJECTS
from kit.facts.stripe_pages import PAGES
from kit.frames.instrument import expiries, receiver_amounts, was_used
from kit.frames.positions import positions, take
from kit.migration.rules import AS_OBJECT, State, breaks, step_of
from kit.public_call import public_call

__all__ = ["migration_plan"]

_NEEDED: Final = ("id", "type", "status", "customer", "usage")

_TIME: Final = "datetime64[us, UTC]"

_VALUES: Final = {field.name: field.values for field in MIGRATION_PLAN_FIELDS if field.values}

#: Where a SEPA source tells of its mandate: by a member of its hash, and by a hash of its own
#: that the answers have and no schema knows [REC].
_MANDATES: Final = ("sepa_debit.mandate_reference", "mandate.reference")


@public_call()
def migration_plan(
    frame: pd.DataFrame,
    customers: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """What each source of ``frame`` becomes in the PaymentMethods API, and what to do for it.

    One row a source, in the frame's order and under its index. The columns, which
    ``kit.describe_columns("migration_plan")`` explains: ``id``, ``type``, ``status``,
    ``customer``, ``is_default``, ``payment_method_type`` (missing where no type takes its
    place), ``action``, ``breaks``, ``reason``, ``certainty`` (documented, disputed where Stripe's
    own pages disagree, inferred or unconfirmed), ``page`` and ``page_read`` (which page of
    Stripe's says so, and when it was read), ``amount``, ``amount_received`` and
    ``amount_waiting`` (Int64, minor units of ``currency``), ``created``, ``used``,
    ``last_event`` and ``expires``. ``kit.facts.replacements`` says what each action means.
    Stripe changes nothing by this, and no request is sent.

    ``frame`` is one that ``kit.flatten`` made, or any with the columns ``id``, ``type``,
    ``status``, ``customer`` and ``usage``; raises UnreadableFrame where one is missing.
    ``customers`` tell whose default a source is, ``events`` when it was last heard of.

    >>> sources = pd.DataFrame(
    ...     {
    ...         "id": ["src_1", "src_2"],
    ...         "type": ["card", "wechat"],
    ...         "status": ["chargeable", "pending"],
    ...         "customer": ["cus_1", None],
    ...         "usage": ["reusable", "single_use"],
    ...     }
    ... )
    >>> print(migration_plan(sources)[["id", "action", "breaks", "certainty"]].to_string())
          id     action    breaks   certainty
    0  src_1  use_as_is  disputed    disputed
    1  src_2   pay_anew        no  documented
    """
    frame = _checked(frame)
    states, of_row = _states(frame)
    steps = [step_of(state) for state in states]
    told: dict[str, Sequence[str | None]] = {
        "payment_method_type": [step.payment_method_type for step in steps],
        "action": [step.action for step in steps],
        "breaks": [breaks(step, state) for step, state in zip(steps, states, strict=True)],
        "reason": [step.reason for step in steps],
        "certainty": [step.certainty for step in steps],
        "page": [PAGES[step.page].address for step in steps],
        "page_read": [PAGES[step.page].read for step in steps],
    }
    columns = {name: _told(name, values, of_row) for name, values in told.items()}
    columns |= _kept(frame) | {
        "is_default": _is_default(frame, customers),
        "last_event": _last_events(frame, events),
    }
    ordered = {field.name: columns[field.name] for field in MIGRATION_PLAN_FIELDS}
    plan = pd.DataFrame(ordered, index=frame.index)
    plan.attrs = dict(frame.attrs)
    return plan


def _checked(frame: object) -> pd.DataFrame:
    """The frame, with the columns that decide; what tokens made has neither type nor usage."""
    if not isinstance(frame, pd.DataFrame):
        raise UnreadableFrame(
            f"migration_plan takes a frame of sources, not a {type(frame).__name__}: pass what "
            "account.sources(...) or kit.flatten(...) gives."
        )
    missing = [name for name in _NEEDED if name not in frame.columns]
    if missing and {"id", "object"} <= set(frame.columns):
        objects = frame["object"].astype("object")
        if objects.notna().all() and objects.isin(list(TOKEN_OBJECTS)).all() and len(frame):
            return frame.assign(**dict.fromkeys(missing))
    if missing:
        raise UnreadableFrame(
            f"The frame lacks {', '.join(missing)}: a migration plan needs the columns "
            f"{', '.join(_NEEDED)}, as kit.flatten makes them."
        )
    return frame


def _states(frame: pd.DataFrame) -> tuple[list[State], np.ndarray[Any, Any]]:
    """The different states that sources of the frame are in, and the number of each row's."""
    values = {
        "kind": _kinds(frame),
        "status": frame["status"],
        "usage": frame["usage"],
        "attached": frame["customer"].notna(),
        "without_mandate": _without_mandate(frame),
    }
    number = np.zeros(len(frame), dtype=np.int64)
    known: list[list[Any]] = []
    for column in values.values():
        codes, found = pd.factorize(column)
        known.append([*found, None])  # missing has the code -1
        number = number * len(known[-1]) + codes % len(known[-1])
    different, of_row = np.unique(number, return_inverse=True)
    return [_state(each, known) for each in different.tolist()], of_row


def _state(number: int, known: list[list[Any]]) -> State:
    parts: list[Any] = []
    for values in reversed(known):
        number, code = divmod(number, len(values))
        parts.append(values[code])
    kind, status, usage, attached, without_mandate = reversed(parts)
    kind, status, usage = (None if value is None else str(value) for value in (kind, status, usage))
    return State(
        kind, status, usage, attached=bool(attached), without_mandate=bool(without_mandate)
    )


def _kinds(frame: pd.DataFrame) -> pd.Series[Any]:
    """The type of each source; of what a token made, which has none, the kind of object."""
    types = frame["type"]
    if "object" not in frame.columns or types.notna().all():
        return types
    objects = frame["object"].astype("object")
    tokens = types.isna() & objects.isin(list(TOKEN_OBJECTS))
    return types.astype("object").mask(tokens, AS_OBJECT + objects)


def _without_mandate(frame: pd.DataFrame) -> pd.Series[bool]:
    """Which SEPA sources say that there is no mandate; none where their details are unknown."""
    if not any(str(name).startswith("sepa_debit.") for name in frame.columns):
        return pd.Series(data=False, index=frame.index)
    named = [frame[name].notna() for name in _MANDATES if name in frame.columns]
    has = np.logical_or.reduce(named) if named else np.zeros(len(frame), dtype=bool)
    return frame["type"].eq("sepa_debit").fillna(value=False) & ~has


def _told(name: str, values: Sequence[str | None], of_row: np.ndarray[Any, Any]) -> Any:
    """What is said of each state, for each row."""
    texts: pd.Series[Any] = pd.Series(list(values), dtype="str")
    if name in _VALUES:
        return _category(texts, name).take(of_row)
    return texts.take(of_row).array


def _kept(frame: pd.DataFrame) -> dict[str, Any]:
    """The columns of the plan that are the source's own, by name."""
    amounts = receiver_amounts(frame)
    named = {name: frame[name] for name in _NEEDED if name != "id"}
    used = was_used(frame[list(named)], amounts["receiver.amount_charged"])
    kept = {name: _array(frame, name, "str") for name in ("id", "customer", "currency")}
    kept |= {name: _category(frame[name], name) for name in ("type", "status")}
    return kept | {
        "amount": _array(frame, "amount", "Int64"),
        "amount_received": _as(amounts["receiver.amount_received"], "Int64"),
        "amount_waiting": _as(amounts["amount_waiting"], "Int64"),
        "created": _array(frame, "created", _TIME),
        "expires": _as(expiries(frame), _TIME),
        "used": used.array,
    }


def _array(frame: pd.DataFrame, name: str, dtype: str) -> Any:
    """One column with its dtype, empty where the frame does not have it."""
    values = frame[name] if name in frame.columns else pd.Series(index=frame.index, dtype="object")
    return _as(values, dtype)


def _as(values: pd.Series[Any], dtype: Any) -> Any:
    return values.astype(dtype).array


def _is_default(frame: pd.DataFrame, customers: pd.DataFrame | None) -> Any:
    unknown = pd.Series(pd.NA, index=frame.index, dtype="boolean")
    if customers is None:
        return unknown.array
    if "default_source" not in customers.columns:
        raise UnreadableFrame(
            "customers= needs the column default_source: pass what account.customers() gives."
        )
    is_default = positions(frame["id"], customers["default_source"]) >= 0
    return pd.array(is_default, dtype="boolean")


def _last_events(frame: pd.DataFrame, events: pd.DataFrame | None) -> Any:
    if events is None:
        return _as(pd.Series(index=frame.index, dtype="object"), _TIME)
    if not {"source", "created"} <= set(events.columns):
        raise UnreadableFrame(
            "events= needs the columns source and created: pass what account.events() gives."
        )
    told = events.sort_values("created", ascending=False, kind="stable")
    return _as(pd.Series(take(told["created"], positions(frame["id"], told["source"]))), _TIME)


def _category(values: pd.Series[Any], name: str) -> pd.Categorical:
    """A category with the documented values first, then what else there is, sorted."""
    codes, found = pd.factorize(values)
    present = [str(each) for each in found]
    known = list(_VALUES[name])
    every = known + sorted(set(present).difference(known))
    places = np.array([*(every.index(each) for each in present), -1], dtype=np.int64)
    dtype = pd.CategoricalDtype(pd.Index(every, dtype="str"))
    return pd.Categorical.from_codes(places[codes], dtype=dtype)
