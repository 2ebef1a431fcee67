"""The way of a page through the modules, and what flatten leaves to the rest of the process."""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from made_objects import SOURCE, customer_with, page_of

import kit.frames
from kit.errors import UnreadableResponse
from kit.frames import flatten
from kit.frames.flatten import Flattening

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = json.dumps(page_of({**SOURCE, "metadata": {"order": "6735"}}, SOURCE)).encode()
CUSTOMERS = json.dumps(page_of(customer_with(SOURCE), url="/v1/customers")).encode()
FRAMES = Path(kit.frames.__file__).parent


def test_a_page_passes_few_files() -> None:
    """From bytes to frame at most ten files, and two for any call: arguments, the collector."""
    flatten(PAGE)
    files: set[str] = set()

    def note(frame: Any, event: str, _: object) -> None:
        if event == "call":
            files.add(frame.f_code.co_filename)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        flatten(PAGE)
    finally:
        sys.setprofile(before)
    passed = {Path(each) for each in files if Path(each).is_relative_to(FRAMES.parent)}
    of_any_call = {FRAMES.parent / "public_call.py", FRAMES.parent / "collector.py"}
    assert 0 < len(passed - of_any_call) <= 10, sorted(passed)


def test_the_packages_drawing_names_every_module() -> None:
    """What is in the package is in the picture that its docstring draws."""
    drawing = str(kit.frames.__doc__).partition("Besides its columns")[0]
    modules = {path.stem for path in FRAMES.glob("*.py")} - {"__init__"}
    assert {name for name in modules if name not in drawing} == set()


@pytest.mark.parametrize("sources", ["inside", "frame", "joined"])
def test_the_garbage_collector_works_while_a_page_is_awaited(sources: Any) -> None:
    """Whoever sends the pages, over a network for one, finds the collector as it was."""
    seen: list[bool] = []

    def pages() -> Iterator[bytes]:
        for _ in range(30):
            seen.append(gc.isenabled())
            yield CUSTOMERS
        seen.append(gc.isenabled())

    assert gc.isenabled()
    flatten(pages(), sources=sources)
    assert seen == [True] * 31


def test_the_garbage_collector_is_left_as_it_was() -> None:
    """It works again after an answer that cannot be read, and rests on if it rested before."""
    with pytest.raises(UnreadableResponse):
        flatten([PAGE, b"oops"])
    assert gc.isenabled()
    gc.disable()
    try:
        flatten([PAGE, PAGE])
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_an_answer_that_cannot_be_read_leaves_no_frame_without_it() -> None:
    """Whoever asks again for the frames, as to keep what was read, is told again."""
    flattening = Flattening("frame")
    flattening.add(CUSTOMERS)
    flattening.add(b"oops")
    for _ in range(2):
        with pytest.raises(UnreadableResponse, match=r"Page 2 is not JSON"):
            flattening.frames()


def test_a_frame_is_the_same_however_its_rows_come() -> None:
    """One list, objects one by one, or pages: also the order of its categories."""
    opened = {**SOURCE, "owner": {"name": "Jenny", "address": {"city": "Berlin"}}}
    other = {"id": "src_2", "object": "source", "card": {"last4": "4242"}}
    again = {**SOURCE, "owner": {"name": "Jenny", "address": None}}
    rows = [opened, other] * 16 + [again] * 4
    one_list = flatten(rows)
    for each in (iter(rows), (page_of(row) for row in rows), [page_of(*rows[:33]), *rows[33:]]):
        pd.testing.assert_frame_equal(flatten(each), one_list)
