"""Everything that is on the screen, as frozen data.

Nothing here reads, sends or draws. ``update`` makes the next State of one, ``view`` tells
the browser what it shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from kit.eligibility import Check, checklist, next_step
from kit.errors import InvalidId, NotFound
from kit.explorer.batch import Batch
from kit.explorer.listing import FIRST_ROWS, LISTS, Listing, ListName, Query
from kit.explorer.metadata_rows import Rows, rows_problem
from kit.explorer.overview import Overview
from kit.facts import JsonObject
from kit.models.source_change import Attachment, SourceChange

__all__ = [
    "AccountFacts",
    "Asking",
    "Chosen",
    "Entry",
    "Maker",
    "Outcome",
    "State",
    "Subject",
    "Timeline",
    "Write",
    "Written",
]

Subject = Literal["customer", "source"]


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What never changes about the account."""

    mode: str
    allows_writes: bool
    api_base: str
    api_version: str
    #: The mode, the key's last characters and the address, in words.
    label: str = ""

    @property
    def wants_confirmation(self) -> bool:
        """Whether each write must be confirmed by typing the customer's id."""
        return self.mode == "live" and self.allows_writes


@dataclass(frozen=True, slots=True)
class Chosen:
    """The chosen customer or source; ``record`` is None until read ``asked`` has answered."""

    id: str | None = None
    record: JsonObject | None = None
    error: Exception | None = None
    asked: int = 0


@dataclass(frozen=True, slots=True)
class Write:
    """One attach or detach exactly as it is sent."""

    number: int
    kind: Literal["attach", "detach"]
    customer: str
    source: str
    metadata: Rows = ()


@dataclass(frozen=True, slots=True)
class Written:
    """How a write ended: with a ``change``, or with an ``error``."""

    write: Write
    change: SourceChange | None = None
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """A click that came late: ``page`` is asked whether it still shows what was clicked."""

    page: str
    click: int
    write: Write
    confirm: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What stands above the result.

    ``done``, ``refused`` (nothing changed), ``unknown`` (an answer was lost), ``settled``
    (what reading showed afterwards), ``notice`` (nothing was sent) and ``broken`` (a bug).
    """

    kind: Literal["nothing", "done", "refused", "unknown", "settled", "notice", "broken"] = (
        "nothing"
    )
    words: str = ""
    write: Write | None = None
    error: Exception | None = None
    #: Whether the source is being read to learn what happened.
    reading: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history."""

    kind: str
    customer: str
    source: str
    outcome: str
    type: str | None = None
    status: str | None = None
    request_id: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Maker:
    """The form that makes a practice source, and the payer's part."""

    busy: bool = False
    words: str = ""
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happened to a source: rows of texts, once read ``asked`` of ``about`` answered.

    ``about`` is the source's id and the number of the read that showed it.
    """

    about: tuple[str | None, int] = (None, 0)
    asked: int = 0
    rows: tuple[tuple[str, ...], ...] | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """The explorer at one instant.

    ``revision`` counts the pairs and checklists that were shown: a click names the one it
    was made under. ``number`` is the last number given to any query, read or write.
    """

    facts: AccountFacts
    customers: Listing
    ready: Listing
    attached: Listing
    by_id: Listing
    #: Every source that an overview counted.
    known: Listing
    customer: Chosen = Chosen()
    source: Chosen = Chosen()
    metadata: Rows = ()
    confirm: str = ""
    writing: Write | None = None
    written: Written | None = None
    asking: Asking | None = None
    outcome: Outcome = Outcome()
    change: SourceChange | None = None
    #: The change that the frame and the code show: ``change``, once it had time to be shown.
    formed: SourceChange | None = None
    attachment: Attachment | None = None
    history: tuple[Entry, ...] = ()
    batch: Batch = field(default_factory=Batch)
    timeline: Timeline = Timeline()
    overview: Overview = field(default_factory=Overview)
    #: Pairs that were sent, the latest first.
    recent: tuple[tuple[str, str], ...] = ()
    #: Whether all the sources that are ready are read: "", "reading" or "failed".
    whole: str = ""
    maker: Maker = Maker()
    resetting: bool = False
    source_tab: str = "Ready to attach"
    result_tab: str = "What changed"
    said: str = ""
    revision: int = 0
    number: int = 0
    #: The last event heard from each page.
    seen: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def begin(cls, facts: AccountFacts, number: int = 0) -> State:
        """An explorer in which nothing was chosen and nothing asked."""
        first = {name: Listing(Query(limit=FIRST_ROWS[name])) for name in LISTS}
        return cls(
            facts=facts,
            number=number,
            customers=first["customers"],
            ready=first["ready"],
            attached=first["attached"],
            by_id=first["by_id"],
            known=first["known"],
        )

    def listing(self, name: ListName) -> Listing:
        """The list called ``name``."""
        found: Listing = getattr(self, name)
        return found

    def chosen(self, subject: Subject) -> Chosen:
        """What was chosen as ``subject``."""
        found: Chosen = getattr(self, subject)
        return found

    def with_listing(self, name: ListName, listing: Listing) -> State:
        """This state with another list."""
        return replace(self, **{name: listing})  # type: ignore[arg-type]  # a field of its type

    def with_chosen(self, subject: Subject, chosen: Chosen) -> State:
        """This state with another choice."""
        return replace(self, **{subject: chosen})  # type: ignore[arg-type]  # a field of its type

    @property
    def pair(self) -> tuple[str | None, str | None]:
        """The ids of the chosen customer and source."""
        return self.customer.id, self.source.id

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checklist; empty until both records are read."""
        if self.customer.record is None or self.source.record is None:
            return ()
        return checklist(
            self.customer.record,
            self.source.record,
            self.facts.mode,
            allows_writes=self.facts.allows_writes,
        )

    @property
    def holder(self) -> bool:
        """Whether the chosen source is attached to the chosen customer."""
        record = self.source.record
        return (
            record is not None
            and self.customer.id is not None
            and record.get("customer") == self.customer.id
        )

    def missing(self, rows: Rows, confirm: str) -> str | None:
        """What to do before Attach, short enough for a button; None when all is there."""
        for subject in ("customer", "source"):
            if words := _unready(subject, self.chosen(subject)):
                return words
        if words := next_step(self.checks):
            return words
        if rows_problem(rows):
            return "Fix the metadata"
        return self.unconfirmed(confirm)

    def unconfirmed(self, confirm: str) -> str | None:
        """What live mode still asks for, None when it asks for nothing."""
        if not self.facts.wants_confirmation or confirm.strip() == self.customer.id:
            return None
        return "Type the customer's id to confirm"


def _unready(subject: str, chosen: Chosen) -> str | None:
    if chosen.id is None:
        return f"Choose a {subject}"
    if isinstance(chosen.error, NotFound | InvalidId):
        return f"Choose another {subject}: this one could not be read"
    if chosen.error is not None:
        return f"Read the {subject} again"
    return f"Reading the {subject}…" if chosen.record is None else None
