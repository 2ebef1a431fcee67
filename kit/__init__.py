"""Stripe Source Kit: attach payment sources, see exactly what happened, work on with frames."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kit.account import Account
from kit.auditing import Audit, audit
from kit.connection import connect
from kit.errors import KitError
from kit.frames import describe_columns, flatten, life_cycle, mask, money, plain, unflatten
from kit.migration import migration_plan
from kit.models.attach_request import AttachRequest
from kit.models.source_change import Attachment, Detachment
from kit.snapshot import Snapshot, diff
from kit.snapshot import open_folder as open  # noqa: A004  # the name is kit.open
from kit.snippets import as_code

if TYPE_CHECKING:
    from kit import charts, learn
    from kit.explorer import Explorer

__all__ = [
    "Account",
    "AttachRequest",
    "Attachment",
    "Audit",
    "Detachment",
    "Explorer",
    "KitError",
    "Snapshot",
    "as_code",
    "audit",
    "charts",
    "connect",
    "describe_columns",
    "diff",
    "flatten",
    "learn",
    "life_cycle",
    "mask",
    "migration_plan",
    "money",
    "open",
    "plain",
    "unflatten",
]


def __getattr__(name: str) -> Any:
    # Widgets take a quarter of a second to import, charts more, which no command waits for.
    if name == "Explorer":
        from kit.explorer import Explorer  # noqa: PLC0415  # see above

        return Explorer
    if name in {"charts", "learn"}:
        return import_module(f"kit.{name}")
    raise AttributeError(f"module 'kit' has no attribute {name!r}")
