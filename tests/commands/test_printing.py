"""What commands print: nothing that a terminal obeys, and JSON that a program reads."""

from __future__ import annotations

import json

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from kit.commands.printing import print_json, print_rows, print_table


@given(
    st.dictionaries(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
)
def test_json_is_exact_and_holds_no_control_character(value):
    """Whatever somebody typed comes back from it, and nothing in it moves a cursor."""
    printed = _printed(print_json, value)
    assert json.loads(printed) == value
    assert all(each.isprintable() for line in printed.splitlines() for each in line)


def test_letters_of_every_script_stay_letters():
    """Masking dots and names are read by people too."""
    assert "Ayşe •••• 李" in _printed(print_json, ["Ayşe •••• 李"])
    assert r"\u202e" in _printed(print_json, ["\u202e"])


def test_a_table_shows_days_and_no_missing_value():
    """A column that is not there is empty, a long text is cut, an escape sequence spelled out."""
    frame = pd.DataFrame(
        {"created": [pd.Timestamp("2026-11-29 12:30", tz="UTC"), pd.NaT], "n": ["\x1b[2J", None]}
    )
    printed = _printed(print_table, frame, ["created", "n", "absent"])
    assert "2026-11-29 " in printed
    assert "12:30" not in printed
    assert r"\x1b[2J" in printed
    assert "NaT" not in printed
    assert "nan" not in printed.lower()


def test_rows_are_json_with_times_as_iso():
    """And a missing value is null."""
    frame = pd.DataFrame({"at": [pd.Timestamp("2026-11-29 12:30", tz="UTC"), pd.NaT]})
    rows = json.loads(_printed(print_rows, frame))
    assert rows == [{"at": "2026-11-29T12:30:00Z"}, {"at": None}]


def _printed(print_it, *arguments) -> str:
    said: list[str] = []
    import click

    real, click.echo = click.echo, lambda text, **_options: said.append(text)
    try:
        print_it(*arguments)
    finally:
        click.echo = real
    return "\n".join(said)
