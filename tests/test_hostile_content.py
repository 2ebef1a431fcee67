"""Whatever a payer is called, and whatever metadata says, it is shown as text, wherever it goes."""

from __future__ import annotations

import csv
import json
import unicodedata
from html.parser import HTMLParser

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import kit
from kit.commands.cli import main
from kit.errors import StripeRefused
from kit.facts.printable import printable, printable_lines
from kit.models.masked_dict import MaskedDict
from kit.models.source_change import Attachment

HOSTILE = {
    "a script": "<script>alert(1)</script>",
    "an image": '"><img src=x onerror=alert(1)>',
    "a right-to-left override": "\u202edlrow olleh\u202c",
    "isolates": "\u2067abc\u2069\u2066",
    "a terminal's colours": "\x1b[31mred\x1b[0m",
    "a terminal's title": "\x1b]0;owned\x07",
    "a C1 control": "\x9b31mred",
    "a bell and a backspace": "abc\x07\x08\x08",
    "a carriage return": "Jenny\rOwner",
    "line ends": "Jenny\nAttached src_2 to cus_2\r\n\u2028\u2029",
    "a formula": "=cmd|' /C calc'!A0",
    "a sum": "@SUM(1+1)*cmd|' /C calc'!A0",
    "a formula after a line end": "\n=1+1",
    "a full-width formula": "\uff1d1+1",
    "zero width": "Jen\u200bny\ufeff\u2060",
    "tags": "abc\U000e0041\U000e007f",
    "a template": "{{7*7}} ${7*7} #{7*7} %s {0}",
    "very long": "w" * 500,
}

#: What no line that is printed may hold: everything unseen but the line's own end, and what
#: joins letters.
ALLOWED = {"\n", "\u200c", "\u200d"}

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d")


def _unseen(text):
    return [
        sign
        for sign in text
        if sign not in ALLOWED and unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp", "Cn"}
    ]


class _Tags(HTMLParser):
    """The tags of a piece of HTML, each with the names of its attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, tuple(name for name, _ in attributes)))


@pytest.fixture(scope="module")
def practice():
    """A shop in which everybody has a hostile name, and a source with hostile metadata."""
    with kit.connect(offline=True, customers=5) as account:
        for number, text in enumerate(HOSTILE.values()):
            customer = account.create_customer(name=text[:250], description=text)["id"]
            source = account.create_source(
                "card",
                token="tok_visa",
                owner={"name": text, "email": f"eve{number}@example.com"},
                metadata={"note": text, text[:40].replace("[", "(").replace("]", ")"): "x"},
            )["id"]
            account.attach(customer, source)
        yield account


def _attachment(text):
    """An attach of a source that says ``text`` wherever it can."""
    before = {"id": "src_1", "object": "source", "status": text, "type": text, "usage": text}
    after = before | {"customer": text, "metadata": {text: text}}
    request = kit.AttachRequest(customer="cus_1", source="src_1")
    return Attachment(MaskedDict(before), MaskedDict(after), text, request)


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_an_attach_prints_is_one_line_a_change(kind):
    """No line is added and none is turned round, in a terminal and in a notebook."""
    shown = repr(_attachment(HOSTILE[kind]))
    assert not _unseen(shown)
    assert len(shown.splitlines()) == len(repr(_attachment("plain")).splitlines())
    html = _attachment(HOSTILE[kind])._repr_html_()
    assert not _unseen(html)
    assert _Tags(html).found == _Tags(_attachment("plain")._repr_html_()).found


def test_frames_print_text_alone(practice):
    """Neither a terminal nor a page does what a cell or the name of a column says."""
    for frame in (
        practice.all_sources(progress=False),
        practice.customers(),
        practice.attachable_sources(progress=False),
        practice.events(progress=False),
        practice.requests().tail(40),
        kit.plain(practice.all_sources(progress=False), personal=True),
    ):
        for rows in (frame, frame.head(1)):
            html = rows._repr_html_()
            assert not {"script", "img"} & {tag for tag, _ in _Tags(html).found}
        if isinstance(frame, kit.frames.Frame):
            with pd.option_context("display.max_rows", None, "display.max_colwidth", None):
                assert not _unseen(repr(frame))


def test_objects_print_text_alone(practice):
    """What a method answers as JSON objects is on its own lines."""
    for each in practice.customer_records():
        assert not _unseen(repr(each))
        assert "\n" not in repr(each)


def test_an_error_that_repeats_a_text_repeats_it_as_text():
    """Whoever's words are in it: Stripe's, a file's, or what was typed."""
    for text in HOSTILE.values():
        error = StripeRefused(f"Could not attach: {text}", stripe_message=text)
        assert not _unseen(str(error))
        with pytest.raises(kit.KitError) as met:
            kit.AttachRequest(customer=text, source="src_1")
        assert not _unseen(str(met.value))


