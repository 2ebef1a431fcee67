"""A fresh offline account, and a folder where Node finds the stripe package."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.offline import OfflineServer
from kit.snippets import FORMATS


@pytest.fixture
def offline() -> Iterator[OfflineServer]:
    """An account of its own for each test: one customer, and the page's pair."""
    with OfflineServer(customers=1) as server:
        yield server


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
