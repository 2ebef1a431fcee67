"""The offline account: a Stripe-compatible server on 127.0.0.1 over SQLite.

It stands apart from the rest of the kit, which reaches it by HTTP only. From the outside in::

    server                     start and close; the thread, the loop, the socket
    connection                 uvicorn's HTTP/1.1 protocol, with limits
    app                        from a request to its one response, over ASGI
    controls                   the account's own routes, under /_kit/
    account                    one running account: its objects, its faults, its beginnings
    seed_data, seed_people     the practice data
    resources/                 Stripe's routes and objects
    protocol/                  Stripe's API conventions
    storage/                   the objects, their tables, all SQL
    errors                     what it says no with
"""

from kit.offline.errors import CannotStart, NotAnAccount, PortTaken
from kit.offline.protocol.faults import FaultPlan, InvalidFault
from kit.offline.server import OfflineServer

__all__ = [
    "CannotStart",
    "FaultPlan",
    "InvalidFault",
    "NotAnAccount",
    "OfflineServer",
    "PortTaken",
]
