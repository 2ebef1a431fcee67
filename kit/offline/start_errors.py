"""Why an offline account could not be started.

They are OSErrors, since this package stands apart from the rest of the kit and its errors.
"""

from __future__ import annotations

__all__ = ["CannotStart", "NotAnAccount", "PortTaken"]


class CannotStart(OSError):
    """The offline account could not be started; the message says why and what to do."""


class PortTaken(CannotStart):
    """Something else listens on the port already."""


class NotAnAccount(CannotStart):
    """The file is no offline account, or another server has it open."""
