"""What differs from run to run is taken out, and nothing else."""

from __future__ import annotations

import pytest
from nbval.plugin import get_sanitize_patterns

from kit.notebook_check.sanitize_rules import SANITIZE_RULES, cleaned, read_rules


def temporary(name):
    """A path in the folder for temporary files, as it stands in an output."""
    return f"/tmp/{name}/a.csv"  # noqa: S108  # nothing is written there


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("http://127.0.0.1:36521/v1", "http://127.0.0.1:8889/v1"),
        ("https://localhost:4000", "https://localhost:5000"),
        ("<Thing at 0x7f3a1c2b4d50>", "<Thing at 0x104b2f9d0>"),
        ("/var/ipykernel_311/23.py:3: Warning", "/var/ipykernel_99/7.py:1: Warning"),
        (temporary("tmpab12_x"), temporary("tmpqqqqqq")),
        (
            r"C:\Users\ann\AppData\Local\Temp\tmpx1\a.csv",
            r"C:\Users\ann\AppData\Local\Temp\tmp_y\a.csv",
        ),
        ("/home/ann/a.csv", "/Users/bob/a.csv"),
        ('<div id="altair-viz-' + "0a" * 16 + '">', '<div id="altair-viz-' + "1b" * 16 + '">'),
        ('id="T_0a1b2"', 'id="T_ffff0"'),
        (
            'id="3f0e1c2d-0000-4000-8000-0123456789ab"',
            'id="aaaaaaaa-1111-4111-9111-bbbbbbbbbbbb"',
        ),
    ],
)
def test_what_differs_from_run_to_run_is_the_same(one, two):
    """Ports, addresses, the kernel's files, temporary folders, homes, random ids."""
    assert cleaned(one) == cleaned(two) != one


@pytest.mark.parametrize(
    "text",
    [
        "src_1NfRGv2eZvKYlo2Cv7NAImBL",
        "2023-08-16 06:00:00+00:00",
        "https://api.stripe.com:443/v1",
        "0x1f",
        "12:30, ratio 3:4",
        temporary("pairs"),
        "chargeable    12",
    ],
)
def test_what_means_something_stays(text):
    """Ids, times, amounts, and addresses of other machines are compared."""
    assert cleaned(text) == text


def test_nbval_takes_the_very_rules():
    """It drops a malformed one without a word, so both read the same pairs."""
    taken = get_sanitize_patterns(SANITIZE_RULES.read_text())
    assert [(find.pattern, replace) for find, replace in read_rules()] == taken


def test_every_rule_says_why():
    """Each stands below a heading and a reason."""
    sections = SANITIZE_RULES.read_text().split("\n[")[1:]
    assert len(sections) == len(read_rules())
    for section in sections:
        heading, reason, regex, replace = section.strip().splitlines()
        assert heading.endswith("]")
        assert reason.startswith("# ")
        assert regex.startswith("regex: ")
        assert replace.startswith("replace: ")
