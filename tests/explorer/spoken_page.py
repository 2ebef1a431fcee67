"""A page of the browser, as the explorer hears it: messages, and the parts that they change."""

from __future__ import annotations

import time


class Page:
    """What a page of the browser does: it draws the parts and says what happens on it."""

    def __init__(self, explorer):
        self.explorer = explorer
        self.number = 0
        self.say("hello")

    def say(self, kind, **more):
        """Send one message."""
        self.number += 1
        # A clock that stood still would make each click a late one on a slow machine.
        at = time.monotonic() * 1000
        message = {"kind": kind, "page": "p", "number": self.number, "at": at} | more
        self.explorer._store.hear(message)

    @property
    def button(self):
        """What Attach says."""
        return self.explorer.plan["missing"] or "Attach"

    def choose(self, customer, source, rows=()):
        """Pick both, and wait for the checklist."""
        self.say("choose", customer=customer, source=source, metadata=[list(each) for each in rows])
        self.explorer.settled()

    def click(self, kind="attach"):
        """Press Attach or Detach as the screen stands."""
        plan = self.explorer.plan
        pair = {subject: plan[subject]["id"] for subject in ("customer", "source")}
        shown = {"metadata": plan["metadata"], "revision": plan["revision"]}
        self.say(kind, **pair, **shown, confirm=plan["confirm"])
