"""The house keeps its plan: rooms, directions, names, and what stands written twice."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import threading
import tomllib
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

import kit
from kit.offline import OfflineServer

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "kit").rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())

#: Every room of the kit, from the bottom up: each may import from those above it in this
#: list, and from none below. A tuple is one floor, whose rooms do not know one another.
FLOORS = (
    ("kit.facts", "kit.collector"),
    ("kit.on_demand",),
    ("kit.offline",),
    ("kit.errors",),
    ("kit.idempotency", "kit.pasted_secrets"),
    ("kit.customer_search", "kit.public_call"),
    ("kit.frames",),
    ("kit.models",),
    (
        *("kit.snippets", "kit.migration", "kit.charts", "kit.gateway"),
        *("kit.practice", "kit.practice_source", "kit.notebook_check"),
    ),
    ("kit.eligibility", "kit.confirmation"),
    ("kit.lookup", "kit.attaching", "kit.bulk"),
    ("kit.whole_account",),
    ("kit.snapshot",),
    ("kit.replay",),
    ("kit.which_account",),
    ("kit.account",),
    ("kit.connection", "kit.auditing"),
    ("kit.explorer", "kit.learn"),
    ("kit",),
    ("kit.commands",),
)
ROOMS = {room for floor in FLOORS for room in floor}

#: The offline account stands apart: of the kit it knows the facts alone.
APART = {"kit.offline": {"kit.facts"}}

#: The only modules that may know stripe-python.
BORDER = {"kit.gateway.stripe_api", "kit.gateway.errors", "kit.gateway.transport"}


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _within(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


def _room(name: str) -> str | None:
    """The room a module of the kit is in; None for a module of somebody else's."""
    if name == "kit" or not _within(name, "kit"):
        return "kit" if name == "kit" else None
    return ".".join(name.split(".")[:2])


