"""The hashes that several routes take: addresses, owners, mandates, orders."""

from __future__ import annotations

from typing import Any, Final

from kit.offline.protocol.params import (
    Parameter,
    array_of,
    choice,
    integer,
    metadata,
    nothing_there,
    object_of,
    text,
    unsettable,
)

__all__ = [
    "ADDRESS",
    "BANK_ACCOUNT",
    "CARD",
    "CARD_FIELDS",
    "CARD_OR_BANK_ACCOUNT",
    "EXPAND",
    "INVOICE_SETTINGS",
    "MANDATE",
    "OWNER",
    "RECEIVER",
    "REDIRECT",
    "SHIPPING",
    "SOURCE_ORDER",
]

CARD_FIELDS: Final[dict[str, Parameter]] = dict.fromkeys(
    (
        "address_city",
        "address_country",
        "address_line1",
        "address_line2",
        "address_state",
        "address_zip",
        "name",
    ),
    unsettable(text()),
)

CARD: Final = object_of(
    {
        **CARD_FIELDS,
        "cvc": text(4),
        "exp_month": integer(1, 12),
        "exp_year": integer(1970, 2100),
        "metadata": metadata,
        "number": text(19),
        "object": choice("card"),
    },
    required=("exp_month", "exp_year", "number"),
)

BANK_ACCOUNT: Final = object_of(
    {
        "account_holder_name": text(),
        "account_holder_type": choice("company", "individual"),
        "account_number": text(),
        "account_type": choice("checking", "futsu", "savings", "toza"),
        "country": text(),
        "currency": text(),
        "object": choice("bank_account"),
        "routing_number": text(),
    },
    required=("account_number", "country"),
)


def _card_or_bank_account(value: object, name: str) -> Any:
    """Which of the two the hash itself says, under ``object``."""
    is_bank_account = isinstance(value, dict) and value.get("object") == "bank_account"
    return BANK_ACCOUNT(value, name) if is_bank_account else CARD(value, name)


CARD_OR_BANK_ACCOUNT: Final[Parameter] = _card_or_bank_account

INVOICE_SETTINGS: Final = object_of(
    {
        "custom_fields": unsettable(
            array_of(object_of({"name": text(30), "value": text(30)}, required=("name", "value")))
        ),
        "default_payment_method": nothing_there("PaymentMethod"),
        "footer": unsettable(text()),
    }
)

EXPAND: Final = array_of(text())

_ADDRESS_PARTS: Final[dict[str, Parameter]] = dict.fromkeys(
    ("city", "country", "line1", "line2", "postal_code", "state"), unsettable(text())
)

ADDRESS: Final = object_of(_ADDRESS_PARTS)

OWNER: Final = object_of(
    {
        "address": ADDRESS,
        "email": unsettable(text()),
        "name": unsettable(text()),
        "phone": unsettable(text()),
    }
)

MANDATE: Final = object_of(
    {
        "acceptance": object_of(
            {
                "date": integer(0),
                "ip": text(),
                "offline": object_of({"contact_email": text()}, required=("contact_email",)),
                "online": object_of({"date": integer(0), "ip": text(), "user_agent": text()}),
                "status": choice("accepted", "pending", "refused", "revoked"),
                "type": choice("offline", "online"),
                "user_agent": text(),
            },
            required=("status",),
        ),
        "amount": unsettable(integer()),
        "currency": text(),
        "interval": choice("one_time", "scheduled", "variable"),
        "notification_method": choice("deprecated_none", "email", "manual", "none", "stripe_email"),
    }
)

RECEIVER: Final = object_of({"refund_attributes_method": choice("email", "manual", "none")})

REDIRECT: Final = object_of({"return_url": text()}, required=("return_url",))

SHIPPING: Final = object_of(
    {"address": ADDRESS, "name": text(), "phone": text()}, required=("address", "name")
)

#: Bounded, so that what a thousand items add up to is a number that JSON readers hold.
_AMOUNT: Final = integer(-999_999_999_999, 999_999_999_999)

SOURCE_ORDER: Final = object_of(
    {
        "items": array_of(
            object_of(
                {
                    "amount": _AMOUNT,
                    "currency": text(),
                    "description": text(),
                    "parent": text(),
                    "quantity": integer(0),
                    "type": choice("discount", "shipping", "sku", "tax"),
                }
            )
        ),
        "shipping": object_of(
            {
                "address": object_of(_ADDRESS_PARTS, required=("line1",)),
                "carrier": text(),
                "name": text(),
                "phone": text(),
                "tracking_number": text(),
            },
            required=("address",),
        ),
    }
)
