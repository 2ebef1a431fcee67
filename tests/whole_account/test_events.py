"""What happened, as frames."""

from __future__ import annotations

import pandas as pd
import pytest

import kit
from kit.errors import InvalidId, InvalidInput
from kit.facts.objects import OBJECT_FIELDS
from kit.facts.source_event_fields import SOURCE_EVENT_FIELDS
from kit.whole_account.event_rows import event_frame, event_row


def test_events_are_one_row_each_newest_first(account, page) -> None:
    """The declared columns, however much is in the object that an event holds."""
    account.attach(page.customer, page.source)
    frame = account.events(progress=False)
    assert list(frame.columns) == [field.name for field in SOURCE_EVENT_FIELDS]
    assert frame["created"].is_monotonic_decreasing
    assert frame["id"].is_unique
    newest = frame.iloc[0]
    assert (newest["type"], newest["source"]) == ("customer.source.created", page.source)
    assert (newest["customer"], newest["status_after"]) == (page.customer, "chargeable")
    assert newest["request"].startswith("req_")
    assert newest["amount"] == 1000


def test_no_event_has_the_same_columns_and_dtypes(account) -> None:
    """An empty frame is as declared as a full one."""
    full = account.events(limit=5)
    empty = account.events(["source.refund_attributes_required"], progress=False)
    assert len(empty) == 0
    pd.testing.assert_series_equal(empty.dtypes, full.dtypes)


def test_events_of_a_time_and_of_some_types(account) -> None:
    """since is inclusive, until is not, and a limit takes the newest."""
    whole = account.events(progress=False)
    middle = whole["created"].iloc[len(whole) // 2]
    early = account.events(until=middle, progress=False)
    late = account.events(since=middle, progress=False)
    pd.testing.assert_frame_equal(
        pd.concat([late, early], ignore_index=True).drop(columns="status_before"),
        whole.drop(columns="status_before"),
    )
    failed = account.events(["source.failed"], limit=3)
    assert list(failed["type"]) == ["source.failed"] * 3
    assert list(account.events(since=str(middle), progress=False)["id"]) == list(late["id"])


@pytest.mark.parametrize("wrong", [{"since": "yesterday-ish"}, {"until": object()}])
def test_a_moment_that_is_none_is_refused(account, wrong) -> None:
    """The argument is named."""
    with pytest.raises(InvalidInput, match=next(iter(wrong))):
        account.events(**wrong)


def test_types_are_a_list(account) -> None:
    """One type alone would be taken for a list of letters."""
    with pytest.raises(InvalidInput, match="types="):
        account.events("source.failed")


def test_what_an_event_left_is_what_the_next_one_found() -> None:
    """The status before comes from the event before, or from what Stripe says it was."""

    def event(number: int, type: str, status: str, **more: object) -> dict[str, object]:
        about = {"id": "src_1", "object": "source", "status": status} | more
        return {"id": f"evt_{number}", "created": number, "type": type, "data": {"object": about}}

    told = event(4, "customer.source.updated", "chargeable")
    told["data"]["previous_attributes"] = {"status": "pending"}
    newest_first = [
        told,
        event(3, "customer.source.deleted", "consumed"),
        event(2, "customer.source.created", "chargeable", customer="cus_1"),
        event(1, "source.chargeable", "chargeable"),
    ]
    frame = event_frame([event_row(each) for each in newest_first])
    before = [None if pd.isna(each) else each for each in frame["status_before"]]
    assert before == ["pending", "chargeable", "chargeable", None]
    assert frame["customer"].iloc[1] == "cus_1"


def test_no_secret_is_among_what_changed() -> None:
    """Previous values are masked like present ones."""
    secret = "src_client_secret_abcdefgh"
    row = event_row(
        {"data": {"object": {"object": "source"}, "previous_attributes": {"client_secret": secret}}}
    )
    assert secret not in row["changed"]


def test_a_timeline_tells_from_the_making_to_now(account, page) -> None:
    """Made, chargeable, attached, detached: in this order, each with its status."""
    source = account.create_source("ach_credit_transfer", currency="usd")["id"]
    account.offline.advance(hours=1)
    account.offline.receive_funds(source, 500)
    account.offline.advance(hours=1)
    account.attach(page.customer, source)
    account.offline.advance(hours=1)
    account.detach(page.customer, source)
    frame = account.timeline(source, progress=False)
    assert list(frame["type"]) == [
        "created",
        "source.transaction.created",
        "source.chargeable",
        "customer.source.created",
        "customer.source.deleted",
    ]
    assert frame["created"].is_monotonic_increasing
    assert frame["status_after"].iloc[-1] == "consumed"
    assert frame["status_before"].iloc[-1] == "chargeable"
    assert set(frame["source"]) == {source}


def test_a_timeline_ends_with_what_no_event_told(account) -> None:
    """A charge consumes a source without an event."""
    source = account.create_source(
        "ideal", amount=1000, currency="eur", redirect={"return_url": "https://example.com"}
    )["id"]
    account.offline.authorize(source)
    account.offline.charge(source)
    last = account.timeline(source, progress=False).iloc[-1]
    assert (last["type"], last["status_before"], last["status_after"]) == (
        "now",
        "chargeable",
        "consumed",
    )
    assert pd.isna(last["created"])


def test_a_timeline_of_what_is_no_source_is_refused(account) -> None:
    """The id is checked before anything is sent."""
    with pytest.raises(InvalidId):
        account.timeline("cus_1")


def test_transactions_are_declared(account) -> None:
    """One row per transfer; none has the same core columns."""
    source = account.create_source("ach_credit_transfer", currency="usd")["id"]
    empty = account.source_transactions(source)
    account.offline.receive_funds(source, 500)
    account.offline.receive_funds(source, 700)
    frame = account.source_transactions(source)
    assert list(frame["amount"]) == [700, 500]
    core = [f.name for f in OBJECT_FIELDS["source_transaction"] if f.core]
    assert [name for name in empty.columns if not name.startswith("_")] == core
    assert (empty[core].dtypes == frame[core].dtypes).all()


def test_the_rows_of_events_are_described() -> None:
    """describe_columns knows them like any other."""
    described = kit.describe_columns("source_event").set_index("column")
    assert described.loc["status_before", "dtype"] == "category"
