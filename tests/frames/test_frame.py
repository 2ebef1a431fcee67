"""A frame shows itself briefly, and is a DataFrame in all else."""

from __future__ import annotations

import pickle

import pandas as pd
from made_objects import CARD, SOURCE

from kit.frames import Frame, flatten

FULL = {**SOURCE, "metadata": {"order": "6735"}}


def test_a_wide_frame_shows_its_core_columns() -> None:
    """The columns that say most are shown, the rest is counted; nothing technical."""
    html = str(flatten([FULL])._repr_html_())
    for name in ("id", "status", "metadata.order", "chargeable", "6735"):
        assert name in html
    for name in ("_shape", "_metadata_keys", "fingerprint", "owner.name"):
        assert name not in html
    assert html.endswith("<p>and 13 more columns, 1 of them empty</p>")


def test_the_text_says_the_same() -> None:
    """In a terminal the frame is as brief."""
    text = repr(flatten([FULL]))
    assert "_shape" not in text
    assert text.endswith("and 13 more columns, 1 of them empty")


def test_a_narrow_frame_shows_all_it_has() -> None:
    """Few columns are shown whole, without a line below."""
    frame = flatten([CARD])[["id", "brand", "last4"]]
    assert repr(frame) == repr(pd.DataFrame(frame))
    assert "<p>and" not in str(frame._repr_html_())


def test_an_empty_frame_shows_its_columns() -> None:
    """Without rows the columns can still be read."""
    assert "Columns: [id, object, amount, " in repr(flatten([]))
    assert "_shape" not in str(flatten([])._repr_html_())


def test_a_frame_stays_one_through_pandas() -> None:
    """Filters, sorting, concatenation and pickle keep the brief repr."""
    frame = flatten([FULL, CARD])
    for each in (
        frame[frame["object"] == "card"],
        frame.sort_values("id"),
        pd.concat([frame, frame]),
        frame.copy(),
        pickle.loads(pickle.dumps(frame)),  # noqa: S301 - what was just pickled
    ):
        assert type(each) is Frame
        assert "_shape" not in repr(each)
    assert type(pd.DataFrame(frame)) is pd.DataFrame


def test_a_frame_shows_itself_when_html_is_off() -> None:
    """The option of pandas that turns HTML off is obeyed."""
    with pd.option_context("display.notebook_repr_html", False):
        assert flatten([FULL])._repr_html_() is None


def test_hostile_text_is_escaped() -> None:
    """What a customer wrote cannot become markup."""
    html = str(flatten([{**FULL, "currency": "<script>alert(1)</script>"}])._repr_html_())
    assert "<script>alert" not in html


def test_two_columns_of_one_name_are_both_shown():
    """A concat side by side is no reason not to see it."""
    frame = flatten([{"id": "src_1", "object": "source"}])[["id"]]
    twice = pd.concat([frame, frame.assign(id="src_2")], axis=1)
    assert "src_1" in repr(twice)
    assert "src_2" in twice._repr_html_()
