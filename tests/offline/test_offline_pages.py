"""Pages, filters and expand."""

import pytest

CUSTOMER = "cus_9s6XKzkNRiz8i3"


def walk_forward(api, path, limit, **params):
    """The ids of a whole list, page by page."""
    ids, cursor = [], {}
    while True:
        page = api.get(path, {"limit": limit, **cursor, **params}).json
        assert page["object"] == "list"
        assert page["url"] == path
        ids += [each["id"] for each in page["data"]]
        if not page["has_more"]:
            return ids
        assert len(page["data"]) == limit
        cursor = {"starting_after": ids[-1]}


@pytest.fixture
def lists(api):
    """Paths of lists with more than one page, and everything in them, newest first."""
    customer = api.new_customer()["id"]
    owned = [api.attached(customer)["id"] for _ in range(7)]
    receiver = api.new_source("ach_credit_transfer")["id"]
    for amount in range(1, 8):
        api.practice.receive_funds(receiver, amount)
    paths = {
        "/v1/customers": None,
        f"/v1/customers/{customer}/sources": owned[::-1],
        f"/v1/sources/{receiver}/source_transactions": None,
        "/v1/events": None,
    }
    for path, known in paths.items():
        everything = api.get(path, {"limit": 100}).json
        assert everything["has_more"] is False
        ids = [each["id"] for each in everything["data"]]
        assert known in (None, ids)
        paths[path] = ids
    return paths


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_pages_put_together_are_the_whole_list(api, lists, limit):
    """Whatever the size of a page, nothing is missed and nothing comes twice."""
    for path, ids in lists.items():
        assert walk_forward(api, path, limit) == ids


def test_ending_before_goes_back_page_by_page(api, lists):
    """The page before an object is the one next to it, in the list's own order."""
    for path, ids in lists.items():
        page = api.get(path, {"limit": 2, "ending_before": ids[5]}).json
        assert [each["id"] for each in page["data"]] == ids[3:5]
        assert page["has_more"] is True
        first = api.get(path, {"limit": 5, "ending_before": ids[5]}).json
        assert [each["id"] for each in first["data"]] == ids[:5]
        assert first["has_more"] is False


def test_a_page_has_ten_unless_asked_otherwise(api):
    """The default page size is ten."""
    page = api.get("/v1/customers").json
    assert (len(page["data"]), page["has_more"]) == (10, True)


def test_both_cursors_at_once_are_refused(api):
    """starting_after and ending_before exclude each other."""
    answer = api.get("/v1/customers", {"starting_after": CUSTOMER, "ending_before": CUSTOMER})
    assert (answer.status, answer.error["param"]) == (400, "ending_before")


def test_a_cursor_of_another_list_is_refused(api):
    """A source that is not attached has no place in a customer's list."""
    source = api.new_source()["id"]
    answer = api.get(f"/v1/customers/{CUSTOMER}/sources", {"starting_after": source})
    assert (answer.status, answer.error["message"]) == (400, f"No such source: '{source}'")


def test_created_filters_by_second_with_every_bound(api):
    """gt, gte, lt, lte and an exact second select what they should."""
    customers = api.get("/v1/customers", {"limit": 100}).json["data"]
    times = [each["created"] for each in customers]
    middle = times[5]
    for bound, keep in {
        "created": lambda at: at == middle,
        "created[gt]": lambda at: at > middle,
        "created[gte]": lambda at: at >= middle,
        "created[lt]": lambda at: at < middle,
        "created[lte]": lambda at: at <= middle,
    }.items():
        page = api.get("/v1/customers", {"limit": 100, bound: middle}).json["data"]
        assert [each["created"] for each in page] == [at for at in times if keep(at)], bound
    between = {"created[gt]": times[9], "created[lte]": times[2], "limit": 100}
    page = api.get("/v1/customers", between).json["data"]
    assert [each["created"] for each in page] == times[2:9]
    assert api.get("/v1/customers", {"created[gt]": 2**40}).json["data"] == []


def test_email_is_exact(api):
    """The email filter takes the whole address, letter for letter (the case: a choice)."""
    api.new_customer(email="Ann@example.com")
    for email, found in (("Ann@example.com", 1), ("ann@example.com", 0), ("Ann@example", 0)):
        assert len(api.get("/v1/customers", {"email": email}).json["data"]) == found


def test_object_filters_a_customers_sources(api):
    """object=source leaves the cards out, and object=card the sources."""
    customer = api.new_customer()["id"]
    source = api.attached(customer)["id"]
    card = api.made(f"/v1/customers/{customer}/sources", source="tok_visa")["id"]
    path = f"/v1/customers/{customer}/sources"
    assert walk_forward(api, path, 10, object="source") == [source]
    assert walk_forward(api, path, 10, object="card") == [card]
    assert walk_forward(api, path, 10) == [card, source]


