"""How events are told: signed, sent to this machine only, sent again when nobody took them.

From the whole down to one request::

    dispatcher    what is due is sent, endpoint by endpoint, beside the account's own work
    delivery_plan which events go where, what goes wrong with them, when they are sent again
    signature     Stripe's signature
    post          one POST, by httpx
"""
