"""The forms a call can be written in: the page's seven in its order, then five more.

The versions are those whose sources or packages were read when the templates were written;
where the page's form has stopped working, ``note`` says what changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from kit.snippets import literals

__all__ = ["FORMS", "PAGE_FORMS", "Form"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
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
    Form(
        name="dotnet",
        title=".NET",
        language="csharp",
        literal=literals.csharp,
        sdk="Stripe.net",
        version="52.2.0",
    ),
    Form(
        name="go",
        title="Go",
        language="go",
        literal=literals.go,
        sdk="stripe-go",
        version="86.2.0",
        note="Source takes a struct, not the page's string: the id goes into its Token.",
    ),
    Form(
        name="java",
        title="Java",
        language="java",
        literal=literals.java,
        # The whole repository is out of reach here: the major version is what other
        # projects' build files of 2026 name.
        sdk="stripe-java",
        version="33",
        note="getSources() is null unless sources is expanded, as here, since API 2020-08-27.",
    ),
    Form(
        name="node",
        title="Node.js",
        language="javascript",
        literal=literals.javascript,
        sdk="stripe-node",
        version="23.1.0",
        note="import, in a .mjs file: require and a top-level await cannot stand in one file.",
    ),
    Form(
        name="python",
        title="Python",
        language="python",
        literal=literals.python,
        sdk="stripe-python",
        version=_STRIPE_PYTHON,
    ),
    Form(
        name="php",
        title="PHP",
        language="php",
        literal=literals.php,
        sdk="stripe-php",
        version="21.0.0",
    ),
    Form(
        name="ruby",
        title="Ruby",
        language="ruby",
        literal=literals.ruby,
        sdk="stripe-ruby",
        version="19.5.0",
    ),
)

_MORE: Final = (
    Form(
        name="python_client",
        title="Python, StripeClient",
        language="python",
        literal=literals.python,
        sdk="stripe-python",
        version=_STRIPE_PYTHON,
    ),
    Form(
        name="python_async",
        title="Python, async",
        language="python",
        literal=literals.python,
        sdk="stripe-python",
        version=_STRIPE_PYTHON,
    ),
    Form(name="curl", title="curl", language="bash", literal=literals.shell, sdk="curl"),
    Form(
        name="stripe_cli",
        title="Stripe CLI",
        language="bash",
        literal=literals.shell,
        sdk="Stripe CLI",
        version="1.50.4",
    ),
    Form(
        name="kit",
        title="Stripe Source Kit",
        language="python",
        literal=literals.python,
        sdk="Stripe Source Kit",
    ),
)

#: The names of the page's own forms, in its order.
PAGE_FORMS: Final[tuple[str, ...]] = tuple(form.name for form in _PAGE)

#: Every form by its name, in the order of ``as_code``.
FORMS: Final[Mapping[str, Form]] = MappingProxyType({form.name: form for form in _PAGE + _MORE})
