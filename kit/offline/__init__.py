"""The offline account: a Stripe-compatible server on 127.0.0.1 over SQLite.

It stands apart from the rest of the kit, which reaches it by HTTP only.
"""

from kit.offline.faults import FaultPlan
from kit.offline.server import OfflineServer
from kit.offline.start_errors import CannotStart, NotAnAccount, PortTaken

__all__ = ["CannotStart", "FaultPlan", "NotAnAccount", "OfflineServer", "PortTaken"]
