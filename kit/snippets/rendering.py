"""One attach as code, in every format, from the templates beside this file."""

from collections.abc import Mapping
from functools import cache
from typing import Final, overload

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from kit.errors import InvalidInput
from kit.models.attach_request import AttachRequest
from kit.public_call import public_call
from kit.snippets import literals
from kit.snippets.base_address import BaseAddress
from kit.snippets.code import Code, unknown_format
from kit.snippets.formats import FORMATS, SnippetFormat

__all__ = ["as_code"]

_FIELDS: Final = ("customer", "source", "metadata", "idempotency_key")


@overload
def as_code(
    attachment_or_request: object, format: None = None, *, api_base: str | None = None
) -> Code: ...


@overload
def as_code(attachment_or_request: object, format: str, *, api_base: str | None = None) -> str: ...


@public_call()
def as_code(
    attachment_or_request: object, format: str | None = None, *, api_base: str | None = None
) -> Code | str:
    """The same call as code, by format: the page's seven languages first, then five more.

    All of them as a dict, which a notebook shows as tabs; or the text of one ``format``.

    Takes a ``kit.Attachment``, an ``AttachRequest``, or a mapping with ``customer``,
    ``source`` and perhaps ``metadata`` and ``idempotency_key``. The keys, in order, are
    ``dotnet``, ``go``, ``java``, ``node``, ``python``, ``php``, ``ruby``, ``python_client``,
    ``python_async``, ``curl``, ``stripe_cli`` and ``kit``; ``kit.snippets.FORMATS`` tells more
    of each. Every snippet reads the key from the environment variable ``STRIPE_API_KEY``
    and names the library and version it is for. The formats of compiled languages, PHP and
    Ruby are statements, as on the page: a comment says what they need around them.

    ``api_base`` makes them call another address, such as ``account.api_base`` of an offline
    account. Raises InvalidInput, or one of its kinds, for what is no attach or no address,
    UnknownFormat (also a KeyError) for a format that there is none of.

    >>> call = {"customer": "cus_9s6XKzkNRiz8i3", "source": "src_1NfRGv2eZvKYlo2Cv7NAImBL"}
    >>> print(as_code(call, "python"))
    # stripe-python 16.1.0
    import os
    import stripe
    stripe.api_key = os.environ["STRIPE_API_KEY"]
    <BLANKLINE>
    payment_source = stripe.Customer.create_source(
      "cus_9s6XKzkNRiz8i3",
      source="src_1NfRGv2eZvKYlo2Cv7NAImBL",
    )
    <BLANKLINE>
    """
    request = _request(attachment_or_request)
    base = None if api_base is None else BaseAddress.parse(api_base)
    if format is None:
        return Code({name: _rendered(each, request, base) for name, each in FORMATS.items()})
    if not isinstance(format, str) or format not in FORMATS:
        raise unknown_format(format)
    return _rendered(FORMATS[format], request, base)


def _request(given: object) -> AttachRequest:
    if isinstance(given, AttachRequest):
        return given
    if isinstance(given, Mapping):
        return _request_from(given)
    request = getattr(given, "request", None)
    if isinstance(request, AttachRequest):
        return request
    raise InvalidInput(
        f"as_code takes an Attachment, an AttachRequest or a mapping, not a {type(given).__name__}."
    )


def _request_from(mapping: Mapping[str, object]) -> AttachRequest:
    unknown = [key for key in mapping if key not in _FIELDS]
    if unknown or not {"customer", "source"} <= mapping.keys():
        problem = f"has {unknown[0]!r}" if unknown else "lacks customer or source"
        raise InvalidInput(
            f"The mapping {problem}: pass customer and source, and perhaps metadata and "
            "idempotency_key."
        )
    return AttachRequest(**mapping)  # type: ignore[arg-type]  # AttachRequest checks each itself


def _rendered(
    snippet_format: SnippetFormat, request: AttachRequest, base: BaseAddress | None
) -> str:
    return _template(snippet_format.name).render(
        snippet_format=snippet_format,
        literal=snippet_format.literal,
        customer=request.customer,
        source=request.source,
        metadata=request.metadata or {},
        idempotency_key=request.idempotency_key,
        base=base,
        stripe_cli_can_send=_stripe_cli_can_send(request),
    )


def _stripe_cli_can_send(request: AttachRequest) -> bool:
    """Whether ``stripe post`` can say this: it ends a name at its first ``=``.

    A null ends any program's argument [stripe-cli, pkg/requests/base.go].
    """
    pairs = (request.metadata or {}).items()
    return not any("=" in key or "\0" in key + value for key, value in pairs)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("kit.snippets"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701  # what comes out is code, and each language has its own rule
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(curl_data=literals.curl_data, js_key=literals.javascript_key)
    return environment


def _template(name: str) -> Template:
    return _environment().get_template(f"{name}.jinja")
