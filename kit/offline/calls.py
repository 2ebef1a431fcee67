"""One call as a route sees it, and one route as the server sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kit.offline.parameters import Check
    from kit.offline.world import Cause, World

__all__ = ["Answer", "Call", "Route"]

#: A JSON object, or the bytes of one.
Answer = dict[str, Any] | bytes


class Call(NamedTuple):
    """A call whose key was accepted and whose parameters were checked."""

    world: World
    ids: tuple[str, ...]
    params: dict[str, Any]
    cause: Cause
    version: str
    secret: bool = True
    raw_body: bytes = b""


@dataclass(frozen=True, slots=True)
class Route:
    """One method and path: ``{}`` in the path stands for an id.

    ``permission`` is what a restricted key would need, ``publishable`` whether a publishable
    key will do, ``practice`` whether it is a control of the offline account's own, ``raw``
    whether it reads the body itself.
    """

    method: str
    path: str
    answer: Callable[[Call], Answer]
    parameters: Mapping[str, Check] = field(default_factory=dict)
    permission: str = ""
    publishable: bool = False
    practice: bool = False
    raw: bool = False

    @property
    def writes(self) -> bool:
        """Whether it may change something."""
        return self.method != "GET"

    @property
    def keyed(self) -> bool:
        """Whether it takes an idempotency key: POST alone does [Dx:Idempotent requests]."""
        return self.method == "POST" and not self.practice
