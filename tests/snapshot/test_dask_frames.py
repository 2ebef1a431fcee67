"""The same frames beyond one machine: on a cluster of two worker processes."""

from __future__ import annotations

import gzip
from pathlib import Path

import distributed
import orjson
import pandas as pd
import pytest
from small_parts import make_parts_small

import kit
from kit.errors import InvalidInput, UnreadableSnapshot
from kit.snapshot import json_folder


@pytest.fixture(scope="module")
def cluster():
    """Two worker processes of this machine."""
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as two,
        distributed.Client(two) as client,
    ):
        yield client


@pytest.fixture
def pulled(account, tmp_path, monkeypatch) -> Path:
    """A snapshot of many small parts, in which one source has a field of its own."""
    make_parts_small(monkeypatch.setattr)
    account.pull(tmp_path / "stripe", progress=False)
    return tmp_path / "stripe"


@pytest.fixture
def dump(account, tmp_path) -> Path:
    """What webhooks and dumps leave: pages, lines, events and single objects."""
    folder = tmp_path / "dump"
    folder.mkdir()
    pages = account._api.customers({"limit": 100, "expand": ["data.sources"]})
    for number, page in enumerate(pages):
        (folder / f"page-{number}.json").write_bytes(page.body)
    events = [event for page in account._api.events({"limit": 100}) for event in page.data["data"]]
    lines = b"".join(orjson.dumps(event) + b"\n" for event in events)
    (folder / "events.ndjson").write_bytes(lines)
    lone = orjson.dumps(dict(account.source("src_1NfRGv2eZvKYlo2Cv7NAImBL")))
    (folder / "lone.jsonl.gz").write_bytes(gzip.compress(lone + b"\n\n"))
    (folder / "notes.txt").write_text("no JSON")
    return folder


def by_id(frame: pd.DataFrame) -> pd.DataFrame:
    """Plain text of a frame, in the order of ids and without technical columns."""
    plain = frame.drop(columns=[n for n in frame.columns if n.startswith("_")])
    return plain.sort_values("id", ignore_index=True).astype("str")


@pytest.mark.parametrize("table", ["customers", "sources", "events"])
def test_two_processes_give_what_memory_gives(cluster, pulled, table) -> None:
    """The same rows, columns and dtypes, which the frame knows before it reads a row."""
    expected = getattr(kit.open(pulled), table)
    frame = getattr(kit.open(pulled, engine="dask", client=cluster), table)
    assert frame.npartitions > 1
    found = frame.compute()
    pd.testing.assert_series_equal(found.dtypes, frame.dtypes)
    if table == "events":
        found = found.drop(columns=["json", "place"])
        expected, found = (each.drop(columns="status_before") for each in (expected, found))
    shared = [name for name in found.columns if not name.startswith("_")]
    assert (found[shared].dtypes == expected[shared].dtypes).all()
    pd.testing.assert_frame_equal(by_id(found), by_id(pd.DataFrame(expected)))


def test_work_is_done_by_the_workers(cluster, pulled) -> None:
    """A count by status over partitions is the one in memory."""
    frame = kit.open(pulled, engine="dask").sources
    counted = frame["status"].value_counts().compute()
    expected = kit.open(pulled).sources["status"].value_counts()
    assert counted[counted > 0].to_dict() == expected[expected > 0].to_dict()
    assert cluster.scheduler_info()["workers"]


def test_the_objects_come_back_whole(cluster, pulled) -> None:  # noqa: ARG001  # must be there
    """unflatten works on what Dask gives."""
    found = kit.open(pulled, engine="dask").sources.compute()
    objects = {each["id"]: each for each in kit.unflatten(kit.open(pulled).sources)}
    assert {each["id"]: each for each in kit.unflatten(found)} == objects


def test_a_folder_of_json_is_frames(account, dump) -> None:
    """Pages, lines, gzip and single objects: each of them is in its table."""
    opened = kit.open(dump)
    assert repr(opened) == "JsonFolder('dump', 4 files)"
    assert set(opened.customers["id"]) == set(account.customers()["id"])
    attached = account.all_sources(progress=False)
    assert set(opened.sources["id"]) == {*attached["id"], "src_1NfRGv2eZvKYlo2Cv7NAImBL"}
    pd.testing.assert_frame_equal(
        pd.DataFrame(opened.events), pd.DataFrame(account.events(progress=False))
    )
    assert opened.sources["client_secret"].str.startswith("••••").all()
    assert not kit.open(dump, reveal=True).sources["client_secret"].str.startswith("••••").any()


@pytest.mark.parametrize("table", ["customers", "sources", "events"])
def test_a_folder_of_json_on_a_cluster(cluster, dump, monkeypatch, table) -> None:
    """The declared columns of every object, the large file in pieces, nothing twice."""
    monkeypatch.setattr(json_folder, "SLICE_BYTES", 50_000)
    frame = getattr(kit.open(dump, engine="dask", client=cluster), table)
    assert frame.npartitions > 4
    found = frame.compute()
    expected = pd.DataFrame(getattr(kit.open(dump), table))
    shared = [n for n in expected.columns if n in found.columns and n != "status_before"]
    assert list(found.columns) == list(frame.columns)
    pd.testing.assert_frame_equal(by_id(found[shared]), by_id(expected[shared]))


def test_slices_of_any_size_hold_each_line_once(tmp_path, monkeypatch) -> None:
    """However the pieces fall on the lines."""
    path = tmp_path / "lines.ndjson"
    path.write_bytes(b"".join(b'{"id":"%d"}\n' % number for number in range(57)))
    for size in range(1, 40):
        monkeypatch.setattr(json_folder, "SLICE_BYTES", size)
        pieces = json_folder.slices([path])
        ids = [each["id"] for piece in pieces for each in piece.objects()]
        assert ids == [str(number) for number in range(57)]


def test_a_file_that_is_no_json_is_named(tmp_path) -> None:
    """By opening it in memory or anywhere."""
    (tmp_path / "broken.ndjson").write_text('{"id": ')
    with pytest.raises(UnreadableSnapshot, match=r"broken\.ndjson"):
        _ = kit.open(tmp_path).sources


def test_another_engine_is_refused(pulled) -> None:
    """There are two."""
    with pytest.raises(InvalidInput, match="engine="):
        kit.open(pulled, engine="spark")


def test_workers_that_do_not_see_the_folder_are_refused(cluster, tmp_path) -> None:
    """Before anything is read."""
    with pytest.raises(InvalidInput, match="cannot see"):
        kit.open(tmp_path / "nowhere", engine="dask", client=cluster)
