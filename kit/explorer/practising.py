"""Practice: making a source, and moving a pending one on as its payer or as time would."""

from __future__ import annotations

from typing import Any, Final

from kit.account import Account
from kit.errors import InvalidInput
from kit.explorer.events import ActAsked, MakeAsked
from kit.facts import JsonObject
from kit.practice_source import minor_units, practice_params

__all__ = ["ACTS", "acts_for", "make_source", "play"]

#: What can be played, and what a button for it says.
ACTS: Final = {
    "authorize": "The payer agrees",
    "decline": "The payer declines",
    "receive_funds": "The funds arrive",
    "advance": "6 hours pass",
}


def acts_for(source: JsonObject | None) -> list[dict[str, str]]:
    """What can be played on ``source`` in its state, as buttons: name and label.

    >>> [act["name"] for act in acts_for({"status": "pending", "flow": "receiver"})]
    ['receive_funds', 'advance']
    """
    if source is None or source.get("status") not in ("pending", "chargeable"):
        return []
    if source["status"] == "chargeable":
        names = ["decline", "advance"]
    elif source.get("flow") == "receiver":
        names = ["receive_funds", "advance"]
    else:
        names = ["authorize", "decline", "advance"]
    return [{"name": name, "label": ACTS[name]} for name in names]


def make_source(account: Account, asked: MakeAsked) -> JsonObject:
    """Make a source of what the form says; InvalidInput for an amount that is none."""
    amount = minor_units(asked.amount, asked.currency or "usd")
    params = practice_params(
        asked.type,
        amount=amount,
        currency=asked.currency or None,
        email=asked.email.strip() or None,
    )
    return account.create_source(**params)


def play(account: Account, asked: ActAsked) -> str:
    """Play the payer's part or let time pass; what happened, in words."""
    practice = account.offline
    if asked.act == "advance":
        practice.advance(hours=6)
        return f"The practice clock shows {practice.now:%Y-%m-%d %H:%M}."
    if asked.act == "receive_funds":
        source = practice.receive_funds(asked.source, _funds(account, asked))
    elif asked.act in ("authorize", "decline"):
        source = getattr(practice, asked.act)(asked.source)
    else:
        raise InvalidInput(f"There is no {asked.act!r}: one is {', '.join(ACTS)}.")
    return f"{asked.source} is {source.get('status')} now."


def _funds(account: Account, asked: ActAsked) -> int:
    source: dict[str, Any] = account.source(asked.source)
    currency = str(source.get("currency") or "usd")
    return minor_units(asked.amount, currency) or source.get("amount") or 1000
