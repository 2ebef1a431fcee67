"""One attach, written down: which source goes to which customer, with which metadata.

Checked when it is made, so whatever holds an AttachRequest may send it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kit import frames
from kit.errors import InvalidId, InvalidInput, InvalidMetadata
from kit.facts.limits import (
    FORBIDDEN_IN_METADATA_KEYS,
    MAX_ID_LENGTH,
    MAX_IDEMPOTENCY_KEY_LENGTH,
    MAX_METADATA_KEY_LENGTH,
    MAX_METADATA_KEYS,
    MAX_METADATA_VALUE_LENGTH,
)
from kit.facts.sensitive import MASK
from kit.on_demand import pd
from kit.pasted_secrets import secret_problem
from kit.public_call import public_methods

__all__ = [
    "AttachRequest",
    "checked_customer_id",
    "checked_idempotency_key",
    "checked_metadata",
    "checked_source_id",
]

_ID: Final = re.compile(r"[A-Za-z]+_[A-Za-z0-9_]+")

#: What somebody probably holds when a source id begins otherwise.
_NOT_A_SOURCE: Final = {
    "pm_": "a PaymentMethod: Stripe attaches those with /v1/payment_methods/:id/attach",
    "tok_": "a token: make a source of it first, with create_source(type='card', token=...)",
    "card_": "a card, which already belongs to its customer",
    "ba_": "a bank account, which already belongs to its customer",
    "cus_": "a customer: the source comes second",
}


@public_methods()
@dataclass(frozen=True, slots=True, kw_only=True)
class AttachRequest:
    """What one call of "Attach a source" says.

    Raises InvalidId for ids that cannot be a customer's and a source's, InvalidMetadata
    for metadata over Stripe's limits, InvalidInput for an idempotency key over 255
    characters or one that no HTTP header can carry.

    >>> AttachRequest(customer="cus_9s6XKzkNRiz8i3", source="src_1NfRGv2eZvKYlo2Cv7NAImBL").params
    {'source': 'src_1NfRGv2eZvKYlo2Cv7NAImBL'}
    """

    customer: str
    source: str
    metadata: Mapping[str, str] | None = None
    idempotency_key: str | None = None

    def __post_init__(self) -> None:
        checked_customer_id(self.customer)
        checked_source_id(self.source)
        if self.metadata is not None:
            object.__setattr__(self, "metadata", checked_metadata(self.metadata))
        if self.idempotency_key is not None:
            checked_idempotency_key(self.idempotency_key)

    @property
    def path(self) -> str:
        """The path the request goes to."""
        return f"/v1/customers/{self.customer}/sources"

    @property
    def params(self) -> dict[str, object]:
        """The parameters of the request's body."""
        if self.metadata is None:
            return {"source": self.source}
        return {"source": self.source, "metadata": dict(self.metadata)}


def checked_customer_id(value: object) -> str:
    """``value``, if it has the shape of a customer's id, else InvalidId.

    >>> checked_customer_id("cus_9s6XKzkNRiz8i3")
    'cus_9s6XKzkNRiz8i3'
    """
    return _checked_id(value, "customer", "cus_", {"src_": "a source: the customer comes first"})


def checked_source_id(value: object) -> str:
    """``value``, if it has the shape of a source's id, else InvalidId.

    >>> checked_source_id("src_1NfRGv2eZvKYlo2Cv7NAImBL")
    'src_1NfRGv2eZvKYlo2Cv7NAImBL'
    """
    return _checked_id(value, "source", "src_", _NOT_A_SOURCE)


def _checked_id(value: object, what: str, prefix: str, mistaken: Mapping[str, str]) -> str:
    if not isinstance(value, str):
        raise InvalidId(
            f"The {what} must be an id such as '{prefix}...', but it is {_kind_of(value)}."
        )
    if problem := secret_problem(what, value):
        raise InvalidId(problem)
    for other, meaning in mistaken.items():
        if value.startswith(other):
            raise InvalidId(f"The {what} {_shown(value)} is {meaning}.")
    if not value.startswith(prefix) or not _ID.fullmatch(value) or len(value) > MAX_ID_LENGTH:
        raise InvalidId(
            f"The {what} {_shown(value)} is not an id: one is '{prefix}' and then letters, "
            f"digits or underscores, {MAX_ID_LENGTH} characters at most. {_way_to_id(value, what)}"
            "Nothing was sent."
        )
    return value


