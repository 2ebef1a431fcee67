"""Three missions in the explorer: find, read before you press, attach."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from kit.connection import connect
from kit.errors import SourceAlreadyAttached
from kit.learn.exercise import Exercise, Mistake
from kit.learn.shared_worlds import world

__all__ = ["EXERCISES", "PREPARED"]

PREPARED: Final = """\
import kit

account = kit.connect()
explorer = kit.Explorer(account)
"""

_JENNY: Final = "cus_9s6XKzkNRiz8i3"
_PAGE_SOURCE: Final = "src_1NfRGv2eZvKYlo2Cv7NAImBL"
_TAKEN: Final = "src_1534Xk2eZvKYlo2CklTCGCBg"
_ORDER: Final = {"order": "6735"}


def _people() -> pd.DataFrame:
    everybody = world("calm").customer_records()
    columns = {field: [each[field] or "" for each in everybody] for field in ("name", "email")}
    return pd.DataFrame(columns).map(str.casefold)


def _with_ana(*fields: str) -> int:
    return int(_people()[list(fields)].map(lambda text: "ana" in text).any(axis=1).sum())


def _begin_with_ana() -> int:
    return int(_people()["name"].str.startswith("ana").sum())


def _line_that_says_no() -> str:
    """The line that names what the offline account refuses the attach for."""
    with connect(offline=True) as account:
        try:
            account.attach(_JENNY, _TAKEN)
        except SourceAlreadyAttached:
            return "Owner"
    raise AssertionError(_TAKEN)


def _attached(source: str = _PAGE_SOURCE, metadata: dict[str, str] | None = None) -> pd.DataFrame:
    with connect(offline=True) as account:
        if source != _PAGE_SOURCE:
            source = account.create_source(type="card", token="tok_visa")["id"]  # noqa: S106
        frame = account.attach(_JENNY, source, metadata).frame
    told = [name for name in ("id", "customer", "metadata.order") if name in frame]
    return frame[told]


def _nothing_attached() -> Any:
    return pd.DataFrame({"id": [], "customer": []})


EXERCISES: Final = (
    Exercise(
        "q1",
        "How many customers does the explorer find for ana?",
        lambda: _with_ana("name", "email"),
        hints=(
            "Click into the box under '1. Customer' and type ana. Nothing has to be chosen.",
            "The line below the list of customers says how many there are.",
            'In Python: len(account.customers(search="ana")).',
        ),
        solution='len(account.customers(search="ana"))',
        explanation="The explorer looks for the text anywhere in names and e-mail addresses, "
        "whatever its capitals; so does account.customers(search=...).",
        mistakes=(
            Mistake(
                lambda: len(_people()),
                "That is every customer of the account: nothing was searched. Type ana into the "
                "box first.",
            ),
            Mistake(
                lambda: _with_ana("name"),
                "You counted those with ana in their name. The search looks into e-mail addresses "
                "too.",
            ),
            Mistake(
                _begin_with_ana,
                "You counted those whose name begins with ana. It may stand anywhere, in the "
                "e-mail address too.",
            ),
        ),
    ),
    Exercise(
        "q2",
        "Which of the five lines says that Jenny Rosen cannot have src_1534Xk2eZvKYlo2CklTCGCBg?",
        _line_that_says_no,
        hints=(
            (
                "Choose Jenny Rosen first. Then paste the id into the box of the tab 'By id', and "
                "click the row that it finds."
            ),
            "Four lines have a tick or a note. One has a cross: read what it says.",
            "The line tells whose the source is.",
        ),
        solution='"Owner"',
        explanation="It is chargeable and reusable, so State and Usage are well; but another "
        "customer has it, and a source belongs to one customer for good.",
        mistakes=(
            Mistake(
                lambda: "State",
                "The line State is well: the source is chargeable. Look for the line with a cross.",
            ),
            Mistake(
                lambda: "Usage",
                "The line Usage is well: the source is reusable. Look for the line with a cross.",
            ),
            Mistake(
                lambda: "Mode",
                "The line Mode is well: practice data in an offline account. Look for the line "
                "with a cross.",
            ),
            Mistake(
                lambda: "Default",
                "The line Default says which source is charged unless another is named; it never "
                "stands in the way. Look for the line with a cross.",
            ),
        ),
    ),
    Exercise(
        "q3",
        "Attach src_1NfRGv2eZvKYlo2Cv7NAImBL to Jenny Rosen with the metadata order = 6735, and "
        "answer explorer.frame.",
        lambda: _attached(metadata=_ORDER),
        hints=(
            "Choose Jenny Rosen, look the source up under 'By id', and press 'Add metadata'.",
            (
                "The key is order, the value 6735. Then press 'Attach', and let the cell be "
                "q3 = explorer.frame."
            ),
            (
                "From Python: explorer.value = {...} with customer, source and metadata, then "
                "explorer.attach()."
            ),
        ),
        solution="""\
explorer.value = {
    "customer": "cus_9s6XKzkNRiz8i3",
    "source": "src_1NfRGv2eZvKYlo2Cv7NAImBL",
    "metadata": {"order": "6735"},
}
explorer.attach()
explorer.frame""",
        explanation="What a click does, a cell can do. The metadata is a column of its own in the "
        "frame: metadata.order.",
        mistakes=(
            Mistake(
                _nothing_attached,
                "Nothing was attached in this explorer yet: press the button 'Attach', then run "
                "this cell again.",
            ),
            Mistake(
                _attached,
                "The source is attached, but without the metadata order = 6735. Reset the practice "
                "data, and add the metadata before you press 'Attach'.",
            ),
            Mistake(
                lambda: _attached("a card", _ORDER),
                "Jenny has another source now. Reset the practice data, and look up "
                "src_1NfRGv2eZvKYlo2Cv7NAImBL under 'By id'.",
            ),
        ),
    ),
)