def test_the_explorer_holds_no_markup(practice):
    """Its parts are data, and the still is text in the same elements as of anybody else."""
    explorer = kit.Explorer(practice)
    for customer in practice.customers(limit=len(HOSTILE))["id"]:
        source = practice.sources(customer)["id"].iloc[0]
        explorer.value = {"customer": customer, "source": source, "metadata": {"<b>": "\u202e"}}
        explorer.settled()
        assert not {"script", "img", "b "} & {tag for tag, _ in _Tags(explorer.still).found}
        assert not _unseen(explorer.still)
    explorer.close()


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ndjson"])
def test_no_file_runs_anything(practice, tmp_path, ending):
    """Nothing in a spreadsheet is a formula; the other text is as it was, and rows stay rows."""
    out = tmp_path / f"out.{ending}"
    frame = practice.all_sources(progress=False)
    kit.snapshot.export.export_frame(frame, out)
    if ending == "csv":
        with out.open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        assert len(rows) == len(frame) + 1
        assert not [cell for row in rows for cell in row if cell.startswith(FORMULAS)]
    elif ending == "xlsx":
        cells = [cell for row in openpyxl.load_workbook(out).active for cell in row]
        assert "f" not in {cell.data_type for cell in cells}
    else:
        lines = out.read_text(encoding="utf-8").split("\n")[:-1]
        notes = [json.loads(line)["metadata"].get("note") for line in lines]
        assert set(HOSTILE.values()) <= set(notes)


def test_the_outcomes_of_many_run_nothing_in_a_spreadsheet(tmp_path, monkeypatch):
    """What stood in the pairs stands in the outcomes, and none of it is a formula."""
    monkeypatch.chdir(tmp_path)
    pairs = pd.DataFrame({"customer": list(HOSTILE.values()), "source": list(HOSTILE.values())})
    pairs.to_csv("pairs.csv", index=False, lineterminator="\r\n")
    result = CliRunner().invoke(main, ["attach-many", "pairs.csv", "--out", "outcomes.csv"])
    assert result.exit_code == 1
    assert not _unseen(result.output.replace("\r", ""))
    with (tmp_path / "outcomes.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert len(rows) == len(pairs) + 1
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULAS)]


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_command_lets_a_text_reach_the_terminal(kind, tmp_path, monkeypatch):
    """What is typed wrong is said again as text, and so is what the account holds."""
    monkeypatch.chdir(tmp_path)
    text = HOSTILE[kind]
    runner = CliRunner()
    for command in (
        ["attach", text, "src_1"],
        ["attach", "cus_9s6XKzkNRiz8i3", text],
        ["sources", text],
        ["attach-many", text.replace("\0", "")],
        ["offline", "--world", text],
        ["trigger", text],
        [text],
    ):
        result = runner.invoke(main, command)
        assert result.exit_code != 0
        assert isinstance(result.exception, SystemExit), command
        assert not _unseen(result.output), command
    pair = ["attach", "cus_9s6XKzkNRiz8i3", "src_1NfRGv2eZvKYlo2Cv7NAImBL"]
    note = text.replace("\0", "")
    result = runner.invoke(main, [*pair, "--metadata", f"note={note}"])
    assert result.exit_code == 0
    assert not _unseen(result.output)


@given(st.text())
def test_printable_text_is_seen_whole_and_stays_the_same_when_it_was(text):
    """Nothing unseen is left, nothing seen is changed, and lines stay lines."""
    assert not _unseen(printable(text).replace("\n", "\x00"))
    assert printable(printable(text)) == printable(text)
    if not _unseen(text) and "\n" not in text and not any(map(_is_odd, text)):
        assert printable(text) == text
    assert printable_lines(text).count("\n") == text.count("\n")


def _is_odd(sign):
    return unicodedata.category(sign) in {"Cs", "Co"}
