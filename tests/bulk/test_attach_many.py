"""Account.attach_many from end to end, against the offline account."""

import json

import pandas as pd
import pytest
from foreign_answers import ForeignProxy
from live_proxy import LIVE_KEY, live_account_server

import kit
from kit.bulk.attach_many import attach_many
from kit.bulk.outcomes import DRY_RUN_COLUMNS, OUTCOME_COLUMNS
from kit.bulk.retry import RetryPolicy
from kit.confirmation import confirmation_of_rows
from kit.errors import InvalidInput, InvalidMetadata, NothingListens, WritesNotAllowed


def test_every_kind_of_row_has_its_outcome_in_the_order_given(account, cards, customers):
    """Good rows are attached, bad ones told, nothing is raised."""
    free, theirs, mine, gone, torn = cards(5)
    account.attach(customers[0], mine)
    account.attach(customers[1], theirs)
    account.attach(customers[2], gone)
    account.detach(customers[2], gone)
    rows = [
        (customers[0], free, "attached", None),
        (customers[0], mine, "already_attached", None),
        (customers[0], theirs, "refused", "attached_to_other_customer"),
        (customers[0], gone, "refused", "refused_by_stripe"),
        (customers[0], free, "refused", "duplicate_row"),
        (customers[3], torn, "refused", "source_for_two_customers"),
        (customers[4], torn, "refused", "source_for_two_customers"),
        ("cus_nobody", "src_of_nobody", "refused", "resource_missing"),
        ("someone", free, "refused", "invalid_customer"),
        (customers[0], "pm_1", "refused", "invalid_source"),
        (customers[0], None, "refused", "invalid_source"),
    ]
    frame = account.attach_many([row[:2] for row in rows], progress=False)
    assert frame.outcome.to_list() == [row[2] for row in rows]
    told = frame.astype(object).where(frame.notna(), None)
    assert told.error_code.to_list() == [row[3] for row in rows]
    assert told.source.to_list() == [row[1] for row in rows]


def test_the_frame_is_declared_for_no_row_too(account):
    """The same columns and dtypes, whatever the rows."""
    empty = account.attach_many([], progress=False)
    assert {name: str(dtype) for name, dtype in empty.dtypes.items()} == OUTCOME_COLUMNS
    dry = account.attach_many([], dry_run=True, progress=False)
    assert {name: str(dtype) for name, dtype in dry.dtypes.items()} == DRY_RUN_COLUMNS


def test_source_after_is_the_source_without_its_secret(account, page):
    """The JSON of the source as it is now, flattened like any other answer."""
    frame = account.attach_many([(page.customer, page.source)], progress=False)
    after = json.loads(frame.source_after[0])
    assert after["customer"] == page.customer
    assert after["client_secret"].startswith("••••")
    assert kit.flatten(after).customer.to_list() == [page.customer]


def test_metadata_of_the_row_wins_over_that_for_all(account, customers, cards):
    """Columns, mappings and JSON text all reach the source."""
    pairs = pd.DataFrame(
        {
            "customer": customers[:3],
            "source": cards(3),
            "metadata": [{"a": "row"}, '{"a": "json"}', None],
            "metadata.b": ["1", None, "3"],
            "note": "not read",
        }
    )
    account.attach_many(pairs, metadata={"a": "all"}, progress=False)
    found = [account.source(source)["metadata"] for source in pairs.source]
    assert found == [{"a": "row", "b": "1"}, {"a": "json"}, {"a": "all", "b": "3"}]


def test_a_csv_is_read_as_it_is_written_by_spreadsheets(account, customers, cards, tmp_path):
    """With a byte order mark, empty cells and blank lines."""
    first, second = cards(2)
    path = tmp_path / "pairs.csv"
    path.write_text(
        f"\ufeffcustomer,source,metadata.order\r\n{customers[0]},{first},7\r\n\r\n"
        f"{customers[1]},{second},\r\nx,y,z,too many\r\n",
        encoding="utf-8",
    )
    frame = account.attach_many(path, progress=False)
    assert frame.outcome.to_list() == ["attached", "attached", "refused"]
    assert account.source(first)["metadata"] == {"order": "7"}
    assert account.source(second)["metadata"] == {}


@pytest.mark.parametrize(
    "pairs",
    [
        pd.DataFrame({"customer": ["cus_1"]}),
        {"customer": "cus_1", "source": "src_1"},
        "no_such_file.csv",
        42,
    ],
)
def test_what_holds_no_pairs_is_refused_whole(account, pairs):
    """The call says what it wants, and sends nothing."""
    with pytest.raises(InvalidInput):
        account.attach_many(pairs, progress=False)


def test_bad_arguments_are_refused_before_anything(account):
    """Metadata for all that breaks a limit; a rate that is none."""
    with pytest.raises(InvalidMetadata):
        account.attach_many([], metadata={"k" * 41: "v"})
    with pytest.raises(InvalidInput, match="rate"):
        account.attach_many([], rate=0)


