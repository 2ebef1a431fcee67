"""Bank accounts: made of a token or of their fields, verified by two small deposits.

They share the attach route, belong to their customer from the start and are gone when they
are deleted. A new one is charged by nobody until its amounts were told.
"""

from __future__ import annotations

from typing import Final

from kit.facts import JsonObject
from kit.offline import errors
from kit.offline.protocol.params import array_of, integer
from kit.offline.protocol.request_errors import missing
from kit.offline.protocol.routing import Call, Route
from kit.offline.protocol.shapes import EXPAND
from kit.offline.resources.events import emit
from kit.offline.storage.ids import fingerprint, long_id
from kit.offline.storage.repository import Repository

__all__ = ["BANK_TOKENS", "ROUTES", "bank_account_of", "new_bank_account"]

#: Test mode's tokens, with the status of what they become.
BANK_TOKENS: Final = {"btok_us": "new", "btok_us_verified": "verified"}

#: The bank account behind those tokens, test mode's own.
_TEST_BANK: Final = {"account_number": "000123456789", "routing_number": "110000000"}

#: The two deposits of test mode's bank accounts.
_DEPOSITS: Final = (32, 45)

#: Too many wrong tries fail an account [SPEC22]; that these are too many is a choice [U].
_MOST_TRIES: Final = 10


def bank_account_of(repository: Repository, customer_id: str, token: str) -> tuple[int, JsonObject]:
    """A new bank account of a customer from one of test mode's tokens."""
    return _bank_account(repository, customer_id, {"status": BANK_TOKENS[token]})


def new_bank_account(
    repository: Repository, customer_id: str, given: JsonObject
) -> tuple[int, JsonObject]:
    """A new bank account of a customer from the fields of a form."""
    fields = {name: value for name, value in given.items() if name != "object"}
    return _bank_account(repository, customer_id, fields)


def _bank_account(
    repository: Repository, customer_id: str, fields: JsonObject
) -> tuple[int, JsonObject]:
    n = repository.database.next_number("sources")
    fields = {**_TEST_BANK, **fields}
    number = "".join(fields.pop("account_number").split())
    whole = f"{fields['routing_number']} {number}"
    bank_account: JsonObject = {
        "id": long_id(repository.seed, "ba_", n),
        "object": "bank_account",
        "account_holder_name": None,
        "account_holder_type": None,
        "account_type": None,
        "bank_name": "STRIPE TEST BANK",
        "country": "US",
        "currency": "usd",
        "customer": customer_id,
        "fingerprint": fingerprint(repository.seed, "bank_account", whole),
        "last4": number[-4:],
        "metadata": {},
        "routing_number": fields["routing_number"],
        "status": "new",
        **fields,
    }
    return n, bank_account


def verify(call: Call) -> JsonObject:
    """POST /v1/customers/:customer/sources/:id/verify: the two amounts, in either order."""
    customer_id, bank_account_id = call.ids
    repository = call.repository
    repository.customer(customer_id)
    account = repository.owned_source(bank_account_id, customer_id)
    if account["object"] != "bank_account":
        raise errors.not_a_bank_account(bank_account_id)
    if "amounts" not in call.params:
        raise missing("amounts")
    if account["status"] != "new":
        raise errors.not_to_be_verified(account["status"])
    if sorted(call.params["amounts"]) != sorted(_DEPOSITS):
        _count_wrong_try(call, account)
    return _with_status(call, account, "verified")


def _count_wrong_try(call: Call, account: JsonObject) -> None:
    """Refuse, and remember it: the last try fails the account for good."""
    database = call.repository.database
    name = f"verification tries of {account['id']}"
    tries = database.fact(name, 0) + 1
    database.set_fact(name, tries)
    if tries >= _MOST_TRIES:
        _with_status(call, account, "verification_failed")
    raise errors.wrong_amounts()


def _with_status(call: Call, account: JsonObject, status: str) -> JsonObject:
    previous = {"status": account["status"]}
    account = call.repository.save_source({**account, "status": status})
    emit(
        call.repository, "customer.source.updated", account, call.context, previous=previous
    )  # [INF]
    return account


ROUTES: Final = (
    Route(
        "POST",
        "/v1/customers/{}/sources/{}/verify",
        verify,
        {"amounts": array_of(integer(1)), "expand": EXPAND},
        permission="rak_customer_write",
    ),
)
