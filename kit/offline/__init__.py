"""The offline account: a Stripe-compatible server on 127.0.0.1 over SQLite.

Any Stripe client attaches against it by changing key (any ``sk_test_...``) and base address. It
keeps state, in memory or in a file that survives kill -9; ids and times are the same for the same
seed and calls, and its clock stands still until it is told to move.

What it makes up, because no public source tells (each place says so in a comment): the words and
codes for attaching a consumed, canceled or failed source (taken from charging); the order of a
customer's sources (last attached first); attempts and words of code verification (the right
amounts are 32 and 45); names of restricted keys' permissions; words for malformed forms, versions
and expands; how long webhooks are tried again (after 1, 2 and 4 hours) and when expiry, refund
and mandate events are sent. A key that begins with ``sk_test_expired`` is refused as expired,
``rk_test_...`` as lacking the permission. It leaves out coupons, tax ids, test clocks and
PaymentMethods on customers (their ids are refused as unknown), and a planted past keeps events of
the last thirty days only. ``redaction: null`` stands in the page's own source only: none of 31
recorded sources has it.

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
