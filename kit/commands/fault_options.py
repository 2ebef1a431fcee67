"""The options of ``kit offline`` that let things go wrong, one for each setting of the server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import click

__all__ = ["fault_options"]

_MEANINGS: Final = {
    "latency_ms": "Answer this much later.",
    "latency_spread_ms": "And up to this much later still.",
    "rate_limit": "Requests a second, over all; the rest is refused with 429.",
    "endpoint_rate_limit": "The same for each endpoint by itself.",
    "concurrency_limit": "Requests at once; the rest is refused with 429.",
    "lock_customers": "Refuse a write to a customer while another is under way.",
    "cut_before": "Share of requests, 0 to 1, whose connection breaks before the work is done.",
    "cut_after": "The same after the work was done.",
    "error_before": "Share of requests, 0 to 1, that are a 500 before the work is done.",
    "error_after": "The same after the work was done.",
    "lock_timeout": "Share of requests, 0 to 1, that find their object locked.",
    "key_in_use": "Share of requests, 0 to 1, whose idempotency key is in use.",
    "rate_limited": "Share of requests, 0 to 1, over the rate limit.",
    "webhook_duplicate": "Share of webhooks, 0 to 1, that come twice.",
    "webhook_reorder": "Share of webhooks, 0 to 1, that come after the next one.",
    "webhook_late": "Share of webhooks, 0 to 1, that come an hour of the practice clock later.",
    "webhook_bad_signature": "Share of webhooks, 0 to 1, that somebody else signed.",
    "on": "Which requests: all, reads or writes.",
}

#: What is no share of the requests, which is what a setting without an entry is.
_TYPES: Final[dict[str, click.ParamType[Any]]] = {
    "concurrency_limit": click.INT,
    "lock_customers": click.BOOL,
    "on": click.Choice(["all", "reads", "writes"]),
}


def fault_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give ``command`` an option for each thing that can go wrong, such as --latency-ms."""
    for name, meaning in reversed(_MEANINGS.items()):
        kind = _TYPES.get(name, click.FLOAT)
        option = click.option(
            f"--{name.replace('_', '-')}",
            type=kind,
            is_flag=kind is click.BOOL,
            default=None,
            help=meaning,
        )
        command = option(command)
    return command
