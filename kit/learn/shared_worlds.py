"""Offline accounts that answers are worked out from, each made once and only read."""

from __future__ import annotations

from functools import cache
from typing import Any

from kit.account import Account
from kit.connection import connect

__all__ = ["answer_key", "world"]


@cache
def world(name: str) -> Account:
    """An offline account in the world ``name`` that all exercises of this process share.

    It is for reading: an exercise whose answer needs a change, or another time of the
    practice clock, connects to an account of its own.

    >>> world("calm") is world("calm")
    True
    """
    return connect(offline=True, world=name)


@cache
def answer_key(name: str) -> dict[str, Any]:
    """What was written down while the world ``name`` was made: frames and numbers by name.

    >>> "ring" in answer_key("spring")
    True
    """
    return world(name).offline.answers()
