"""The same call as code: Stripe's page in seven languages, and five formats more.

::

    rendering       as_code: an attach -> the code of each format
      | code            what comes back: a dict that a notebook shows as tabs
      | formats         what there is: name, language, library, its rule for text
      | base_address    the address that the code calls, if it is not Stripe's own
      | literals        any text as a string literal, a rule per language
    templates/      what the code looks like, a Jinja template per format
"""

from kit.snippets.code import Code
from kit.snippets.formats import FORMATS, PAGE_FORMATS, SnippetFormat
from kit.snippets.rendering import as_code

__all__ = ["FORMATS", "PAGE_FORMATS", "Code", "SnippetFormat", "as_code"]
