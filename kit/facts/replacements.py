"""What each source type becomes in the PaymentMethods API, and how surely that is known.

Each rule names the page it comes from, in ``kit.facts.stripe_pages``, and how surely it holds.
"""

from dataclasses import dataclass
from typing import Final, Literal

Action = Literal[
    "use_as_is",
    "attach_first",
    "migrate_data",
    "move_to_bank_transfer",
    "collect_again",
    "pay_anew",
    "choose_another",
    "drop",
    "check",
]

#: What to do with a source, from the least work to the most, and what that means.
ACTION_MEANINGS: Final[dict[Action, str]] = {
    "use_as_is": "Pass its id where a PaymentMethod's is asked for, and its customer with it.",
    "attach_first": "Attach it to its customer; only then can it be kept.",
    "migrate_data": "Let the Dashboard's data migration make a PaymentMethod of it.",
    "move_to_bank_transfer": "Have transfers paid into the customer's balance instead.",
    "collect_again": "Ask the customer for it again, by a SetupIntent.",
    "pay_anew": "Nothing is saved in it: take the next payment by a PaymentIntent.",
    "choose_another": "Offer another payment method; this one has no successor.",
    "drop": "Leave it behind: it is of no more use.",
    "check": "Look at it yourself: no rule is known for it.",
}

#: What makes sense only for a source that can be used again.
KEEPING_ACTIONS: Final[frozenset[Action]] = frozenset(
    {"use_as_is", "migrate_data", "move_to_bank_transfer", "collect_again"}
)

Certainty = Literal["documented", "disputed", "inferred", "unconfirmed"]

CERTAINTIES: Final[dict[Certainty, str]] = {
    "documented": "A page of Stripe's says so, and none says otherwise.",
    "disputed": "A page of Stripe's says so, and another says otherwise.",
    "inferred": "It follows from what Stripe's pages say, but none says it.",
    "unconfirmed": "No public page confirms it.",
}

Breaks = Literal["yes", "disputed", "unknown", "no"]

#: Whether somebody who pays by a source can pay no more once Sources end and nothing was done.
BREAKS_MEANINGS: Final[dict[Breaks, str]] = {
    "yes": "A customer's saved way to pay works no more.",
    "disputed": "Stripe's own pages disagree whether it will still work.",
    "unknown": "No rule is known for it.",
    "no": "Nothing that a customer has saved is lost.",
}

#: What cannot be left undone for a source that a customer has.
BREAKING_ACTIONS: Final[frozenset[Action]] = frozenset(
    {"migrate_data", "move_to_bank_transfer", "collect_again"}
)


@dataclass(frozen=True, slots=True)
class Replacement:
    """What becomes of one source type.

    ``payment_method`` is the PaymentMethod type that takes its place, None where there is
    none; ``action`` what to do with one that can be used again, ``reason`` why.
    ``needs_customer`` says that the action is for sources attached to a customer alone,
    ``page`` which of ``kit.facts.stripe_pages`` says so.
    """

    payment_method: str | None
    action: Action
    reason: str
    certainty: Certainty = "documented"
    needs_customer: bool = False
    page: str = "migration"


#: Why a single-use source is not carried over, whatever its type [D:The Sources API].
FOR_ONE_PAYMENT: Final = "It is made for one payment; the next one uses the PaymentMethod type."

#: Why a SEPA source without a mandate cannot be carried over.
NO_MANDATE: Final = "It has no mandate that a data migration could take along."

_BANK_DEBIT: Final = (
    "No page tells of a migration of saved ones, so the mandate has to be given again."
)


def _for_one_payment(payment_method: str) -> Replacement:
    return Replacement(payment_method, "pay_anew", FOR_ONE_PAYMENT)


REPLACEMENTS: Final[dict[str, Replacement]] = {
    "ach_credit_transfer": Replacement(
        "customer_balance",
        "move_to_bank_transfer",
        "USD bank transfers take its place; payers keep the account numbers they have.",
    ),
    "ach_debit": Replacement("us_bank_account", "collect_again", _BANK_DEBIT, "inferred"),
    "acss_debit": Replacement("acss_debit", "collect_again", _BANK_DEBIT, "inferred"),
    "alipay": Replacement(
        "alipay",
        "migrate_data",
        "A saved reusable one becomes a PaymentMethod by the data migration only.",
        needs_customer=True,
        page="reusable objects",
    ),
    "au_becs_debit": Replacement("au_becs_debit", "collect_again", _BANK_DEBIT, "inferred"),
    # Not among the source types of any schema, but the migration guide names reusable ones.
    "bacs_debit": Replacement(
        "bacs_debit",
        "migrate_data",
        "A saved reusable one becomes a PaymentMethod by the data migration only.",
        needs_customer=True,
        page="reusable objects",
    ),
    "bancontact": _for_one_payment("bancontact"),
    "card": Replacement(
        "card",
        "use_as_is",
        "An attached card source is a PaymentMethod already, the same object in another view: "
        "charge it by PaymentIntents. Newer pages announce an end of card sources too, without a "
        "day; others say that none is planned.",
        "disputed",
        needs_customer=True,
    ),
    "card_present": Replacement(
        "card_present",
        "pay_anew",
        "Terminal takes card payments in person as PaymentIntents.",
        "inferred",
    ),
    "eps": _for_one_payment("eps"),
    "giropay": Replacement(
        "giropay",
        "pay_anew",
        f"{FOR_ONE_PAYMENT} Whether the giropay network itself still runs is not confirmed.",
        "unconfirmed",
    ),
    "ideal": _for_one_payment("ideal"),
    "klarna": _for_one_payment("klarna"),
    "multibanco": _for_one_payment("multibanco"),
    "p24": _for_one_payment("p24"),
    "sepa_credit_transfer": Replacement(
        "customer_balance",
        "move_to_bank_transfer",
        "EUR bank transfers take its place; payers need the new account numbers.",
        page="credit transfers",
    ),
    "sepa_debit": Replacement(
        "sepa_debit",
        "migrate_data",
        "A saved one becomes a PaymentMethod with its mandate by the data migration only; as a "
        "source it is refused where a PaymentMethod is asked for.",
        needs_customer=True,
        page="reusable objects",
    ),
    "sofort": Replacement(
        None,
        "choose_another",
        "The newest table of successors leaves it out; Sofort itself seems to have closed.",
        "unconfirmed",
    ),
    "three_d_secure": Replacement(
        None, "drop", "3D Secure is part of PaymentIntents and SetupIntents; nothing replaces it."
    ),
    "wechat": _for_one_payment("wechat_pay"),
}

#: What a customer may have beside sources: objects that tokens made.
TOKEN_OBJECTS: Final[dict[str, Replacement]] = {
    "card": Replacement(
        "card",
        "check",
        "A Card object, made by a token: its end is announced together with that of card sources, "
        "and whether its id passes for a PaymentMethod's is not told.",
        "disputed",
        page="cards",
    ),
    "bank_account": Replacement(
        "us_bank_account",
        "check",
        "A bank account made by a token is no source; what becomes of it is not told.",
        "unconfirmed",
        page="older APIs",
    ),
}
