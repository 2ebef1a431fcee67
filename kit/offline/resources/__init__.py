"""Stripe's objects and routes, one module for each.

From the routes down to the objects::

    routes                                  every route, in one tuple
    customers, customer_sources             people, and what is attached to them
    sources, source_transactions, events    sources by themselves, and what is told of all
    webhook_endpoints                       who is told of it
    search, expand, old_versions            customer search; an id becomes its object; what was
    lifecycle, transitions, mandates        what moves a source; what its payer permitted
    recorded                                objects of another account, taken over
    objects, type_details                   what a new object looks like
    cards, bank_accounts                    the older payment sources
    card_numbers, ibans                     what a number says
"""
