"""The offline account: a Stripe-compatible server on 127.0.0.1 over SQLite.

It stands apart from the rest of the kit, which reaches it by HTTP only.
"""

from kit.offline.server import OfflineServer
from kit.offline.start_errors import CannotStart, NotAnAccount, PortTaken

__all__ = ["CannotStart", "NotAnAccount", "OfflineServer", "PortTaken"]
