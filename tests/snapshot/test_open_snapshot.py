"""What can be done with a snapshot."""

from __future__ import annotations

import random

import pandas as pd
import pytest
from small_parts import make_parts_small

import kit
from kit.errors import InvalidInput, UnreadableFrame


@pytest.fixture
def snapshot(account, tmp_path, monkeypatch) -> kit.Snapshot:
    make_parts_small(monkeypatch.setattr)
    return account.pull(tmp_path / "stripe", progress=False)


def test_opening_is_the_same_as_pulling(snapshot) -> None:
    """What account.pull answers is what kit.open gives later."""
    again = kit.open(snapshot.path)
    pd.testing.assert_frame_equal(again.sources, snapshot.sources)
    assert again.made_at == snapshot.made_at
    assert repr(again) == "Snapshot('stripe', offline mode, 200 customers, 267 sources, 601 events)"


def test_sql_answers_from_the_files(snapshot) -> None:
    """Counts, sums and times as the frames have them, in their dtypes."""
    found = snapshot.sql(
        "select type, count(*) as n, sum(amount) as total, max(created) as newest "
        "from sources group by type order by n desc, type"
    )
    sources = snapshot.sources
    assert found["n"].sum() == len(sources)
    assert (
        dict(zip(found["type"], found["n"], strict=True))
        == sources["type"].value_counts()[found["type"]].to_dict()
    )
    assert {name: str(dtype) for name, dtype in found.dtypes.items()} == {
        "type": "str",
        "n": "Int64",
        "total": "Int64",
        "newest": "datetime64[us, UTC]",
    }
    assert found["newest"].max() == sources["created"].max()


def test_sql_knows_the_status_before(snapshot) -> None:
    """As in the frame of events: what the event before left."""
    found = snapshot.sql("select id, status_before from events order by created desc, place")
    frame = snapshot.events
    assert list(found["id"]) == list(frame["id"])
    assert list(found["status_before"].dropna()) == list(frame["status_before"].dropna())
    assert list(found["status_before"].isna()) == list(frame["status_before"].isna())


def test_sql_reads_metadata(snapshot) -> None:
    """Metadata is JSON."""
    found = snapshot.sql("select count(*) as n from sources where metadata->>'plan' = 'pro'")
    texts = snapshot.sources["metadata"].str.contains('"plan":"pro"')
    assert found["n"][0] == texts.sum() > 0


def test_a_wrong_statement_is_refused(snapshot) -> None:
    """DuckDB's own words, as an error of the kit's."""
    with pytest.raises(InvalidInput, match="DuckDB"):
        snapshot.sql("select nothing from nowhere")


def test_sql_needs_its_extra(snapshot, monkeypatch) -> None:
    """Without DuckDB one sentence says what to install."""
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    with pytest.raises(InvalidInput, match=r"stripe-source-kit\[sql\]"):
        snapshot.sql("select 1")


def test_known_sources_add_those_without_a_customer(account, snapshot) -> None:
    """Each once: the attached ones, and what events tell of the others."""
    known = snapshot.known_sources
    assert known["id"].is_unique
    assert set(snapshot.sources["id"]) <= set(known["id"])
    attachable = account.attachable_sources(progress=False)
    assert set(attachable["id"]) <= set(known["id"])
    as_of = known.set_index("id")["as_of"][attachable["id"]]
    assert (as_of.to_numpy() == attachable["as_of"].to_numpy()).all()


def test_a_diff_says_what_became_of_each(account, snapshot, page, tmp_path) -> None:
    """Attached, detached, became chargeable, failed, changed: one row for each source."""
    pending = account.create_source("ach_credit_transfer", currency="usd")["id"]
    account.offline.receive_funds(pending, 900)
    sources = snapshot.sources
    detached = sources["id"][0]
    account.detach(sources["customer"][0], detached)
    account.attach(page.customer, page.source)
    waiting = sources[(sources["status"] == "pending")]["id"].iloc[0]
    account.offline.decline(waiting)
    after = account.pull(tmp_path / "later", progress=False)
    found = kit.diff(snapshot, after).set_index("source")["change"]
    assert found.to_dict() == {
        page.source: "attached",
        detached: "detached",
        pending: "became chargeable",
        waiting: "failed",
    }


def test_a_diff_of_the_same_is_empty_and_declared(snapshot) -> None:
    """No change, no row, the same dtypes."""
    empty = kit.diff(snapshot, snapshot)
    assert len(empty) == 0
    some = kit.diff(snapshot.sources.iloc[1:], snapshot.sources)
    assert list(some["change"]) == ["attached"]
    pd.testing.assert_series_equal(empty.dtypes, some.dtypes)


def test_a_diff_names_what_differs(account, page) -> None:
    """Of a source that is still where it was, the columns."""
    account.attach(page.customer, page.source)
    before = account.sources(page.customer)
    after = before.assign(**{"owner.email": "new@example.com"})
    row = kit.diff(before, after).iloc[0]
    assert (row["change"], row["columns"]) == ("changed", "owner.email")


@pytest.mark.parametrize("seed", range(4))
def test_a_diff_names_what_a_comparison_cell_by_cell_finds(account, seed) -> None:
    """Whatever moved, is gone, is new or differs: the columns of each type, the common ones, NA."""
    before = pd.DataFrame(account.all_sources(progress=False))
    chance = random.Random(seed)
    order = chance.sample(range(len(before)), len(before) - 5)
    after = before.iloc[order].reset_index(drop=True)
    for name in (
        "owner.email",
        "card.last4",
        "sepa_debit.last4",
        "receiver.amount_received",
        "created",
        "status",
    ):
        held = after.index[after[name].notna()].to_list()
        bare = after.index[after[name].isna()].to_list()
        one, other, emptied = chance.sample(held, 3)
        after.loc[[one, other], name] = after.loc[[other, one], name].to_numpy()
        if bare:  # as many values as before, elsewhere
            after.loc[chance.choice(bare), name] = after.loc[emptied, name]
            after.loc[emptied, name] = None
    before = before.drop(index=chance.sample(range(len(before)), 3))
    found = kit.diff(before, after).set_index("source")["columns"].fillna("")
    assert found.to_dict() == _compared_cell_by_cell(before, after)


def _compared_cell_by_cell(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, str]:
    """Which columns differ of each source that is not as it was; none for one that is in one."""
    old, new = (
        {row["id"]: row for row in frame.astype("object").to_dict("records")}
        for frame in (before, after)
    )
    names = [name for name in before if name not in {"id", "_shape"}]
    differing = dict.fromkeys(old.keys() ^ new.keys(), "")
    for each in old.keys() & new.keys():
        changed = [name for name in names if not _same(old[each][name], new[each][name])]
        if changed:
            differing[each] = ", ".join(changed)
    return differing


def _same(one: object, other: object) -> bool:
    return (pd.isna(one) and pd.isna(other)) or (pd.notna(one) and pd.notna(other) and one == other)


def test_a_diff_needs_frames_of_sources(account) -> None:
    """Customers have no status."""
    with pytest.raises(UnreadableFrame, match="before needs"):
        kit.diff(account.customers(limit=1), account.customers(limit=1))
