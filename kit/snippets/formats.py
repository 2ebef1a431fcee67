"""The formats a call can be written in: the page's seven in its order, then five more.

The versions are those whose sources or packages were read when the templates were written;
where the page's own way has stopped working, ``note`` says what changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from kit.snippets import literals

__all__ = ["FORMATS", "PAGE_FORMATS", "SnippetFormat"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SnippetFormat:
    """One way to write the call.

    ``name`` is its key in ``as_code`` and its template's name, ``title`` what a person
    reads, ``language`` what a highlighter calls it, ``sdk`` the library and its version,
    ``version`` that version alone, ``literal`` its rule for strings, ``note`` what is not
    as the page prints it.
    """

    name: str
    title: str
    language: str
    literal: Callable[[str], str] = field(repr=False)
    sdk: str
    version: str | None = None
    note: str | None = None

    @property
    def library(self) -> str:
        """The library and its version, as the snippet's first comment names them."""
        return f"{self.sdk} {self.version}" if self.version else self.sdk


_STRIPE_PYTHON: Final = "16.1.0"

_PAGE: Final = (
    SnippetFormat(
        name="dotnet",
        title=".NET",
        language="csharp",
        literal=literals.csharp,
        sdk="Stripe.net",
        version="52.2.0",
    ),
    SnippetFormat(
        name="go",
        title="Go",
        language="go",
        literal=literals.go,
        sdk="stripe-go",
        version="86.2.0",
        note="Source takes a struct, not the page's string: the id goes into its Token.",
    ),
    SnippetFormat(
        name="java",
        title="Java",
        language="java",
        literal=literals.java,
        # The major version alone: it is what other projects' build files of 2026 name.
        sdk="stripe-java",
        version="33",
        note="getSources() is null unless sources is expanded, as here, since API 2020-08-27.",
    ),
    SnippetFormat(
        name="node",
        title="Node.js",
        language="javascript",
        literal=literals.javascript,
        sdk="stripe-node",
        version="23.1.0",
        note="import, in a .mjs file: require and a top-level await cannot stand in one file.",
    ),
    SnippetFormat(
        name="python",
        title="Python",
        language="python",
        literal=literals.python,
        sdk="stripe-python",
        version=_STRIPE_PYTHON,
    ),
    SnippetFormat(
        name="php",
        title="PHP",
        language="php",
        literal=literals.php,
        sdk="stripe-php",
        version="21.0.0",
    ),
    SnippetFormat(
        name="ruby",
        title="Ruby",
        language="ruby",
        literal=literals.ruby,
        sdk="stripe-ruby",
        version="19.5.0",
    ),
)

_MORE: Final = (
    SnippetFormat(
        name="python_client",
        title="Python, StripeClient",
        language="python",
        literal=literals.python,
        sdk="stripe-python",
        version=_STRIPE_PYTHON,
    ),
    SnippetFormat(
        name="python_async",
        title="Python, async",
        language="python",
        literal=literals.python,
        sdk="stripe-python",
        version=_STRIPE_PYTHON,
    ),
    SnippetFormat(name="curl", title="curl", language="bash", literal=literals.shell, sdk="curl"),
    SnippetFormat(
        name="stripe_cli",
        title="Stripe CLI",
        language="bash",
        literal=literals.shell,
        sdk="Stripe CLI",
        version="1.50.4",
    ),
    SnippetFormat(
        name="kit",
        title="Stripe Source Kit",
        language="python",
        literal=literals.python,
        sdk="Stripe Source Kit",
    ),
)

#: The names of the page's own formats, in its order.
PAGE_FORMATS: Final[tuple[str, ...]] = tuple(each.name for each in _PAGE)

#: Every format by its name, in the order of ``as_code``.
FORMATS: Final[Mapping[str, SnippetFormat]] = MappingProxyType(
    {snippet_format.name: snippet_format for snippet_format in _PAGE + _MORE}
)
