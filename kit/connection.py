"""From a key, or from none, to an account; and what keeps a live key from going astray.

Nothing is configured globally, and the SDK's telemetry is off; its own debug log, off unless
STRIPE_LOG or a logger set to DEBUG turns it on, prints what is posted. A live key only reads unless
``allow_writes=True``; the explorer and the commands ask once more. It goes to api.stripe.com, or
where ``live_api_base`` sends it by name, and never in clear text to another machine.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kit.account import Account, Mode
from kit.errors import InvalidInput, InvalidKey
from kit.facts import JsonObject
from kit.facts.secret_kinds import hide_secrets, secret_in
from kit.facts.sensitive import MASK
from kit.gateway.stripe_api import STRIPE_API_BASE, StripeApi
from kit.idempotency import IdempotencyKeys
from kit.models.arguments import checked_flag, checked_path, checked_whole
from kit.public_call import public_call

if TYPE_CHECKING:
    from kit.offline import FaultPlan
    from kit.snapshot.recording import Recording

__all__ = ["KEY_VARIABLE", "connect", "what_connect_takes"]

KEY_VARIABLE: Final = "STRIPE_API_KEY"

_SECRET_KEY: Final = re.compile(r"(?:sk|rk)_(?:org_)?(test|live)_[A-Za-z0-9_]+", re.ASCII)

#: An address in which every reader of addresses finds the same host: no user, no backslash.
_ADDRESS: Final = re.compile(
    r"(https?)://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?(?:/[A-Za-z0-9._~/-]*)?", re.ASCII
)


@public_call("key")
def connect(
    key: str | None = None,
    *,
    offline: bool | None = None,
    api_base: str | None = None,
    live_api_base: str | None = None,
    allow_writes: bool = False,
    db: str | Path | None = None,
    port: int | None = None,
    customers: int | None = None,
    seed: int | None = None,
    faults: Mapping[str, Any] | FaultPlan | None = None,
    world: str | Path | None = None,
) -> Account:
    """An account: with ``key``, else with the key in STRIPE_API_KEY, else offline.

    ``offline=True`` starts the embedded offline account whatever the environment holds,
    ``offline=False`` insists on a key. ``api_base`` sends a test key's requests elsewhere
    than to api.stripe.com, for example to a server started by ``kit offline``; a live key
    goes elsewhere only by the name of ``live_api_base``. A live key only reads unless
    ``allow_writes=True``.

    ``db`` keeps the offline account in a file; ``port`` is the one it listens on. ``world``
    is what it begins with: "calm" (if nothing is said), "spring", "migration", "storm",
    "empty", or the path of a Python file that tells a ``kit.offline.World``, which is run; or
    a recording: a folder that ``pull`` made, or a file or a folder of recorded JSON objects and
    events, of which ``account.offline.left_out`` lists what could not be taken over.
    ``customers`` and ``seed`` (0) make its data, ``faults`` are what goes wrong from the
    beginning, by the names of ``account.offline.set_faults``.

    Raises InvalidKey for what cannot be a secret key, UnreadableSnapshot for a folder that is
    no recording, InvalidInput for arguments that contradict each other.
    """
    key = _hidden(key)
    checked_flag("allow_writes", allow_writes)
    given = {"db": db, "port": port, "customers": customers, "seed": seed, "faults": faults}
    given["world"] = world
    practice: JsonObject = {name: value for name, value in given.items() if value is not None}
    chosen = _chosen_key(key, offline=offline)
    if chosen is None:
        if api_base is not None or live_api_base is not None:
            raise InvalidInput(
                "api_base needs a key to go with it; the server of `kit offline` takes any "
                "'sk_test_...'. Leave api_base out for the embedded offline account."
            )
        return _offline_account(practice)
    if practice:
        raise InvalidInput(
            f"{', '.join(practice)}: only an offline account takes this, and a key was given."
        )
    mode = _mode(chosen)
    base = _checked_base(mode, api_base, live_api_base)
    api = StripeApi(chosen, base)
    writes = allow_writes or mode != "live"
    return Account(api, mode, allow_writes=writes, key_hint=_hint(chosen))


def _chosen_key(key: _Key | None, *, offline: bool | None) -> _Key | None:
    """The key that was passed, else the environment's; None where it is to be offline."""
    if offline is not None:
        checked_flag("offline", offline)
    if key is not None and offline:
        raise InvalidInput("An offline account takes no key: pass a key or offline=True.")
    if key is None and not offline:
        key = _environment_key()
    if key is None and offline is False:
        raise InvalidKey(f"No key: pass one, or set {KEY_VARIABLE}, or leave out offline=False.")
    return None if key is None else _Key(key.strip())


def what_connect_takes() -> str:
    """What ``connect()`` would take from the environment, in words and without the key."""
    key = _environment_key()
    if key is None:
        return f"offline mode: {KEY_VARIABLE} is not set"
    return f"{_mode(key)} mode, with the key {_hint(key)} of {KEY_VARIABLE}"


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


