"""The hashes that several routes take: addresses, owners, mandates, orders."""

from __future__ import annotations

from typing import Final

from kit.offline.parameters import (
    Check,
    choice,
    each,
    integer,
    metadata,
    nothing_there,
    table,
    text,
    unsettable,
)

CARD_FIELDS: Final[dict[str, Check]] = dict.fromkeys(
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

CARD: Final = table(
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

BANK_ACCOUNT: Final = table(
    {
        "account_holder_name": text(),
        "account_holder_type": choice("company", "individual"),
        "account_number": text(),
        "country": text(),
        "currency": text(),
        "object": choice("bank_account"),
        "routing_number": text(),
    },
    required=("account_number", "country"),
)

INVOICE_SETTINGS: Final = table(
    {
        "custom_fields": unsettable(
            each(table({"name": text(30), "value": text(30)}, required=("name", "value")))
        ),
        "default_payment_method": nothing_there("PaymentMethod"),
        "footer": unsettable(text()),
    }
)

__all__ = [
    "ADDRESS",
    "BANK_ACCOUNT",
    "CARD",
    "CARD_FIELDS",
    "EXPAND",
    "INVOICE_SETTINGS",
    "MANDATE",
    "OWNER",
    "RECEIVER",
    "REDIRECT",
    "SHIPPING",
    "SOURCE_ORDER",
]

EXPAND: Final = each(text())

_ADDRESS_PARTS: Final[dict[str, Check]] = dict.fromkeys(
    ("city", "country", "line1", "line2", "postal_code", "state"), unsettable(text())
)

ADDRESS: Final = table(_ADDRESS_PARTS)

OWNER: Final = table(
    {
        "address": ADDRESS,
        "email": unsettable(text()),
        "name": unsettable(text()),
        "phone": unsettable(text()),
    }
)

MANDATE: Final = table(
    {
        "acceptance": table(
            {
                "date": integer(0),
                "ip": text(),
                "offline": table({"contact_email": text()}, required=("contact_email",)),
                "online": table({"date": integer(0), "ip": text(), "user_agent": text()}),
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

RECEIVER: Final = table({"refund_attributes_method": choice("email", "manual", "none")})

REDIRECT: Final = table({"return_url": text()}, required=("return_url",))

SHIPPING: Final = table(
    {"address": ADDRESS, "name": text(), "phone": text()}, required=("address", "name")
)

SOURCE_ORDER: Final = table(
    {
        "items": each(
            table(
                {
                    "amount": integer(),
                    "currency": text(),
                    "description": text(),
                    "parent": text(),
                    "quantity": integer(0),
                    "type": choice("discount", "shipping", "sku", "tax"),
                }
            )
        ),
        "shipping": table(
            {
                "address": table(_ADDRESS_PARTS, required=("line1",)),
                "carrier": text(),
                "name": text(),
                "phone": text(),
                "tracking_number": text(),
            },
            required=("address",),
        ),
    }
)
