"""The journal's file: what it is, whose it is, what it keeps."""

import sqlite3
import stat

import pytest

from kit.bulk.journal import AttachResult, Journal
from kit.bulk.pairs import PairRow
from kit.errors import InvalidInput


def rows(*pairs):
    """Checked rows without a fault."""
    return [PairRow(customer, source) for customer, source in pairs]


def test_a_key_is_written_before_it_is_handed_out(tmp_path):
    """Another reader of the file sees the keys at once, after a crash as well."""
    journal = Journal(tmp_path / "j", salt="s")
    journal.plan(rows(("cus_1", "src_1"), ("cus_2", "src_2")))
    claimed = journal.claim(1)
    journal._db.close()  # as a crash would, without a word
    with Journal(tmp_path / "j", salt="other") as again:
        again.plan(rows(("cus_2", "src_2"), ("cus_1", "src_1")))
        found = again.claim(10)
    (first, first_handed_out), (second, second_handed_out) = found
    assert [first.source, second.source] == ["src_1", "src_2"], "what may be under way is first"
    assert first == claimed[0][0]
    assert first.idempotency_key
    assert first_handed_out is not None
    assert second_handed_out is None


def test_keys_differ_by_row_journal_and_number(tmp_path):
    """No two requests that are not the same share a key, and no key is too long."""
    keys = set()
    for salt in ("a", "b"):
        with Journal(tmp_path / salt, salt=salt) as journal:
            journal.plan(rows(("cus_1", "src_1"), ("cus_1", "src_2")))
            keys |= {request.idempotency_key for request, _ in journal.claim(5)}
            keys.add(journal.renew_key("src_1"))
    assert len(keys) == 6
    assert max(map(len, keys)) <= 255


def test_rows_of_one_customer_keep_their_order_and_long_queues_begin_first(tmp_path):
    """The customer with most rows first, each customer's rows as given."""
    with Journal(tmp_path / "j", salt="s") as journal:
        journal.plan(
            rows(("cus_1", "src_1"), ("cus_2", "src_2"), ("cus_3", "src_3"), ("cus_2", "src_4"))
        )
        assert [request.source for request, _ in journal.claim(9)] == [
            "src_2",
            "src_1",
            "src_3",
            "src_4",
        ]


def test_two_runs_cannot_share_a_journal(tmp_path):
    """The second is told to wait."""
    with Journal(tmp_path / "j", salt="s"), pytest.raises(InvalidInput, match="in use"):
        Journal(tmp_path / "j", salt="s")
    Journal(tmp_path / "j", salt="s").close()


def test_what_is_no_journal_is_left_alone(tmp_path):
    """A text, a foreign database, a folder, a place that is none."""
    text = tmp_path / "pairs.csv"
    text.write_text("customer,source\n" * 100)
    foreign = tmp_path / "foreign"
    with sqlite3.connect(foreign) as database:
        database.execute("CREATE TABLE mine (x)")
    database.close()
    for path in (text, foreign, tmp_path, tmp_path / "no" / "where"):
        with pytest.raises(InvalidInput):
            Journal(path, salt="s")
    assert text.read_text() == "customer,source\n" * 100


def test_a_journal_is_for_its_owners_eyes(tmp_path):
    """Metadata stands in it."""
    Journal(tmp_path / "j", salt="s").close()
    assert stat.S_IMODE((tmp_path / "j").stat().st_mode) == 0o600


def test_a_nameless_journal_stays_only_when_it_is_needed():
    """Deleted when all is settled or nothing was sent, kept when a row is open."""
    kept = []
    for result in (None, AttachResult(outcome="attached")):
        with Journal(None, salt="s") as journal:
            journal.plan(rows(("cus_1", "src_1")))
            journal.claim(1)
            if result:
                journal.record("src_1", result)
        kept.append(journal.path.exists())
    with Journal(None, salt="s") as unsent:
        unsent.plan(rows(("cus_1", "src_1")))
    assert [*kept, unsent.path.exists()] == [True, False, False]


def test_a_copy_leaves_the_journal_as_it_is(tmp_path):
    """As a dry run wants it; one that does not exist is not made."""
    with Journal(tmp_path / "j", salt="s") as journal:
        journal.plan(rows(("cus_1", "src_1")))
        journal.claim(1)
        journal.record("src_1", AttachResult(outcome="attached"))
    with Journal(tmp_path / "j", salt="t", copy=True) as copy:
        copy.plan(rows(("cus_1", "src_1"), ("cus_2", "src_2")))
        assert [row[2] for row in copy.outcomes()] == ["attached", "not_tried"]
    with Journal(tmp_path / "j", salt="s") as journal:
        assert journal.rows == 1
    Journal(tmp_path / "none", salt="s", copy=True).close()
    assert not (tmp_path / "none").exists()


def test_what_was_handed_out_and_not_sent_can_be_given_back(tmp_path):
    """It is not_tried again; what was sent without an answer is failed."""
    with Journal(tmp_path / "j", salt="s") as journal:
        journal.plan(rows(("cus_1", "src_1"), ("cus_2", "src_2")))
        journal.claim(2)
        journal.give_back(["src_2"])
        found = [(row[2], row[3]) for row in journal.outcomes()]
    assert found == [("failed", "unsettled"), ("not_tried", None)]
