"""What can go wrong on the way, on demand: for practice and for tests.

Rates and latency run on the machine's clock, since the practice clock stands still.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from random import Random
from typing import Any, Final, Literal, Self, get_args

from kit.offline.errors import ApiError
from kit.offline.protocol import request_errors
from kit.offline.protocol.params import (
    Parameter,
    array_of,
    boolean,
    checked_params,
    choice,
    integer,
    number,
)
from kit.offline.protocol.routing import Route

__all__ = ["FAULT_PARAMETERS", "Fault", "FaultInjector", "FaultPlan", "InvalidFault"]

Fault = Literal[
    "cut_before",
    "cut_after",
    "error_before",
    "error_after",
    "lock_timeout",
    "key_in_use",
    "rate_limited",
]

FAULTS: Final[tuple[Fault, ...]] = get_args(Fault)

#: What goes wrong with deliveries.
WEBHOOK_FAULTS: Final = (
    "webhook_duplicate",
    "webhook_reorder",
    "webhook_late",
    "webhook_bad_signature",
)

_SHARE: Final = number(0, 1)

#: How each setting is read, whether it comes as a form's text or as a value of Python's.
FAULT_PARAMETERS: Final[dict[str, Parameter]] = {
    "latency_ms": number(0, 600_000),
    "latency_spread_ms": number(0, 600_000),
    "rate_limit": number(0, 1_000_000),
    "endpoint_rate_limit": number(0, 1_000_000),
    "concurrency_limit": integer(0, 1_000_000),
    "lock_customers": boolean,
    **dict.fromkeys((*FAULTS, *WEBHOOK_FAULTS), _SHARE),
    "next": array_of(choice(*FAULTS, "none")),
    "seed": integer(),
    "on": choice("all", "reads", "writes"),
}


#: With it the second of the draws is near 0, so that any share hits at once.
_EARLY: Final = 8397


class InvalidFault(ValueError):
    """A setting of faults that there is not, or a value that it cannot have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultPlan:
    """What goes wrong.

    ``latency_ms`` (plus up to ``latency_spread_ms``) before each answer; ``rate_limit``
    and ``endpoint_rate_limit`` requests a second, over all and for each endpoint;
    ``concurrency_limit`` requests at once; ``lock_customers`` refuses a write to a customer
    or source while another is under way. Each fault's share of the requests, 0 to 1:
    ``cut_before`` and ``cut_after`` (the connection breaks before or after the work),
    ``error_before`` and ``error_after`` (500), ``lock_timeout``, ``key_in_use``,
    ``rate_limited``, drawn from ``seed``. ``next`` names the faults of the next requests,
    "none" for none. ``on`` is "all", "reads" or "writes". And each fault's share of the
    webhook deliveries: ``webhook_duplicate`` (twice), ``webhook_reorder`` (after the next
    one), ``webhook_late`` (an hour of the practice clock), ``webhook_bad_signature``.

    Numbers may come as text, as from a form. Raises InvalidFault for what is no such value.

    >>> FaultPlan(latency_ms="100").latency_ms
    100.0
    """

    latency_ms: float = 0
    latency_spread_ms: float = 0
    rate_limit: float = 0
    endpoint_rate_limit: float = 0
    concurrency_limit: int = 0
    lock_customers: bool = False
    cut_before: float = 0
    cut_after: float = 0
    error_before: float = 0
    error_after: float = 0
    lock_timeout: float = 0
    key_in_use: float = 0
    rate_limited: float = 0
    webhook_duplicate: float = 0
    webhook_reorder: float = 0
    webhook_late: float = 0
    webhook_bad_signature: float = 0
    next: tuple[str, ...] = ()
    seed: int = 0
    on: str = "all"

    def __post_init__(self) -> None:
        for name, value in _checked(self.as_json()).items():
            object.__setattr__(self, name, tuple(value) if name == "next" else value)

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """A plan from settings by name; InvalidFault names what is none, and the nearest.

        >>> FaultPlan.of({"latncy_ms": 5})
        Traceback (most recent call last):
            ...
        kit.offline.protocol.faults.InvalidFault: Received unknown parameter: latncy_ms. ...
        """
        if not isinstance(settings, Mapping):
            raise InvalidFault("faults are settings by name, such as {'latency_ms': 100}.")
        return cls(**_checked(settings))

    def as_json(self) -> dict[str, Any]:
        """Every setting by name."""
        settings = {setting.name: getattr(self, setting.name) for setting in fields(self)}
        return {**settings, "next": _listed(self.next)}

    def changed(self, settings: Mapping[str, Any]) -> FaultPlan:
        """This plan with some settings of :meth:`as_json` replaced."""
        return FaultPlan.of({**self.as_json(), **settings})


