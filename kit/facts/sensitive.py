"""Which fields hold secrets or account numbers, wherever in an object they are."""

from typing import Final

#: Numbers of bank accounts: whoever has one may debit it.
_ACCOUNT_NUMBERS: Final = "account_number iban refund_iban sender_account_number sender_iban"

#: What a payer's browser or app is given, and nobody else.
_CLIENT_SECRETS: Final = "client_secret client_token data_string prepay_id"

#: Addresses that carry such a secret.
_URLS_WITH_SECRETS: Final = """
    mandate_url native_url pay_later_redirect_url pay_now_redirect_url
    pay_over_time_redirect_url qr_code_url redirect_url
"""

#: Hidden under this name at any depth, in metadata too.
SENSITIVE_NAMES: Final = frozenset(
    f"{_ACCOUNT_NUMBERS} {_CLIENT_SECRETS} {_URLS_WITH_SECRETS}".split()
)

#: Hidden only inside this hash: the name alone says too little.
SENSITIVE_MEMBERS: Final = frozenset({("receiver", "address"), ("redirect", "url")})

#: Text that holds one of these is a secret or carries one, under whatever name it comes:
#: client secrets (``src_client_secret_...``, also inside a URL) and API keys.
SECRET_TEXT: Final = ("_secret_", "k_live_", "k_test_")