def _way_to_id(value: str, what: str) -> str:
    """How to find the id of somebody who is named instead."""
    is_name = value.isprintable() and any(map(str.isalpha, value)) and not _ID.fullmatch(value)
    if what != "customer" or not is_name or not set(value) & set("@ "):
        return ""
    return f"Find the id with account.customers(search={_shown(value)}). "


def _kind_of(value: object) -> str:
    """What stands where an id belongs, and where the id is in it."""
    if isinstance(value, pd.DataFrame):
        return 'a whole frame: pass the id of one row, such as frame["id"].iloc[0]'
    if isinstance(value, pd.Series):
        is_row = "id" in value.index
        return 'a row: pass row["id"]' if is_row else "a column: pass one of its values"
    if isinstance(value, Mapping) and "id" in value:
        return 'a whole object: pass its ["id"]'
    return f"a {type(value).__name__}"


def checked_idempotency_key(value: object) -> str:
    """``value``, if it can be sent as an idempotency key, else InvalidInput.

    It travels as an HTTP header, and headers carry printable ASCII alone: a line end in one
    would begin another header.

    >>> checked_idempotency_key("attach-6735")
    'attach-6735'
    """
    if not isinstance(value, str):
        raise InvalidInput(f"An idempotency key is text, but this one is a {type(value).__name__}.")
    if problem := secret_problem("idempotency_key", value):
        raise InvalidInput(problem)
    if not 0 < len(value) <= MAX_IDEMPOTENCY_KEY_LENGTH:
        raise InvalidInput(
            f"An idempotency key has 1 to {MAX_IDEMPOTENCY_KEY_LENGTH} characters; "
            f"this one has {len(value)}. Pass a shorter one, or none to have one made."
        )
    if not (value.isascii() and value.isprintable() and value == value.strip()):
        raise InvalidInput(
            f"The idempotency key {_shown(value)} holds what an HTTP header cannot carry: use "
            "letters, digits and signs of ASCII, with no space at either end."
        )
    return value


def checked_metadata(metadata: object) -> dict[str, str]:
    """A copy of ``metadata``, if it keeps to Stripe's limits, else InvalidMetadata.

    At most 50 keys of at most 40 characters without brackets, values of at most 500
    characters. An empty value unsets its key [D:Metadata].

    >>> checked_metadata({"order": "6735"})
    {'order': '6735'}
    """
    if not isinstance(metadata, Mapping):
        raise InvalidMetadata(
            "Metadata must map text to text, such as {'order': '6735'}, "
            f"but it is a {type(metadata).__name__}."
        )
    if len(metadata) > MAX_METADATA_KEYS:
        raise InvalidMetadata(
            f"Metadata takes {MAX_METADATA_KEYS} keys at most; these are {len(metadata)}."
        )
    for key, value in metadata.items():
        problem = metadata_key_problem(key) or metadata_value_problem(value)
        if problem:
            raise InvalidMetadata(f"Metadata key {_shown(key)}: {problem}")
    return dict(metadata)


def metadata_key_problem(key: object) -> str | None:
    """What is wrong with one metadata key, or None."""
    if not isinstance(key, str):
        return f"a key must be text, but this one is a {type(key).__name__}."
    if not key:
        return "a key needs at least one character."
    if len(key) > MAX_METADATA_KEY_LENGTH:
        return f"a key has {MAX_METADATA_KEY_LENGTH} characters at most; this one has {len(key)}."
    if any(bracket in key for bracket in FORBIDDEN_IN_METADATA_KEYS):
        return "a key may hold no square bracket."
    return _text_problem(key)


def metadata_value_problem(value: object) -> str | None:
    """What is wrong with one metadata value, or None."""
    if not isinstance(value, str):
        return (
            f"a value must be text, but this one is a {type(value).__name__}; "
            "convert it with str(), or pass '' to unset the key."
        )
    if len(value) > MAX_METADATA_VALUE_LENGTH:
        return (
            f"a value has {MAX_METADATA_VALUE_LENGTH} characters at most; "
            f"this one has {len(value)}."
        )
    return _text_problem(value)


def _text_problem(text: str) -> str | None:
    if MASK in text:
        return (
            f"it holds {MASK}, which stands where something was hidden: write what it was, unless "
            "that is a secret, which belongs in no metadata."
        )
    if problem := secret_problem("it", text):
        return problem
    try:
        text.encode()
    except UnicodeEncodeError:
        return "it holds half of a surrogate pair, which cannot be sent as UTF-8."
    return None


def _shown(value: object) -> str:
    """``value`` for a message: quoted, and cut short so that a paste stays readable."""
    text = repr(frames.mask(value))  # a key may have been pasted
    return text if len(text) <= 60 else f"{text[:57]}..."
