"""A world told by the builder: what can be told, what cannot, and that it is lived like any."""

import pytest
from read_world import ReadWorld

from kit.facts.source_types import SOURCE_TYPES
from kit.offline import InvalidWorld, OfflineServer, World
from kit.offline.protocol.messages import API_VERSION
from kit.offline.storage.database import Database
from kit.offline.storage.repository import Repository
from kit.offline.worlds.planting import plant
from kit.practice import PracticeControls

HOUR, DAY = 3600, 86_400


@pytest.fixture
def world():
    """A world with nothing in it yet."""
    return World(page_pair=False)


@pytest.fixture
def anna(world):
    """A customer of two months."""
    return world.customer("Anna Berg", "anna@example.com", world.ago(days=60))


_OPENED = []


@pytest.fixture(autouse=True)
def _closed():
    """Nothing that a test planted stays open."""
    yield
    while _OPENED:
        _OPENED.pop().close()


def planted(world):
    """The repository that a world becomes, and its answer key."""
    _OPENED.append(Database())
    repository = Repository(_OPENED[-1], seed=world.seed, now=world.today, api_version=API_VERSION)
    with repository.transaction():
        answers = plant(world, repository)
    return repository, answers


def rows(answers, name):
    """The rows of one answer, as dicts."""
    table = answers[name]
    return [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]


def test_a_number_decides_what_a_card_shows(world, anna):
    """Brand, country, funding and fingerprint belong to the number, whoever has it."""
    bob = world.customer("Bob", "bob@example.com", world.ago(days=50))
    cards = [
        each.source("card", world.ago(days=40), number="5200 8282 8282 8210", expires=(2024, 2))
        for each in (anna, bob)
    ]
    other = anna.source("card", world.ago(days=40))
    repository, answers = planted(world)
    hashes = [repository.source(each.id)["card"] for each in (*cards, other)]
    assert hashes[0] == hashes[1]
    shown = ("brand", "funding", "last4", "country", "exp_year", "exp_month")
    assert [hashes[0][name] for name in shown] == [
        *("MasterCard", "debit", "8210"),
        *("US", 2024, 2),
    ]
    assert hashes[2]["fingerprint"] != hashes[0]["fingerprint"]
    assert {row["source"] for row in rows(answers, "duplicates")} == {each.id for each in cards}


def test_an_iban_decides_what_a_debit_shows(world, anna):
    """Country, bank, branch and last digits are those of the IBAN; a mandate may be missing."""
    debit = anna.source(
        "sepa_debit", world.ago(days=9), number="FR14 2004 1010 0505 0001 3M02 606", mandate=False
    )
    shown = planted(world)[0].source(debit.id)
    assert "mandate" not in shown
    assert shown["sepa_debit"] == {
        **shown["sepa_debit"],
        "bank_code": "20041",
        "branch_code": "01005",
        "country": "FR",
        "last4": "2606",
        "mandate_reference": None,
        "mandate_url": None,
    }


def test_what_stripe_does_by_itself_happens_by_itself(world, anna):
    """Nobody tells of a time-out: pending and uncharged sources end when their time is over."""
    given_up = anna.source("bancontact", world.ago(days=3))
    uncharged = anna.source("ideal", world.ago(days=3), amount=500).authorize(after=60)
    in_time = anna.source("giropay", world.ago(minutes=59))
    paid = anna.source("ideal", world.ago(days=3), amount=500).authorize(after=60).charge(after=9)
    repository, answers = planted(world)
    statuses = [
        repository.source(each.id)["status"] for each in (given_up, uncharged, in_time, paid)
    ]
    assert statuses == ["canceled", "canceled", "pending", "consumed"]
    ahead = rows(answers, "changes_ahead")
    assert [(row["source"], row["at"]) for row in ahead] == [(in_time.id, world.today + 60)]


def test_money_is_counted_as_it_comes_and_goes(world, anna):
    """A receiver holds what was received and neither charged nor returned."""
    receiver = anna.source("sepa_credit_transfer", world.ago(days=30))
    receiver.receive_funds(900, after=DAY).charge(500, after=60).receive_funds(50, after=60)
    receiver.return_funds(50, after=60)
    repository, answers = planted(world)
    sums = repository.source(receiver.id)["receiver"]
    assert (sums["amount_received"], sums["amount_charged"], sums["amount_returned"]) == (
        *(950, 500),
        50,
    )
    assert rows(answers, "money_waiting") == [{"currency": "eur", "sources": 1, "amount": 400}]
    assert repository.count("source_transactions") == 2


def test_the_first_attached_is_the_default_until_another_is_chosen(world, anna):
    """Defaults follow Stripe's rules: the first, the chosen one, the latest that is left."""
    first = anna.source("card", world.ago(days=50))
    second = anna.source("sepa_debit", world.ago(days=40))
    third = anna.source("card", world.ago(days=30))
    anna.choose_default(second, world.ago(days=20))
    second.detach(after=21 * DAY)
    repository, answers = planted(world)
    assert repository.customer(anna.id)["default_source"] == third.id
    assert repository.source_ids_of(anna.id) == [third.id, first.id]
    detached = repository.source(second.id)
    assert (detached["status"], detached.get("customer")) == ("consumed", None)
    assert answers["sources"] == 2


def test_a_deleted_customer_leaves_consumed_sources(world, anna):
    """Deleting detaches everything; the customer is listed no more."""
    card = anna.source("card", world.ago(days=50))
    anna.update(world.ago(days=9), name="Anna Lind").delete(world.ago(days=2))
    repository, answers = planted(world)
    assert repository.is_deleted(anna.id)
    assert repository.source(card.id)["status"] == "consumed"
    assert (answers["customers"], answers["sources"]) == (0, 0)


