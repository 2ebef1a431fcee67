"""Which fields hold secrets or account numbers, wherever in an object they stand."""

from typing import Final

#: Hidden under this name at any depth, in metadata too.
SENSITIVE_NAMES: Final = frozenset(
    """
    account_number client_secret client_token data_string iban mandate_url native_url
    pay_later_redirect_url pay_now_redirect_url pay_over_time_redirect_url prepay_id
    qr_code_url redirect_url refund_iban sender_account_number sender_iban
    """.split()
)

#: Hidden only inside this hash: the name alone says too little.
SENSITIVE_MEMBERS: Final = frozenset({("receiver", "address"), ("redirect", "url")})

#: Text that holds one of these is a secret or carries one, under whatever name it comes:
#: client secrets (``src_client_secret_...``, also inside a URL) and API keys.
SECRET_TEXT: Final = ("_secret_", "k_live_", "k_test_")


def is_sensitive(holder: str, name: str) -> bool:
    """Whether the field ``name`` of the hash named ``holder`` is to be masked.

    >>> is_sensitive("", "client_secret"), is_sensitive("receiver", "address")
    (True, True)
    >>> is_sensitive("owner", "address")
    False
    """
    return name in SENSITIVE_NAMES or (holder, name) in SENSITIVE_MEMBERS
