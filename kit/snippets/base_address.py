"""The base address a snippet calls instead of Stripe's own, such as the offline account's."""

import re
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import urlsplit

from kit.errors import InvalidInput

__all__ = ["BaseAddress"]

#: What may stand in an address: no quote, space or line end that code could stumble over.
_PLAIN: Final = re.compile(r"https?://[A-Za-z0-9._\-\[\]:]+(/[A-Za-z0-9._~%\-/]*)?")
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class BaseAddress:
    """An address such as ``http://127.0.0.1:8420``, and its parts for SDKs that want those.

    ``url`` has no slash at its end: the SDKs put paths behind it as it is.
    """

    url: str
    protocol: str
    host: str
    port: int
    path: str

    @property
    def for_the_stripe_cli(self) -> str:
        """The same address as the Stripe CLI takes it: it refuses the name localhost [REC].

        >>> BaseAddress.parse("http://localhost:8420").for_the_stripe_cli
        'http://127.0.0.1:8420'
        """
        return re.sub(r"(?i)(?<=//)localhost(?=[:/]|$)", "127.0.0.1", self.url)

    @classmethod
    def parse(cls, value: object) -> Self:
        """The address ``value`` says, or InvalidInput.

        >>> address = BaseAddress.parse("http://127.0.0.1:8420/")
        >>> address.url, address.protocol, address.host, address.port, address.path
        ('http://127.0.0.1:8420', 'http', '127.0.0.1', 8420, '')
        """
        if not isinstance(value, str) or not _PLAIN.fullmatch(value):
            raise _invalid(value)
        url = value.rstrip("/")
        try:
            parts = urlsplit(url)
            port = parts.port or _DEFAULT_PORTS[parts.scheme]
        except ValueError as error:
            raise _invalid(value) from error
        if not parts.hostname:
            raise _invalid(value)
        return cls(url, parts.scheme, parts.hostname, port, parts.path)


def _invalid(value: object) -> InvalidInput:
    return InvalidInput(
        f"The base address must be such as 'http://127.0.0.1:8420', without a key, a query or "
        f"spaces, but it is a {type(value).__name__} that is not. Pass account.api_base, or "
        "nothing for Stripe itself."
    )
