"""The way of recorded objects into an offline account, and what was left on the way."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Final

from kit.facts import JsonObject
from kit.on_demand import pd
from kit.practice.requests import OfflineRequests
from kit.public_call import public_methods

__all__ = ["RecordingControls"]

#: So many recorded objects go in one request.
_OBJECTS_AT_ONCE: Final = 1000


@public_methods(holds_secrets={"replay": "objects"})
class RecordingControls(OfflineRequests):
    """What makes an offline account of recorded objects."""

    def replay(
        self, objects: Iterable[JsonObject], *, now: datetime, notes: Sequence[str] = ()
    ) -> None:
        """Put recorded objects in the place of everything here, and the clock at ``now``.

        Customers come first, the oldest of them first, then sources as they were attached, then
        events. What cannot be taken over stands in ``left_out``; ``notes`` are added to it.
        """
        self._post("/_kit/recorded/begin", {"now": int(now.timestamp())})
        rest = iter(objects)
        while some := list(islice(rest, _OBJECTS_AT_ONCE)):
            body = json.dumps(some).encode()
            self._call("POST", "/_kit/recorded/objects", body, "application/json")
        self._post("/_kit/recorded/end", [("notes[]", note) for note in notes])

    @property
    def left_out(self) -> pd.DataFrame:
        """What was recorded and is not here as it was: object, id and reason, a row each.

        Of an account that was not made from a recording: no row.
        """
        rows = self._call("GET", "/_kit/recorded/left_out")["data"]
        return pd.DataFrame(rows, columns=["object", "id", "reason"], dtype="str")