def test_events_filter_by_type_group_and_list(api):
    """One type, a group with *, several types, delivery."""
    source = api.new_source("giropay")["id"]
    api.practice.decline(source)
    api.attached()
    types = [kind for kind, _ in api.events()]
    assert {kind for kind, _ in api.events(type="source.failed")} == {"source.failed"}
    assert [kind for kind, _ in api.events(type="source.*")] == [
        kind for kind in types if kind.startswith("source.")
    ]
    wanted = {"types[0]": "source.failed", "types[1]": "customer.source.created"}
    assert {kind for kind, _ in api.events(**wanted)} == set(wanted.values())
    assert api.events(type="no.such") == []
    assert api.events(type="source.[f]ailed") == []
    assert api.events(delivery_success="false") == []
    assert len(api.events(delivery_success="true")) == len(types)
    assert api.get("/v1/events", {"type": "a", "types[]": "b"}).status == 400


def test_events_reach_back_thirty_days(api):
    """After 30 days an event is in no list, and found by no id."""
    api.new_customer()
    event = api.get("/v1/events", {"limit": 1}).json["data"][0]["id"]
    api.practice.advance(days=30)
    assert api.get(f"/v1/events/{event}").status == 200
    api.practice.advance(seconds=1)
    assert api.get(f"/v1/events/{event}").status == 404
    assert event not in [each["id"] for each in api.get("/v1/events").json["data"]]


@pytest.mark.parametrize("name", ["expand[]", "expand[0]", "expand", "expand%5B%5D"])
def test_expand_is_asked_for_by_list_place_or_name(api, name):
    """Every way of writing a list of one works, in a query and in a body."""
    source = api.attached()["id"]
    customer = api.call("GET", f"/v1/customers/{CUSTOMER}", f"{name}=default_source").json
    assert customer["default_source"]["id"] == source
    updated = api.call("POST", f"/v1/customers/{CUSTOMER}", f"{name}=sources").json
    assert [each["id"] for each in updated["sources"]["data"]] == [source]


def test_expand_reaches_into_lists(api):
    """data.sources and data.default_source expand each customer of a page."""
    source = api.attached()["id"]
    params = {"expand[0]": "data.sources", "expand[1]": "data.default_source", "limit": 100}
    for each in api.get("/v1/customers", params).json["data"]:
        assert each["sources"]["url"] == f"/v1/customers/{each['id']}/sources"
        if each["id"] == CUSTOMER:
            assert each["default_source"]["id"] == source
    search = {**params, "query": "name:'Jenny Rosen'"}
    found = api.get("/v1/customers/search", search).json["data"][0]
    assert found["sources"]["data"][0]["id"] == source


def test_an_expanded_list_is_its_first_page(api):
    """An embedded list has ten elements, has_more and its own url."""
    customer = api.new_customer()["id"]
    owned = [api.attached(customer)["id"] for _ in range(11)]
    shown = api.get(f"/v1/customers/{customer}", {"expand[]": "sources"}).json["sources"]
    assert [each["id"] for each in shown["data"]] == owned[:0:-1]
    assert shown["has_more"] is True
    more = api.get(shown["url"], {"starting_after": shown["data"][-1]["id"]}).json
    assert [each["id"] for each in more["data"]] == owned[:1]


def test_expand_goes_four_levels_deep_and_no_further(api):
    """data.sources.data.customer is fine where cards are; a fifth level is refused."""
    customer = api.new_customer()["id"]
    api.made(f"/v1/customers/{customer}/sources", source="tok_visa")
    deep = {"expand[]": "data.sources.data.customer", "limit": 1}
    card = api.get("/v1/customers", deep).json["data"][0]["sources"]["data"][0]
    assert card["customer"]["id"] == customer
    too_deep = {"expand[]": "data.sources.data.customer.default_source"}
    answer = api.get("/v1/customers", too_deep)
    assert (answer.status, answer.error["param"]) == (400, "expand")


@pytest.mark.parametrize("path", ["email", "sources.nope", "nope", "default_source.id", "data"])
def test_what_cannot_be_expanded_is_named(api, path):
    """A plain field, an unknown one, a wrong level."""
    api.attached()
    answer = api.get(f"/v1/customers/{CUSTOMER}", {"expand[]": path})
    assert answer.status == 400
    assert answer.error["message"] == f"This property cannot be expanded ({path})."


def test_expanding_what_is_null_or_sent_whole_changes_nothing(api):
    """No default, and the hashes that are always there, stay as they are."""
    customer = api.new_customer()
    expand = {"expand[0]": "default_source", "expand[1]": "shipping"}
    assert api.get(f"/v1/customers/{customer['id']}", expand).json == customer
    source = api.new_source("ideal")
    expand = {"expand[0]": "owner", "expand[1]": "redirect", "expand[2]": "receiver"}
    assert api.get(f"/v1/sources/{source['id']}", expand).json == source


def test_a_refused_expand_undoes_the_write(api):
    """An attach whose answer cannot be expanded as asked did not happen."""
    source = api.new_source()["id"]
    path = f"/v1/customers/{CUSTOMER}/sources"
    assert api.post(path, {"source": source, "expand[]": "nope"}).status == 400
    assert "customer" not in api.get(f"/v1/sources/{source}").json


def test_old_versions_see_sources_without_asking(api):
    """Before 2020-08-27 a customer came with its sources."""
    old = {"Stripe-Version": "2019-12-03"}
    path = f"/v1/customers/{CUSTOMER}"
    assert api.get(path, **old).json["sources"]["object"] == "list"
    assert all("sources" in each for each in api.get("/v1/customers", **old).json["data"])
    assert "sources" not in api.get(path, **{"Stripe-Version": "2020-08-27"}).json
