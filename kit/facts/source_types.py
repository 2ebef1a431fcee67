"""The 19 source types: how each is paid, how often it may be used, how it begins and ends.

Documented facts carry no remark. Where no public page says it, a ``choice`` names the
value that the offline account uses, so that nobody takes it for Stripe's word.
"""

from dataclasses import dataclass
from typing import Final, Literal

from kit.facts.statuses import Status

Flow = Literal["redirect", "receiver", "code_verification", "none"]
Usage = Literal["reusable", "single_use"]

FLOWS: Final[tuple[Flow, ...]] = ("redirect", "receiver", "code_verification", "none")
USAGES: Final[tuple[Usage, ...]] = ("reusable", "single_use")

USAGE_MEANINGS: Final[dict[Usage, str]] = {
    "reusable": "It can be charged again and again once it is attached to a customer.",
    "single_use": "It can be charged once; attaching it serves no later payment.",
}

_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR

#: A chargeable single-use source that nobody charges is canceled after this many seconds
#: and the payer refunded [D:Sources and customers].
CHARGEABLE_SECONDS: Final = 6 * _HOUR

#: These also end at the close of their day, 23:45 GMT+8 [D:Alipay, D:WeChat Pay].
DAY_END_TYPES: Final = frozenset({"alipay", "wechat"})


@dataclass(frozen=True, slots=True)
class SourceType:
    """One source type.

    ``pending_seconds`` is how long it may stay pending before Stripe cancels it, None
    where no limit is documented. ``usages`` lists what may be asked for at creation,
    the usual one first; ``other_flows`` what else than ``flow`` may be. ``choice`` names
    the fields that are the kit's choice, not a fact.
    """

    name: str
    title: str
    flow: Flow
    usages: tuple[Usage, ...]
    starts_as: Status
    pending_seconds: int | None = None
    currencies: tuple[str, ...] = ()
    choice: tuple[str, ...] = ()
    other_flows: tuple[Flow, ...] = ()

    @property
    def usage(self) -> Usage:
        """What a new source of this type may be used for unless asked otherwise."""
        return self.usages[0]


def _table(*types: SourceType) -> dict[str, SourceType]:
    return {each.name: each for each in types}


SOURCE_TYPES: Final[dict[str, SourceType]] = _table(
    SourceType(
        "ach_credit_transfer",
        "ACH credit transfer",
        "receiver",
        ("reusable", "single_use"),
        "pending",
        currencies=("usd",),
    ),
    SourceType(
        "ach_debit",
        "ACH debit",
        "code_verification",
        ("reusable",),
        "pending",
        currencies=("usd",),
        choice=("usages",),
        other_flows=("redirect",),
    ),
    SourceType(
        "acss_debit",
        "Canadian pre-authorized debit",
        "none",
        ("reusable",),
        "chargeable",
        currencies=("cad", "usd"),
        choice=("flow", "usages", "starts_as"),
    ),
    SourceType(
        "alipay",
        "Alipay",
        "redirect",
        ("single_use", "reusable"),
        "pending",
        pending_seconds=_HOUR,
        currencies=("usd", "eur", "cny"),
    ),
    SourceType(
        "au_becs_debit",
        "BECS Direct Debit",
        "none",
        ("reusable",),
        "chargeable",
        currencies=("aud",),
        choice=("flow", "usages", "starts_as"),
    ),
    SourceType(
        "bancontact",
        "Bancontact",
        "redirect",
        ("single_use",),
        "pending",
        pending_seconds=_HOUR,
        currencies=("eur",),
    ),
    SourceType("card", "Card", "none", ("reusable", "single_use"), "chargeable"),
    SourceType(
        "card_present",
        "Card present",
        "none",
        ("single_use",),
        "chargeable",
        choice=("flow", "usages", "starts_as"),
    ),
    SourceType(
        "eps",
        "EPS",
        "redirect",
        ("single_use",),
        "pending",
        currencies=("eur",),
        choice=("usages",),
    ),
    SourceType(
        "giropay",
        "giropay",
        "redirect",
        ("single_use",),
        "pending",
        pending_seconds=_HOUR,
        currencies=("eur",),
    ),
    SourceType("ideal", "iDEAL", "redirect", ("single_use",), "pending", currencies=("eur",)),
    SourceType(
        "klarna",
        "Klarna",
        "redirect",
        ("single_use",),
        "pending",
        currencies=("eur", "gbp", "sek"),
        choice=("flow", "usages", "starts_as"),
        other_flows=("none",),
    ),
    SourceType(
        "multibanco",
        "Multibanco",
        "receiver",
        ("single_use",),
        "pending",
        pending_seconds=7 * _DAY,
        currencies=("eur",),
    ),
    SourceType(
        "p24",
        "Przelewy24",
        "redirect",
        ("single_use",),
        "pending",
        currencies=("eur", "pln"),
        choice=("usages",),
    ),
    SourceType(
        "sepa_credit_transfer",
        "SEPA credit transfer",
        "receiver",
        ("reusable",),
        "pending",
        currencies=("eur",),
        choice=("flow", "usages", "starts_as"),
    ),
    SourceType(
        "sepa_debit",
        "SEPA Direct Debit",
        "none",
        ("reusable", "single_use"),
        "chargeable",
        currencies=("eur",),
    ),
    SourceType("sofort", "Sofort", "redirect", ("single_use",), "pending", currencies=("eur",)),
    SourceType(
        "three_d_secure", "3D Secure", "redirect", ("single_use",), "pending", choice=("usages",)
    ),
    SourceType(
        "wechat",
        "WeChat Pay",
        "none",
        ("single_use",),
        "pending",
        pending_seconds=_HOUR,
        currencies=("usd", "eur", "cny"),
    ),
)

_PLAIN_KEYS: Final = (
    "allow_redisplay",
    "amount",
    "client_secret",
    "code_verification",
    "created",
    "currency",
    "customer",
    "flow",
    "livemode",
    "mandate",
    "metadata",
    "owner",
    "receiver",
    "redaction",
    "redirect",
    "source_order",
    "statement_descriptor",
    "status",
    "type",
    "usage",
)

#: Stripe writes id and object first and the rest by the alphabet [SEED].
SOURCE_KEYS: Final = ("id", "object", *sorted((*_PLAIN_KEYS, *SOURCE_TYPES)))
