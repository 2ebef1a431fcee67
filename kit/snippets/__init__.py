"""The same call as code: Stripe's page in seven languages, and five formats more.

================================================  ==============================================
``dotnet go java node python php ruby``           the page's seven, under the page's names and
                                                  in its order
``python_client`` ``python_async``                stripe-python's ``StripeClient``, and the same
                                                  with ``await``
``curl`` ``stripe_cli``                           for a terminal
``kit``                                           the kit's own Python
================================================  ==============================================

Where the page's sample still works, ours is the page's sample; only the key is read from
STRIPE_API_KEY. Three differ, and a comment in each says why: Go (``Source`` takes a struct), Java
(``getSources()`` is null unless ``sources`` is expanded) and Node's first line (``import``, since
``require`` and a top-level ``await`` cannot stand in one file). The forms of Go, Java, .NET, PHP
and Ruby are statements, as on the page, with a comment that names what they need around them;
the others run as they are.

Any metadata that Stripe takes comes out as it went in: quotes, ``$``, ``#{}``, line ends, nulls,
right-to-left overrides. Tests parse every form with its language's grammar, decode its strings
and compare; the Python, curl and Node forms are run against the offline account. The Stripe CLI
cannot send a metadata key that holds ``=``, nor a null: then ``stripe_cli`` holds the curl
command and says so.

::

    rendering       as_code: an attach -> the code of each format
      | code            what comes back: a dict that a notebook shows as tabs
      | formats         what there is: name, language, library, its rule for text
      | base_address    the address that the code calls, if it is not Stripe's own
      | literals        any text as a string literal, a rule per language
    templates/      what the code looks like, a Jinja template per format
"""

from typing import TYPE_CHECKING

from kit.on_demand import find_on_demand

if TYPE_CHECKING:
    from kit.snippets.code import Code
    from kit.snippets.formats import FORMATS, PAGE_FORMATS, SnippetFormat
    from kit.snippets.rendering import as_code

__all__ = ["FORMATS", "PAGE_FORMATS", "Code", "SnippetFormat", "as_code"]

__getattr__ = find_on_demand(
    __name__,
    {
        "FORMATS": "kit.snippets.formats:FORMATS",
        "PAGE_FORMATS": "kit.snippets.formats:PAGE_FORMATS",
        "Code": "kit.snippets.code:Code",
        "SnippetFormat": "kit.snippets.formats:SnippetFormat",
        "as_code": "kit.snippets.rendering:as_code",
    },
)
