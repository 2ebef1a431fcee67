"""Several pairs at the account: foretold by reading, and attached a few at a time.

A run is several calls of ``attach_many``, so that there is something to tell between them
and a wish to stop is heard.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event
from typing import Any, Final

from kit.account import Account
from kit.explorer.batch import Pair, PairOutcome
from kit.explorer.metadata_rows import as_metadata
from kit.on_demand import pd

__all__ = ["foretell", "run_pairs"]

#: So many at once: enough to go at the pace that the account permits.
_AT_ONCE: Final = 10

_Told = Callable[[tuple[PairOutcome, ...]], None]


def foretell(account: Account, pairs: Sequence[Pair]) -> tuple[PairOutcome, ...]:
    """What attaching each of ``pairs`` would come to, found out by reading only."""
    frame = account.attach_many(_rows(pairs), dry_run=True, progress=False)
    return _outcomes(frame, "expected", "reason")


def run_pairs(
    account: Account, pairs: Sequence[Pair], stop: Event, tell: _Told
) -> tuple[PairOutcome, ...]:
    """Attach ``pairs`` until ``stop``; ``tell`` hears what is done after every few."""
    done: tuple[PairOutcome, ...] = ()
    for start in range(0, len(pairs), _AT_ONCE):
        if stop.is_set():
            break
        few = pairs[start : start + _AT_ONCE]
        # The person confirmed the number of all of them; here each few is named by its own.
        frame = account.attach_many(_rows(few), progress=False, confirm=len(few))
        done += _outcomes(frame, "outcome", "error_message")
        tell(done)
    return done


def _rows(pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    return [
        {
            "customer": pair.customer,
            "source": pair.source,
            "metadata": as_metadata(pair.metadata) or None,
        }
        for pair in pairs
    ]


def _outcomes(frame: pd.DataFrame, outcome: str, reason: str) -> tuple[PairOutcome, ...]:
    both = zip(frame[outcome], frame[reason], strict=True)
    return tuple(PairOutcome(str(what), why if isinstance(why, str) else "") for what, why in both)
