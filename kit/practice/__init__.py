"""What only an offline account can do, from a notebook's or a command's side, by HTTP.

``account.offline`` moves its clock (``advance(hours=6)``), plays the payer's part, lets things go
wrong (``set_faults``), resets it, and exports and imports its world; ``answers()`` is the answer
key of a world with a story. ``with account.offline.listening() as inbox:`` receives and verifies
its webhooks in a notebook; ``kit offline --forward-to`` sends them to your application, and
``kit trigger source.chargeable`` makes the whole story of that event happen there.

``controls``      its clock, faults and data, the payer's part, the webhooks it sent
``inbox``         a receiver of its webhooks in this very process
``deliveries``    what it sent, as a frame
"""

from kit.practice.controls import PracticeControls
from kit.practice.inbox import WebhookInbox

__all__ = ["PracticeControls", "WebhookInbox"]
