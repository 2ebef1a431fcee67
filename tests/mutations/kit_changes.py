"""Small changes in the kit, each of which makes a notebook of the course tell an untruth.

A fact, a status, a column, a message, a refusal, a colour in a chart: what a maintainer may
change without thinking of the course. ``mutation_check.py`` makes them one by one, in a copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["CHANGES", "Change"]


@dataclass(frozen=True)
class Change:
    """``before`` becomes ``after`` in the file ``path`` of the kit; ``notebook`` notices."""

    what: str
    path: str
    before: str
    after: str
    notebook: str


EXPLORE: Final = "01-explore.ipynb"
ATTACH: Final = "02-attach-a-source.ipynb"
LIFE: Final = "03-life-of-a-source.ipynb"
REFUSALS: Final = "04-when-stripe-says-no.ipynb"
FRAMES: Final = "05-frames.ipynb"
MANY: Final = "06-attach-many.ipynb"
ACCOUNT: Final = "07-whole-account.ipynb"
END: Final = "08-the-end-of-sources.ipynb"
OWN: Final = "09-your-own-account.ipynb"

CHANGES: Final = (
    # What the explorer leaves behind, and what it tells of its history.
    Change(
        "the explorer's still names another thing",
        "explorer/still.py",
        "Stripe source explorer, API version",
        "Stripe source picker, API version",
        EXPLORE,
    ),
    Change(
        "a column of the explorer's history has another name",
        "explorer/result_view.py",
        '"request_id", "kind", "outcome", "words")',
        '"request_id", "kind", "result", "words")',
        EXPLORE,
    ),
    Change(
        "an exercise asks something else",
        "learn/exercises/explore.py",
        "How many customers does the explorer find for ana?",
        "How many customers does the explorer find for eva?",
        EXPLORE,
    ),
    # One attach.
    Change(
        "detaching a source cancels it",
        "offline/resources/customer_sources.py",
        '    source["status"] = "consumed"\n    source = repository.set_customer(source, None)',
        '    source["status"] = "canceled"\n    source = repository.set_customer(source, None)',
        ATTACH,
    ),
    Change(
        "the refusal of a second attach says less",
        "eligibility.py",
        '            "There is nothing left to do.",\n',
        '            "",\n',
        ATTACH,
    ),
    Change(
        "the meaning of a column is another",
        "facts/source_fields.py",
        '"Whether it can be charged."',
        '"Whether it may be charged."',
        ATTACH,
    ),
    Change(
        "the name of the practice customer is another",
        "offline/worlds/calm_people.py",
        'person.name, person.email = "Jenny Rosen"',
        'person.name, person.email = "Jenny Rose"',
        ATTACH,
    ),
    Change(
        "a column of the log of requests has another name",
        "gateway/request_log.py",
        '    "method": "str",\n',
        '    "verb": "str",\n',
        ATTACH,
    ),
    Change(
        "the curl command sends the source in the address",
        "snippets/templates/curl_command.jinja",
        '-d {{ literal("source=" ~ source) }}',
        '-G -d {{ literal("source=" ~ source) }}',
        ATTACH,
    ),
    # A source's life.
    Change(
        "a type has another title",
        "facts/source_types.py",
        '        "Canadian pre-authorized debit",',
        '        "Canadian pre-authorised debit",',
        LIFE,
    ),
    Change(
        "a Bancontact payment may wait for two hours",
        "facts/source_types.py",
        '        "Bancontact",\n        "redirect",\n        ("single_use",),\n        "pending",\n'
        "        pending_seconds=_HOUR,",
        '        "Bancontact",\n        "redirect",\n        ("single_use",),\n        "pending",\n'
        "        pending_seconds=2 * _HOUR,",
        LIFE,
    ),
    Change(
        "what nobody charges is canceled after four hours",
        "facts/source_types.py",
        "CHARGEABLE_SECONDS: Final = 6 * _HOUR",
        "CHARGEABLE_SECONDS: Final = 4 * _HOUR",
        LIFE,
    ),
    Change(
        "a step in the life of a source has another cause",
        "facts/statuses.py",
        '"The payer took too long."',
        '"The payer was too slow."',
        LIFE,
    ),
    Change(
        "the inbox no longer tells that a delivery came twice",
        "practice/inbox.py",
        "                each.duplicate,\n",
        "                False,\n",
        LIFE,
    ),
    # Refusals.
    Change(
        "a key of metadata may have 50 characters",
        "facts/limits.py",
        "MAX_METADATA_KEY_LENGTH: Final = 40",
        "MAX_METADATA_KEY_LENGTH: Final = 50",
        REFUSALS,
    ),
    Change(
        "the refusal of what is attached already is no longer told apart",
        "gateway/errors.py",
        '"already been attached to a customer"',
        '"already belongs to a customer"',
        REFUSALS,
    ),
    Change(
        "the meaning of a status is another",
        "facts/statuses.py",
        "Used up, by a charge or by being detached;",
        "Spent, by a charge or by being detached;",
        REFUSALS,
    ),
    Change(
        "Stripe's words for a live object are others",
        "offline/errors.py",
        "; a similar object exists in live mode",
        "; a similar object is in live mode",
        REFUSALS,
    ),
    Change(
        "a declined card is refused in other words",
        "offline/resources/cards.py",
        '"Your card was declined."',
        '"Your card has been declined."',
        REFUSALS,
    ),
    # Frames.
    Change(
        "a status is plain text",
        "facts/source_fields.py",
        'Field("status", "category", "Whether',
        'Field("status", "string", "Whether',
        FRAMES,
    ),
    Change(
        "yen have cents",
        "facts/currencies.py",
        "djf gnf jpy kmf",
        "djf gnf kmf",
        FRAMES,
    ),
    Change(
        "the number that payers send money to is shown whole",
        "facts/sensitive.py",
        '    "receiver address",\n',
        "",
        FRAMES,
    ),
    Change(
        "money that was sent back still counts as waiting",
        "frames/instrument.py",
        "received - charged.fillna(0) - returned.fillna(0)",
        "received - charged.fillna(0)",
        ACCOUNT,
    ),
    # Many, and the whole account.
    Change(
        "why one source for two customers is refused is told otherwise",
        "bulk/journal/planning.py",
        "None of them is sent: keep the row that is right.",
        "None of them is sent.",
        MANY,
    ),
    Change(
        "a column of outcomes has another name",
        "bulk/outcomes.py",
        '    "error_message": "str",\n',
        '    "message": "str",\n',
        MANY,
    ),
    Change(
        "a source that is gone counts as detached",
        "snapshot/compare.py",
        '(~rows["now"], "vanished")',
        '(~rows["now"], "detached")',
        ACCOUNT,
    ),
    Change(
        "the bands of a chart are darker",
        "charts/flow.py",
        "opacity=0.45",
        "opacity=0.5",
        ACCOUNT,
    ),
    Change(
        "a status has another colour in charts",
        "charts/colours.py",
        '"chargeable": "#2a9d6e"',
        '"chargeable": "#2a9d6f"',
        ACCOUNT,
    ),
    # The end of Sources.
    Change(
        "the audit's headline says it otherwise",
        "auditing/audit.py",
        "cannot be charged by their default source already",
        "can no longer be charged by their default source",
        END,
    ),
    Change(
        "SEPA debits have to be collected again",
        "facts/replacements.py",
        '        "sepa_debit",\n        "migrate_data",',
        '        "sepa_debit",\n        "collect_again",',
        END,
    ),
    Change(
        "a fact about the end of Sources is another",
        "facts/end_of_sources.py",
        "No day is named.",
        "The day is near.",
        END,
    ),
    # An account of one's own.
    Change(
        "a publishable key is refused in other words",
        "connection.py",
        "which may not attach anything.",
        "which cannot attach anything.",
        OWN,
    ),
    Change(
        "what is masked shows six characters",
        "frames/masking.py",
        'return f"{MASK}{text[-4:]}"',
        'return f"{MASK}{text[-6:]}"',
        OWN,
    ),
    Change(
        "the confirmation of a bulk attach has other words",
        "confirmation.py",
        'f"attach {rows} row',
        'f"send {rows} row',
        OWN,
    ),
)
