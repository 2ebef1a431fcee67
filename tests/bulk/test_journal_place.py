"""Where a journal is kept: full, read-only, taken or wrong places are each one sentence."""

import os
import re
import resource
import shutil
import stat
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from kit.bulk.journal import AttachResult, Journal
from kit.bulk.pairs import PairRow
from kit.errors import InvalidInput

NOBODY = 65534


@contextmanager
def without_privileges():
    """As somebody for whom permissions count: root may write everywhere."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@pytest.fixture
def place():
    """A folder that anybody may look into, but not write to once it is closed."""
    folder = Path(tempfile.mkdtemp(prefix="kit-place-"))
    folder.chmod(0o777)
    yield folder
    folder.chmod(0o777)
    shutil.rmtree(folder)


@pytest.fixture
def pairs(cards, customers):
    """Forty pairs."""
    return list(zip(customers[:40], cards(40), strict=True))


def sent(account):
    """How many attaches reached the server."""
    requests = account.requests()
    is_attach = (requests.method == "POST") & requests.path.str.endswith("/sources")
    return int((is_attach & requests.path.str.contains("/customers/")).sum())


def refusal(account, pairs, journal, **options):
    """What attach_many says to this journal, before it sends anything."""
    with pytest.raises(InvalidInput) as met:
        account.attach_many(pairs, journal=journal, progress=False, **options)
    assert sent(account) == 0
    said = str(met.value)
    assert str(journal) in said
    assert "Traceback" not in said
    assert "\n" not in said
    return said


def test_a_read_only_folder_or_file_is_told_before_anything_is_sent(account, pairs, place):
    """A new journal, one that may only be read, and one beside which nothing can be made."""
    with Journal(place / "mine", salt="s") as journal:
        journal.plan([PairRow("cus_1", "src_1")])
    shutil.copy(place / "mine", place / "open")
    (place / "mine").chmod(0o444)
    (place / "open").chmod(0o666)
    place.chmod(stat.S_IRUSR | stat.S_IXUSR | stat.S_IROTH | stat.S_IXOTH)
    with without_privileges():
        for name in ("new", "mine", "open"):
            refusal(account, pairs, place / name)


def test_a_folder_a_text_and_a_foreign_database_are_told(account, pairs, tmp_path):
    """And left as they are."""
    text = tmp_path / "pairs.csv"
    text.write_text("customer,source\ncus_1,src_1\n")
    assert "directory" in refusal(account, pairs, tmp_path)
    assert "no journal" in refusal(account, pairs, text)
    assert "No such file" in refusal(account, pairs, tmp_path / "no" / "where")
    assert text.read_text() == "customer,source\ncus_1,src_1\n"


def test_a_journal_in_use_is_told(account, pairs, tmp_path):
    """By this process or another one; a dry run only reads, but not what is being written."""
    with Journal(tmp_path / "j", salt="s"):
        assert "in use by another run" in refusal(account, pairs, tmp_path / "j")
    script = (
        "import sys; from kit.bulk.journal import Journal; j = Journal(sys.argv[1], salt='s'); "
        "print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "j")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout.readline() == "open\n"
        assert "in use by another run" in refusal(account, pairs, tmp_path / "j")
        refusal(account, pairs, tmp_path / "j", dry_run=True)
        other.stdin.close()
    frame = account.attach_many(pairs, journal=tmp_path / "j", progress=False)
    assert set(frame.outcome) == {"attached"}


def test_a_disk_that_is_nearly_full_is_noticed_before_anything_is_sent(
    account, pairs, tmp_path, monkeypatch
):
    """The sentence says how much there is, how much it may take, and where."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=50_000))
    said = refusal(account, pairs, tmp_path / "j")
    assert "0 MB left, and 40 rows" in said
    assert "Nothing was sent." in said


def test_a_journal_of_the_other_key_is_refused_before_it_sends(account, cards, customers, tmp_path):
    """The wrong account's refusals must not be what the right key then believes."""
    pairs = list(zip(customers[:10], cards(10), strict=True))
    account.attach_many(pairs[:5], journal=tmp_path / "j", progress=False)
    before = sent(account)
    account.offline.reset()
    events = account.offline.state()["events"]
    with pytest.raises(InvalidInput, match="another account") as met:
        account.attach_many(pairs, journal=tmp_path / "j", progress=False)
    assert str(tmp_path / "j") in str(met.value)
    assert sent(account) == before
    assert account.offline.state()["events"] == events


def test_a_journal_of_refusals_of_another_account_is_refused_too(
    account, cards, customers, tmp_path
):
    """Made with the wrong key: all rows unknown there, all of them known here."""
    pairs = list(zip(customers[:10], cards(10), strict=True))
    with Journal(tmp_path / "j", salt="s") as journal:
        journal.set_fact("mode", account.mode)
        journal.plan([PairRow(*pair) for pair in pairs])
        for request, _ in journal.claim(10):
            journal.record(
                request.source,
                AttachResult(outcome="refused", error_code="resource_missing", attempts=1),
            )
    with pytest.raises(InvalidInput, match="it says that there is no src_"):
        account.attach_many(pairs, journal=tmp_path / "j", progress=False)
    assert sent(account) == 0


def test_the_temporary_journal_is_named_at_the_start(account, pairs, capsys):
    """Whoever closes the notebook by mistake knows where to go on."""
    account.attach_many(pairs)
    assert re.search(r"The journal is \S*/kit-attach-many-\S+\.journal\.", capsys.readouterr().err)


@pytest.fixture
def command(account, pairs, tmp_path):
    """Run ``kit attach-many`` in a process whose files cannot grow beyond some bytes."""
    file = tmp_path / "pairs.csv"
    pd.DataFrame(pairs, columns=["customer", "source"]).to_csv(file, index=False)
    environment = os.environ | {"STRIPE_API_KEY": "sk_test_disk", "TMPDIR": str(tmp_path)}

    def command(*options, size=None):
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        return subprocess.run(
            [
                *(sys.executable, "-m", "kit.commands.cli", "attach-many", str(file)),
                *("--api-base", account.api_base, *options),
            ],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=limit if size else None,  # this process has no locks it needs
        )

    return command


@pytest.mark.parametrize("size", [20_000])
def test_a_disk_that_gets_full_ends_the_run_in_one_sentence(
    command, attached, pairs, tmp_path, size
):
    """Before or while it sends; with room again the same command goes on, nothing twice."""
    journal = tmp_path / "j"
    full = command("--journal", str(journal), size=size)
    assert full.returncode == 1
    assert "Traceback" not in full.stderr
    assert str(journal) in full.stderr
    again = command("--journal", str(journal))
    assert again.returncode == 0, again.stderr
    assert again.stdout.split() == ["40", "attached"]
    assert [attached().count(pair) for pair in pairs] == [1] * 40


def test_a_temporary_journal_that_failed_is_named_and_kept(command):
    """With its name the run goes on."""
    full = command(size=80_000)
    assert "Traceback" not in full.stderr
    name = re.findall(r"\S*/kit-attach-many-\w+\.journal", full.stderr)[-1]
    assert Path(name).exists()
    again = command("--journal", name)
    assert again.returncode == 0, again.stderr
    assert again.stdout.split() == ["40", "attached"]
