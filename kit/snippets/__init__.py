"""The same call as code: Stripe's page in seven languages, and five forms more."""

from kit.snippets.forms import FORMS, PAGE_FORMS, Form
from kit.snippets.rendering import as_code

__all__ = ["FORMS", "PAGE_FORMS", "Form", "as_code"]
