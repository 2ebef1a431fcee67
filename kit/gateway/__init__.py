"""The border with stripe-python: nothing above it ever sees a StripeObject.

From the outside in::

    stripe_api     one method a call of Stripe's API, lists as pages
    errors         stripe-python's errors as the kit's
    transport      the HTTP client that keeps each answer's bytes, and the log of requests
"""
