"""Sources that may be attached, as events tell."""

from __future__ import annotations

import pandas as pd


def test_nothing_is_read_one_by_one(account) -> None:
    """What the events tell is not asked for again."""
    frame = account.attachable_sources(progress=False)
    assert len(frame) > 50
    assert not account.requests()["path"].str.startswith("/v1/sources/").any()


def test_rows_carry_the_time_they_are_known_by(account) -> None:
    """as_of is the time of the newest event of the source."""
    frame = account.attachable_sources(progress=False)
    assert str(frame["as_of"].dtype) == "datetime64[us, UTC]"
    events = account.events(progress=False)
    newest = events.drop_duplicates("source").set_index("source")["created"]
    assert (frame["as_of"].to_numpy() == newest[frame["id"]].to_numpy()).all()
    assert frame["as_of"].is_monotonic_decreasing
    assert "30 days" in frame.attrs["note"]


def test_as_many_requests_however_long_answers_take(account) -> None:
    """A notebook that shows what was sent after it shows the same on any machine."""
    requests = []
    for latency in (0, 20, 150):
        account.offline.set_faults(latency_ms=latency)
        before = len(account.requests())
        account.attachable_sources(progress=False)
        requests.append(len(account.requests()) - before)
    assert requests == [requests[0]] * 3


def test_a_limit_takes_the_first_of_all(account) -> None:
    """The same rows in the same order, and no more pages than needed."""
    whole = account.attachable_sources(progress=False)
    before = len(account.requests())
    few = account.attachable_sources(limit=5)
    assert list(few["id"]) == list(whole["id"][:5])
    assert len(account.requests()) == before + 1


def test_fresh_rows_are_what_is_there_now(account) -> None:
    """A source that a charge consumed is in the events' answer and not in the fresh one."""
    known = account.attachable_sources(progress=False)
    chargeable = known[(known["status"] == "chargeable") & (known["usage"] == "single_use")]
    consumed = chargeable["id"].iloc[0]
    account.offline.charge(consumed)
    assert consumed in set(account.attachable_sources(progress=False)["id"])
    fresh = account.attachable_sources(fresh=True, progress=False)
    assert consumed not in set(fresh["id"])
    now = known["id"].map(lambda each: account.source(each)["status"])
    assert list(fresh["id"]) == list(known["id"][now.isin(["chargeable", "pending"])])
    assert (fresh["as_of"] > pd.Timestamp("2026-01-01", tz="UTC")).all()
    assert len(account.attachable_sources(limit=3, fresh=True, progress=False)) == 3


def test_records_are_stripes_objects(account) -> None:
    """The explorer's twin: the same sources, nothing added."""
    records = account.attachable_source_records()
    assert [each["id"] for each in records] == list(
        account.attachable_sources(progress=False)["id"]
    )
    assert "as_of" not in records[0]
    assert records[0]["client_secret"] not in repr(records[0])
