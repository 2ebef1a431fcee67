"""From a key, or from none, to an account."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from inspect import signature
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from kit.account import Account, Mode
from kit.errors import InvalidInput, InvalidKey
from kit.gateway.stripe_api import STRIPE_API_BASE, StripeApi
from kit.gateway.transport import LOOPBACK_HOSTS
from kit.idempotency import IdempotencyKeys
from kit.offline import CannotStart, FaultPlan, InvalidFault, OfflineServer
from kit.practice import PracticeControls

__all__ = ["connect"]

KEY_VARIABLE: Final = "STRIPE_API_KEY"

_SECRET_KEY: Final = re.compile(r"(?:sk|rk)_(?:org_)?(test|live)_[A-Za-z0-9_]+", re.ASCII)


def connect(
    key: str | None = None,
    *,
    offline: bool | None = None,
    api_base: str | None = None,
    allow_writes: bool = False,
    db: str | Path | None = None,
    port: int | None = None,
    customers: int | None = None,
    seed: int | None = None,
    faults: Mapping[str, Any] | FaultPlan | None = None,
    **unknown: Any,
) -> Account:
    """An account: with ``key``, else with the key in STRIPE_API_KEY, else offline.

    ``offline=True`` starts the embedded offline account whatever the environment holds,
    ``offline=False`` insists on a key. ``api_base`` sends the requests elsewhere than to
    api.stripe.com, for example to a server started by ``kit offline``. A live key only
    reads unless ``allow_writes=True``. ``db`` keeps the offline account in a file; ``port``,
    ``customers`` (how many), ``seed`` and ``faults`` say what it is like: see OfflineServer.

    Raises InvalidKey for what cannot be a secret key, InvalidInput for arguments that
    contradict each other.
    """
    if unknown:
        raise _unknown_argument(next(iter(unknown)))
    given = {"db": db, "port": port, "customers": customers, "seed": seed, "faults": faults}
    practice = {name: value for name, value in given.items() if value is not None}
    key = _hidden(key)
    if key is not None and offline:
        raise InvalidInput("An offline account takes no key: pass a key or offline=True.")
    if key is None and not offline:
        key = _hidden(os.environ.get(KEY_VARIABLE) or None)
    if key is None and offline is False:
        raise InvalidKey(f"No key: pass one, or set {KEY_VARIABLE}, or leave out offline=False.")
    if key is None:
        if api_base is not None:
            raise InvalidInput(
                "api_base needs a key to go with it; the server of `kit offline` takes any "
                "'sk_test_...'. Leave api_base out for the embedded offline account."
            )
        return _offline_account(practice)
    if practice:
        names = ", ".join(practice)
        raise InvalidInput(f"{names}: only an offline account takes this, and a key was given.")
    base = STRIPE_API_BASE if api_base is None else api_base
    return _keyed_account(_Key(key.strip()), base, allow_writes=allow_writes)


class _Key(str):
    """A key that no traceback prints."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<a key>"


def _hidden(key: object) -> _Key | None:
    if key is None:
        return None
    if not isinstance(key, str):
        raise InvalidKey(f"A key is text, such as 'sk_test_...', not a {type(key).__name__}.")
    return _Key(key)


def _unknown_argument(name: str) -> InvalidInput:
    known = signature(connect).parameters
    near = get_close_matches(name, known, n=1)
    meant = f" Did you mean {near[0]}?" if near else ""
    return InvalidInput(f"connect() takes no argument {name!r}.{meant}")


def _offline_account(practice: dict[str, Any]) -> Account:
    try:
        server = OfflineServer(**practice)
        server.start()
    except (CannotStart, InvalidFault) as error:
        raise InvalidInput(str(error)) from error
    # A database in a file outlives this account, and with it the keys it has seen.
    keys = IdempotencyKeys(None if "db" in practice else "practice")
    return Account(
        StripeApi(server.key, server.api_base),
        "offline",
        idempotency_keys=keys,
        offline=PracticeControls(server.api_base, server.key, idempotency_keys=keys),
        on_close=server.close,
    )


def _keyed_account(key: str, api_base: str, *, allow_writes: bool) -> Account:
    mode = _mode(key)
    _check_base(api_base, mode)
    return Account(StripeApi(key, api_base), mode, allow_writes=allow_writes or mode != "live")


def _check_base(api_base: str, mode: Mode) -> None:
    address = urlsplit(api_base) if isinstance(api_base, str) else urlsplit("")
    plain = not (address.query or address.fragment or address.username or address.password)
    if address.scheme not in ("http", "https") or not address.hostname or not plain:
        raise InvalidInput("api_base must be an address such as https://api.stripe.com.")
    if mode == "live" and address.scheme == "http" and address.hostname not in LOOPBACK_HOSTS:
        raise InvalidInput(
            f"A live key is not sent in clear text to {address.hostname}: use https://."
        )


def _mode(key: str) -> Mode:
    """The mode that ``key`` belongs to. Messages never repeat the key."""
    if key.startswith("pk_"):
        raise InvalidKey(
            "This is a publishable key (pk_...), which may not attach anything. "
            "Use the secret key (sk_...) from the same page of the Stripe dashboard."
        )
    match = _SECRET_KEY.fullmatch(key)
    if match is None:
        raise InvalidKey(
            "This is not a Stripe secret key: one begins with sk_test_, sk_live_, rk_test_ or "
            "rk_live_ and goes on with letters and digits."
        )
    return "live" if match[1] == "live" else "test"
