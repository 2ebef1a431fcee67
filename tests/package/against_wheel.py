"""Run the tests against the wheel, with no source beside them, under any Python and bounds.

    python tests/package/against_wheel.py                       # the newest packages
    python tests/package/against_wheel.py --lowest              # the oldest that pyproject allows
    python tests/package/against_wheel.py --python python3.13   # under another Python
    python tests/package/against_wheel.py --lowest tests/frames -x

What follows the options goes to pytest; ``-m fast`` if nothing does. It needs ``uv``, which
resolves the oldest versions too: pip install uv.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from wheel_venv import ROOT, build_wheel, python_of

#: The one file of kit/ that pyproject names for pytest.
RULES = "kit/notebook_check/nbval_sanitize.cfg"

#: They read the source of the kit, which is not there.
READ_SOURCE = ("tests/test_house.py", "tests/test_contributing.py", "tests/package")
#: It compares with the notebooks of a checkout.
IN_A_CHECKOUT = "tests/learn/test_learner_folder.py::test_where_a_learner_starts"


def _without_source(into: Path) -> Path:
    """A copy of everything but kit/: the tests, the notebooks, and what they read."""
    left_out = {"kit", ".git", ".venv"}
    for each in ROOT.iterdir():
        if each.name in left_out:
            continue
        if each.is_dir():
            shutil.copytree(each, into / each.name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(each, into)
    rules = into / RULES
    rules.parent.mkdir(parents=True)
    shutil.copy(ROOT / RULES, rules)
    return into


def _requirements(*, lowest: bool) -> list[str]:
    """The test extra; its own bound on pandas holds for the saved outputs only."""
    extra = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    return [each for each in extra["test"] if not (lowest and each.startswith("pandas>"))]


def _environment(folder: Path, wheel: Path, python: str, *, lowest: bool) -> Path:
    uv = [sys.executable, "-m", "uv"]
    subprocess.run([*uv, "venv", "-q", "--clear", "--python", python, str(folder)], check=True)
    resolution = "lowest-direct" if lowest else "highest"
    install = ["pip", "install", "-q", "--python", str(python_of(folder))]
    requirements = _requirements(lowest=lowest)
    subprocess.run(
        [*uv, *install, "--resolution", resolution, str(wheel), *requirements], check=True
    )
    return python_of(folder)


def main() -> int:
    """Build, install, copy, run; the exit code of pytest."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", default=sys.executable, help="the interpreter")
    parser.add_argument("--lowest", action="store_true", help="the oldest versions allowed")
    options, rest = parser.parse_known_args()
    with tempfile.TemporaryDirectory(prefix="kit-wheel-") as made:
        folder = Path(made)
        wheel = build_wheel(folder / "dist")
        python = _environment(folder / "venv", wheel, options.python, lowest=options.lowest)
        alone = folder / "alone"
        alone.mkdir()
        arguments = rest or ["-m", "fast", "tests"]
        ignored = [f"--ignore={name}" for name in READ_SOURCE] + [f"--deselect={IN_A_CHECKOUT}"]
        command = [str(python), "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        environment = os.environ | {"PYTHONSAFEPATH": "1"}
        return subprocess.run(
            [*command, *ignored, *arguments],
            cwd=_without_source(alone),
            env=environment,
            check=False,
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
