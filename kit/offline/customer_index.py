"""Where customers are found by their words: what customer search looks into."""

from __future__ import annotations

from typing import Any

from kit.offline.store import Store

__all__ = ["forget_customer", "index_customer"]


def index_customer(store: Store, n: int, customer: dict[str, Any], *, known: bool) -> None:
    """Let a customer be found by its present fields; ``known`` tells that it was before."""
    folded = tuple(_folded(customer[name]) for name in ("email", "name", "phone"))
    if known:
        forget_customer(store, n)
    store.execute("INSERT INTO customer_words VALUES (?, ?, ?, ?)", (n, *folded))
    store.execute(
        "INSERT INTO customer_substrings (rowid, email, name) VALUES (?, ?, ?)",
        (n, folded[0] or "", folded[1] or ""),
    )
    for key, value in customer["metadata"].items():
        store.execute("INSERT INTO customer_metadata VALUES (?, ?, ?)", (key, value.casefold(), n))


def forget_customer(store: Store, n: int) -> None:
    """Let a customer be found no more."""
    store.execute("DELETE FROM customer_words WHERE n = ?", (n,))
    store.execute("DELETE FROM customer_substrings WHERE rowid = ?", (n,))
    store.execute("DELETE FROM customer_metadata WHERE n = ?", (n,))


def _folded(value: str | None) -> str | None:
    return None if value is None else value.casefold()