def test_one_customer_is_never_written_to_twice_at_once(account, cards, customers):
    """With locks and latency on, no row meets a lock, and the first row stays the default."""
    account.offline.set_faults(lock_customers=True, latency_ms=20)
    sources = cards(12)
    owner = account.create_customer(name="Many")["id"]
    pairs = [(owner, source) for source in sources[:8]]
    pairs += [(customers[n], source) for n, source in enumerate(sources[8:])]
    frame = account.attach_many(pairs, progress=False)
    assert frame.outcome.to_list() == ["attached"] * 12
    assert frame.attempts.to_list() == [1] * 12
    assert account.customer(owner)["default_source"] == sources[0]


@pytest.mark.timeout(20)  # to wait for somebody took from half a minute up
@pytest.mark.parametrize("rows", [1, 300], ids=["single reads", "pages"])
def test_a_dry_run_ends_at_once_where_nobody_listens(account, rows):
    """It says the address and that the connection was refused, and waits for nobody."""
    account.close()
    pairs = [(f"cus_{number}", f"src_{number}") for number in range(rows)]
    with (
        kit.connect("sk_test_any", api_base=account.api_base) as nowhere,
        pytest.raises(NothingListens, match=r"127\.0\.0\.1:\d+ \(connection refused\)\. Nothing"),
    ):
        nowhere.attach_many(pairs, dry_run=True, progress=False)


def test_a_dry_run_sends_nothing_and_expects_what_then_happens(account, cards, customers):
    """Row by row, with the reason, and the time it takes."""
    free, mine, theirs, gone = cards(4)
    account.attach(customers[0], mine)
    account.attach(customers[1], theirs)
    account.attach(customers[2], gone)
    account.detach(customers[2], gone)
    pairs = [(customers[0], source) for source in (free, mine, theirs, gone, "src_none", "pm_1")]
    pairs += [("cus_none", cards(1)[0])]
    before = account.offline.state()["events"]
    dry = account.attach_many(pairs, dry_run=True, progress=False)
    assert account.offline.state()["events"] == before
    assert dry.outcome.to_list() == ["not_tried"] * 5 + ["refused", "not_tried"]
    assert dry.reason.notna().all()
    assert dry.attrs["requests_per_second"] == 25
    assert dry.attrs["seconds"] > 0
    real = account.attach_many(pairs, progress=False)
    assert real.outcome.to_list() == dry.expected.to_list()


def test_the_same_journal_answers_again_without_sending(account, cards, customers, tmp_path):
    """A finished run is told from the journal; new rows are sent."""
    first, second = cards(2)
    journal = tmp_path / "run.journal"
    once = account.attach_many([(customers[0], first)], journal=journal, progress=False)
    before = account.offline.state()["events"]
    again = account.attach_many([(customers[0], first)], journal=journal, progress=False)
    assert account.offline.state()["events"] == before
    pd.testing.assert_frame_equal(once, again)
    more = account.attach_many(
        [(customers[1], second), (customers[0], first)], journal=journal, progress=False
    )
    assert more.outcome.to_list() == ["attached", "attached"]
    other = account.attach_many([(customers[2], first)], journal=journal, progress=False)
    assert other.error_code.to_list() == ["differs_from_journal"]


def test_a_journal_of_another_world_is_refused(account, cards, customers, tmp_path):
    """What the journal holds for attached is checked, so a reset account is noticed."""
    pair = [(customers[0], cards(1)[0])]
    account.attach_many(pair, journal=tmp_path / "j", progress=False)
    account.offline.reset()
    with pytest.raises(InvalidInput, match="another account"):
        account.attach_many(pair, journal=tmp_path / "j", progress=False)


def test_a_live_account_wants_the_number_of_rows_spelled_out(page):
    """Nothing is sent without it, or with another number."""
    pairs = [(page.customer, page.source)]
    with (
        live_account_server() as api_base,
        kit.connect(LIVE_KEY, live_api_base=api_base, allow_writes=True) as live,
    ):
        for confirm in (None, 2, "attach 11 rows", "yes"):
            with pytest.raises(WritesNotAllowed, match="attach 1 row"):
                live.attach_many(pairs, confirm=confirm, progress=False)
        assert live.requests().empty
        frame = live.attach_many(pairs, confirm=confirmation_of_rows(1).phrase, progress=False)
    assert frame.outcome.to_list() == ["attached"]


def test_a_pasted_secret_key_is_not_shown_again(account):
    """Neither in the row nor in its message."""
    frame = account.attach_many([("sk_live_abcdefgh12345", "src_1")], progress=False)
    assert frame.outcome.to_list() == ["refused"]
    assert "abcdefgh" not in frame.to_json()


@pytest.mark.parametrize("kind", ["edge_json_403", "edge_json_401", "waf_403"])
def test_a_403_of_an_edge_does_not_end_a_run(account, cards, customers, kind):
    """Only Stripe says whether a key is refused; the row is tried again, the others go on."""
    pairs = list(zip(customers[:20], cards(20), strict=True))
    with ForeignProxy(account.api_base, kind, share=0.0) as proxy:
        proxy.after(8, lambda: setattr(proxy, "share", 1.0))
        proxy.after(9, proxy.heal)
        with kit.connect("sk_test_edge", api_base=proxy.api_base) as through:
            frame = attach_many(
                through._api,
                pairs,
                mode="test",
                salt="edge",
                progress=False,
                retry_policy=RetryPolicy(first=0.01),
            )
        assert proxy.hits == 1
    assert frame.outcome.to_list() == ["attached"] * 20
    assert frame.attempts.sum() == 21
