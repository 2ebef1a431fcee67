"""What a person or a cell does to the explorer; ``update`` takes it.

Each is written down whole, as it stood on the screen. What the account answers is in
``answers``, what is asked of it in ``orders``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kit.explorer.listing import ListName, Query
from kit.explorer.metadata_rows import Rows
from kit.explorer.state import Subject

__all__ = [
    "ActAsked",
    "AnswerKept",
    "AttachAsked",
    "Chose",
    "ConfirmTyped",
    "DetachAsked",
    "DryRunAsked",
    "Event",
    "Heard",
    "MakeAsked",
    "OverviewAsked",
    "OverviewStopAsked",
    "PairsTyped",
    "ReadAgain",
    "ResetAsked",
    "RunAsked",
    "Searched",
    "SettleAsked",
    "StopAsked",
    "TabTurned",
]


@dataclass(frozen=True, slots=True)
class Heard:
    """Event number ``number`` of a page was heard; ``event`` is what it said."""

    page: str
    number: int
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class Searched:
    """A list was asked; ``afresh`` forgets what is remembered of it."""

    name: ListName
    query: Query
    afresh: bool = False


@dataclass(frozen=True, slots=True)
class Chose:
    """A pair with its metadata, as it now stands on the screen."""

    customer: str | None
    source: str | None
    metadata: Rows = ()


@dataclass(frozen=True, slots=True)
class ConfirmTyped:
    """The text in the field that asks for the customer's id in live mode."""

    text: str


@dataclass(frozen=True, slots=True)
class TabTurned:
    """Another panel was brought to the front."""

    group: Literal["source", "result"]
    title: str


@dataclass(frozen=True, slots=True)
class AttachAsked:
    """Attach this, which is what the screen shows.

    ``revision`` is that of the checklist on the screen, None from a cell, which sees none.
    ``late`` is a click that waited for the kernel.
    """

    customer: str
    source: str
    metadata: Rows
    revision: int | None
    confirm: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class DetachAsked:
    """Detach this, which is what the screen shows; fields as in AttachAsked."""

    customer: str
    source: str
    revision: int | None
    confirm: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class AnswerKept:
    """Whether the page still shows what its late click ``click`` was made on."""

    page: str
    click: int
    kept: bool


@dataclass(frozen=True, slots=True)
class PairsTyped:
    """The text in the field for several pairs."""

    text: str


@dataclass(frozen=True, slots=True)
class DryRunAsked:
    """Foretell the pairs of ``text``; a line without a customer is for ``customer``."""

    text: str
    customer: str | None


@dataclass(frozen=True, slots=True)
class RunAsked:
    """Attach what dry run ``dry_run`` showed; ``confirm`` and ``late`` as in AttachAsked."""

    dry_run: int
    confirm: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class StopAsked:
    """Send no more of the pairs."""


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """Read the chosen customer or source again."""

    subject: Subject


@dataclass(frozen=True, slots=True)
class SettleAsked:
    """Read the source again whose write has no known outcome."""


@dataclass(frozen=True, slots=True)
class OverviewAsked:
    """Read the account for its overview, again if it was read before."""


@dataclass(frozen=True, slots=True)
class OverviewStopAsked:
    """Read no more of the account."""


@dataclass(frozen=True, slots=True)
class MakeAsked:
    """Make a practice source of what the form says."""

    type: str
    amount: str
    currency: str
    email: str


@dataclass(frozen=True, slots=True)
class ActAsked:
    """Play the payer's part, or let time pass, for the chosen source."""

    act: str
    source: str
    amount: str = ""


@dataclass(frozen=True, slots=True)
class ResetAsked:
    """Go back to the practice data of the start."""


Event = (
    Heard
    | Searched
    | Chose
    | ConfirmTyped
    | TabTurned
    | AttachAsked
    | DetachAsked
    | AnswerKept
    | PairsTyped
    | DryRunAsked
    | RunAsked
    | StopAsked
    | ReadAgain
    | SettleAsked
    | OverviewAsked
    | OverviewStopAsked
    | MakeAsked
    | ActAsked
    | ResetAsked
)
