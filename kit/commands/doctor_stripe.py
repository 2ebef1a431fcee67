"""What `kit doctor` finds out about the key, the network, the clock, and what the key may read."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

import kit
from kit.commands.finding import Finding
from kit.connection import KEY_VARIABLE
from kit.errors import KeyRefused, KitError, NotFound
from kit.gateway.stripe_api import STRIPE_API_BASE
from kit.gateway.transport import LOOPBACK_HOSTS

__all__ = ["clock_finding", "stripe_findings"]

_SECONDS: Final = 10.0

#: Stripe takes a webhook's signature for that long [D:Webhooks]; TLS is as particular.
_SKEW_SECONDS: Final = 300

#: A path that wants a key: without one Stripe says so, which shows that it is Stripe.
_PATH: Final = "/v1/customers"

#: What Stripe's refusal calls the permission that a restricted key lacks [REC].
_PERMISSION: Final = re.compile(r"'(rak_\w+)'")

#: An id that no account has: whoever may read is told so, whoever may not is refused.
_NOBODY: Final = "cus_kitdoctor0000"
_NOTHING: Final = "src_kitdoctor0000"

_READS: Final[dict[str, Callable[[kit.Account], object]]] = {
    "customers": lambda account: account.customer_records(limit=1),
    "a customer's sources": lambda account: account.source_records(_NOBODY),
    "sources": lambda account: account.source(_NOTHING),
    "events": lambda account: account.events(limit=1, progress=False),
}


def stripe_findings(api_base: str | None, live_api_base: str | None) -> Iterator[Finding]:
    """The key of the environment, and what Stripe says to it."""
    try:
        account = kit.connect(offline=False, api_base=api_base, live_api_base=live_api_base)
    except KitError as error:
        yield from _without_key(error, api_base)
        return
    with account:
        yield Finding("key", "good", f"{account.label}: {account.holds}", _about(account))
        reached, date = _reach(account.api_base, needed=True)
        yield reached
        if reached.verdict != "good":
            return
        if urlsplit(account.api_base).hostname not in LOOPBACK_HOSTS:
            yield clock_finding(date, datetime.now(UTC))
        yield _readable(account)


def _without_key(error: KitError, api_base: str | None) -> Iterator[Finding]:
    if KEY_VARIABLE not in os.environ:
        yield Finding(
            "key",
            "note",
            "STRIPE_API_KEY is not set: every command works offline, on practice data",
            "For your own account set it to a key of the Stripe dashboard, a test key first.",
        )
    else:
        yield Finding("key", "bad", str(error))
    reached, date = _reach(api_base or STRIPE_API_BASE, needed=False)
    yield reached
    if reached.verdict == "good" and date is not None:
        yield clock_finding(date, datetime.now(UTC))


def _about(account: kit.Account) -> str:
    return "Live: the kit only reads, unless told otherwise." if account.mode == "live" else ""


def _reach(api_base: str, *, needed: bool) -> tuple[Finding, str | None]:
    """Whether Stripe answers there, and what its clock showed."""
    on_this_machine = urlsplit(api_base).hostname in LOOPBACK_HOSTS
    opener = build_opener(*[ProxyHandler({})] * on_this_machine)
    try:
        with opener.open(Request(api_base.rstrip("/") + _PATH), timeout=_SECONDS) as answer:  # noqa: S310  # https, or what was asked for
            status, body, date = answer.status, answer.read(100_000), answer.headers.get("Date")
    except HTTPError as error:
        with error:
            status, body, date = error.code, error.read(100_000), error.headers.get("Date")
    except (URLError, HTTPException, OSError, ValueError) as error:
        return _unreachable(api_base, error, needed=needed), None
    if status == 401 and _is_refusal(body):  # unauthorized
        return Finding("network", "good", f"Stripe's API answers at {api_base}"), date
    return (
        Finding(
            "network",
            "bad" if needed else "note",
            f"{api_base} answers {status}, and that is not Stripe's word.",
            "A proxy, a captive portal or another server stands between: open a web page, or "
            "check the address.",
        ),
        None,
    )


def _is_refusal(body: bytes) -> bool:
    try:
        answer: Any = json.loads(body)
    except ValueError:
        return False
    return isinstance(answer, dict) and isinstance(answer.get("error"), dict)


def _unreachable(api_base: str, error: Exception, *, needed: bool) -> Finding:
    why = str(getattr(error, "reason", error)) or type(error).__name__
    if "CERTIFICATE" in why.upper():
        advice = (
            "Something between here and Stripe shows a certificate of its own: install your "
            "organisation's, or set SSL_CERT_FILE and REQUESTS_CA_BUNDLE to it."
        )
    else:
        advice = "Check the network, the proxy (HTTPS_PROXY) and the address."
    if not needed:
        advice += " Offline nothing of it is needed."
    return Finding(
        "network", "bad" if needed else "note", f"no answer from {api_base}: {why}", advice
    )


def clock_finding(date: str | None, now: datetime) -> Finding:
    """This machine's clock, beside the one in the header Date of an answer.

    >>> clock_finding("Sun, 29 Nov 2026 12:00:00 GMT", datetime(2026, 11, 29, 12, tzinfo=UTC)).says
    'within 1 s of the server'
    """
    try:
        told = parsedate_to_datetime(date or "")
    except ValueError:
        return Finding("clock", "note", "the server told no time to compare with")
    skew = (now - told).total_seconds()
    if abs(skew) <= _SKEW_SECONDS:
        return Finding("clock", "good", f"within {max(1, round(abs(skew)))} s of the server")
    way = "ahead of" if skew > 0 else "behind"
    advice = "Set it by the network: TLS and the signatures of webhooks go by it."
    return Finding("clock", "bad", f"{abs(skew):,.0f} s {way} the server's", advice)


def _readable(account: kit.Account) -> Finding:
    """What the key may read, each kind of object asked for once."""
    refused: dict[str, KeyRefused] = {}
    for what, read in _READS.items():
        try:
            read(account)
        except NotFound:
            continue
        except KeyRefused as error:
            if error.http_status == 401:  # unauthorized
                return Finding("reads", "bad", str(error))
            refused[what] = error
        except KitError as error:
            return Finding("reads", "bad", str(error))
    if not refused:
        return Finding("reads", "good", f"the key may read {', '.join(_READS)}")
    names = [found for each in refused.values() for found in _PERMISSION.findall(str(each))]
    lacking = ", ".join(dict.fromkeys(names)) or "the reading of them"
    return Finding(
        "reads",
        "bad",
        f"the key may not read {', '.join(refused)}",
        f"Give the restricted key in the Stripe dashboard: {lacking}.",
    )
