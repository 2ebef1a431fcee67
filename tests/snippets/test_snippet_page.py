"""For the page's own pair, the snippets are the page's samples, but for a known few."""

import re
from pathlib import Path

import pytest
from hostile_calls import PAGE_CALL
from snippet_reading import comments

from kit.snippets import FORMATS, PAGE_FORMATS, as_code

PAGE = (Path(__file__).parents[1] / "data" / "attach-a-source.md").read_text()

SAMPLES: dict[str, str] = dict(re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL))
SAMPLES.pop("json")

#: What we write otherwise than the page: page's part, our part, and why.
EXCEPTIONS = {
    # In stripe-go v86 PaymentSourceParams.Source is a *PaymentSourceSourceParams, so the
    # page's format does not compile [stripe-go 86.2.0, paymentsource.go].
    "go": (
        'stripe.String("src_1NfRGv2eZvKYlo2Cv7NAImBL")',
        '&stripe.PaymentSourceSourceParams{Token: stripe.String("src_1NfRGv2eZvKYlo2Cv7NAImBL")}',
    ),
    # customer.getSources() is null where sources was not asked for, and it is no longer
    # included of itself [Dx:Customer sources are no longer auto-expanded].
    "java": (
        'Customer customer = Customer.retrieve("cus_9s6XKzkNRiz8i3");',
        """
        CustomerRetrieveParams retrieveParams =
          CustomerRetrieveParams.builder().addExpand("sources").build();
        Customer customer = Customer.retrieve("cus_9s6XKzkNRiz8i3", retrieveParams, null);
        """,
    ),
}

#: Lines that only prepare the key line: on the page the key stands in the code itself, and
#: Node's page format takes the client with require, where a file with await must import it.
BEFORE_THE_KEY = {"import os", "import Stripe from 'stripe';"}


def bare(code: str, name: str) -> str:
    """The code without comments, the key line, what prepares it, and any white space."""
    for comment in comments(FORMATS[name].language, code):
        code = code.replace(comment, "", 1)
    lines = [
        line
        for line in code.splitlines()
        if not re.search("STRIPE_API_KEY|<<secret key>>", line) and line not in BEFORE_THE_KEY
    ]
    return "".join("".join(lines).split())


def test_the_page_has_seven_samples_and_as_code_gives_them_first() -> None:
    """The page's languages come under the page's names, in its order."""
    assert list(SAMPLES) == list(PAGE_FORMATS)
    assert list(as_code(PAGE_CALL))[:7] == list(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES.keys() - EXCEPTIONS.keys())
def test_where_the_page_still_works_ours_is_the_page(name: str) -> None:
    """White space and key line aside, the snippet is the page's sample."""
    assert bare(as_code(PAGE_CALL)[name], name) == bare(SAMPLES[name], name)


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_where_the_page_no_longer_works_only_that_differs_and_a_note_says_so(name: str) -> None:
    """The listed parts are all that differs, and the snippet's comment says what changed."""
    theirs, ours = ("".join(part.split()) for part in EXCEPTIONS[name])
    page = bare(SAMPLES[name], name)
    code = as_code(PAGE_CALL)[name]
    assert page.count(theirs) == 1
    assert bare(code, name) == page.replace(theirs, ours)
    note = FORMATS[name].note
    assert note is not None
    assert note in code
