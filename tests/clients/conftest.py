"""Each of other people's clients, with a folder of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from other_clients import CLIENTS, PROGRAMS, OtherClient


@pytest.fixture(scope="module", params=CLIENTS)
def other(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[OtherClient, Path]:
    """Each client with a folder of its own, or the command that installs it."""
    client = CLIENTS[request.param]
    if request.param == "node":
        folder: Path = request.getfixturevalue("node_folder")
        shutil.copy(PROGRAMS / "node_client.mjs", folder)
    else:
        folder = tmp_path_factory.mktemp(request.param)
    missing = client.needs(folder)
    if missing is not None:
        pytest.skip(f"{request.param} is not installed here. {missing}")
    return client, folder
