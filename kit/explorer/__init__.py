"""The explorer: the widget in which people attach a source and see what happened.

::

    state      everything on the screen, frozen
               parts of it: listing, batch, metadata_rows, overview
    events     what a person or a cell does             answers    what the account answered
    orders     what is to be asked of the account
    update     (state, event) -> (state, orders), pure
               its parts: reading (lists, records), writing (one attach), batching (several),
               overviewing (the numbers of the whole account)
    store      keeps the state: events go in here, and their orders are begun
    runner     carries orders out beside the kernel, lane by lane
    work       what each asks of the account: reads, pair_runs, practising, and census (all of
               it, counted); sifting looks, in frame_list through very many
    view       state -> JSON for the browser            result_view, overview_view, cells, still
    wire       what the browser said -> events
    widget     Explorer: Python's face
    browser_model  the one model that the browser is given, beneath it
    front      the JavaScript of static/, joined

An event goes in, a state comes out, and the browser draws it. The browser changes nothing
by itself: what it shows ahead of the kernel it sends, whole and in order.

Its tab "Overview" reads the account whole when it is opened, tells how far it is and can be
stopped; it counts sources by status and type and finds what needs attention, and each number
is a filter of a list of customers or sources.
"""

from typing import TYPE_CHECKING

from kit.on_demand import find_on_demand

if TYPE_CHECKING:
    from kit.explorer import census
    from kit.explorer.store import NotSettled
    from kit.explorer.widget import Explorer

__all__ = ["Explorer", "NotSettled", "census"]

__getattr__ = find_on_demand(
    __name__,
    {
        "Explorer": "kit.explorer.widget:Explorer",
        "NotSettled": "kit.explorer.store:NotSettled",
        "census": "kit.explorer.census",
    },
)
