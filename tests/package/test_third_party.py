"""The project takes nobody's software under a licence that binds those who take the kit."""

from __future__ import annotations

import pytest
from third_party import is_taken, main, third_parties


@pytest.fixture(scope="module")
def parties():
    """Whatever the kit and its tests stand on, as it is installed here."""
    return third_parties(["stripe-source-kit[test]"])


def test_every_licence_is_one_that_the_project_takes(parties):
    """MIT, BSD, Apache, ISC, PSF, MPL-2.0 or HPND, of everything down to the last."""
    assert {each.name: each.licence for each in parties.values() if not each.is_taken} == {}


def test_nothing_is_overlooked(parties):
    """What is wanted directly, and what that wants in turn, with extras."""
    assert {"stripe", "pandas", "tornado", "certifi", "pyyaml", "hypothesis"} <= set(parties)
    assert "stripe-source-kit" in parties
    assert len(parties) > 100


@pytest.mark.parametrize(
    ("licence", "taken"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("AGPL-3.0-or-later OR MIT", True),
        ("MIT AND LGPL-2.1-only", False),
        ("(MIT OR GPL-2.0-only) AND Apache-2.0", True),
        ("Apache-2.0 WITH LLVM-exception", False),
        ("Unlicense", False),
        ("Unlicense OR MIT", True),
        ("UNKNOWN", False),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_a_licence_is_taken_part_by_part(licence, taken):
    """One good alternative is enough; one bad part is one too many."""
    assert is_taken(licence) is taken


def test_the_list_names_everybody(capsys, parties):
    """A line each, with version, licence and home."""
    assert main() == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(parties) - 1
    assert any(line.startswith(f"stripe {parties['stripe'].version}\tMIT\t") for line in lines)
