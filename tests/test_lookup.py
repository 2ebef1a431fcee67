"""Finding customers and sources, as frames."""

import pytest

import kit
from kit.errors import InvalidId, InvalidInput, NotFound


def test_all_customers_are_paged_through(account):
    """Two hundred customers come as two hundred rows, the newest first."""
    frame = account.customers()
    assert len(frame) == 200
    assert frame["id"].is_unique
    assert frame["created"].is_monotonic_decreasing


def test_a_limit_is_kept_and_asks_for_no_more_than_needed(account):
    """limit=3 is three rows of one small page."""
    assert list(account.customers(limit=3)["id"]) == list(account.customers()["id"][:3])
    assert len(account.requests()) == 1 + 2


def test_a_search_finds_by_part_of_name_or_email(account):
    """The search looks into names and addresses."""
    frame = account.customers(search="jenny")
    assert len(frame) > 0
    matches = frame["name"].str.contains("jenny", case=False) | frame["email"].str.contains("jenny")
    assert matches.all()


def test_a_whole_id_finds_its_customer(account, page):
    """An id is looked up, since Stripe's search does not look into ids."""
    assert list(account.customers(search=f" {page.customer} ")["id"]) == [page.customer]


def test_nothing_found_is_an_empty_frame_with_the_same_columns(account):
    """No match, and an unknown id, give zero rows and the columns and types of any other."""
    full = account.customers(limit=1)
    for search in ("nobody has this name", "cus_nobody"):
        empty = account.customers(search=search)
        assert len(empty) == 0
        assert {"id", "name", "email"} <= set(empty.columns)
        assert empty.dtypes["created"] == full.dtypes["created"]


@pytest.mark.parametrize("limit", [0, -1, 1.5, "5", True])
def test_a_limit_that_counts_nothing_is_refused(account, limit):
    """A limit is a whole number of rows, wherever one is taken."""
    for read in (account.customers, account.attachable_sources):
        with pytest.raises(InvalidInput, match="1 or more"):
            read(limit=limit)


def test_a_search_that_is_no_text_is_refused(account):
    """A number or a list cannot be searched for."""
    with pytest.raises(InvalidInput, match="A search is text, but this one is a int"):
        account.customers(5)


def test_the_sources_of_one_customer(account, page):
    """Newest first, and only this customer's."""
    account.attach(page.customer, page.source)
    frame = account.sources(page.customer)
    assert page.source in set(frame["id"])
    assert set(frame["customer"]) == {page.customer}
    with pytest.raises(NotFound):
        account.sources("cus_nobody")
    with pytest.raises(InvalidId):
        account.sources("nobody")


def test_all_sources_are_those_of_every_customer(account):
    """One frame over all customers equals the frames of each."""
    frame = account.all_sources()
    customers = frame["customer"].value_counts()
    assert frame["id"].is_unique
    for customer in customers.index[:5]:
        assert len(account.sources(customer)) == customers[customer]


def test_a_customer_with_many_sources_is_read_to_the_end(account, page):
    """The list inside a customer is a first page only; the rest is fetched too."""
    for _ in range(12):
        card = account.create_source(type="card", token="tok_visa")["id"]
        account.attach(page.customer, card)
    frame = account.all_sources()
    assert (frame["customer"] == page.customer).sum() == len(account.sources(page.customer)) >= 12


def test_attachable_sources_are_those_that_can_be_attached_now(account, page):
    """Unattached and still chargeable or pending: each one of them can be attached."""
    frame = account.attachable_sources()
    assert page.source in set(frame["id"])
    assert set(frame["status"].astype(str)) <= {"chargeable", "pending"}
    account.attach(page.customer, page.source)
    assert page.source not in set(account.attachable_sources()["id"])


def test_a_few_attachable_sources_need_few_requests(account):
    """A small limit does not read every candidate."""
    assert len(account.attachable_sources(limit=5)) == 5
    reads = account.requests()["path"].str.startswith("/v1/sources/").sum()
    assert reads <= 40


def test_a_source_prints_no_secret_but_has_it(account, page):
    """The object is whole; only its repr is masked."""
    source = account.source(page.source)
    assert isinstance(source, dict)
    assert source["client_secret"] not in repr(source)
    assert source["ach_credit_transfer"]["account_number"] not in repr(source)
    assert kit.flatten(source)["id"].iloc[0] == page.source


def test_customers_are_counted_in_one_request(account, page):
    """However many a search finds, and for an id that is whole."""
    before = len(account.requests())
    counted = account.customer_count("example.com")
    assert len(account.requests()) == before + 1
    assert counted == len(account.customer_records("example.com")) > 100
    assert account.customer_count(page.customer) == 1
