"""The border with stripe-python: nothing above it ever sees a StripeObject, or bytes unproved.

An answer's way in, from the wire up::

    deadline           one deadline for a whole answer, byte by byte
    transport          the HTTP client under the SDK: keeps bytes, follows no redirect, logs
    authenticity       is it Stripe's, and to this very request? what fails is no answer
    expected_answers     what the answer to each call must name
    errors             stripe-python's errors, and answers that never came, as the kit's
    retries            when a request is sent again, and how long after
    api_response       what is given upward
    stripe_api         one method a call of Stripe's API, lists as pages
"""
