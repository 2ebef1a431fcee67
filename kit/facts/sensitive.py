"""What is secret: names of fields that hold secrets or account numbers, and what those look like.

A name is compared by its words, whatever their case: ``client_secret``, ``clientSecret`` and
``CLIENT-SECRET`` are one.
"""

import re
from typing import Final

#: Numbers of bank accounts and cards: whoever has one may debit it.
_NUMBERS: Final = (
    "account number",
    "card number",
    "cvc",
    "cvv",
    "iban",
    "pan",
    "receiver address",
    "security code",
)

#: What the holder of an account, or a payer's browser or app, is given, and nobody else.
_CREDENTIALS: Final = (
    "access token",
    "api key",
    "auth token",
    "client token",
    "data string",
    "passphrase",
    "passwd",
    "password",
    "prepay id",
    "private key",
    "refresh token",
    "secret",
    "secrets",
    "secret key",
)

#: Addresses that carry such a secret; the mandate's ends in a client secret.
_ADDRESSES: Final = (
    "mandate url",
    "native url",
    "qr code url",
    "redirect url",
)

#: Hidden under a name that holds one of these, the words in a row, at any depth and in
#: metadata too. The first words may be those of the hash around: ``redirect[url]``.
SENSITIVE_WORDS: Final = tuple(
    tuple(name.split()) for name in (*_NUMBERS, *_CREDENTIALS, *_ADDRESSES)
)

#: What follows a sensitive name without being secret itself: ``iban_last4``, ``cvc_check``.
HARMLESS_ENDINGS: Final = (("check",), ("country",), ("last", "4"), ("status",), ("type",))

#: How keys and client secrets begin, with the first character that is theirs alone: API keys
#: of an account or an organization, restricted, publishable and ephemeral ones, signing
#: secrets of webhooks, client secrets of sources and of what came after them [D:API keys].
SHAPES_OF_KEYS: Final = r"k_(?:live|test|org)_[0-9A-Za-z]|whsec_[0-9A-Za-z]|_secret_[0-9A-Za-z]"

#: How many characters an IBAN has, by country: the registry of ISO 13616.
IBAN_LENGTHS: Final[dict[str, int]] = {
    entry[:2]: int(entry[2:])
    for entry in """
        AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22
        DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28
        HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25
        MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29
        RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29
        VA22 VG24 XK20 YE30
    """.split()
}

#: Card numbers by their first digits and their length: Visa, Mastercard, American Express,
#: Discover, Diners Club, JCB, UnionPay.
CARD_NUMBER: Final = re.compile(
    r"4\d{15}(?:\d{3})?"
    r"|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}"
    r"|3[47]\d{13}"
    r"|6(?:011|5\d\d|4[4-9]\d)\d{12}"
    r"|3(?:0[0-5]|[689]\d)\d{11}"
    r"|35(?:2[89]|[3-8]\d)\d{12}"
    r"|62\d{14,17}"
)
