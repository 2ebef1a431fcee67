"""Stripe's objects and routes, one module for each.

From the routes down to the objects::

    routes                                  every route, in one tuple
    customers, customer_sources             people, and what is attached to them
    sources, source_transactions, events    sources by themselves, and what happened
    search, expand                          customer search; an id becomes its object
    lifecycle, event_log                    what moves a source, and what is told of it
    recorded                                objects of another account, taken over
    objects, type_details, cards            what a new object looks like
"""