@pytest.mark.parametrize(
    ("tell", "says"),
    [
        (lambda w, c: c.source("cheque", w.today), "no source type 'cheque'"),
        (lambda w, c: c.source("ideal", w.today, usage="reusable"), "ideal is single_use"),
        (lambda w, c: c.source("card", w.today + 1), "after today"),
        (lambda w, c: c.source("card", w.today).charge(after=60), "after today"),
        (lambda w, c: c.source("card", w.today).charge(after=-60), "before what was told last"),
        (lambda w, c: c.source("card", w.ago(days=70)), "before it is made"),
        (lambda w, c: c.source("card", w.ago(days=1)).authorize(), "chargeable .* authorize"),
        (lambda w, c: c.source("ideal", w.ago(days=1)).charge(), "pending .* cannot charge"),
        (lambda w, c: c.source("card", w.ago(days=1)).receive_funds(5), "no receiver"),
        (
            lambda w, c: (
                c.source("ach_credit_transfer", w.ago(days=1)).receive_funds(5).return_funds(6)
            ),
            "holds 5",
        ),
        (lambda w, c: c.source("card", w.ago(days=1)).attach(c), "second time"),
        (lambda w, _: w.source("card", w.ago(days=1)).detach(), "nobody has it"),
        (lambda w, c: c.source("card", w.ago(days=1), number="4111"), "number of src_.* card"),
        (lambda w, c: c.source("sepa_debit", w.ago(days=1), number="XX00"), "an IBAN begins"),
        (
            lambda w, c: c.choose_default(w.source("card", w.ago(days=2)), w.today),
            "is not attached",
        ),
        (lambda w, _: w.on("last spring"), "no moment"),
        (lambda w, _: (w.note("a", x=1), w.note("a", y=1)), "have the columns"),
    ],
)
def test_what_cannot_have_happened_is_refused(world, anna, tell, says):
    """Each sentence names what is wrong with the story."""

    def build():
        tell(world, anna)
        planted(world)

    with pytest.raises(InvalidWorld, match=says):
        build()


def test_notes_become_rows_with_ids(world, anna):
    """What a story notes stands in the key, customers and sources by their ids."""
    card = anna.source("card", world.ago(days=3))
    world.note("mine", customer=anna, source=card, why="because")
    world.note_number("how_many", 1)
    answers = planted(world)[1]
    assert rows(answers, "mine") == [{"customer": anna.id, "source": card.id, "why": "because"}]
    assert answers["how_many"] == 1


#: What two of a kind never share.
OWN = ("id", "client_secret", "created", "customer", "owner")


@pytest.mark.parametrize("type", SOURCE_TYPES)
@pytest.mark.parametrize("end", ["start", "chargeable", "failed", "consumed"])
def test_a_told_life_ends_as_a_lived_one(world, anna, api, type, end):
    """Told by the builder or lived through the API, a source of a type ends the same."""
    kind, single = SOURCE_TYPES[type], SOURCE_TYPES[type].usage == "single_use"
    currency = (kind.currencies or ("usd",))[0]
    amount = 1000 if single else None
    told = anna.source(type, world.ago(minutes=50), amount=amount, currency=currency)
    params = {
        "type": type,
        "currency": currency,
        "redirect[return_url]": "https://example.com/return",
    }
    lived = api.made("/v1/sources", **params, **({"amount": amount} if single else {}))
    api.made(f"/v1/customers/{api.new_customer()['id']}/sources", source=lived["id"])
    for act in acts_until(end, kind, amount):
        getattr(told, act[0])(*act[1:])
        getattr(api.practice, act[0])(lived["id"], *act[1:])
    now = api.get(f"/v1/sources/{lived['id']}").json
    then = planted(world)[0].source(told.id)
    assert list(then) == list(now)
    for source in (then, now):
        for key in OWN:
            source.pop(key)
        if "receiver" in source:
            del source["receiver"]["address"]
        if "redirect" in source:
            del source["redirect"]["url"]
        if "mandate" in source:
            del source["mandate"]["reference"], source["mandate"]["url"]
    assert set(then.pop(type)) == set(now.pop(type))
    assert then == now


def acts_until(end, kind, amount):
    """What has to happen to a new source of a type until it is what it is to be."""
    if end == "failed":
        return [("decline", "user_abort")]
    acts = []
    if end != "start" and kind.flow == "receiver":
        acts.append(("receive_funds", amount or 700))
    elif end != "start" and kind.starts_as == "pending":
        acts.append(("authorize",))
    return [*acts, ("charge",)] if end == "consumed" else acts


def test_time_goes_on_from_a_told_world(tmp_path):
    """What was told as pending ends on the practice clock as anything does."""
    file = tmp_path / "evening.py"
    file.write_text(
        "def build(world):\n"
        "    anna = world.customer('Anna', 'anna@example.com', world.ago(days=2))\n"
        "    world.note('open', source=anna.source('bancontact', world.ago(minutes=50)))\n"
    )
    with OfflineServer(world=file) as server:
        practice = PracticeControls(server.api_base, server.key)
        (source,) = practice.answers()["open"]["source"]
        read = ReadWorld(server)
        assert read.source(source)["status"] == "pending"
        practice.advance(minutes=11)
        assert read.source(source)["status"] == "canceled"
        assert read.events[-1]["type"] == "source.canceled"
