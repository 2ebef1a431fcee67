"""The customers of the practice data: when they came, and invented names from many places.

The customer of the documentation page "Attach a source" is the first of all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from kit.facts import JsonObject
from kit.offline.resources.objects import new_customer
from kit.offline.storage.ids import short_id

__all__ = [
    "NOBODY",
    "PAGE_CUSTOMER_ID",
    "SEED_METADATA",
    "SEED_SPAN",
    "START",
    "SeedPerson",
    "seed_customer",
    "seed_people",
]

#: The practice clock stands at 2023-08-16 00:00 UTC, hours after the page's source was made.
START: Final = 1_692_144_000

PAGE_CUSTOMER_ID: Final = "cus_9s6XKzkNRiz8i3"
#: How far the data reaches back, in seconds: three years.
SEED_SPAN: Final = 3 * 365 * 86_400

SEED_METADATA: Final[tuple[dict[str, str], ...]] = (
    {},
    {},
    {"order_id": "6735"},
    {"plan": "pro", "seats": "12"},
    {"crm.id": "0017"},
    {"region": "emea", "note": "prefers e-mail"},
)


@dataclass(slots=True)
class SeedPerson:
    """A customer to be, as far as sources need to know."""

    id: str
    created: int
    name: str | None
    email: str | None
    phone: str | None
    description: str | None
    metadata: dict[str, str]
    default_source: str | None = None


NOBODY: Final = SeedPerson("", START - SEED_SPAN, None, None, None, None, {})


def seed_people(chance: Random, seed: int, count: int) -> Iterator[SeedPerson]:
    """The customers, oldest first; the page's is the first of all."""
    step = SEED_SPAN // max(count, 1)
    for index in range(count):
        created = START - SEED_SPAN + index * step + chance.randrange(max(step, 1))
        name, mailbox = _name(chance)
        person = SeedPerson(
            id=short_id(seed, "cus_", index + 1),
            created=created,
            name=name,
            email=f"{mailbox}@example.com",
            phone=f"+1555{chance.randrange(10**7):07d}" if chance.random() < 0.4 else None,
            description=chance.choice((None, None, "Practice customer", "Early adopter")),
            metadata=chance.choice(SEED_METADATA),
        )
        if index == 0:
            person.id = PAGE_CUSTOMER_ID
            person.name, person.email = "Jenny Rosen", "jenny.rosen@example.com"
        yield person


def seed_customer(person: SeedPerson) -> JsonObject:
    """The customer that a person becomes."""
    customer = new_customer(
        person.created,
        name=person.name,
        email=person.email,
        phone=person.phone,
        description=person.description,
        metadata=person.metadata,
        default_source=person.default_source,
    )
    return {"id": person.id, **customer}


def _name(chance: Random) -> tuple[str, str]:
    if chance.random() < 0.08:
        return chance.choice(_WHOLE_NAMES)
    given, given_mail = chance.choice(_GIVEN_NAMES)
    family, family_mail = chance.choice(_FAMILY_NAMES)
    return f"{given} {family}", f"{given_mail}.{family_mail}"


def _names(text: str) -> tuple[tuple[str, str], ...]:
    """Names, each with the letters that it has in an e-mail address."""
    pairs = (word.partition("=") for word in text.split())
    return tuple((name.replace("_", " "), mailbox) for name, _, mailbox in pairs)


_GIVEN_NAMES: Final = _names(
    """
    Amara=amara Anaïs=anais André=andre Ayşe=ayse Björn=bjoern Chloé=chloe Clara=clara
    Daniel=daniel Dmitri=dmitri Elif=elif Emma=emma Femi=femi Francesca=francesca Gábor=gabor
    Grace=grace Hana=hana Ines=ines Ivan=ivan Jorge=jorge Kai=kai Katarzyna=katarzyna Lars=lars
    Leila=leila Liam=liam Łukasz=lukasz Mai=mai María=maria Mateo=mateo Nadia=nadia Noah=noah
    Ola=ola Priya=priya Renée=renee Rosa=rosa Samuel=samuel Siobhán=siobhan Sofia=sofia
    Søren=soeren Tomás=tomas Yusuf=yusuf Zoë=zoe
    """
)

_FAMILY_NAMES: Final = _names(
    """
    Abebe=abebe Almeida=almeida Andersson=andersson Bakker=bakker Becker=becker Brown=brown
    Castro=castro Chen=chen D'Angelo=dangelo Dubois=dubois Evans=evans Ferrari=ferrari
    García=garcia Großmann=grossmann Haddad=haddad Horváth=horvath Ivanova=ivanova Jansen=jansen
    Jørgensen=joergensen Kowalska=kowalska Kumar=kumar Lindström=lindstroem López=lopez
    Martin=martin Mensah=mensah Moreau=moreau Müller=mueller Nguyễn=nguyen Novák=novak
    O'Connor=oconnor Okafor=okafor Öztürk=oeztuerk Pereira=pereira Rossi=rossi Schmidt=schmidt
    Silva=silva Singh=singh Smith=smith Šimić=simic Tanaka=tanaka Tremblay=tremblay
    van_Dijk=vandijk Weiß=weiss
    """
)

#: Names whose parts do not mix with the above.
_WHOLE_NAMES: Final = (
    ("佐藤 花子", "hanako.sato"),
    ("鈴木 健一", "kenichi.suzuki"),
    ("王 小明", "xiaoming.wang"),
    ("李 娜", "na.li"),
    ("김민준", "minjun.kim"),
    ("이서연", "seoyeon.lee"),
    ("Ольга Петрова", "olga.petrova"),
    ("Дмитрий Соколов", "dmitri.sokolov"),
    ("Ελένη Παπαδοπούλου", "eleni.papadopoulou"),
    ("أحمد حسن", "ahmed.hassan"),
    ("ליאור כהן", "lior.cohen"),
    ("अनन्या शर्मा", "ananya.sharma"),
    ("สมชาย ใจดี", "somchai.jaidee"),
)
