"""Customer search: the query language, its fields, operators and limits."""

from contextlib import suppress
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.offline.errors import ApiError
from kit.offline.resources.search import parse_query

PEOPLE = {
    "ann": {"name": "Ann Großmann", "email": "Ann@Example.com", "metadata[plan]": "Pro"},
    "bob": {"name": "Bob 'Ö' \"Quote\"", "email": "bob@example.com", "phone": "+1 555"},
    "cyd": {"name": "鈴木 健一", "email": "cyd@example.org", "metadata[d.o[t": ""},
    "dot": {"metadata[plan]": "basic", "metadata[a b]": "x y"},
}
del PEOPLE["cyd"]["metadata[d.o[t"]


@pytest.fixture
def find(server, new_client):
    """Searches an account that holds these four people alone, each made a day later."""
    api = new_client(server)
    for customer in api.get("/v1/customers", {"limit": 100}).json["data"]:
        api.delete(f"/v1/customers/{customer['id']}")
    names = {}
    for name, params in PEOPLE.items():
        names[api.new_customer(**params)["id"]] = name
        api.practice.advance(days=1)

    def search(query, **params):
        answer = api.get("/v1/customers/search", {"query": query, "limit": 100, **params})
        if answer.status != 200:
            return answer
        assert answer.json["object"] == "search_result"
        return " ".join(sorted(names[each["id"]] for each in answer.json["data"]))

    search.api = api
    search.born = {
        name: api.get(f"/v1/customers/{each}").json["created"] for each, name in names.items()
    }
    return search


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('email:"ann@example.com"', "ann"),
        ("email:'ANN@example.COM'", "ann"),
        ('email:"ann@example"', ""),
        ('email~"example"', "ann bob cyd"),
        ('email~"EXAMPLE.com"', "ann bob"),
        ('name~"großm"', "ann"),
        ('name~"GROSSM"', "ann"),
        ('name~"鈴木 健"', "cyd"),
        ('name~"n Gr"', "ann"),
        ('name:"ann grossmann"', "ann"),
        (r'name~"\"Quote\""', "bob"),
        (r"name~'\'Ö\''", "bob"),
        ('-email~"example.com"', "cyd dot"),
        ("email:null", "dot"),
        ("-email:null", "ann bob cyd"),
        ("phone:null", "ann cyd dot"),
        ('phone:"+1 555"', "bob"),
        ('metadata["plan"]:"pro"', "ann"),
        ("metadata['plan']:'PRO'", "ann"),
        ('metadata["plan"]:"pr"', ""),
        ('-metadata["plan"]:"pro"', "bob cyd dot"),
        ('metadata["plan"]:null', "bob cyd"),
        ('-metadata["plan"]:null', "ann dot"),
        ('metadata["a b"]:"x y"', "dot"),
        ('metadata["PLAN"]:"pro"', ""),
        ('email~"example" name~"bob"', "bob"),
        ('email~"example" AND name~"bob"', "bob"),
        ('email~"example" and name~"bob"', "bob"),
        ('name~"bob" OR name~"ann"', "ann bob"),
        ('name~"bob" OR email:null OR metadata["plan"]:"pro"', "ann bob dot"),
        ('email~"example" AND -name~"bob" AND -metadata["plan"]:"pro"', "cyd"),
        ("  created>0  ", "ann bob cyd dot"),
        ("created<0", ""),
    ],
)
def test_a_query_finds_whom_it_means(find, query, found):
    """Fields, operators, negation, null, joints, quotes and letters of any script."""
    assert find(query) == found


