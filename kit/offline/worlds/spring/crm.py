"""The shop's other list of customers, ``crm.csv``, with the dirt that such files have.

It knows the first customers of ``spring`` with the seed 0, whatever its size; joining the two
is the exercise. ``CRM_CSV.write_text(crm_text(), "utf-8", newline="")`` writes it again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Final

from kit.offline.worlds.people import Person, person
from kit.offline.worlds.regulars import Regular
from kit.offline.worlds.world import World

__all__ = ["CRM_CSV", "crm_metadata", "crm_text", "note_crm"]

#: The file, beside this module.
CRM_CSV: Final = Path(__file__).with_name("crm.csv")

#: The file was begun with the shop and ends before its newest customers.
_PEOPLE: Final = 1700

#: People who are in the file and never came to pay.
_STRANGERS: Final = 40

_COLUMNS: Final = (
    "CRM-ID",
    "Name",
    "E-Mail",
    "Country",
    "Segment",
    "Last contact",
    "Turnover",
    "Newsletter",
)

_SEGMENTS: Final = ("Private", "Private", "Private", "Allotment", "Business")

#: The share of Stripe customers who carry their CRM id in their metadata.
_LINKED: Final = 0.85


def crm_metadata(world: World, n: int) -> dict[str, str]:
    """What the ``n``-th regular customer's metadata say of the file."""
    if n >= _PEOPLE or _chance(world.seed, "link", n).random() >= _LINKED:
        return {}
    return {"crm_id": _crm_id(n)}


def note_crm(world: World, regulars: Iterable[Regular]) -> None:
    """Write down who is who."""
    for regular in regulars:
        if regular.n < _PEOPLE:
            world.note(
                "crm",
                customer=regular.customer,
                crm_id=_crm_id(regular.n),
                linked="crm_id" in regular.customer.fields["metadata"],
                segment=_segment(world.seed, regular.n),
            )


def crm_text(seed: int = 0) -> str:
    """The whole file, as a European spreadsheet writes it."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for n in range(_PEOPLE):
        writer.writerows(_rows(seed, n))
    for n in range(_STRANGERS):
        stranger = person(seed, "stranger", n)
        writer.writerow(_row(_chance(seed, "stranger", n), f"CRM-{90_000 + n}", stranger, "Lead"))
    return out.getvalue()


def _rows(seed: int, n: int) -> Iterator[list[str]]:
    """A person's row, and now and then a second one."""
    chance = _chance(seed, "row", n)
    who = person(seed, "buyer", n)
    row = _row(chance, _crm_id(n), who, _segment(seed, n))
    yield row
    if chance.random() < 0.03:
        yield [row[0], row[1].upper(), *row[2:]]


def _row(chance: Random, crm_id: str, who: Person, segment: str) -> list[str]:
    day, month, year = chance.randrange(1, 29), chance.randrange(1, 8), chance.choice((2022, 2023))
    date = chance.choice((f"{day:02d}.{month:02d}.{year}", f"{year}-{month:02d}-{day:02d}"))
    turnover = f"{chance.randrange(20, 2500)},{chance.randrange(100):02d}"
    newsletter = chance.choice(("yes", "no", "Yes", "1", "", "n/a"))
    country = chance.choice((who.country.code, who.country.code, who.country.code.lower()))
    name = chance.choice((who.name,) * 9 + (f"{who.family}, {who.given}",))
    return [_dirty_id(chance, crm_id), name, _dirty_email(chance, who.email), country, segment,
            date, turnover, newsletter]  # fmt: skip


def _dirty_id(chance: Random, crm_id: str) -> str:
    """An id as people type it: without its zeros, in small letters, or not at all."""
    typed = (crm_id,) * 16 + (
        crm_id.removeprefix("CRM-").lstrip("0"),
        crm_id.lower(),
        f" {crm_id}",
        "",
    )
    return chance.choice(typed)


def _dirty_email(chance: Random, email: str) -> str:
    """An address as people type it: shouted, with a blank behind, an old one, or not at all."""
    return chance.choice((email,) * 14 + (email.upper(), f"{email} ", f"old.{email}", "-"))


def _crm_id(n: int) -> str:
    return f"CRM-{n + 1:05d}"


def _segment(seed: int, n: int) -> str:
    return _chance(seed, "segment", n).choice(_SEGMENTS)


def _chance(seed: int, what: str, n: int) -> Random:
    return Random(f"{seed} crm {what} {n}")  # noqa: S311 - practice data, not a secret
