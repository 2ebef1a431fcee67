"""How many digits of an amount stand after the decimal point, per currency, at Stripe.

Stripe's exponents differ from ISO 4217: ISK and UGX are sent with two digits though they
have none, MGA with none though ISO says two [D:Supported currencies].
"""

from typing import Final

ZERO_DECIMAL: Final = frozenset(
    "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split()
)

THREE_DECIMAL: Final = frozenset("bhd jod kwd omr tnd".split())

DEFAULT_EXPONENT: Final = 2


def exponent(currency: str) -> int:
    """Digits after the decimal point of an amount in ``currency`` (any case).

    >>> [exponent(code) for code in ("usd", "JPY", "kwd", "ugx")]
    [2, 0, 3, 2]
    """
    code = currency.lower()
    if code in ZERO_DECIMAL:
        return 0
    return 3 if code in THREE_DECIMAL else DEFAULT_EXPONENT
