"""Whatever stands in a parameter or a search: refused or done, never a 500."""

from base64 import urlsafe_b64encode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from stripe_schema import parameters, routes

CUSTOMER = "cus_9s6XKzkNRiz8i3"
SOURCE = "src_1NfRGv2eZvKYlo2Cv7NAImBL"


@pytest.fixture(autouse=True)
def _lives(api):
    yield
    assert api.get(f"/v1/sources/{SOURCE}").status == 200, "the server must have lived through it"


AWKWARD = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "",
            "\0",
            "null",
            "true",
            "-1",
            "0",
            "9" * 12,
            "9" * 18,
            "9" * 19,
            "9" * 400,
            "-" + "9" * 18,
            "1.5",
            "1e999",
            "nan",
            "{}",
            "[]",
            "*",
            "*" * 200,
            "[*]?",
            'name~"\0\0\0"',
            'name~"a\0b" OR email~"\\\\\\""',
            'metadata["\0"]:"\0"',
            f"created>{'9' * 18}",
            "created<-999999999999999999",
            urlsafe_b64encode(b"customers before " + b"9" * 30).decode(),
            urlsafe_b64encode(b"customers before -" + b"9" * 18).decode(),
            urlsafe_b64encode(b"customers before ").decode(),
            "data.data.data",
            "tok_visa",
            "card",
            SOURCE,
            CUSTOMER,
            "\ud7ff\ue000",
            "\U0010ffff",
        ]
    ),
)


def forms(method, path):
    """Forms of a route's own parameters, with values that nobody would send."""
    names = st.sampled_from(sorted(parameters(method, path)))
    suffix = st.sampled_from(
        ["", "", "[]", "[a]", "[0][amount]", "[items][0][amount]", "[items][1][amount]", "[gte]"]
    )
    return st.lists(st.tuples(st.builds(str.__add__, names, suffix), AWKWARD), max_size=6)


@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_no_parameter_of_the_schema_makes_the_server_fail(api, data):
    """Whatever a route's parameters hold, it is answered or refused, never a 500."""
    method, path = data.draw(st.sampled_from([route for route in routes() if parameters(*route)]))
    params = data.draw(forms(method, path))
    if path == "/v1/sources":
        params += [("type", data.draw(st.sampled_from(["card", "sepa_debit", "ideal"])))]
    filled = path.replace("{customer}", CUSTOMER).replace("{source}", SOURCE)
    answer = api.call(method, filled.replace("{id}", SOURCE), params)
    assert answer.status < 500, (method, filled, params)
    if path != "/v1/customers/search":
        assert api.get("/v1/events", {"limit": 1}).status == 200


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    field=st.sampled_from(["name", "email", "phone", "created", 'metadata["a"]']),
    operator=st.sampled_from([":", "~", ">", "<="]),
    value=st.one_of(st.text(max_size=8).map(lambda text: f'"{text}"'), st.integers().map(str)),
    negated=st.booleans(),
)
@example(field="name", operator="~", value='"\0\0\0"', negated=False)
@example(field="name", operator="~", value='"a\0b"', negated=True)
@example(field="created", operator="~", value="0", negated=False)
def test_no_search_makes_the_server_fail(api, field, operator, value, negated):
    """Any clause finds somebody or is refused."""
    query = f"{'-' * negated}{field}{operator}{value}"
    answer = api.get("/v1/customers/search", {"query": query, "expand[]": "total_count"})
    assert answer.status in (200, 400), query


def test_sums_stay_within_what_json_can_hold(api):
    """Amounts that add up to more than 64 bits are refused one by one."""
    items = {f"source_order[items][{n}][amount]": "9" * 18 for n in range(100)}
    refused = api.post("/v1/sources", {"type": "card", **items})
    assert (refused.status, refused.error["param"]) == (400, "source_order[items][0][amount]")
