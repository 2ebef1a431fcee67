"""Stripe's objects and routes, one module for each.

From the routes down to the objects::

    routes                                  every route, in one tuple
    customers, customer_sources             people, and what is attached to them
    sources, source_transactions, events    sources by themselves, and what is told of all
    search, expand                          customer search; an id becomes its object
    lifecycle                               what moves a source
    objects, type_details, cards            what a new object looks like
"""
