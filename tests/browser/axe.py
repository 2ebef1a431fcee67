"""axe-core, the accessibility checker, kept in a cache outside the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Locator

_VERSION: Final = "4.11.0"
_NAMES: Final = ("serious", "critical")


def axe_source() -> str:
    """The script of axe-core, fetched by npm on first use."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "stripe-source-kit"
    folder = cache / f"axe-core-{_VERSION}"
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("npm is missing: install it (Debian: apt-get install npm) to run axe-core")
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [npm, "install", "--silent", "--prefix", folder, f"axe-core@{_VERSION}"],
            check=True,
            timeout=120,
        )
    return script.read_text()


def serious_violations(explorer: Locator, script: str) -> list[str]:
    """What axe-core finds serious or critical inside ``explorer``, a line each."""
    page = explorer.page
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(script)
    found: list[dict[str, Any]] = explorer.evaluate(
        "async root => (await axe.run(root, {resultTypes: ['violations']})).violations"
    )
    return [
        f"{each['id']}: {node['html'][:160]} {node['any'][:1]}"
        for each in found
        if each["impact"] in _NAMES
        for node in each["nodes"]
    ]
