"""The offline account: a Stripe-compatible server on 127.0.0.1 over SQLite.

It stands apart from the rest of the kit, which reaches it by HTTP only. From the outside in::

    server, running         start and close; the thread, the loop, the socket
    connection              bytes to requests, replies to bytes
    app                     the door: host, key, route, faults, idempotency keys, locks
    performing              the work of a call and its remembered answer, in one transaction
    routes, calls           which route answers, and what it is given
    customers, customer_sources, sources, source_creation, events, ...   Stripe's routes
    practice_routes         the controls under /_kit/
    life_cycle, clock       what moves a source, and when
    world, store, timers    the objects, their tables, what is due
"""

from kit.offline.faults import FaultPlan
from kit.offline.server import OfflineServer
from kit.offline.start_errors import CannotStart, NotAnAccount, PortTaken

__all__ = ["CannotStart", "FaultPlan", "NotAnAccount", "OfflineServer", "PortTaken"]
