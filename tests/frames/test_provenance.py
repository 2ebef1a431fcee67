"""Where a frame came from: it says so itself."""

from __future__ import annotations

import pandas as pd
import pytest

import kit

KEYS = {"account", "mode", "read_at"}


@pytest.fixture(scope="module")
def account():
    """An account to read."""
    with kit.connect(offline=True, customers=5) as opened:
        yield opened


@pytest.mark.parametrize(
    "read",
    [
        lambda account: account.customers(),
        lambda account: account.sources("cus_9s6XKzkNRiz8i3"),
        lambda account: account.all_sources(progress=False),
        lambda account: account.attachable_sources(progress=False),
        lambda account: account.events(progress=False),
        lambda account: account.timeline("src_1NfRGv2eZvKYlo2Cv7NAImBL", progress=False),
        lambda account: account.source_transactions("src_1NfRGv2eZvKYlo2Cv7NAImBL"),
    ],
    ids=["customers", "sources", "all", "attachable", "events", "timeline", "transactions"],
)
def test_every_frame_of_an_account_says_whose_it_is(account, read) -> None:
    """The account in words, its mode, and when it was read, in UTC."""
    attrs = read(account).attrs
    assert attrs.keys() >= KEYS
    assert (attrs["account"], attrs["mode"]) == (account.label, "offline")
    assert abs(pd.Timestamp.now("UTC") - pd.Timestamp(attrs["read_at"])) < pd.Timedelta("5min")


def test_the_note_on_events_stays(account) -> None:
    """What was in attrs before is in it still."""
    assert "30 days" in account.events(progress=False).attrs["note"]


def test_frames_of_a_snapshot_say_when_it_was_made(account, tmp_path) -> None:
    """Not when the file was opened."""
    snapshot = account.pull(tmp_path / "stripe", progress=False)
    for frame in (snapshot.customers, snapshot.sources, snapshot.events, snapshot.known_sources):
        assert frame.attrs["account"] == "snapshot stripe"
        assert frame.attrs["read_at"] == snapshot.made_at.isoformat(timespec="seconds")


def test_it_goes_with_the_frame(account, tmp_path) -> None:
    """Through a filter, a sort and a Parquet file; a key is never in it."""
    frame = account.all_sources(progress=False)
    kept = frame[frame["type"] == "card"].sort_values("created")
    assert kept.attrs == frame.attrs
    kept.to_parquet(tmp_path / "cards.parquet")
    assert pd.read_parquet(tmp_path / "cards.parquet").attrs == frame.attrs
    assert "sk_test_" not in str(frame.attrs)
