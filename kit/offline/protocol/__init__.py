"""How the account is talked to: Stripe's API conventions, whatever the resource.

In the order in which a request meets them::

    messages            a request and a response; forms as nested values
    routing             a route, which keys may use it, a call of it, and how it is found
    faults              what goes wrong on demand
    params              what a parameter may be, metadata too: form text to values, or a refusal
    shapes              the parameters that several routes share
    idempotent_requests the same key, the same response
    pagination          a page of a list
    request_errors      what is refused about a request itself
"""