def _floor(room: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


def test_every_room_has_its_floor():
    """A module or package of the kit that stands on no floor is not part of the plan."""
    rooms = {_room(_module(path)) for path in SOURCES}
    assert rooms == ROOMS


@pytest.mark.parametrize("path", SOURCES, ids=_module)
def test_imports_go_one_way_down(path):
    """No room imports from above itself, nor from a neighbour on its own floor."""
    room = _room(_module(path))
    for name in _imports(path):
        target = _room(name)
        if target == room or target not in ROOMS:
            continue  # somebody else's, the room's own, or `from kit import connect`
        allowed = APART.get(room)
        assert allowed is None or target in allowed, f"{_module(path)} imports {name}"
        assert _floor(target) < _floor(room), f"{_module(path)} imports {name}"


def test_only_the_border_knows_stripe_python():
    """Above the border nobody imports the SDK."""
    knowing = {
        _module(path) for path in SOURCES if any(_within(n, "stripe") for n in _imports(path))
    }
    assert knowing <= BORDER


def test_the_public_names_are_importable_and_sorted():
    """`__all__` is what there is, no more and no less."""
    assert sorted(kit.__all__) == kit.__all__
    for name in kit.__all__:
        assert getattr(kit, name) is not None


@pytest.mark.parametrize("path", SOURCES, ids=_module)
def test_every_module_says_what_it_is_for(path):
    """Each module has a docstring, and its `__all__` names what exists."""
    assert ast.get_docstring(ast.parse(path.read_text())), path
    module = importlib.import_module(_module(path))
    for name in getattr(module, "__all__", ()):
        assert hasattr(module, name), f"{_module(path)}.{name}"


def test_every_test_is_a_sentence():
    """Each test says in its docstring which behaviour it proves."""
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith(
                "test_"
            ):
                assert ast.get_docstring(node), f"{path.name}: {node.name}"


def test_no_room_has_an_empty_name():
    """No module is called after having no subject."""
    for path in SOURCES:
        assert not {"utils", "util", "helpers", "common", "manager"} & set(path.parts[-2:])
        assert path.stem not in {"utils", "util", "helpers", "common", "manager"}


def test_an_attach_passes_at_most_twelve_files():
    """Whoever follows one attach through the offline account opens a dozen files."""
    passed = set()

    def note(frame, event, _):
        if event == "call" and "/kit/offline/" in frame.f_code.co_filename:
            passed.add(frame.f_code.co_filename.rpartition("/kit/offline/")[2])

    threading.setprofile(note)  # for the server's thread, which is started now
    try:
        server = OfflineServer(customers=1).start()
    finally:
        threading.setprofile(None)
    form = b"source=src_1NfRGv2eZvKYlo2Cv7NAImBL&metadata[order]=6735"
    headers = {
        "Authorization": f"Bearer {server.key}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Idempotency-Key": "one",
    }
    with server, closing(HTTPConnection(urlsplit(server.api_base).netloc)) as client:
        passed.clear()
        client.request("POST", "/v1/customers/cus_9s6XKzkNRiz8i3/sources", form, headers)
        assert client.getresponse().status == 200
        attaching = passed - {"server.py"}  # accepts connections, and sweeps on its own clock
    assert {"app.py", "resources/customer_sources.py", "storage/repository.py"} < attaching
    assert len(attaching) <= 12, sorted(attaching)


@pytest.mark.parametrize("path", SOURCES, ids=_module)
def test_a_module_is_one_idea_and_the_whole_of_it(path):
    """25 to 300 lines: over that it is two ideas, below it is half of one."""
    if path.name == "__init__.py":
        return
    assert 25 <= len(path.read_text().splitlines()) <= 300


def _picture():
    """The picture of the house in CONTRIBUTING."""
    text = (ROOT / "CONTRIBUTING.md").read_text()
    return re.search(r"## How it is built.*?```\n(.*?)```", text, re.DOTALL)[1]


def test_the_picture_shows_every_room():
    """The picture in "How it is built" names each room of the plan and no other."""
    picture = _picture()
    rooms = re.findall(r"^  (\w+)(?:/|\.py) ", picture, re.MULTILINE)
    assert {f"kit.{room}" for room in rooms} == ROOMS - {"kit"}


def test_the_files_that_the_picture_shows_exist():
    """Whoever follows the picture finds the files where it says."""
    picture = _picture()
    folders = {"": ROOT}
    for line in picture.splitlines():
        found = re.match(r"( {0,4})([\w/]+(?:\.py)?)", line)
        if found is None:
            continue  # the words go on
        indent, name = found.groups()
        path = folders[indent] / name
        assert path.exists(), path
        folders[f"{indent}  "] = path


def test_environment_and_project_name_the_same_packages():
    """environment.yml holds pyproject's dependencies with the same bounds, and no test tools."""
    *conda, pip = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    project = PROJECT["project"]
    runtime = [f"python{project['requires-python']}", "pip", *project["dependencies"]]
    assert sorted(map(_spaceless, conda)) == sorted(map(_spaceless, runtime))
    assert pip == {"pip": ["-e ."]}


def _spaceless(requirement: str) -> str:
    return re.sub(r"\s+", "", requirement)


def test_ci_runs_the_test_command_of_the_readme():
    """What a reader is told to run is what decides whether a change lands."""
    commands = re.findall(
        r"^python3\.11 .*pytest .*$", (ROOT / ".ci/run").read_text(), re.MULTILINE
    )
    assert len(commands) == 1
    assert commands[0] in (ROOT / "README.md").read_text().splitlines()


def test_the_top_level_is_the_plan():
    """Nothing stands at the top but what the plan names, dot-files and LICENSE."""
    listed = subprocess.run(
        ["git", "ls-files"],  # noqa: S607  # whichever git there is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout: run this in a clone to check the top level")
    top = {line.split("/")[0] for line in listed.stdout.splitlines()}
    named = {"notebooks", "kit", "tests", "pyproject.toml", "environment.yml", "LICENSE"}
    named |= {"README.md", "CONTRIBUTING.md", "CHANGELOG.md"}
    assert {name for name in top if not name.startswith(".")} == named