def _listed(value: Any) -> Any:
    """A sequence as a list; what is none is told by its parameter."""
    return list(value) if isinstance(value, list | tuple) else value


def _checked(settings: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return checked_params(settings, FAULT_PARAMETERS)
    except ApiError as error:
        named = "" if error.code == "parameter_unknown" else f"{error.param}: "
        sentence = error.message if error.message.endswith((".", "?")) else f"{error.message}."
        raise InvalidFault(f"{named}{sentence}") from error


@dataclass(slots=True)
class _Bucket:
    """A rate limit: a second's worth of requests at once, and then the rate."""

    rate: float
    tokens: float
    filled_at: float

    def take(self, at: float) -> bool:
        self.tokens = min(max(self.rate, 1.0), self.tokens + (at - self.filled_at) * self.rate)
        self.filled_at = at
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


def _chance(seed: int) -> Random:
    """The same draws for the same seed; with 0, the default, the second hits any share."""
    return Random(seed + _EARLY)  # noqa: S311 - practice faults, not a secret


@dataclass(slots=True)
class FaultInjector:
    """A plan in force, with all that it has to remember."""

    plan: FaultPlan
    active: bool = False
    _chance: Random = field(default_factory=Random)
    _webhook_chance: Random = field(default_factory=Random)
    _scripted: list[str] = field(default_factory=list)
    _buckets: dict[str, _Bucket] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: FaultPlan) -> Self:
        """A plan put in force."""
        quiet = FaultPlan(seed=plan.seed, on=plan.on)
        return cls(
            plan,
            active=plan.changed(dict.fromkeys(WEBHOOK_FAULTS, 0)) != quiet,
            _chance=_chance(plan.seed),
            _webhook_chance=_chance(plan.seed),
            _scripted=list(plan.next),
        )

    def concerns(self, route: Route) -> bool:
        """Whether requests to this route are met."""
        wanted = {"reads": not route.writes, "writes": route.writes}
        return self.active and wanted.get(self.plan.on, True)

    def admit(self, route: Route, at: float, under_way: int) -> None:
        """Refuse what is over a limit at the time ``at``, in seconds of any steady clock."""
        if 0 < self.plan.concurrency_limit <= under_way:
            raise request_errors.rate_limited("global-concurrency")
        if not self._take("", self.plan.rate_limit, at):
            raise request_errors.rate_limited("global-rate")
        endpoint = f"{route.method} {route.path}"
        if not self._take(endpoint, self.plan.endpoint_rate_limit, at):
            raise request_errors.rate_limited("endpoint-rate")

    def _take(self, name: str, rate: float, at: float) -> bool:
        if rate <= 0:
            return True
        bucket = self._buckets.get(name)
        if bucket is None:
            bucket = self._buckets[name] = _Bucket(rate, max(rate, 1.0), at)
        return bucket.take(at)

    def next_fault(self) -> str:
        """What happens to this request: a fault's name, or "none"."""
        if self._scripted:
            return self._scripted.pop(0)
        return self._drawn(self._chance, FAULTS) or "none"

    def next_webhook_fault(self) -> str:
        """What happens to this delivery: a fault's name, or "" for nothing."""
        return self._drawn(self._webhook_chance, WEBHOOK_FAULTS)

    def _drawn(self, chance: Random, names: Sequence[str]) -> str:
        drawn = chance.random()
        for name in names:
            drawn -= getattr(self.plan, name)
            if drawn < 0:
                return name
        return ""

    def seconds(self) -> float:
        """How long this answer is held back."""
        spread = self.plan.latency_spread_ms
        held = self.plan.latency_ms + (self._chance.random() * spread if spread else 0)
        return held / 1000
