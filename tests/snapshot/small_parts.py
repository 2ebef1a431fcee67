"""Snapshots of many small parts, each laid out in several goes, as those of large accounts are."""

from __future__ import annotations

import sys
from collections.abc import Callable

from kit.snapshot import row_buffer

__all__ = ["make_parts_small"]


def make_parts_small(put: Callable[[object, str, object], object] = setattr) -> None:
    """Have parts of few rows made from now on; ``put`` may be a monkeypatch's."""
    put(row_buffer, "ROWS", 150)
    put(row_buffer, "_TOGETHER", 100)
    # The function of that name stands where the module would.
    put(sys.modules["kit.frames.flatten"], "_PIECE", 1)
