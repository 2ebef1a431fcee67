"""What `pip install` of the wheel gives: everything, and nothing that a checkout lends."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import zipfile
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest
from wheel_venv import ROOT, build_wheel, environment_without_source, venv_with


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """A virtual environment with the wheel."""
    return venv_with(wheel, tmp_path_factory.mktemp("installed") / "venv")


@pytest.fixture
def run(installed, tmp_path):
    """Run something of the environment in an empty folder; what it printed."""

    def run(*command, code=0):
        done = subprocess.run(
            [str(installed / "bin" / command[0]), *command[1:]],
            cwd=tmp_path,
            env=environment_without_source(installed),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == code, done.stderr
        return done.stdout

    return run


def _tracked(folder: str) -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", folder],  # noqa: S607  # whichever git there is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout: run this in a clone to compare the wheel with it")
    return {name for name in listed.stdout.splitlines() if (ROOT / name).exists()}


def test_the_wheel_holds_the_package_the_notebooks_and_nothing_else(wheel):
    """Every file of kit/ and notebooks/, and no test."""
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    notebooks = {f"kit/{name}" for name in _tracked("notebooks")}
    wanted = _tracked("kit") | notebooks
    assert {name for name in held if name in wanted} == wanted
    # What is not tracked yet is in a wheel of a working tree too.
    assert {name.split("/")[0] for name in held} == {"kit"}
    assert not [name for name in held if "__pycache__" in name or "/test_" in name]


def test_the_kit_comes_from_the_wheel(run, installed):
    """There is no source beside it that would be imported in its place."""
    told = run("python", "-c", "import kit; print(kit.__file__)")
    assert Path(told.strip()).is_relative_to(installed)


def test_the_version_is_that_of_the_wheel(run, wheel):
    """The version of the tags, or of no tag yet: a PEP 440 version either way."""
    version = run("kit", "--version").split()[-1]
    assert f"-{version}-py3" in wheel.name
    assert re.fullmatch(r"\d+(\.\d+)*(\.dev\d+)?(\+[a-z0-9.]+)?", version)


def test_commands_work_in_an_empty_folder(run, page, tmp_path):
    """Attach, read back, write a file: over the offline account, which needs its own data."""
    db = ["--db", "practice.db"]
    attached = json.loads(run("kit", "attach", page.customer, page.source, "--json", *db))
    assert attached["customer"] == page.customer
    assert [each["id"] for each in json.loads(run("kit", "sources", page.customer, "--json", *db))]
    run("kit", "export", "sources.parquet")
    assert (tmp_path / "sources.parquet").stat().st_size > 10_000


def test_files_that_are_no_modules_came_along(run):
    """Templates of code, the explorer's JavaScript, the CSV of a world, the type marker."""
    code = """
import kit, pathlib
from kit.explorer.front import MODULES, joined
root = pathlib.Path(kit.__file__).parent
with kit.connect(offline=True) as account:
    assert account.offline.crm_csv.exists()
    kit.Explorer(account)
assert len(kit.as_code({"customer": "cus_1", "source": "src_1"})) == 12
assert len(joined()) > 10_000
assert (root / "py.typed").exists()
"""
    run("python", "-c", code)


def test_the_doctor_finds_the_wheel_in_order(run):
    """Each bound holds, and no second kit is there."""
    found = json.loads(run("kit", "doctor", "--json"))["findings"]
    verdicts = {each["subject"]: each["verdict"] for each in found}
    assert verdicts["packages"] == "good"
    assert "another kit" not in verdicts


def test_the_lab_opens_in_an_empty_folder_without_a_network(installed, tmp_path):
    """The notebooks are copied there, the explorer's is run, and served."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(installed / "bin" / "kit"), "lab", "--no-browser", "--port", str(port)]
    environment = environment_without_source(installed)
    log = tmp_path / "said.txt"
    folder = tmp_path / "empty"
    folder.mkdir()
    with (
        log.open("wb") as said,
        subprocess.Popen(command, cwd=folder, env=environment, stdout=said, stderr=said) as lab,
    ):
        try:
            page = _ready(lab, log)
            with build_opener(ProxyHandler({})).open(page, timeout=30) as answer:
                assert answer.status == 200
            explorer = json.loads(next(folder.glob("*/01-explore.ipynb")).read_text())
        finally:
            lab.send_signal(signal.SIGTERM)
            lab.wait(timeout=30)
    outputs = [output for cell in explorer["cells"] for output in cell.get("outputs", ())]
    assert any(
        "application/vnd.jupyter.widget-view+json" in each.get("data", {}) for each in outputs
    )


def _ready(lab, log) -> str:
    """The address that `kit lab` prints once there is something to see."""
    while lab.poll() is None:
        found = re.search(r"The explorer is ready. Open (\S+)", log.read_text())
        if found:
            return found[1]
        try:
            lab.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError(log.read_text())
