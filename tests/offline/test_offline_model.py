"""Random sequences of calls against a small model of what should come of them."""

from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from stripe_schema import error_validator, validator

from kit.facts.source_types import CHARGEABLE_SECONDS, SOURCE_TYPES
from kit.offline import OfflineServer

ONE = "/v1/customers/{customer}/sources/{id}"
ALL = "/v1/customers/{customer}/sources"

METADATA = st.dictionaries(st.sampled_from("abcde"), st.sampled_from(["", "1", "ü &"]), max_size=4)


@dataclass
class Customer:
    """What the model knows of a customer; ``sources`` with the last attached first."""

    sources: list = field(default_factory=list)
    default: str | None = None
    deleted: bool = False


@dataclass
class Source:
    """What the model knows of a source."""

    type: str
    status: str
    usage: str
    since: int
    customer: str | None = None
    metadata: dict = field(default_factory=dict)

    def ends_at(self):
        """When time cancels it, or None."""
        if self.status == "pending" and SOURCE_TYPES[self.type].pending_seconds:
            return self.since + SOURCE_TYPES[self.type].pending_seconds
        if self.status == "chargeable" and self.usage == "single_use":
            return self.since + CHARGEABLE_SECONDS
        return None


#: Types without a rule of their own that the model would have to repeat.
TYPES = sorted(set(SOURCE_TYPES) - {"alipay", "wechat", "multibanco"})


