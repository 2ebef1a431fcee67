"""How sources went on: one row per step, such as pending to chargeable, and how long it took."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kit.errors import UnreadableFrame
from kit.facts.source_types import SOURCE_TYPES
from kit.facts.statuses import STATUSES
from kit.frames.positions import positions
from kit.public_call import public_call

__all__ = ["life_cycle"]

_STARTS: Final = {each.name: each.starts_as for each in SOURCE_TYPES.values()}

_STATUSES: Final = [str(each) for each in STATUSES]

_TIME: Final = "datetime64[us, UTC]"


@public_call()
def life_cycle(sources: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """One row per step that a source has taken from one status to another.

    Columns: ``source`` (str), ``type`` (str), ``from_status`` and ``to_status`` (category),
    ``at`` (datetime64[us, UTC]: the event that tells it) and ``took`` (timedelta64[us]: since the
    step before, or since the source was made). Where no event tells a step, as none does of a
    charge, or where it is older than the events, ``at`` and ``took`` are missing: the source
    itself says that it was taken. A source that stays as it was made has no row.

    ``sources`` is a frame of sources, ``events`` what ``account.events()`` gives; raises
    UnreadableFrame for others.

    >>> made = pd.to_datetime(["2026-11-01T10:00Z"])
    >>> sources = pd.DataFrame(
    ...     {"id": ["src_1"], "type": ["ideal"], "status": ["consumed"], "created": made}
    ... )
    >>> after = made + pd.Timedelta(minutes=3)
    >>> events = pd.DataFrame(
    ...     {"source": ["src_1"], "status_after": ["chargeable"], "created": after}
    ... )
    >>> steps = life_cycle(sources, events)
    >>> print(steps[["from_status", "to_status", "took"]].to_string())
      from_status   to_status            took
    0     pending  chargeable 0 days 00:03:00
    1  chargeable    consumed             NaT
    """
    _check(sources, "sources", ("id", "type", "status", "created"))
    _check(events, "events", ("source", "status_after", "created"))
    made = _made(sources)
    told = _told(events, made)
    steps = pd.concat([told, _untold(made, told)], ignore_index=True)
    steps = steps[steps["from"].ne(steps["to"])]
    steps = _through_chargeable(steps).sort_values(["row", "place"], kind="stable")
    rows = steps["row"].to_numpy()
    return pd.DataFrame(
        {
            "source": made["source"].array.take(rows),
            "type": made["type"].array.take(rows),
            "from_status": _statuses(steps["from"]),
            "to_status": _statuses(steps["to"]),
            "at": steps["at"].array,
            "took": steps["took"].array,
        }
    )


def _check(frame: object, name: str, needed: tuple[str, ...]) -> None:
    missing = [each for each in needed if each not in getattr(frame, "columns", ())]
    if not isinstance(frame, pd.DataFrame) or missing:
        raise UnreadableFrame(
            f"{name}= needs a frame with the columns {', '.join(needed)}: pass what "
            "account.all_sources() and account.events() give."
        )


def _made(sources: pd.DataFrame) -> pd.DataFrame:
    """Each source once, how it was made and how it is now; cards and accounts have no life."""
    found = pd.DataFrame(
        {
            "source": sources["id"].astype("str"),
            "type": sources["type"].astype("str"),
            "now": _codes(sources["status"]),
            "created": sources["created"].astype(_TIME),
        }
    )
    found = found[found["type"].notna() & found["now"].ge(0)].drop_duplicates("source")
    start = found["type"].map(_STARTS).fillna("pending")
    return found.assign(start=_codes(start)).reset_index(drop=True)


def _codes(statuses: pd.Series[Any]) -> NDArray[np.int64]:
    """The place of each status among all, -1 for what is none of them."""
    codes, found = pd.factorize(statuses)
    known = [_STATUSES.index(each) if each in _STATUSES else -1 for each in found]
    return np.array([*known, -1], dtype=np.int64)[codes]


def _statuses(codes: pd.Series[Any]) -> Any:
    return pd.Categorical.from_codes(codes.to_numpy("int64"), dtype=_AS_STATUS)


_AS_STATUS: Final = pd.CategoricalDtype(_STATUSES)


def _told(events: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    """The steps that events tell, each from the status that the one before left.

    ``row`` is the source's place among ``made``, ``place`` that of the step.
    """
    rows = pd.DataFrame(
        {
            "row": positions(events["source"], made["source"]),
            "to": _codes(events["status_after"]),
            "at": events["created"].astype(_TIME).array,
        }
    )
    rows = rows[rows["row"].ge(0) & rows["to"].ge(0)]
    # Events come newest first, those of one second too.
    rows = rows.iloc[::-1].sort_values(["row", "at"], kind="stable")
    same = rows["row"].eq(rows["row"].shift())
    rows = rows[~(same & rows["to"].eq(rows["to"].shift()))]
    again = rows["row"].eq(rows["row"].shift()).to_numpy()
    of_source = rows["row"].to_numpy()
    begun = pd.Series(made["created"].array.take(of_source), index=rows.index)
    since = rows["at"].shift().where(again, begun)
    before = rows["to"].shift(fill_value=0).to_numpy()
    return rows.assign(
        **{"from": np.where(again, before, made["start"].to_numpy()[of_source])},
        took=(rows["at"] - since).astype("timedelta64[us]"),
        place=np.arange(len(rows), dtype="float64"),
    )


def _untold(made: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """The step from what events tell last, or from how it was made, to how a source is now."""
    known = made["start"].to_numpy(copy=True)
    last = told.drop_duplicates("row", keep="last")
    known[last["row"].to_numpy()] = last["to"].to_numpy()
    rows = pd.DataFrame({"row": np.arange(len(made)), "from": known, "to": made["now"]})
    rows = rows[rows["from"].ne(rows["to"])]
    return rows.assign(
        at=pd.Series(pd.NaT, index=rows.index, dtype=_TIME),
        took=pd.Series(pd.NaT, index=rows.index, dtype="timedelta64[us]"),
        place=float(len(told)),
    )


def _through_chargeable(steps: pd.DataFrame) -> pd.DataFrame:
    """Nothing is consumed before it was chargeable, whether an event tells so or not."""
    pending, chargeable, consumed = map(_STATUSES.index, ("pending", "chargeable", "consumed"))
    jumps = steps["from"].eq(pending) & steps["to"].eq(consumed)
    if not jumps.any():
        return steps
    untold: dict[str, Any] = {"at": pd.NaT, "took": pd.NaT}
    first = steps[jumps].assign(to=chargeable, **untold)
    rest = steps.assign(**{"from": steps["from"].mask(jumps, chargeable)})
    rest["place"] = rest["place"] + jumps.astype("float64") / 2
    return pd.concat([first, rest], ignore_index=True)
