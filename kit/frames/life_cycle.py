"""How sources went on: one row per step, such as pending to chargeable, and how long it took."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from kit.errors import UnreadableFrame
from kit.facts.source_types import SOURCE_TYPES
from kit.facts.statuses import STATUSES

__all__ = ["life_cycle"]

_STARTS: Final = {each.name: each.starts_as for each in SOURCE_TYPES.values()}

_COLUMNS: Final = ("source", "type", "from_status", "to_status", "at", "took")


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
    steps = steps[steps["from_status"].ne(steps["to_status"])]
    steps = _through_chargeable(steps)
    order = steps["source"].map(pd.Series(range(len(made)), index=made.index))
    steps = steps.assign(order=order).sort_values(["order", "place"], kind="stable")
    steps = steps[list(_COLUMNS)].reset_index(drop=True)
    statuses = pd.CategoricalDtype(list(STATUSES))
    return steps.astype({"from_status": statuses, "to_status": statuses, "source": "str"})


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
            "source": sources["id"].astype("object"),
            "type": sources["type"].astype("str"),
            "now": sources["status"].astype("str"),
            "created": sources["created"],
        }
    )
    found = found[found["type"].notna() & found["now"].isin(STATUSES)].drop_duplicates("source")
    found["start"] = found["type"].map(_STARTS).fillna("pending")
    return found.set_index("source", drop=False)


def _told(events: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    """The steps that events tell, each from the status that the one before left."""
    rows = pd.DataFrame(
        {
            "source": events["source"].astype("object"),
            "to_status": events["status_after"].astype("str"),
            "at": events["created"],
        }
    )
    rows = rows[rows["to_status"].isin(STATUSES) & rows["source"].isin(made.index)]
    # Events come newest first, those of one second too.
    rows = rows.iloc[::-1].sort_values(["source", "at"], kind="stable")
    same = rows["source"].eq(rows["source"].shift())
    rows = rows[~(same & rows["to_status"].eq(rows["to_status"].shift()))]
    same = rows["source"].eq(rows["source"].shift())
    about = made.reindex(rows["source"])
    begun = pd.Series(about["created"].array, index=rows.index)
    start = pd.Series(about["start"].array, index=rows.index)
    since = rows["at"].shift().where(same, begun)
    return rows.assign(
        type=about["type"].array,
        from_status=rows["to_status"].shift().where(same, start),
        took=(rows["at"] - since).astype("timedelta64[us]"),
        place=range(len(rows)),
    )


def _untold(made: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """The step from what events tell last, or from how it was made, to how a source is now."""
    last = told.drop_duplicates("source", keep="last").set_index("source")["to_status"]
    known = last.reindex(made.index).fillna(made["start"])
    return pd.DataFrame(
        {
            "source": made["source"].array,
            "type": made["type"].array,
            "from_status": known.array,
            "to_status": made["now"].array,
            "at": pd.Series(pd.NaT, index=range(len(made)), dtype=told["at"].dtype).array,
            "took": pd.Series(pd.NaT, index=range(len(made)), dtype="timedelta64[us]").array,
            "place": len(told),
        }
    )


def _through_chargeable(steps: pd.DataFrame) -> pd.DataFrame:
    """Nothing is consumed before it was chargeable, whether an event tells so or not."""
    jumps = steps["from_status"].eq("pending") & steps["to_status"].eq("consumed")
    if not jumps.any():
        return steps
    untold: dict[str, Any] = {"at": pd.NaT, "took": pd.NaT}
    first = steps[jumps].assign(to_status="chargeable", **untold)
    rest = steps.assign(from_status=steps["from_status"].mask(jumps, "chargeable"))
    rest["place"] = rest["place"] + jumps.astype("float64") / 2
    return pd.concat([first, rest], ignore_index=True)
