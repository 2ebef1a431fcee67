"""What the account answers has the keys of Stripe's recorded answers, in their order [REC].

`tests/data/recorded-shapes.json` holds keys and kinds of values alone: of 48 answers recorded
in public tests and of samples of the documentation. Each difference that is meant stands here.
"""

import json
from pathlib import Path

import pytest
from conftest import PAGE_CUSTOMER

SHAPES = json.loads(
    (Path(__file__).parents[1] / "data" / "recorded-shapes.json").read_text(encoding="utf-8")
)

SAMPLE = " (documentation sample)"

#: Younger than all recorded answers but one.
NEWER = {"allow_redisplay"}

#: What the samples of the documentation leave out and recorded answers of the kind hold.
NOT_IN_SAMPLES = {"metadata", "redirect.failure_reason"}

REFUND_HOLDER = {
    "refund_account_holder_name",
    "refund_iban",
    *(
        f"refund_account_holder_address_{part}"
        for part in ("city", "country", "line1", "line2", "postal_code", "state")
    ),
}

#: Keys that ours lack, with the reason.
LACKING = {
    # A sample of 2026 shows these as null, the page "Attach a source" has none of them.
    "source.ach_credit_transfer (documentation sample)": {
        "ach_credit_transfer.refund_account_holder_name",
        "ach_credit_transfer.refund_account_holder_type",
        "ach_credit_transfer.refund_routing_number",
    },
    # In one of eighteen, of 2018.
    "source.card": {"card.card_automatically_updated"},
    # In two of six, null.
    "customer": {"default_currency"},
    # A receiver with a redirect: in the sample alone.
    "source.sepa_credit_transfer (documentation sample)": {
        "redirect",
        "redirect.return_url",
        "redirect.status",
        "redirect.url",
    },
}

#: Keys that ours have beyond a sample: members of the schema that the sample leaves out.
BEYOND = {
    "source.ach_debit (documentation sample)": {
        "code_verification",
        "code_verification.attempts_remaining",
        "code_verification.status",
    },
    "source.alipay (documentation sample)": {"alipay.data_string"},
    "source.ideal (documentation sample)": {
        "ideal.bic",
        "ideal.iban_last4",
        "ideal.statement_descriptor",
    },
    "source.multibanco (documentation sample)": {f"multibanco.{name}" for name in REFUND_HOLDER},
    "source.sepa_credit_transfer (documentation sample)": {
        f"sepa_credit_transfer.{name}" for name in REFUND_HOLDER
    },
}

#: Hashes whose order is another's: the receiver's, the ACH transfer's and Alipay's are the
#: page's and the recorded answer's.
OTHER_ORDER = {
    "receiver",
    "ach_credit_transfer",
    "source.alipay (documentation sample): alipay",
    "source.sofort (documentation sample): sofort",
    # This one answer came with all its keys sorted, id and object among them.
    "source.alipay: ",
}

#: What a source has to be made of to hold the hashes that the recorded one holds.
PARAMS = {
    "sepa_debit": {"owner[address][country]": "DE", "sepa_debit[iban]": "DE89370400440532013000"},
    "three_d_secure": {"owner[address][line1]": "1 Way"},
}

#: Klarna's sample is of a session, whole; the account has no sessions to show.
COMPARED = [name for name in SHAPES if not name.startswith("source.klarna")]


def paths(thing, within=""):
    """The dotted names of a JSON object's keys, in order."""
    found = []
    for name, value in thing.items():
        found.append(f"{within}{name}")
        if isinstance(value, dict) and name != "metadata":
            found += paths(value, f"{within}{name}.")
    return found


def answered(api, name):
    """What the account answers for a recorded kind of object."""
    if name == "customer":
        headers = {"Stripe-Version": "2019-08-14"}
        return api.get(f"/v1/customers/{PAGE_CUSTOMER}", **headers).json
    kind = name.removeprefix("source.").removesuffix(SAMPLE)
    source = api.new_source(kind, **PARAMS.get(kind, {}))
    if f"{name}" in ("source.card", "source.sepa_debit"):
        return api.made(f"/v1/customers/{PAGE_CUSTOMER}/sources", source=source["id"])
    return source


@pytest.mark.parametrize("name", COMPARED)
def test_the_keys_are_the_recorded_ones(api, name):
    """No recorded key is missing and none is invented, but for those named above."""
    recorded, ours = SHAPES[name]["keys"], paths(answered(api, name))
    sample = NOT_IN_SAMPLES if name.endswith(SAMPLE) else set()
    assert set(recorded) - set(ours) == LACKING.get(name, set())
    beyond = set(ours) - set(recorded) - NEWER - sample
    assert beyond == BEYOND.get(name, set())