class Machine(RuleBasedStateMachine):
    """The account and the model, side by side."""

    api = None
    customers = Bundle("customers")
    sources = Bundle("sources")

    @initialize(target=customers)
    def begin(self):
        """An account as new, an empty model, and a first customer in both."""
        self.api.practice.reset()
        self.now = 0
        self.customer_model = {}
        self.source_model = {}
        return self.create_customer({"a": "1"})

    def call(self, method, path, ids=(), params=(), expect=200):
        """One call whose status is predicted and whose answer fits the schema."""
        url = path
        for each in ids:
            start, end = url.index("{"), url.index("}")
            url = url[:start] + each + url[end + 1 :]
        answer = self.api.call(method, url, params)
        assert answer.status == expect, (method, url, params, answer.json)
        schema = validator(method, path) if expect == 200 else error_validator()
        assert schema.is_valid(answer.json), answer.json
        return answer.json

    @precondition(lambda self: len(self.customer_model) < 2)
    @rule(target=customers, metadata=METADATA)
    def another_customer(self, metadata):
        """There may be more."""
        return self.create_customer(metadata)

    def create_customer(self, metadata):
        """A new customer keeps what is not empty."""
        made = self.call("POST", "/v1/customers", params=form(metadata))
        assert made["metadata"] == merged({}, metadata)
        self.customer_model[made["id"]] = Customer()
        return made["id"]

    @rule(target=sources, type=st.sampled_from(TYPES), metadata=METADATA)
    def another_source(self, type, metadata):
        """A source that nobody has yet."""
        return self.create_source(type, metadata)

    @rule(target=sources, customer=customers, type=st.sampled_from(TYPES))
    def another_attached_source(self, customer, type):
        """A source that is attached as soon as it is made."""
        source = self.create_source(type, {})
        self.attach_to(customer, source, {})
        return source

    def create_source(self, type, metadata):
        """A new source begins as the facts say."""
        facts = SOURCE_TYPES[type]
        params = {"type": type, "amount": 5, "redirect[return_url]": "https://a.b"}
        params |= {"currency": (facts.currencies or ("usd",))[0], **form(metadata)}
        made = self.call("POST", "/v1/sources", params=params)
        assert (made["status"], made["usage"]) == (facts.starts_as, facts.usage)
        self.source_model[made["id"]] = Source(
            type, made["status"], made["usage"], self.now, metadata=merged({}, metadata)
        )
        return made["id"]

    @rule(customer=customers, source=sources, metadata=METADATA)
    def attach(self, customer, source, metadata):
        """Any source, to any customer."""
        self.attach_to(customer, source, metadata)

    def attach_to(self, customer, source, metadata):
        """Attaching succeeds for a free, living source and a customer that is there."""
        owner, model = self.customer_model[customer], self.source_model[source]
        params = {"source": source, **form(metadata)}
        if owner.deleted:
            self.call("POST", ALL, [customer], params, expect=404)
        elif model.customer or model.status not in ("pending", "chargeable"):
            self.call("POST", ALL, [customer], params, expect=400)
        else:
            got = self.call("POST", ALL, [customer], params)
            model.customer, model.metadata = customer, merged(model.metadata, metadata)
            assert got["metadata"] == model.metadata
            owner.sources.insert(0, source)
            owner.default = owner.default or source

    @rule(customer=customers)
    def detach_the_default(self, customer):
        """The default goes, and another takes its place."""
        default = self.customer_model[customer].default
        if default is not None:
            self.detach_from(customer, default)

    @rule(customer=customers, source=sources)
    def detach(self, customer, source):
        """Any source, from any customer."""
        self.detach_from(customer, source)

    def detach_from(self, customer, source):
        """Detaching consumes what is this customer's."""
        if self.source_model[source].customer != customer:
            self.call("DELETE", ONE, (customer, source), expect=404)
            return
        got = self.call("DELETE", ONE, (customer, source))
        assert got["status"] == "consumed"
        self.taken_off(source)

    def taken_off(self, source):
        """The model of a detached source and its customer."""
        model = self.source_model[source]
        owner = self.customer_model[model.customer]
        owner.sources.remove(source)
        if owner.default == source:
            owner.default = owner.sources[0] if owner.sources else None
        model.customer, model.status = None, "consumed"

    @rule(customer=customers, source=sources)
    def choose_default(self, customer, source):
        """Only an attached source becomes the default."""
        owner = self.customer_model[customer]
        expect = 404 if owner.deleted else 200 if source in owner.sources else 400
        path = "/v1/customers/{customer}"
        self.call("POST", path, [customer], {"default_source": source}, expect=expect)
        if expect == 200:
            owner.default = source

    @rule(customer=customers)
    def delete_customer(self, customer):
        """A deleted customer's sources are consumed."""
        owner = self.customer_model[customer]
        path = "/v1/customers/{customer}"
        self.call("DELETE", path, [customer], expect=404 if owner.deleted else 200)
        for source in list(owner.sources):
            self.taken_off(source)
        owner.deleted = True

    @rule(source=sources, metadata=METADATA)
    def update(self, source, metadata):
        """Metadata merges in any status."""
        model = self.source_model[source]
        got = self.call("POST", "/v1/sources/{source}", [source], form(metadata))
        model.metadata = merged(model.metadata, metadata)
        assert got["metadata"] == model.metadata

    @rule(source=sources, act=st.sampled_from(["authorize", "decline", "charge"]))
    def pay(self, source, act):
        """The payer's and the charge's part succeed where the status lets them."""
        model = self.source_model[source]
        after = {
            ("authorize", "pending"): "chargeable",
            ("decline", "pending"): "failed",
            ("decline", "chargeable"): "failed",
            ("charge", "chargeable"): "consumed",
        }.get((act, model.status))
        if act == "charge" and after and model.usage == "reusable" and model.customer:
            after = "chargeable"
        answer = self.api.post(f"/_kit/sources/{source}/{act}")
        assert answer.status == (200 if after else 400), answer.json
        if after:
            model.since = self.now if after != model.status else model.since
            model.status = after

    @rule(seconds=st.sampled_from([1, 3599, 10_800, 86_400]))
    def wait(self, seconds):
        """Time cancels what it should."""
        self.api.practice.advance(seconds=seconds)
        self.now += seconds
        for model in self.source_model.values():
            ends_at = model.ends_at()
            if ends_at is not None and ends_at <= self.now:
                model.status = "canceled"

    @invariant()
    def lists_and_sources_are_as_the_model_says(self):
        """Every customer's list, default, and every source."""
        for customer, owner in getattr(self, "customer_model", {}).items():
            if owner.deleted:
                continue
            listed = self.api.get(f"/v1/customers/{customer}/sources", {"limit": 100}).json
            assert [each["id"] for each in listed["data"]] == owner.sources
            shown = self.api.get(f"/v1/customers/{customer}").json
            assert shown["default_source"] == owner.default
        for source, model in getattr(self, "source_model", {}).items():
            shown = self.api.get(f"/v1/sources/{source}").json
            assert (shown["status"], shown.get("customer")) == (model.status, model.customer)
            assert shown["metadata"] == model.metadata


def form(metadata):
    """Metadata as form parameters."""
    return {f"metadata[{key}]": value for key, value in metadata.items()}


def merged(kept, sent):
    """What metadata becomes."""
    return {key: value for key, value in {**kept, **sent}.items() if value}


@pytest.fixture
def machine(new_client):
    """The machine, tied to an account of its own."""
    with OfflineServer(customers=2) as server:
        Machine.api = new_client(server)
        yield Machine
        Machine.api = None


def test_random_calls_do_what_the_model_says(machine):
    """No sequence of calls leads the account and the model apart, or out of the schema."""
    run_state_machine_as_test(
        machine, settings=settings(max_examples=80, stateful_step_count=30, deadline=None)
    )
