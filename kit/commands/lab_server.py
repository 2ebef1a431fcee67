"""A JupyterLab server as a process of its own, from its start to its end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from jupyter_core.paths import jupyter_runtime_dir

from kit.errors import KitError
from kit.facts import JsonObject

__all__ = ["LabServer"]

_READY_SECONDS: Final = 90
_LOOK_SECONDS: Final = 0.05
_ANSWER_SECONDS: Final = 60

#: Lab asks whoever starts it first whether it may fetch news. The default is changed, not
#: the user's own settings, which go before it.
_DEFAULTS: Final = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}


class LabServer:
    """JupyterLab on the folder of ``notebook``; stopped when its ``with`` block ends."""

    def __init__(self, notebook: Path, options: Sequence[str]) -> None:
        check_port(options)
        self._folder = notebook.parent
        self._options = [*_own_options(notebook, options), *options]
        self._settings = tempfile.TemporaryDirectory(prefix="kit-lab-")
        self._info: JsonObject = {}

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(  # noqa: S603  # our own Python
            [sys.executable, "-m", "jupyterlab", *self._options],
            env=os.environ | {"JUPYTER_CONFIG_PATH": self._config_path()},
        )
        self._before = signal.signal(signal.SIGTERM, lambda *_: self._process.terminate())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self._process.terminate()
        self.wait()
        signal.signal(signal.SIGTERM, self._before)
        self._settings.cleanup()

    def wait_until_ready(self) -> bool:
        """Wait until the server listens; False when it ended by itself, as for --help."""
        # Which port and token it has come to, the server writes here.
        told = Path(jupyter_runtime_dir()) / f"jpserver-{self._process.pid}.json"
        deadline = time.monotonic() + _READY_SECONDS
        while self._process.poll() is None:
            if time.monotonic() > deadline:
                raise KitError(
                    f"JupyterLab did not listen within {_READY_SECONDS} seconds. "
                    "What it said stands above; try `jupyter lab` by itself."
                )
            if self._info or (told.exists() and self._has_told(told)):
                # It is bound before it listens.
                with suppress(KitError):
                    self.ask("GET", "status")
                    return True
            time.sleep(_LOOK_SECONDS)
        if self._process.returncode != 0:
            raise KitError(
                f"JupyterLab ended before it was ready, with exit code {self._process.returncode}. "
                "What it said stands above."
            )
        return False

    def _has_told(self, file: Path) -> bool:
        with suppress(ValueError):  # half written
            self._info = json.loads(file.read_text(encoding="utf-8"))
        return bool(self._info)

    def wait(self) -> int:
        """Wait for the end; Ctrl-C goes to JupyterLab, which asks whether to stop."""
        while True:
            try:
                return self._process.wait()
            except KeyboardInterrupt:
                continue

    def path_of(self, notebook: Path) -> str:
        """``notebook`` as the server names it; KitError where it serves another folder."""
        root = Path(self._info["root_dir"]).resolve()
        try:
            return notebook.resolve().relative_to(root).as_posix()
        except ValueError:
            raise KitError(f"JupyterLab serves {root}, where {notebook} is not.") from None

    def page_of(self, notebook: Path) -> str:
        """The address at which a browser shows ``notebook``, token and all."""
        address = f"{self._info['url']}lab/tree/{quote(notebook.name)}"
        token = self._info.get("token")
        return f"{address}?token={token}" if token else address

    def ask(self, method: str, path: str, body: JsonObject | None = None) -> Any:
        """What the server's own REST interface answers; KitError when it refuses."""
        request = Request(  # noqa: S310  # the server's own http address
            f"{self._info['url']}api/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self._info.get('token', '')}"},
        )
        try:
            with urlopen(request, timeout=_ANSWER_SECONDS) as answer:  # noqa: S310  # as above
                return json.load(answer)
        except HTTPError as error:
            hint = " It asks for a password." if self._info.get("password") else ""
            raise KitError(f"JupyterLab answered {error.code} to api/{path}.{hint}") from error
        except (URLError, OSError, ValueError) as error:
            raise KitError(f"JupyterLab did not answer to api/{path}: {error}.") from error

    def _config_path(self) -> str:
        folder = Path(self._settings.name) / "labconfig"
        folder.mkdir()
        (folder / "default_setting_overrides.json").write_text(json.dumps(_DEFAULTS))
        others = os.environ.get("JUPYTER_CONFIG_PATH", "")
        return os.pathsep.join(filter(None, [self._settings.name, others]))


def check_port(options: Sequence[str]) -> None:
    """Refuse a port that another program has; Jupyter would quietly take the next one."""
    port = _port_in(options)
    if not port:
        return
    with socket.socket() as probe:
        if sys.platform != "win32":  # there it would share the port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise KitError(
                f"Port {port} is taken by another program, perhaps by another JupyterLab. Stop "
                f"it, or name another port: kit lab --port {port + 1}"
            ) from error


def _port_in(options: Sequence[str]) -> int:
    for index, option in enumerate(options):
        name, equals, value = option.partition("=")
        if name in ("--port", "--ServerApp.port", "--LabApp.port"):
            value = value if equals else "".join(options[index + 1 : index + 2])
            return int(value) if value.isdecimal() else 0
    return 0


def _own_options(notebook: Path, options: Sequence[str]) -> list[str]:
    own = [
        f"--ServerApp.root_dir={notebook.parent}",
        f"--LabApp.default_url=/lab/tree/{notebook.name}",
        # The browser is ours to open, when there is something to see.
        "--no-browser",
    ]
    if _port_in(options):
        own.append("--ServerApp.port_retries=0")
    if hasattr(os, "geteuid") and os.geteuid() == 0 and "--allow-root" not in options:
        # In a container everybody is root, and JupyterLab refuses root unless told.
        own.append("--allow-root")
    return own
