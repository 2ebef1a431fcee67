"""Whose software comes along, and under which licence: read from what is installed.

    python tests/package/third_party.py

Prints one line a distribution that the kit or its tests stand on; ends with 1 when a licence is
none that the project takes. CI runs it, so nothing of it is kept in a file that ages.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

#: What the project takes, by SPDX identifier.
TAKEN = re.compile(r"MIT|MIT-0|BSD-[23]-Clause|Apache-2\.0|ISC|PSF-2\.0|Python-2\.0|MPL-2\.0|HPND")
#: What it takes of a part inside a distribution that is taken: as good as the public domain.
TAKEN_AS_PART = re.compile(r"0BSD|Zlib|CC0-1\.0|Unlicense")

#: How licences were named before there were expressions: in words, here in small letters.
IN_WORDS = {
    "apache software license": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "bsd license": "BSD-3-Clause",
    "bsd": "BSD-3-Clause",
    "bsd 2-clause license": "BSD-2-Clause",
    "bsd 3-clause license": "BSD-3-Clause",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "psfl": "PSF-2.0",
    "python software foundation license": "PSF-2.0",
    "historical permission notice and disclaimer (hpnd)": "HPND",
}

#: Classifiers that name no licence.
NO_LICENCE = ("OSI Approved", "DFSG approved")


class ThirdParty(NamedTuple):
    """One distribution: ``licence`` is an SPDX expression, or what it says instead."""

    name: str
    version: str
    licence: str
    home: str

    @property
    def is_taken(self) -> bool:
        """Whether the project takes software under this licence."""
        return is_taken(self.licence)


def is_taken(expression: str) -> bool:
    """Whether every part of an expression is a licence that the project takes.

    >>> is_taken("MPL-2.0 AND (Apache-2.0 OR MIT)"), is_taken("MIT OR GPL-3.0-only")
    (True, True)
    >>> is_taken("MIT AND GPL-3.0-only"), is_taken("CC0-1.0"), is_taken("BSD-3-Clause AND CC0-1.0")
    (False, False, True)
    """
    identifiers = re.findall(r"[\w.+-]+(?: WITH [\w.+-]+)?", expression)
    named = [each for each in identifiers if each not in ("AND", "OR")]
    some = any(TAKEN.fullmatch(each) for each in named)
    return some and _holds(expression)


def _holds(expression: str) -> bool:
    alternatives = _split(expression, "OR")
    if len(alternatives) > 1:
        return any(map(_holds, alternatives))
    parts = _split(expression, "AND")
    if len(parts) > 1:
        return all(map(_holds, parts))
    bare = expression.strip()
    if bare.startswith("(") and bare.endswith(")"):
        return _holds(bare[1:-1])
    return bool(TAKEN.fullmatch(bare) or TAKEN_AS_PART.fullmatch(bare))


def _split(expression: str, word: str) -> list[str]:
    """The operands of ``word`` that stand in no parentheses."""
    parts, depth = [""], 0
    for token in re.split(r"(\(|\)|\s+)", expression):
        depth += (token == "(") - (token == ")")
        if token == word and depth == 0:
            parts.append("")
        else:
            parts[-1] += token
    return parts


def third_parties(requirements: list[str]) -> dict[str, ThirdParty]:
    """Every distribution that these requirements lead to, by its name."""
    found: dict[str, ThirdParty] = {}
    open_ends = [Requirement(each) for each in requirements]
    seen: set[tuple[str, str]] = set()
    while open_ends:
        wanted = open_ends.pop()
        name = canonicalize_name(wanted.name)
        for extra in wanted.extras or {""}:
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            try:
                held = distribution(name)
            except PackageNotFoundError:
                continue  # of another platform
            found[name] = _described(held)
            open_ends += _wanted(held, extra)
    return dict(sorted(found.items()))


def _wanted(held: Distribution, extra: str) -> Iterator[Requirement]:
    for line in held.requires or ():
        requirement = Requirement(line)
        markers = [requirement.marker] if requirement.marker else []
        if all(marker.evaluate({"extra": extra}) for marker in markers):
            yield requirement


def _described(held: Distribution) -> ThirdParty:
    about = held.metadata
    home = about.get("Home-page") or next(
        (each.partition(",")[2].strip() for each in about.get_all("Project-URL") or ()), ""
    )
    return ThirdParty(about["Name"], held.version, _licence(held), home)


def _licence(held: Distribution) -> str:
    about = held.metadata
    if about.get("License-Expression"):
        return str(about["License-Expression"])
    prefix = "License :: "
    classified = [
        each.rpartition(" :: ")[2]
        for each in about.get_all("Classifier") or ()
        if each.startswith(prefix)
    ]
    named = [each for each in classified if each not in NO_LICENCE]
    if named:
        return " AND ".join(IN_WORDS.get(each.lower(), each) for each in named)
    text = (about.get("License") or "UNKNOWN").strip().splitlines()[0].strip()
    return IN_WORDS.get(text.lower(), text)


def main() -> int:
    """Print them all."""
    parties = third_parties(["stripe-source-kit[test]"])
    del parties["stripe-source-kit"]
    for each in parties.values():
        mark = "" if each.is_taken else "NOT TAKEN: "
        print(f"{each.name} {each.version}\t{mark}{each.licence}\t{each.home}")
    return 0 if all(each.is_taken for each in parties.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
