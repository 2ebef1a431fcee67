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

#: The currencies that Stripe lists, or listed once [D:Supported currencies].
CURRENCIES: Final = (
    ZERO_DECIMAL
    | THREE_DECIMAL
    | frozenset(
        """
        aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd btn bwp byn
        byr bzd cad cdf chf cny cop crc cve czk dkk dop dzd eek egp etb eur fjd fkp gbp gel ghs
        gip gmd gtq gyd hkd hnl hrk htg huf idr ils inr isk jmd kes kgs khr kyd kzt lak lbp lkr
        lrd lsl ltl lvl mad mdl mkd mmk mnt mop mro mur mvr mwk mxn myr mzn nad ngn nio nok npr
        nzd pab pen pgk php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sll sos srd std
        svc szl thb tjs top try ttd twd tzs uah ugx usd uyu uzs vef wst xcd xcg yer zar zmw
        """.split()
    )
)


def exponent(currency: str) -> int:
    """Digits after the decimal point of an amount in ``currency`` (any case).

    Two for a currency that is not among ``CURRENCIES``: ask that first where it matters.

    >>> [exponent(code) for code in ("usd", "JPY", "kwd", "ugx")]
    [2, 0, 3, 2]
    """
    code = currency.lower()
    if code in ZERO_DECIMAL:
        return 0
    return 3 if code in THREE_DECIMAL else DEFAULT_EXPONENT
