"""One route, who may use it, one call of it, and how the route of a request is found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from urllib.parse import unquote

from kit.facts import JsonObject
from kit.offline.protocol import request_errors
from kit.offline.protocol.messages import SOURCES_HIDDEN_SINCE, RequestContext
from kit.offline.protocol.params import Parameter
from kit.offline.storage.repository import Repository

__all__ = ["MAX_BODY_BYTES", "Call", "Handler", "Route", "Router"]

MAX_BODY_BYTES: Final = 1_000_000

_SECRET_KEY: Final = re.compile(r"sk_test_[A-Za-z0-9_]+", re.ASCII)


class Call(NamedTuple):
    """A call whose key was accepted and whose parameters were checked."""

    repository: Repository
    ids: tuple[str, ...]
    params: JsonObject
    context: RequestContext
    version: str
    secret: bool = True
    raw_body: bytes = b""

    @property
    def shows_more(self) -> bool:
        """Whether objects stand where ids would: asked to expand, or by an old version."""
        return "expand" in self.params or self.version < SOURCES_HIDDEN_SINCE


#: Does what a call asks; returns a JSON object, or the bytes of one.
Handler = Callable[[Call], JsonObject | bytes]


@dataclass(frozen=True, slots=True)
class Route:
    """One method and path: ``{}`` in the path stands for an id.

    ``permission`` is what a restricted key would need, ``publishable`` whether a publishable
    key will do, ``control`` whether it is a control of the offline account's own, ``raw``
    whether it reads the body itself, of ``max_body`` bytes at most, ``settled`` whether it
    waits until every delivery that is due was sent.
    """

    method: str
    path: str
    handler: Handler
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    permission: str = ""
    publishable: bool = False
    control: bool = False
    raw: bool = False
    settled: bool = False
    max_body: int = MAX_BODY_BYTES

    @property
    def writes(self) -> bool:
        """Whether it may change something."""
        return self.method != "GET"

    @property
    def keyed(self) -> bool:
        """Whether it takes an idempotency key: POST alone does [Dx:Idempotent requests]."""
        return self.method == "POST" and not self.control

    def is_secret(self, key: str | None) -> bool:
        """True for a secret key, False for a publishable one where it will do; else ApiError."""
        if key is None:
            raise request_errors.no_key()
        if key.startswith("sk_test_expired"):  # a choice: one way to meet an expired key
            raise request_errors.expired_key(key)
        if _SECRET_KEY.fullmatch(key):
            return True
        if key.startswith("rk_test_"):
            raise request_errors.restricted_key(key, self.permission)
        if key.startswith("pk_test_"):
            if self.publishable:
                return False
            raise request_errors.publishable_key()
        raise request_errors.bad_key(key)


class _Node:
    """One step of the paths: by word, by id, and what may be asked for here."""

    __slots__ = ("by_id", "by_word", "routes")

    def __init__(self) -> None:
        self.by_word: dict[str, _Node] = {}
        self.by_id: _Node | None = None
        self.routes: dict[str, Route] = {}


class Router:
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
