"""Metadata: merged, unset key by key or as a whole, within its limits, on every route."""

import pytest

CUSTOMER = "cus_9s6XKzkNRiz8i3"


def attach(_api, source):
    """The route that attaches."""
    return f"/v1/customers/{CUSTOMER}/sources", {"source": source}


def update(_api, source):
    """The source's own route."""
    return f"/v1/sources/{source}", {}


def update_on_customer(api, source):
    """The route of a customer's source."""
    path, params = attach(api, source)
    api.made(path, **params)
    return f"{path}/{source}", {}


@pytest.fixture(params=[attach, update, update_on_customer])
def write(request, api):
    """Writes metadata to a source that has {a: 1, b: 2}, and returns the answer."""
    source = api.new_source(**{"metadata[a]": "1", "metadata[b]": "2"})
    path, params = request.param(api, source["id"])
    return lambda **metadata: api.post(path, {**params, **metadata})


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({}, {"a": "1", "b": "2"}),
        ({"metadata[c]": "3"}, {"a": "1", "b": "2", "c": "3"}),
        ({"metadata[a]": "9"}, {"a": "9", "b": "2"}),
        ({"metadata[a]": ""}, {"b": "2"}),
        ({"metadata[a]": "", "metadata[c]": "3"}, {"b": "2", "c": "3"}),
        ({"metadata[x]": ""}, {"a": "1", "b": "2"}),
        ({"metadata": ""}, {}),
        ({"metadata[0]": "null", "metadata[1]": "eins"},
         {"a": "1", "b": "2", "0": "null", "1": "eins"}),
        ({"metadata[d.o t-ß]": " Grüße & 2+2=4 \N{SNOWMAN}\n"},
         {"a": "1", "b": "2", "d.o t-ß": " Grüße & 2+2=4 \N{SNOWMAN}\n"}),
        ({"metadata[" + "k" * 40 + "]": "v" * 500}, {"a": "1", "b": "2", "k" * 40: "v" * 500}),
    ],
)  # fmt: skip
def test_sent_keys_overwrite_empty_ones_unset_and_unsent_stay(write, sent, kept):
    """What is kept after metadata was sent."""
    assert write(**sent).json["metadata"] == kept


def test_fifty_keys_are_the_most_after_merging(write):
    """48 more keys fill the two up to fifty; a 51st is refused with the merged number."""
    assert write(**{f"metadata[k{n}]": "v" for n in range(49)}).error["message"] == (
        "Metadata can have up to 50 keys, but you've set 51. Email us at "
        "support+metadata@stripe.com for more information."
    )
    full = write(**{f"metadata[k{n}]": "v" for n in range(48)})
    assert len(full.json["metadata"]) == 50


def test_at_creation_an_empty_value_sets_nothing(api):
    """Neither an empty key's value nor empty metadata leaves a trace."""
    assert api.new_source(**{"metadata[a]": "", "metadata[b]": "2"})["metadata"] == {"b": "2"}
    assert api.new_customer(metadata="")["metadata"] == {}


def test_customers_merge_metadata_too(api):
    """A customer's metadata follows the same rules."""
    customer = api.new_customer(**{"metadata[a]": "1"})["id"]
    changed = api.made(f"/v1/customers/{customer}", **{"metadata[b]": "2", "metadata[a]": ""})
    assert changed["metadata"] == {"b": "2"}


def test_a_publishable_key_sees_no_metadata(api):
    """With its client_secret a source is readable for a publishable key, without metadata."""
    source = api.new_source(**{"metadata[a]": "1"})
    api.key = "pk_test_1"
    url = f"/v1/sources/{source['id']}"
    seen = api.get(url, {"client_secret": source["client_secret"]}).json
    assert seen == {name: value for name, value in source.items() if name != "metadata"}
    assert api.get(url, {"client_secret": "src_client_secret_no"}).status == 404
    assert api.get(url).error["message"] == "Missing required param: client_secret."
