"""Stripe Source Kit: attach payment sources, see exactly what happened, work on with frames."""

from kit.account import Account
from kit.attach_request import AttachRequest
from kit.connecting import connect
from kit.errors import KitError
from kit.frames import flatten, mask, unflatten
from kit.migration import migration_plan
from kit.snippets import as_code
from kit.source_change import Attachment, Detachment

__all__ = [
    "Account",
    "AttachRequest",
    "Attachment",
    "Detachment",
    "KitError",
    "as_code",
    "connect",
    "flatten",
    "mask",
    "migration_plan",
    "unflatten",
]
