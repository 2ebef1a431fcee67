"""The socket that clients connect to: on this machine only, and taken before anything is made."""

from __future__ import annotations

import socket
from typing import Final

from kit.offline.errors import PortTaken

__all__ = ["HOST", "bound_socket", "listen"]

HOST: Final = "127.0.0.1"

_BACKLOG: Final = 1024


def bound_socket(port: int) -> socket.socket:
    """A socket that has the port but does not listen: clients wait until there is an answer.

    Raises PortTaken, as listen() does.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        raise _taken(port, error) from error
    listener.setblocking(False)  # noqa: FBT003 - the standard library's signature
    return listener


def listen(listener: socket.socket) -> None:
    """Let clients connect."""
    try:
        listener.listen(_BACKLOG)
    except OSError as error:
        raise _taken(listener.getsockname()[1], error) from error


def _taken(port: int, error: OSError) -> PortTaken:
    return PortTaken(
        f"The offline account cannot listen on {HOST}:{port} ({error.strerror}). "
        "Choose another port, or 0 for any free one."
    )
