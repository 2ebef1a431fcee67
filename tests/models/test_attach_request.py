"""What is refused before any request, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import InvalidId, InvalidInput, InvalidMetadata
from kit.models.attach_request import AttachRequest, checked_metadata

GOOD = {"customer": "cus_9s6XKzkNRiz8i3", "source": "src_1NfRGv2eZvKYlo2Cv7NAImBL"}

characters = st.characters(exclude_categories=["Cs"])
keys = st.text(characters.filter(lambda c: c not in "[]"), min_size=1, max_size=40)
values = st.text(characters, max_size=500)


@given(st.dictionaries(keys, values, max_size=50))
def test_metadata_within_the_limits_is_taken_as_it_is(metadata):
    """Whatever keeps to Stripe's limits passes unchanged, as a copy."""
    taken = checked_metadata(metadata)
    assert taken == metadata
    assert taken is not metadata


@pytest.mark.parametrize(
    ("metadata", "says"),
    [
        ({str(n): "x" for n in range(51)}, "50 keys at most; these are 51"),
        ({"k" * 41: "x"}, "40 characters at most; this one has 41"),
        ({"k": "v" * 501}, "500 characters at most; this one has 501"),
        ({"a[b]": "x"}, "no square bracket"),
        ({"": "x"}, "at least one character"),
        ({"k": 6735}, "a value must be text, but this one is a int"),
        ({6735: "x"}, "a key must be text"),
        ({"k": None}, "pass '' to unset the key"),
        ({"k": "\ud800"}, "half of a surrogate pair"),
        ([("k", "v")], "must map text to text"),
        ("k=v", "must map text to text"),
    ],
)
def test_metadata_over_a_limit_is_refused_by_name(metadata, says):
    """Each of Stripe's limits is checked here, and the message names it."""
    with pytest.raises(InvalidMetadata, match=says):
        AttachRequest(**GOOD, metadata=metadata)


@pytest.mark.parametrize(
    ("customer", "says"),
    [
        ("", "is not an id"),
        ("5", "is not an id"),
        ("cus_", "is not an id"),
        ("cus_9s6XKzkNRiz8i3/sources", "is not an id"),
        ("cus_9s6XKzkNRiz8i3\n", "is not an id"),
        ("cus_" + "x" * 252, "255 characters at most"),
        ("src_1NfRGv2eZvKYlo2Cv7NAImBL", "the customer comes first"),
        (None, "it is a NoneType"),
        (b"cus_9s6XKzkNRiz8i3", "it is a bytes"),
    ],
)
def test_a_malformed_customer_id_is_refused(customer, says):
    """An id that cannot be a customer's never reaches Stripe."""
    with pytest.raises(InvalidId, match=says):
        AttachRequest(customer=customer, source=GOOD["source"])


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("pm_1NfRGv2eZvKYlo2Cv7NAImBL", "a PaymentMethod"),
        ("tok_visa", "a token"),
        ("cus_9s6XKzkNRiz8i3", "the source comes second"),
        ("src 1", "is not an id"),
        ("x" * 10_000, r"\.\.\. is not an id"),
    ],
)
def test_something_else_than_a_source_is_refused_with_what_it_is(source, says):
    """Common mix-ups are named, with the way that works; a long paste is cut short."""
    with pytest.raises(InvalidId, match=says):
        AttachRequest(customer=GOOD["customer"], source=source)


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_an_idempotency_key_of_a_wrong_length_is_refused(key):
    """Stripe takes 1 to 255 characters, and the SDK does not check."""
    with pytest.raises(InvalidInput, match="1 to 255 characters"):
        AttachRequest(**GOOD, idempotency_key=key)


def test_the_request_is_the_path_and_the_body_of_the_page():
    """Path and parameters are those of "Attach a source"."""
    request = AttachRequest(**GOOD, metadata={"order": "6735"})
    assert request.path == "/v1/customers/cus_9s6XKzkNRiz8i3/sources"
    assert request.params == {"source": GOOD["source"], "metadata": {"order": "6735"}}
    assert "metadata" not in AttachRequest(**GOOD).params
