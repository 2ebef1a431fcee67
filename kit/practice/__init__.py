"""What only an offline account can do, from a notebook's or a command's side, by HTTP.

``controls``      its clock, faults and data, the payer's part, the webhooks it sent
``inbox``         a receiver of its webhooks in this very process
``deliveries``    what it sent, as a frame
"""

from kit.practice.controls import PracticeControls
from kit.practice.inbox import WebhookInbox

__all__ = ["PracticeControls", "WebhookInbox"]
