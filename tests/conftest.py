"""What every test may ask for: an offline account of its own, and a clean environment."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

import kit
from kit.snippets import FORMATS

ROOT: Final = Path(__file__).resolve().parent.parent

# Before anything of the kit is imported, and for every process that a test starts, the
# kernels of the notebooks among them: no test may know a key, least of all a live one.
os.environ.pop("STRIPE_API_KEY", None)
# Nor is what a test answers anybody's progress in the course.
os.environ["KIT_PROGRESS"] = ""

#: What takes longer than an inner loop may, by path, with the reason.
NOT_FAST: Final = {
    "notebooks/*": "a kernel for each notebook",
    "tests/browser/*": "a Chromium",
    "tests/test_no_network.py": "pytest within pytest, and a kernel",
    "tests/gateway/test_foreign_answers.py": "each call through each kind of wrong answer",
    "tests/gateway/test_deadline.py": "deadlines pass",
    "tests/charts/test_charts.py": "every chart is drawn, in both themes",
    "tests/bulk/test_chaos.py": "runs are killed over and over",
    "tests/bulk/test_truth_of_outcomes.py": "hundreds of pairs for each kind of wrong answer",
    "tests/bulk/test_cancellation.py": "runs are started and interrupted",
    "tests/bulk/test_attach_job.py": "faults are waited out",
    "tests/bulk/test_journal_place.py": "processes, some of them on a full disk",
    "tests/bulk/test_verify.py": "hundreds of pairs",
    "tests/clients/*": "an SDK in a process of its own, installed first",
    "tests/commands/test_webhooks.py": "servers in processes of their own",
    "tests/snippets/test_snippet_compiles.py": "a Java compiler",
    "tests/snippets/test_snippet_dotnet.py": "a C# compiler",
    "tests/snippets/test_snippet_runs.py": "a process for each snippet",
    "tests/snippets/test_snippet_literals.py": "long random searches",
    "tests/learn/test_exercises.py": "every chapter's notebook is prepared",
    "tests/mutations/*": "a kernel for a changed kit",
    "tests/notebook_check/test_checking.py": "pytest within pytest, and kernels",
    "tests/notebook_check/test_rerun.py": "a kernel for each run",
    "tests/offline/test_offline_model.py": "long random searches",
    "tests/offline/test_offline_search.py": "long random searches",
    "tests/offline/test_offline_recorded.py": "long random searches",
    "tests/offline/test_offline_state.py": "servers are killed and started again",
    "tests/offline/test_offline_safety.py": "idle clients are waited for",
    "tests/offline/test_offline_hostile.py": "slow clients and large bodies",
    "tests/offline/test_offline_server.py": "servers are started, and processes",
    "tests/offline/test_offline_schema.py": "every route for every type",
    "tests/offline/test_spring.py": "two thousand customers",
    "tests/offline/test_worlds.py": "every object of five worlds",
    "tests/offline/test_offline_faults.py": "rates are measured by the clock",
    "tests/offline/test_offline_awkward_values.py": "long random searches",
    "tests/explorer/test_update_journeys.py": "long random searches",
    "tests/explorer/test_widget*.py": "an account and a widget for each test",
    "tests/frames/test_unflatten.py": "long random searches",
    "tests/frames/test_mask*.py": "long random searches",
    "tests/frames/test_peer_failures.py": "thousands of rows",
    "tests/commands/test_help.py": "every example of every command",
    "tests/package/test_wheel.py": "a wheel is built and installed, and JupyterLab",
    "tests/test_start_up.py": "an interpreter for each way to begin",
    "tests/commands/test_keeping.py": "accounts are pulled by processes",
    "tests/snapshot/test_open_snapshot.py": "an account is pulled for each test",
    "tests/test_replay.py": "an account is pulled and replayed for each test",
    "tests/snapshot/test_pull.py": "pulls are killed over and over",
    "tests/snapshot/test_dask_frames.py": "a cluster of processes",
    "tests/whole_account/test_attachable.py": "thousands of sources",
    "tests/whole_account/test_all_sources.py": "a writer at work, over twenty seeds",
    "tests/whole_account/test_concurrent_reader.py": "long random searches",
}
#: Fixtures whose tests start a process.
NOT_FAST_FIXTURES: Final = {"served"}

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("brief", parent=settings.get_profile("steady"), max_examples=15)
settings.load_profile("steady")


@dataclass(frozen=True)
class PagePair:
    """The customer and the source of Stripe's page "Attach a source"."""

    customer: str = "cus_9s6XKzkNRiz8i3"
    source: str = "src_1NfRGv2eZvKYlo2Cv7NAImBL"


PAGE: Final = PagePair()


@pytest.fixture
def page() -> PagePair:
    """The page's own pair, which the practice data holds ready to attach."""
    return PAGE


@pytest.fixture
def account() -> Iterator[kit.Account]:
    """A fresh offline account."""
    with kit.connect(offline=True) as fresh:
        yield fresh


@pytest.fixture(scope="session")
def node_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the stripe package from npm, of the version that the snippet names."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("Node.js is missing: install Node.js 20 or newer with npm, and run this again.")
    folder = tmp_path_factory.mktemp("node")
    version = FORMATS["node"].version
    options = ["--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(  # our own words
        [npm, "install", *options, f"stripe@{version}"],
        cwd=folder,
        env=os.environ | {"npm_config_update_notifier": "false"},
        check=True,
        timeout=240,
    )
    return folder


@pytest.fixture(autouse=True)
def _no_key_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STRIPE_API_KEY", raising=False)


#: Begun first, so that no worker waits for another at the end.
LONGEST = ("tests/browser/", "tests/bulk/test_chaos.py", "tests/bulk/test_truth_of_outcomes.py")


def pytest_configure(config: pytest.Config) -> None:
    """Search shorter in the inner loop."""
    if config.option.markexpr == "fast":
        settings.load_profile("brief")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what belongs to the inner loop: `pytest -m fast`. The longest files come first."""
    items.sort(key=lambda item: not _path(item).startswith(LONGEST))
    for item in items:
        path = _path(item)
        if any(fnmatch(path, pattern) for pattern in NOT_FAST):
            continue
        if NOT_FAST_FIXTURES.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.fast)


def _path(item: pytest.Item) -> str:
    return item.path.relative_to(ROOT).as_posix() if item.path.is_relative_to(ROOT) else ""


class _ByFile(LoadScopeScheduling):
    """A file's tests stay together, a notebook's cells too; one worker has the browser."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return "tests/browser" if path.startswith("tests/browser/") else path


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Share the tests out among the workers of `pytest -n 3`, in the order given."""
    # By itself xdist begins with the files of the most tests, which says little of how long.
    config.option.loadscopereorder = False
    return _ByFile(config, log)
