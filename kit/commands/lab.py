"""Open JupyterLab on the explorer notebook."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from kit.errors import KitError

__all__ = ["explorer_notebook", "open_lab"]

_NOTEBOOK: Final = "explore.ipynb"
_PACKAGE: Final = Path(__file__).resolve().parent.parent


def open_lab(jupyter_options: Sequence[str] = ()) -> int:
    """Run JupyterLab on the explorer until it is stopped; the exit code of JupyterLab."""
    notebook = explorer_notebook(Path.cwd())
    # A file name as argument opens the notebook in the browser that Lab starts, but not
    # from the address that it prints; the default address does both.
    command = [sys.executable, "-m", "jupyter", "lab", f"--ServerApp.root_dir={notebook.parent}"]
    command.append(f"--LabApp.default_url=/lab/tree/{notebook.name}")
    if hasattr(os, "geteuid") and os.geteuid() == 0 and "--allow-root" not in jupyter_options:
        # In a container everybody is root, and JupyterLab refuses root unless told.
        command.append("--allow-root")
    try:
        return subprocess.call([*command, *jupyter_options])  # noqa: S603  # our own Python
    except KeyboardInterrupt:
        return 0


def explorer_notebook(folder: Path) -> Path:
    """The explorer notebook: of the checkout, or a copy in ``folder``.

    A wheel carries the notebook inside the package, where nobody should edit it.
    """
    checkout = _PACKAGE.parent / "notebooks" / _NOTEBOOK
    if checkout.exists():
        return checkout
    packaged = _PACKAGE / "notebooks" / _NOTEBOOK
    if not packaged.exists():
        raise KitError(f"{_NOTEBOOK} is missing from this installation; install the kit again.")
    copy = folder / _NOTEBOOK
    if not copy.exists():
        shutil.copyfile(packaged, copy)
    return copy
