"""Hypothesis strategies: secrets of every kind, and the places where one may be planted."""

from __future__ import annotations

import json
import string
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from kit.facts.account_numbers import IBAN_LENGTHS

if TYPE_CHECKING:
    from collections.abc import Callable

LETTERS = string.ascii_letters + string.digits


def drawn(letters: str, least: int, most: int | None = None) -> st.SearchStrategy[str]:
    """Text of these letters."""
    return st.text(letters, min_size=least, max_size=least if most is None else most)


def iban(country: str, account: str) -> str:
    """The IBAN of an account: its two check digits make the whole 1 modulo 97."""
    account = account[: IBAN_LENGTHS[country] - 4]
    whole = "".join(str(int(sign, 36)) for sign in f"{account}{country}00")
    return f"{country}{98 - int(whole) % 97:02}{account}"


def in_fours(number: str, sign: str) -> str:
    """As people write long numbers."""
    return sign.join(number[at : at + 4] for at in range(0, len(number), 4))


def card_number(digits: str) -> str:
    """These digits and the one that makes them a card's number."""
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[::-2])
    return f"{digits}{-(doubled + sum(map(int, digits[-2::-2]))) % 10}"


KEY_PREFIXES = (
    "sk_live_ sk_test_ rk_live_ rk_test_ sk_org_ sk_org_live_ sk_org_test_ ek_live_ whsec_"
)
API_KEYS = st.builds(str.__add__, st.sampled_from(KEY_PREFIXES.split()), drawn(LETTERS, 16, 40))
CLIENT_SECRETS = st.builds(
    str.__add__,
    st.sampled_from("src_client_secret_ pi_3MtwBwLkdIwHu7ix_secret_ seti_1Mm8s8_secret_".split()),
    drawn(LETTERS, 12, 24).map(lambda text: f"{text}A1"),
)
PLAIN_IBANS = st.builds(
    iban,
    st.sampled_from(sorted(IBAN_LENGTHS)),
    drawn(string.digits + string.ascii_uppercase, 31),
)
IBANS = st.one_of(
    PLAIN_IBANS, PLAIN_IBANS.map(str.lower), PLAIN_IBANS.map(lambda text: in_fours(text, " "))
)
CARD_NUMBERS = st.builds(
    lambda first, rest, sign: in_fours(card_number(f"{first}{rest}"[:15]), sign),
    st.sampled_from("4 51 2221 2720 6011 65 3530 62".split()),
    drawn(string.digits, 15),
    st.sampled_from(["", " ", "-"]),
)
SECRETS = st.one_of(API_KEYS, CLIENT_SECRETS, IBANS, CARD_NUMBERS)

#: Names that say that something is secret, as people spell them.
SECRET_NAMES = st.sampled_from(
    """
    client_secret clientSecret CLIENT-SECRET ClientSecret clientsecret iban IBAN Iban refundIban
    sender_iban customer.IBAN metadata.IBAN account_number accountNumber Account~Number
    bank_account[account_number] card[number] source[card][number] cardNumber cvc card[cvc]
    apiKey API_KEY secret_key webhookSecret password userPassword access-token
    \uff29\uff22\uff21\uff2e mandate_url qrCodeUrl redirect[url] receiver.address
    """.split()
).map(lambda name: name.replace("~", " "))

#: A place -> an object in which a secret stands there.
PLACES: dict[str, Callable[[str], dict[str, Any]]] = {
    "a documented field": lambda secret: {"object": "source", "statement_descriptor": secret},
    "a category": lambda secret: {"object": "source", "status": secret},
    "an integer's field": lambda secret: {"object": "source", "amount": secret},
    "a time": lambda secret: {"object": "source", "created": secret},
    "a new field": lambda secret: {"note": secret},
    "longer text": lambda secret: {"note": f"pay to: {secret}, please"},
    "a URL": lambda secret: {"note": f"https://example.com/?q={secret}&x=1"},
    "a hash": lambda secret: {"owner": {"name": secret}},
    "a deep hash": lambda secret: {"a": {"b": {"c": {"d": {"e": secret}}}}},
    "a list": lambda secret: {"notes": ["x", {"y": [secret]}]},
    "JSON text": lambda secret: {"note": json.dumps({"x": [secret]})},
    "metadata": lambda secret: {"metadata": {"note": secret}},
    "metadata that is text": lambda secret: {"metadata": secret},
    "odd metadata": lambda secret: {"metadata": {"note": secret, "n": 1}},
    "a name": lambda secret: {secret: "x"},
    "a name in a hash": lambda secret: {"owner": {secret: {"x": 1}}},
    "a name in a list": lambda secret: {"notes": [{secret: 1}]},
    "a name in metadata": lambda secret: {"metadata": {secret: "x", "order": "1"}},
    "a name in odd metadata": lambda secret: {"metadata": {secret: 1}},
    "a name in JSON text": lambda secret: {"note": json.dumps({secret: 1})},
    "text that is no UTF-8": lambda secret: {"note": f"\ud800 {secret}"},
    "a name that is no UTF-8": lambda secret: {f"\ud800 {secret}": secret},
    "an expanded source": lambda secret: {
        "object": "customer",
        "sources": {"object": "list", "data": [{"metadata": {secret: secret}, "note": secret}]},
    },
}

#: Where a name stands above something secret, for a name and a value.
NAMED_PLACES: dict[str, Callable[[str, Any], dict[str, Any]]] = {
    "the top": lambda name, value: {name: value},
    "a hash": lambda name, value: {"new": {name: value}},
    "a list": lambda name, value: {"new": [{name: value}]},
    "metadata": lambda name, value: {"metadata": {name: value}},
    "odd metadata": lambda name, value: {"metadata": {name: value, "n": 1}},
    "JSON text": lambda name, value: {"note": json.dumps({name: value})},
    "JSON text in metadata": lambda name, value: {"metadata": {"x": json.dumps([{name: value}])}},
}
