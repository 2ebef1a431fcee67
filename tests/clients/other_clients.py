"""Other people's clients: how each is run, and the command that installs a missing one.

The SDKs of Ruby, PHP and Go are in no registry that CI installs from (Debian's, Python's and
Node's): there they are skipped, and whoever works on what they see installs them by the command
that the skip names.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kit.snippets import FORMATS

PROGRAMS: Final = Path(__file__).parent / "programs"

#: Of stripe-python's names of its errors, those that other SDKs call otherwise.
_PYTHON: Final = {
    name: name
    for name in (
        "AuthenticationError",
        "CardError",
        "IdempotencyError",
        "InvalidRequestError",
        "PermissionError",
        "SignatureVerificationError",
    )
}


@dataclass(frozen=True)
class OtherClient:
    """One SDK: what makes its command from a folder and the task's file, and its error names."""

    command: Callable[[Path], list[str]]
    errors: dict[str, str]
    #: What has to be there, and the command that installs it.
    needs: Callable[[Path], str | None] = lambda folder: None  # noqa: ARG005


def _python(manner: str) -> OtherClient:
    program = str(PROGRAMS / "python_client.py")
    return OtherClient(lambda folder: [sys.executable, program, manner], _PYTHON)  # noqa: ARG005


def _run(*command: str, folder: Path, seconds: int = 240) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )


def _ruby_needs(folder: Path) -> str | None:
    if shutil.which("ruby") is None or _run("ruby", "-rstripe", "-e", "", folder=folder).returncode:
        version = FORMATS["ruby"].version
        return f"Ruby and its SDK: apt-get install ruby && gem install stripe -v {version}"
    return None


def _php_needs(folder: Path) -> str | None:  # noqa: ARG001 - one shape for all
    autoload = os.environ.get("STRIPE_PHP_AUTOLOAD", "")
    if shutil.which("php") is None or not Path(autoload).is_file():
        version = FORMATS["php"].version
        return (
            "PHP and its SDK: apt-get install php-cli php-curl php-mbstring composer && "
            f"composer require -d ~/stripe-php stripe/stripe-php:{version} && "
            "export STRIPE_PHP_AUTOLOAD=~/stripe-php/vendor/autoload.php"
        )
    return None


def _go_needs(folder: Path) -> str | None:
    version = FORMATS["go"].version
    major = str(version).split(".")[0]
    hint = (
        "Go and its SDK: install Go 1.24 or newer, then go mod download "
        f"github.com/stripe/stripe-go/v{major}@v{version}"
    )
    if shutil.which("go") is None:
        return hint
    shutil.copy(PROGRAMS / "go_client.go", folder / "main.go")
    needed = f"require github.com/stripe/stripe-go/v{major} v{version}"
    (folder / "go.mod").write_text(f"module conversation\n\ngo 1.23\n\n{needed}\n")
    source = (folder / "main.go").read_text(encoding="utf-8")
    (folder / "main.go").write_text(source.replace("stripe-go/v0", f"stripe-go/v{major}"))
    built = _run("go", "build", "-mod=mod", "-o", "conversation", ".", folder=folder)
    return None if built.returncode == 0 else f"{hint} ({built.stderr.strip()[-200:]})"


_NODE: Final = {name: f"Stripe{name}" for name in _PYTHON}
_RUBY: Final = {name: f"Stripe::{name}" for name in _PYTHON}
_PHP: Final = {
    name: f"Stripe\\Exception\\{name.replace('Error', 'Exception')}" for name in _PYTHON
} | {"AuthenticationError": "Stripe\\Exception\\AuthenticationException"}
#: stripe-go has one class of error: its type is the envelope's.
_GO: Final = dict.fromkeys(_PYTHON, "invalid_request_error") | {
    "CardError": "card_error",
    "IdempotencyError": "idempotency_error",
    "SignatureVerificationError": "webhook had no valid signature",
}

CLIENTS: Final = {
    "python": _python("sync"),
    "python-httpx": _python("httpx"),
    "python-aiohttp": _python("aiohttp"),
    # Its package is installed by the fixture node_folder, or is said how to.
    "node": OtherClient(lambda folder: ["node", str(folder / "node_client.mjs")], _NODE),
    "ruby": OtherClient(
        lambda folder: ["ruby", str(PROGRAMS / "ruby_client.rb")],  # noqa: ARG005
        _RUBY,
        _ruby_needs,
    ),
    "php": OtherClient(
        lambda folder: ["php", str(PROGRAMS / "php_client.php")],  # noqa: ARG005
        _PHP,
        _php_needs,
    ),
    "go": OtherClient(lambda folder: [str(folder / "conversation")], _GO, _go_needs),
}
