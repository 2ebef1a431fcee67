"""The JavaScript modules are joined into one, so their names and directions are kept."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import kit.explorer
from kit.explorer.front import MODULES, STILL_STYLES, joined

STATIC = Path(kit.explorer.__file__).parent / "static"
IMPORT = re.compile(r'^import \{([^}]*)\} from "\./(\w+\.js)";', re.MULTILINE)
NAME = re.compile(r"^(?:export )?(?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)


def _text(name):
    return (STATIC / name).read_text(encoding="utf-8")


def test_every_module_is_joined():
    """No file of static/ is left out, and none is missing."""
    assert set(MODULES) == {path.name for path in STATIC.glob("*.js")}


def test_no_two_modules_use_one_name():
    """Joined, a second name at the top of a file would be a syntax error in the browser."""
    names = Counter(name for module in MODULES for name in NAME.findall(_text(module)))
    assert [name for name, times in names.items() if times > 1] == []


def test_each_module_imports_from_those_before_it():
    """And only what is exported there."""
    for index, module in enumerate(MODULES):
        for names, source in IMPORT.findall(_text(module)):
            assert source in MODULES[:index], f"{module} imports {source}"
            exported = set(NAME.findall(_text(source)))
            wanted = {name.strip() for name in names.split(",") if name.strip()}
            assert wanted <= exported, f"{module} imports {wanted - exported} of {source}"


def test_what_is_joined_imports_nothing():
    """The browser gets one module with one default export."""
    assert "import {" not in joined()
    assert joined().count("export ") == 1
    assert "\n" not in STILL_STYLES
