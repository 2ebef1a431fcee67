"""The offline account: a Stripe-compatible server on 127.0.0.1 over SQLite.

It stands apart from the rest of the kit, which reaches it by HTTP only. From the outside in::

    server                     start and close; the thread, the loop
    listener                   the socket, on this machine only
    connection                 uvicorn's HTTP/1.1 protocol, with limits
    app                        from a request to its one response, over ASGI
    controls                   the account's own routes, under /_kit/
    account                    one running account: its objects, its faults, its beginnings
    worlds/                    what an account begins with: the practice worlds
    stories                    what has to happen for an event
    webhooks/                  how events are told: signed, sent, sent again
    resources/                 Stripe's routes and objects
    protocol/                  Stripe's API conventions
    storage/                   the objects, their tables, all SQL
    errors                     what it says no with
"""

from kit.offline.errors import CannotStart, InvalidWorld, NotAnAccount, PortTaken
from kit.offline.protocol.faults import FaultPlan, InvalidFault
from kit.offline.protocol.messages import API_VERSION
from kit.offline.server import OfflineServer
from kit.offline.worlds.named import NAMED_WORLDS
from kit.offline.worlds.spring.crm import CRM_CSV
from kit.offline.worlds.world import World

__all__ = [
    "API_VERSION",
    "CRM_CSV",
    "NAMED_WORLDS",
    "CannotStart",
    "FaultPlan",
    "InvalidFault",
    "InvalidWorld",
    "NotAnAccount",
    "OfflineServer",
    "PortTaken",
    "World",
]
