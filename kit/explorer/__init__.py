"""The explorer: the widget in which people attach a source and see what happened.

::

    state      everything on the screen, frozen         listing, batch, metadata_rows   parts of it
    events     what a person or a cell does             answers    what the account answered
    orders     what is to be asked of the account
    update     (state, event) -> (state, orders), pure
               its parts: reading (lists, records), writing (one attach), batching (several)
    store      keeps the state: events go in here, and their orders are begun
    runner     carries orders out beside the kernel, lane by lane
    work       what each asks of the account: reads, pair_runs, practising; sifting looks
    view       state -> JSON for the browser            result_view, cells, still
    wire       what the browser said -> events
    widget     Explorer: one model, and Python's face
    front      the JavaScript of static/, joined

An event goes in, a state comes out, and the browser draws it. The browser changes nothing
by itself: what it shows ahead of the kernel it sends, whole and in order.
"""

from kit.explorer.store import NotSettled
from kit.explorer.widget import Explorer

__all__ = ["Explorer", "NotSettled"]
