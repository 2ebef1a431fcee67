"""What is loaded when: no command and no notebook waits for what it does not use."""

from __future__ import annotations

import ast
import copy
import inspect
import pickle
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

import kit
from kit import on_demand

ROOT = Path(__file__).resolve().parent.parent

#: What takes a tenth of a second or more to import, or draws in what does.
HEAVY = {
    *("pandas", "numpy", "pyarrow", "stripe", "requests", "urllib3", "httpx", "uvicorn", "asyncio"),
    *("altair", "anywidget", "ipywidgets", "IPython", "jinja2", "tqdm", "jupyter_core", "duckdb"),
    *("dask", "ssl", "sqlite3"),
}
WIDGETS_AND_CHARTS = {"anywidget", "ipywidgets", "IPython", "altair", "jinja2", "duckdb", "dask"}
SERVER = {"uvicorn", "httptools"}
FRAMES = {"pandas", "numpy", "pyarrow", "jinja2"}
FIRST_LISTS = "import kit; explorer = kit.Explorer(kit.connect(offline=True)); explorer.settled()"
NOT_AHEAD = "from kit.explorer.runner import Runner; Runner.load_ahead = lambda self: None"
AHEAD = "import threading; [t.join(60) for t in threading.enumerate() if 'ahead' in t.name]"

ROOMS_ON_DEMAND = sorted(
    ".".join(path.parent.relative_to(ROOT).parts)
    for path in (ROOT / "kit").rglob("__init__.py")
    if "find_on_demand(" in path.read_text()
)


def _loaded(code: str, *arguments: str) -> set[str]:
    """The packages that a fresh interpreter has loaded after ``code``."""
    told = f"{code}\nimport sys\nprint('LOADED', *{{each.split('.')[0] for each in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", told, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(done.stdout.rpartition("LOADED")[2].split())


@pytest.mark.parametrize(
    ("code", "not_loaded"),
    [
        ("import kit", HEAVY),
        ("import kit; dir(kit); kit.errors; kit.KitError; kit.facts", HEAVY),
        ("import kit; kit.flatten({})", WIDGETS_AND_CHARTS | SERVER | {"stripe", "requests"}),
        ("import kit; kit.connect('sk_test_nobody')", WIDGETS_AND_CHARTS | SERVER),
        ("import kit; kit.connect(offline=True)", WIDGETS_AND_CHARTS),
    ],
)
def test_nothing_is_loaded_before_it_is_needed(code, not_loaded):
    """Importing the kit loads nothing heavy, and using a part of it that part."""
    assert not _loaded(code) & not_loaded


def test_the_first_lists_of_the_explorer_wait_for_no_frames():
    """Who opens the explorer sees customers and sources before pandas is loaded."""
    assert not _loaded(f"{NOT_AHEAD}; {FIRST_LISTS}") & FRAMES


def test_the_first_result_of_the_explorer_waits_for_no_frames_either():
    """What it is shown with is loaded once the first lists are there."""
    assert _loaded(f"{FIRST_LISTS}; {AHEAD}") >= FRAMES


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["attach", "--help"], ["offline", "--help"], ["doctor", "--help"]],
)
def test_help_loads_no_pandas_no_sdk_and_no_server(arguments):
    """A person who asks how, and the Tab key, get an answer at once."""
    code = "from kit.commands.cli import main\nmain(standalone_mode=False)"
    assert not _loaded(code, *arguments) & HEAVY


def test_the_tab_key_finds_the_public_names():
    """`dir(kit)` is `__all__`, the explorer and the charts among them, used or not."""
    assert dir(kit) == kit.__all__
    assert {"Explorer", "charts", "connect"} <= set(dir(kit))


@pytest.mark.parametrize("room", ROOMS_ON_DEMAND)
def test_every_public_name_is_looked_for_where_the_type_checker_finds_it(room):
    """The table of places and the imports for the type checker say the same."""
    package = import_module(room)
    tree = ast.parse(Path(package.__file__).read_text())
    checked = next(node for node in tree.body if isinstance(node, ast.If))
    told = {
        alias.asname or alias.name: getattr(sys.modules[node.module], alias.name)
        for node in checked.body
        for alias in node.names
        if node.module in sys.modules or __import__(node.module)
    }
    assert sorted(told) == sorted(vars(package)["_places"]) == sorted(package.__all__)
    for name, meant in told.items():
        assert getattr(package, name) is meant, name


def test_a_name_that_there_is_not_is_an_attribute_error():
    """As of any module, also for the names that a notebook asks every object for."""
    with pytest.raises(AttributeError, match="module 'kit' has no attribute 'conect'"):
        kit.conect  # noqa: B018  # asking is what raises
    assert not hasattr(kit, "_ipython_display_")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("kit.con", "connect"),
        ("kit.connect(off", "offline="),
        ("kit.connect(live", "live_api_base="),
        ("account.offline.set_faults(lat", "latency_ms="),
        ("account.offline.set_faults(webhook_d", "webhook_duplicate="),
    ],
)
def test_tab_completes_names_of_arguments(typed, offered):
    """In a notebook each setting is found by its first letters."""
    with kit.connect(offline=True) as account:
        shell = InteractiveShell(user_ns={"kit": kit, "account": account})
        with provisionalcompleter():
            found = {each.text for each in shell.Completer.completions(typed, len(typed))}
    assert offered in {each.rpartition(".")[2] for each in found}


def test_no_public_call_takes_arguments_that_it_does_not_name():
    """A misspelt setting is an error, and the Tab key knows all of them."""
    with kit.connect(offline=True) as account:
        calls = [kit.connect, account.offline.set_faults, account.attach_many, account.pull]
    for call in calls:
        kinds = {each.kind for each in inspect.signature(call).parameters.values()}
        assert inspect.Parameter.VAR_KEYWORD not in kinds, call


def test_the_library_on_demand_is_copied_by_its_name():
    """As a module is: a function that uses it may go to another process with its globals."""
    library = on_demand.pd
    pickled = pickle.loads(pickle.dumps(library))  # noqa: S301  # made just here
    for copied in (copy.copy(library), copy.deepcopy(library), pickled):
        assert copied.DataFrame is pd.DataFrame
