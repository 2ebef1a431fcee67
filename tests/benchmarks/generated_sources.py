"""Generated pages of sources, pretty-printed as Stripe sends them, for the benchmarks."""

from __future__ import annotations

import random
import string
from typing import TYPE_CHECKING, Any, Final

import orjson

from kit.facts.source_types import SOURCE_TYPES, SourceType
from kit.facts.statuses import STATUSES
from kit.facts.type_hashes import TYPE_HASHES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kit.facts.field import Field

PAGE: Final = 100
ORDINARY_KEYS: Final = tuple(
    "order_id plan campaign tenant locale cart referrer team note region tier batch".split()
)
HOSTILE_KEYS: Final = tuple(f"key_{number:05d}" for number in range(20_000))

_LETTERS: Final = string.ascii_letters + string.digits


def pages(sources: int, keys: tuple[str, ...] = ORDINARY_KEYS, seed: int = 7) -> Iterator[bytes]:
    """Pages of 100 sources as response bytes."""
    chance = random.Random(seed)
    for start in range(0, sources, PAGE):
        data = [source(chance, keys) for _ in range(min(PAGE, sources - start))]
        page = {"object": "list", "data": data, "has_more": start + PAGE < sources, "url": "/v1/x"}
        yield orjson.dumps(page, option=orjson.OPT_INDENT_2)


def customers_page(customers: int, seed: int = 7) -> bytes:
    """A page of customers, each with up to three expanded sources, as response bytes.

    Of the types that may be used again: others are not kept on customers.
    """
    chance = random.Random(seed)
    data = [_customer(chance) for _ in range(customers)]
    page = {"object": "list", "data": data, "has_more": True, "url": "/v1/customers"}
    return orjson.dumps(page, option=orjson.OPT_INDENT_2)


def _customer(chance: random.Random) -> dict[str, Any]:
    kept = [each for each in SOURCE_TYPES.values() if "reusable" in each.usages]
    sources = [source(chance, ORDINARY_KEYS, kept) for _ in range(chance.randrange(4))]
    return {
        "id": f"cus_{_word(chance, 14)}",
        "object": "customer",
        "address": None,
        "balance": 0,
        "created": 1_600_000_000 + chance.randrange(10**8),
        "currency": "usd",
        "default_source": sources[0]["id"] if sources else None,
        "email": f"{_word(chance, 8)}@example.com",
        "livemode": False,
        "metadata": {},
        "name": _word(chance, 10),
        "preferred_locales": [],
        "sources": {
            "object": "list",
            "data": sources,
            "has_more": False,
            "total_count": len(sources),
        },
    }


def source(
    chance: random.Random,
    keys: tuple[str, ...],
    types: Sequence[SourceType] = tuple(SOURCE_TYPES.values()),
) -> dict[str, Any]:
    """One source with every field that its type and flow give it."""
    kind = chance.choice(types)
    made: dict[str, Any] = {
        "id": f"src_{_word(chance, 24)}",
        "object": "source",
        "allow_redisplay": chance.choice((None, "always", "limited", "unspecified")),
        "amount": chance.choice((None, chance.randrange(100, 100_000))),
        kind.name: {each.name: _value(chance, each) for each in TYPE_HASHES[kind.name]},
        "client_secret": f"src_client_secret_{_word(chance, 24)}",
        "created": 1_600_000_000 + chance.randrange(10**8),
        "currency": chance.choice(kind.currencies or ("usd", "eur")),
        "flow": kind.flow,
        "livemode": False,
        "metadata": {key: _word(chance, 8) for key in chance.sample(keys, chance.randrange(6))},
        "owner": _owner(chance),
        "statement_descriptor": None,
        "status": chance.choice(STATUSES),
        "type": kind.name,
        "usage": kind.usage,
    }
    made |= _flow_hash(chance, kind)
    if chance.random() < 0.5:
        made["customer"] = f"cus_{_word(chance, 14)}"
    return dict(sorted(made.items(), key=lambda item: (item[0] not in {"id", "object"}, item[0])))


def _flow_hash(chance: random.Random, kind: SourceType) -> dict[str, Any]:
    if kind.flow == "redirect":
        url = f"https://hooks.stripe.com/redirect/authenticate/src_{_word(chance, 24)}"
        return {
            "redirect": {
                "failure_reason": None,
                "return_url": "https://shop.example/done",
                "status": "pending",
                "url": f"{url}?client_secret=src_client_secret_{_word(chance, 24)}",
            }
        }
    if kind.flow == "receiver":
        amounts = {f"amount_{name}": 0 for name in ("charged", "received", "returned")}
        refund = {"refund_attributes_method": "email", "refund_attributes_status": "missing"}
        return {"receiver": {"address": _word(chance, 17), **amounts, **refund}}
    if kind.flow == "code_verification":
        return {"code_verification": {"attempts_remaining": 5, "status": "pending"}}
    return {}


def _owner(chance: random.Random) -> dict[str, Any]:
    address = {
        "city": "Dublin",
        "country": "IE",
        "line1": _word(chance, 12),
        "line2": None,
        "postal_code": _word(chance, 6),
        "state": None,
    }
    return {
        "address": chance.choice((None, address)),
        "email": f"{_word(chance, 8)}@example.com",
        "name": _word(chance, 10),
        "phone": None,
        "verified_address": None,
        "verified_email": None,
        "verified_name": chance.choice((None, _word(chance, 10))),
        "verified_phone": None,
    }


def _value(chance: random.Random, field: Field) -> object:
    if chance.random() < 0.2:
        return None
    if field.kind == "integer":
        return chance.randrange(1, 2050)
    if field.kind == "boolean":
        return chance.random() < 0.5
    return _word(chance, 12)


def _word(chance: random.Random, length: int) -> str:
    return "".join(chance.choices(_LETTERS, k=length))
