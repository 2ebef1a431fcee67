"""Every route of Stripe's that the account answers, and how a route is found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote

from kit.offline import (
    customer_search,
    customer_sources,
    customers,
    events,
    source_transactions,
    sources,
)
from kit.offline.calls import Route

__all__ = ["STRIPE_ROUTES", "Routes"]

STRIPE_ROUTES: Final[tuple[Route, ...]] = (
    *customers.ROUTES,
    *customer_search.ROUTES,
    *customer_sources.ROUTES,
    *sources.ROUTES,
    *source_transactions.ROUTES,
    *events.ROUTES,
)


class _Node:
    """One step of the paths: by word, by id, and what may be asked for here."""

    __slots__ = ("by_id", "by_word", "routes")

    def __init__(self) -> None:
        self.by_word: dict[str, _Node] = {}
        self.by_id: _Node | None = None
        self.routes: dict[str, Route] = {}


def _tree(routes: Iterable[Route]) -> _Node:
    root = _Node()
    for route in routes:
        node = root
        for step in route.path.split("/")[1:]:
            if step != "{}":
                node = node.by_word.setdefault(step, _Node())
            else:
                node.by_id = node.by_id or _Node()
                node = node.by_id
        node.routes[route.method] = route
    return root


class Routes:
    """Routes to be found by method and path."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = _tree(routes)

    def find(self, method: str, raw_path: str) -> tuple[Route, tuple[str, ...]] | None:
        """The route and the ids in its path, or None; an empty id is no id."""
        node = self._root
        ids: list[str] = []
        for step in raw_path.split("/")[1:]:
            word = node.by_word.get(step)
            if word is not None:
                node = word
            elif node.by_id is not None and step:
                ids.append(unquote(step))
                node = node.by_id
            else:
                return None
        route = node.routes.get(method)
        return None if route is None else (route, tuple(ids))
