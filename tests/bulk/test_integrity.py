"""A journal that is not as it was written: told in one sentence, or harmless; never less."""

import random
import re
import shutil
import sqlite3

import pytest

from kit.bulk.journal import AttachResult, Journal
from kit.bulk.pairs import PairRow
from kit.errors import InvalidInput, KitError

ROWS = 60


def rows():
    """What is to be attached."""
    return [PairRow(f"cus_{n % 7}", f"src_{n}", f'{{"order": "{n}"}}') for n in range(ROWS)]


def written(journal):
    """``journal`` with rows of every outcome, and some that are open."""
    journal.plan(rows())
    journal.claim(ROWS - 5)
    outcomes = ["attached", "already_attached", "refused", "contradicted", None]
    for n in range(ROWS - 5):
        journal.record(
            f"src_{n}",
            AttachResult(
                outcome=outcomes[n % 5],
                settled_by="answer",
                error_code=None if n % 5 < 2 else "resource_missing",
                error_message=None if n % 5 < 2 else f"No such source: src_{n}",
                request_id=f"req_{n}",
                source_after=f'{{"id": "src_{n}", "object": "source"}}',
                attempts=1,
                seconds=0.25,
            ),
        )
    journal.flush()


@pytest.fixture
def journal(tmp_path):
    """The path of a journal that was closed in order."""
    path = tmp_path / "pairs.journal"
    with Journal(path, salt="s") as journal:
        written(journal)
    return path


def told(path):
    """All that a journal says to a call that goes on with it."""
    with Journal(path, salt="other") as journal:
        before = list(journal.all_outcomes())
        journal.plan(rows())
        return before, list(journal.outcomes()), journal.unsettled, journal.salt


def flip(path, place):
    """Turn one bit of a file."""
    data = bytearray(path.read_bytes())
    data[place // 8] ^= 1 << place % 8
    path.write_bytes(bytes(data))


def test_sixty_flipped_bits_are_each_told_or_harmless(journal, tmp_path):
    """One sentence with the path and what to do, or every row as it was: nothing in between."""
    copy = tmp_path / "copy.journal"
    shutil.copy(journal, copy)
    whole = told(copy)
    chance = random.Random(11)
    found = 0
    for place in chance.sample(range(8 * journal.stat().st_size), 60):
        shutil.copy(journal, copy)
        flip(copy, place)
        try:
            assert told(copy) == whole, f"bit {place} changed what the journal says"
        except InvalidInput as error:
            found += 1
            said = str(error)
            assert str(copy) in said
            assert "Nothing was sent." in said
            assert re.search(r"Name another file|Go back to a copy|or start a new journal", said)
    assert found > 20


def test_bits_flipped_in_what_a_killed_run_left_are_harmless_too(tmp_path):
    """Beside the file lies what SQLite wrote ahead: no row is worse than it was at some time."""
    path = tmp_path / "pairs.journal"
    killed = Journal(path, salt="s")
    written(killed)
    settled = list(killed.all_outcomes())
    ahead = path.with_name(f"{path.name}-wal")
    copy = tmp_path / "copy.journal"
    chance = random.Random(12)
    for place in chance.sample(range(8 * ahead.stat().st_size), 30):
        shutil.copy(path, copy)
        shutil.copy(ahead, copy.with_name(f"{copy.name}-wal"))
        flip(copy.with_name(f"{copy.name}-wal"), place)
        try:
            found, *_ = told(copy)
        except InvalidInput as refused:
            said = str(refused)
            assert str(copy) in said
            continue
        was = {row[1]: row for row in settled}
        for row in found:
            assert row == was[row[1]] or row[2] in ("failed", "not_tried")
    killed.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE attaches SET outcome = 'refused' WHERE source = 'src_0'",
        "UPDATE attaches SET customer = 'cus_other' WHERE source = 'src_0'",
        "UPDATE attaches SET key = NULL WHERE source = 'src_3'",
        "DELETE FROM attaches WHERE source = 'src_0'",
        "UPDATE facts SET value = 'other' WHERE name = 'salt'",
        "DELETE FROM facts WHERE name = 'attaches'",
        "DELETE FROM facts",
    ],
)
def test_a_row_that_somebody_changed_is_noticed(journal, change):
    """By the checksum of the row, or by the number of rows."""
    with sqlite3.connect(journal) as database:
        database.execute(change)
    database.close()
    with pytest.raises(InvalidInput, match="is damaged"):
        told(journal)


@pytest.mark.parametrize("size", [0, 100, 4096, 10_000])
def test_a_journal_that_was_cut_off_is_told(journal, size):
    """Only an empty file is as good as a new one, such as one that was just made."""
    with journal.open("r+b") as file:
        file.truncate(size)
    if size == 0:
        assert told(journal)[0] == []
        return
    with pytest.raises(InvalidInput, match="damaged") as met:
        told(journal)
    assert str(journal) in str(met.value)


def test_noise_in_any_page_is_never_a_raw_error(journal, tmp_path):
    """Whole pages of a failing disk, in a journal and in the copy that a dry run makes."""
    chance = random.Random(13)
    copy = tmp_path / "copy.journal"
    for page in range(journal.stat().st_size // 4096):
        shutil.copy(journal, copy)
        with copy.open("r+b") as file:
            file.seek(4096 * page)
            file.write(chance.randbytes(4096))
        for options in ({}, {"copy": True}):
            try:
                with Journal(copy, salt="s", **options) as opened:
                    list(opened.all_outcomes())
            except KitError as refused:
                said = str(refused)
                assert str(copy) in said