@pytest.mark.parametrize("name", COMPARED)
def test_the_keys_stand_in_the_recorded_order(api, name):
    """Each hash writes its members as the recorded answers do."""
    shape, ours = SHAPES[name], paths(answered(api, name))
    always = [key for key, kinds in shape["keys"].items() if seen(kinds) == shape["answers"]]
    for within in {key.rpartition(".")[0] for key in always}:
        if {within, f"{name}: {within}"} & OTHER_ORDER or (not within and name.endswith(SAMPLE)):
            continue  # a sample writes the type's hash last, whatever it is called
        members = [key for key in always if key.rpartition(".")[0] == within]
        assert [key for key in ours if key in members] == [key for key in members if key in ours]


def seen(kinds):
    """In how many answers a key stood."""
    return sum(int(kind.rpartition(":")[2]) for kind in kinds.split())


def test_klarna_has_its_members_where_the_schema_has_them(api):
    """Of Klarna's session the account shows what was asked for, and invents no address."""
    klarna = api.new_source("klarna")["klarna"]
    members = {f"klarna.{name}" for name in klarna}
    assert {"klarna.client_token", "klarna.payment_method_categories"} <= members
    known = set(SHAPES[f"source.klarna{SAMPLE}"]["keys"])
    assert members - known == {"klarna.locale", "klarna.purchase_type"}


def test_a_number_has_one_fingerprint_whoever_holds_it(api):
    """A token, a form and another customer's card of one number show one fingerprint [REC]."""
    other = api.new_customer()["id"]
    by_token = api.new_source("card", token="tok_visa")["card"]
    by_number = api.new_source("card", **{"card[number]": "4242 4242 4242 4242"})["card"]
    of_other = api.made(f"/v1/customers/{other}/sources", source="tok_visa")
    assert by_token["fingerprint"] == by_number["fingerprint"] == of_other["fingerprint"]
    assert by_token["three_d_secure"] == "optional"
    different = api.new_source("card", token="tok_mastercard")["card"]
    assert different["fingerprint"] != by_token["fingerprint"]


def test_bank_and_branch_come_from_the_ibans_own_layout(api):
    """As recorded: FR14 2004 1010 05... is bank 20041, branch 01005; a German has no branch."""

    def shown(iban):
        debit = api.new_source("sepa_debit", **{"sepa_debit[iban]": iban})["sepa_debit"]
        return debit["country"], debit["bank_code"], debit["branch_code"], debit["last4"]

    french = shown("FR14 2004 1010 0505 0001 3M02 606")
    assert french == ("FR", "20041", "01005", "2606")
    assert shown("DE89370400440532013000") == ("DE", "37040044", None, "3000")


def test_the_mandate_says_what_was_agreed_and_its_address_ends_in_the_secret(api):
    """A new mandate is pending; what is sent of it overwrites member by member."""
    source = api.new_source("sepa_debit", **{"mandate[notification_method]": "manual"})
    mandate = source["mandate"]
    assert mandate["url"].endswith(f"/file/{source['id']}/{source['client_secret']}")
    assert mandate["url"] == source["sepa_debit"]["mandate_url"]
    assert mandate["acceptance"]["status"] == "pending"
    agreed = {"mandate[acceptance][status]": "accepted", "mandate[acceptance][ip]": "192.0.2.1"}
    changed = api.made(f"/v1/sources/{source['id']}", **agreed)["mandate"]
    assert changed["acceptance"]["status"] == "accepted"
    assert changed["acceptance"]["ip"] == "192.0.2.1"
    assert changed["notification_method"] == "manual"


def test_answers_carry_the_recorded_headers(api):
    """Every answer has a Date; each POST says not to be retried, no GET does [REC]."""
    got, made = api.get("/v1/customers"), api.post("/v1/customers")
    refused = api.post("/v1/sources", {"type": "nothing"})
    assert got.headers["date"] == made.headers["date"] == "Wed, 16 Aug 2023 00:00:00 GMT"
    assert "stripe-should-retry" not in got.headers
    assert {each.headers["stripe-should-retry"] for each in (made, refused)} == {"false"}


def test_every_customer_has_an_invoice_prefix_of_its_own(api):
    """Set in 77 of 77 recorded customers, and nobody shares one."""
    customers = api.get("/v1/customers", {"limit": 100}).json["data"]
    customers.append(api.new_customer())
    prefixes = {customer["invoice_prefix"] for customer in customers}
    assert len(prefixes) == len(customers)
    assert all(len(prefix) == 8 for prefix in prefixes)
