"""How sources went on: the steps, the counts, and the bands of the picture."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kit
from kit.charts.ribbons import laid_out

COLUMNS = (("a", "b"), ("c",), ("d", "e"))
WAYS = [("a", "c"), ("b", "c"), ("b", "d"), ("c", "d"), ("c", "e")]


def test_each_way_is_counted_with_its_median_time(small) -> None:
    """From pending to chargeable to where they are now; no time where no event tells one."""
    frame = small.charts["life_cycle"].frame.set_index(["from_status", "to_status"])
    counts = frame["sources"].to_dict()
    assert counts["pending", "chargeable"] == 4
    assert counts["pending", "canceled"] == 1
    assert counts["chargeable", "consumed"] == 1
    assert counts["chargeable", "failed"] == 1
    assert counts["chargeable", "chargeable now"] == 11
    assert counts["chargeable at once", "chargeable"] == 9
    # 2 hours, 4 hours, 3 days and 5 days.
    assert frame["median"]["pending", "chargeable"] == pd.Timedelta(hours=38)
    assert pd.isna(frame["median"]["chargeable", "chargeable now"])


def test_as_many_go_on_as_have_come(small) -> None:
    """Every source that became chargeable is consumed, ended or chargeable now."""
    frame = small.charts["life_cycle"].frame
    came = frame.loc[frame["to_status"].eq("chargeable"), "sources"].sum()
    went = frame.loc[frame["from_status"].eq("chargeable"), "sources"].sum()
    assert came == went == 13


@given(st.lists(st.integers(0, 50), min_size=5, max_size=5))
def test_bands_lie_beside_one_another(counts) -> None:
    """None over another at a node, and all of them within it."""
    flows = dict(zip(WAYS, counts, strict=True))
    nodes, bands = laid_out(COLUMNS, flows)
    for node in nodes:
        for place, named in (("left", "begins"), ("right", "ends")):
            held = [band for band in bands if getattr(band, named) == node.name]
            spans = sorted((getattr(b, place), getattr(b, place) + b.sources) for b in held)
            for (_, bottom), (top, _) in pairwise(spans):
                assert bottom <= top
            assert not spans or (spans[0][0] >= node.top and spans[-1][1] <= node.bottom + 1e-9)
    assert sum(band.sources for band in bands) == sum(counts)


@pytest.mark.parametrize("statuses", [["chargeable"], ["chargeable", "consumed"], ["failed"]])
def test_events_of_one_second_come_in_their_order(statuses) -> None:
    """Newest first, as Stripe lists them: the later of one second stands above."""
    made = pd.Timestamp("2026-11-01T10:00Z")
    sources = pd.DataFrame(
        {"id": ["src_1"], "type": ["ideal"], "status": [statuses[-1]], "created": [made]}
    )
    newest_first = statuses[::-1]
    events = pd.DataFrame({"source": "src_1", "status_after": newest_first, "created": made})
    steps = kit.life_cycle(sources, events)
    assert steps["to_status"].to_list() == statuses
    assert steps["from_status"].to_list() == ["pending", *statuses][: len(statuses)]


def test_a_source_consumed_without_an_event_was_chargeable_before() -> None:
    """No event tells of a charge, nor of what happened longer ago than events reach."""
    made = pd.to_datetime(["2026-01-01T10:00Z"])
    sources = pd.DataFrame({"id": "src_1", "type": "ideal", "status": "consumed", "created": made})
    events = pd.DataFrame({"source": [], "status_after": [], "created": made[:0]})
    steps = kit.life_cycle(sources, events)
    assert steps["from_status"].to_list() == ["pending", "chargeable"]
    assert steps["to_status"].to_list() == ["chargeable", "consumed"]
    assert steps["took"].isna().all()


def test_what_does_not_move_has_no_step_and_nothing_is_counted_twice() -> None:
    """A source that two events name with the same status has taken one step."""
    made = pd.to_datetime(["2026-01-01T10:00Z"] * 2)
    sources = pd.DataFrame(
        {
            "id": ["src_1", "src_2"],
            "type": ["ideal", "card"],
            "status": ["chargeable", "chargeable"],
            "created": made,
        }
    )
    events = pd.DataFrame(
        {"source": "src_1", "status_after": ["chargeable"] * 2, "created": made[::-1]}
    )
    assert kit.life_cycle(sources, events)["source"].to_list() == ["src_1"]
