"""A wheel of the kit, built once, in a virtual environment that has no source beside it."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import Final

__all__ = ["ROOT", "build_wheel", "environment_without_source", "python_of", "venv_with"]

ROOT: Final = Path(__file__).resolve().parents[2]


def build_wheel(into: Path) -> Path:
    """The wheel of this checkout, built into a folder without a network."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(into)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    return next(into.glob("*.whl"))


def venv_with(wheel: Path, folder: Path) -> Path:
    """A new environment that has the wheel, and every other package of this one.

    Those are borrowed: a line of a .pth file names the folder, whose own .pth files, the one
    of an editable kit among them, are not read then.
    """
    venv.create(folder, with_pip=False)
    python = python_of(folder)
    install = ["install", "-q", "--no-deps", "--no-index", "--no-compile", str(wheel)]
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), *install],
        check=True,
        capture_output=True,
        timeout=120,
    )
    site = folder / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    borrowed = Path(sysconfig.get_path("purelib"))
    (site / "borrowed.pth").write_text(f"{borrowed}\n")
    return folder


def python_of(folder: Path) -> Path:
    """The Python of an environment."""
    return folder / "bin" / "python"


def environment_without_source(folder: Path) -> dict[str, str]:
    """The variables for a process of the environment in ``folder``, which may see nothing else.

    It reaches no network either: whoever asks a proxy finds nobody.
    """
    proxies = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return kept | {
        **dict.fromkeys(proxies, "http://127.0.0.1:9"),
        "NO_PROXY": "127.0.0.1,localhost",
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.defpath}",
        "PYTHONSAFEPATH": "1",
    }