def _environment_key() -> _Key | None:
    key = _hidden(os.environ.get(KEY_VARIABLE))
    if key is not None and not key.strip():
        # Whoever set it meant a real account, and would practise without noticing.
        raise InvalidKey(
            f"{KEY_VARIABLE} is set, but it is empty. Put the key in it, or unset it, or pass "
            "offline=True to practise."
        )
    return None if key is None else _Key(key.strip())


def _hint(key: str) -> str:
    """As much of a key as Stripe's dashboard shows: its kind and its last four characters."""
    hint = hide_secrets(key)
    return MASK if hint == key else hint


def _offline_account(practice: JsonObject) -> Account:
    # Whoever brings a key waits for no server.
    from kit.offline import CannotStart, InvalidFault, OfflineServer  # noqa: PLC0415  # see above
    from kit.practice import PracticeControls  # noqa: PLC0415  # the same
    from kit.replay import fill_with  # noqa: PLC0415  # the same

    _check_practice(practice)
    recording = _recording(practice)
    try:
        server = OfflineServer(**practice)
        server.start()
    except (CannotStart, InvalidFault) as error:
        raise InvalidInput(str(error)) from error
    # A database in a file outlives this account, and with it the keys it has seen.
    keys = IdempotencyKeys(None if "db" in practice else "practice")
    controls = PracticeControls(server.api_base, server.key, idempotency_keys=keys)
    if recording is not None:
        try:
            fill_with(controls, recording)
        except BaseException:
            server.close()
            raise
    return Account(
        StripeApi(server.key, server.api_base),
        "offline",
        idempotency_keys=keys,
        offline=controls,
        on_close=server.close,
    )


def _recording(practice: JsonObject) -> Recording | None:
    """What is to be replayed, which is taken out then; None for a world that is told."""
    from kit.replay import is_recording, read_for_replay  # noqa: PLC0415  # as above

    if "world" not in practice or not is_recording(practice["world"]):
        return None
    if "customers" in practice:
        raise InvalidInput("customers makes practice data, and a recording has its own: drop one.")
    return read_for_replay(practice.pop("world"), db=practice.get("db"))


def _check_practice(practice: JsonObject) -> None:
    from kit.offline import FaultPlan  # noqa: PLC0415  # as above

    for name in ("db", "world"):
        if name in practice:
            checked_path(name, practice[name])
    if "customers" in practice:
        checked_whole("customers", practice["customers"], least=1)
    if "seed" in practice:
        checked_whole("seed", practice["seed"])
    if "port" in practice:
        checked_whole("port", practice["port"], least=0, most=65535)
    faults = practice.get("faults", {})
    if isinstance(faults, FaultPlan):
        return
    if not isinstance(faults, Mapping) or not all(isinstance(name, str) for name in faults):
        raise InvalidInput(
            "faults maps names to values, such as {'latency_ms': 100}; see "
            f"account.offline.set_faults. This is a {type(faults).__name__}."
        )


def _checked_base(mode: Mode, api_base: str | None, live_api_base: str | None) -> str:
    """Where requests go. A live key goes to Stripe, or where it is sent by name."""
    if live_api_base is not None and (mode != "live" or api_base is not None):
        raise InvalidInput(
            "live_api_base says where a live key is sent, and stands alone: "
            + ("leave out api_base." if mode == "live" else "this is a test key, use api_base.")
        )
    named = live_api_base if api_base is None else api_base
    if named is None:
        return STRIPE_API_BASE
    address = _ADDRESS.fullmatch(named) if isinstance(named, str) else None
    if address is None:
        raise InvalidInput("api_base must be an address such as https://api.stripe.com.")
    if mode != "live" or named.rstrip("/") == STRIPE_API_BASE:
        return named
    host = address[2].strip("[]")
    if live_api_base is None:
        raise InvalidInput(
            f"A live key goes to {STRIPE_API_BASE} and nowhere else. If {host} is meant, say so "
            "by name: live_api_base=..."
        )
    return named


def _mode(key: str) -> Mode:
    """The mode that ``key`` belongs to. Messages never repeat the key."""
    if key.startswith("pk_"):
        raise InvalidKey(
            "This is a publishable key (pk_...), which may not attach anything. "
            "Use the secret key (sk_...) from the same page of the Stripe dashboard."
        )
    match = _SECRET_KEY.fullmatch(key)
    if match is None and key == "offline":
        raise InvalidKey("'offline' is no key. Did you mean kit.connect(offline=True)?")
    found = secret_in(key) if match is None else None
    if found and "API key" not in found[0].is_a:
        raise InvalidKey(f"This is {found[0].is_a}, and no API key. {found[0].belongs}")
    if found:
        raise InvalidKey(
            f"This is {found[0].is_a} ({found[1]}) with something before or after it that is none "
            "of a key's letters, digits and underscores: copy it again, alone."
        )
    if match is None:
        raise InvalidKey(
            "This is not a Stripe secret key: one begins with sk_test_, sk_live_, rk_test_ or "
            "rk_live_ and goes on with letters and digits."
        )
    return "live" if match[1] == "live" else "test"
