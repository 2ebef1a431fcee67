"""Where the account keeps its objects. SQL stands in this room and in no other.

From what the routes use down to the tables::

    repository          customers, sources and events, and the clock
    list_query          one list's conditions and its order
    customer_index      where customers are found by their words
    snapshot            the whole account as one JSON object, and back
    first_state         what an account of recorded objects was at first
    bulk_rows           all that an account begins with
    timers              what is to happen to sources, and when
    webhooks            who listens, and what was sent to them or waits
    live_objects        ids that exist in live mode only
    database            the tables, transactions, row numbers
    ids                 what an object is called
"""