@pytest.mark.parametrize(
    ("operator", "found"),
    [(":", "bob"), (">", "cyd dot"), (">=", "bob cyd dot"), ("<", "ann"), ("<=", "ann bob")],
)
def test_created_is_compared_by_second(find, operator, found):
    """Each numeric operator, against the time of one of the four."""
    assert find(f"created{operator}{find.born['bob']}") == found


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("", "Missing|empty"),
        ("   ", "not understood"),
        ("ann", "not understood"),
        ('name~"an"', "at least 3"),
        ('phone~"555"', "operator '~' is not supported on field 'phone'"),
        ('metadata["plan"]~"pro"', "operator '~'"),
        ('name>"a"', "operator '>'"),
        ('created:"yesterday"', "compared with a number"),
        ("created:null", "compared with a number"),
        ("name:5", "quoted string"),
        ('shoe:"42"', "field 'shoe' is not supported"),
        ('metadata:"pro"', "searched by key"),
        ('name["a"]:"pro"', "searched by key"),
        ('name~"ann" AND name~"bob" OR email:null', "cannot be mixed"),
        ('name~"ann" name~"bob" OR email:null', "cannot be mixed"),
        ('(name~"ann")', "not understood"),
        ('name~"ann" AND', "not understood"),
        ('name~"ann', "not understood"),
        ('name~"ann"email:null', "not understood"),
        (" ".join(["email:null"] * 11), "11 clauses"),
        ('name:"' + "\\" * 2001, "not understood"),
    ],
)
def test_what_is_no_query_is_refused_with_a_reason(find, query, why):
    """A mistake is named."""
    answer = find(query)
    assert (answer.status, answer.error["param"]) == (400, "query")
    assert any(each in answer.error["message"] for each in why.split("|"))


def test_ten_clauses_are_fine(find):
    """The most that a query may have."""
    assert find(" OR ".join(['name~"ann"'] * 10)) == "ann"


def test_pages_of_a_search_follow_each_other(find):
    """next_page leads through all matches, newest first, and ends with null."""
    seen, page = [], {}
    while True:
        params = {"query": 'email~"example"', "limit": 1, **page}
        answer = find.api.get("/v1/customers/search", params).json
        seen += [each["email"] for each in answer["data"]]
        assert answer["has_more"] == (answer["next_page"] is not None)
        if not answer["has_more"]:
            break
        page = {"page": answer["next_page"]}
    assert seen == ["cyd@example.org", "bob@example.com", "Ann@Example.com"]
    assert find("created>0", page="nonsense").status == 400


def test_total_count_comes_when_asked_for(find):
    """expand[]=total_count counts all matches, whatever the page."""
    params = {"query": 'email~"example"', "limit": 1, "expand[]": "total_count"}
    assert find.api.get("/v1/customers/search", params).json["total_count"] == 3
    del params["expand[]"]
    assert "total_count" not in find.api.get("/v1/customers/search", params).json


def test_changed_and_deleted_customers_are_found_as_they_are_now(find):
    """An update moves a customer in the index, a deletion takes it out."""
    customer = find.api.get("/v1/customers/search", {"query": 'name~"bob"'}).json["data"][0]["id"]
    find.api.made(f"/v1/customers/{customer}", name="Robert", **{"metadata[new]": "1"})
    assert find('name~"bob"') == ""
    assert find('name~"robert" AND metadata["new"]:"1"') == "bob"
    find.api.delete(f"/v1/customers/{customer}")
    assert find('name~"robert"') == ""
    assert find('metadata["new"]:"1"') == ""


def test_search_needs_a_version_that_has_it(find):
    """Before 2020-08-27 there is no search."""
    path, params = "/v1/customers/search", {"query": "created>0"}
    assert find.api.get(path, params, **{"Stripe-Version": "2020-03-02"}).status == 400
    assert find.api.get(path, params, **{"Stripe-Version": "2022-11-15"}).status == 200


@settings(max_examples=300)
@given(st.text(alphabet="namecretd~:<>=-\"'\\[]() 0123ANDORl", max_size=60))
def test_any_text_is_a_query_or_a_refusal(text):
    """Reading a query never fails in another way, and never takes long."""
    clauses = None
    with suppress(ApiError):
        clauses = parse_query(text).clauses
    assert clauses is None or 1 <= len(clauses) <= 10


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=3, max_size=12).filter(lambda text: text.strip()))
def test_a_name_is_found_by_itself_and_by_its_parts(api, name):
    """Whatever a name holds, it is found whole and by any three letters of it."""
    try:
        urlencode({"name": name})
    except UnicodeEncodeError:
        return
    customer = api.new_customer(name=name)["id"]
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    part = name[:3].replace("\\", "\\\\").replace('"', '\\"')
    for query in (f'name:"{quoted}"', f'name~"{part}"'):
        answer = api.get("/v1/customers/search", {"query": query, "limit": 100})
        assert answer.status == 200, answer.json
        assert customer in [each["id"] for each in answer.json["data"]]
