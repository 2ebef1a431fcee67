"""The world `spring`: an analyst's ten questions, and its stories, by pandas and the public API."""

import pandas as pd
import pytest

import kit
from kit.offline.worlds.spring.crm import CRM_CSV, crm_text


@pytest.fixture(scope="module")
def spring():
    """The shop with its two thousand customers, as frames, beside the answer key."""
    with kit.connect(offline=True, world="spring") as account:
        yield Spring(account)


class Spring:
    """What an analyst reads, once."""

    def __init__(self, account):
        self.account = account
        self.key = account.offline.answers()
        self.today = pd.Timestamp(account.offline.now)
        self.customers = account.customers()
        self.sources = account.all_sources(progress=False)
        self.events = account.events(progress=False)

    @property
    def defaults(self):
        """Each customer's default source, as a row of sources."""
        return self.sources[self.sources["id"].isin(self.customers["default_source"])]

    def cards(self):
        """Chargeable cards, with the end of the last month in which each is good."""
        cards = self.sources.query("type == 'card' and status == 'chargeable'").copy()
        months = {"year": cards["card.exp_year"], "month": cards["card.exp_month"], "day": 1}
        ends = pd.to_datetime(pd.DataFrame(months).astype("int64"), utc=True)
        cards["ends"] = ends + pd.offsets.MonthBegin(1)
        return cards

    def fingerprints(self):
        """The one fingerprint of each source that has one."""
        columns = [name for name in self.sources if name.endswith(".fingerprint")]
        return self.sources[columns].bfill(axis=1).iloc[:, 0]


def ids(column):
    """A column as a set, which holds something."""
    found = set(column)
    assert found
    return found


def test_which_customers_have_no_chargeable_source(spring):
    """Question 1."""
    able = spring.sources.query("status == 'chargeable'")["customer"]
    without = spring.customers[~spring.customers["id"].isin(able)]
    assert ids(without["id"]) == set(spring.key["without_chargeable"]["customer"])
    assert len(without) < len(spring.customers) / 2


def test_whose_default_failed_or_was_consumed(spring):
    """Question 2."""
    broken = spring.defaults[spring.defaults["status"].isin(["failed", "consumed", "canceled"])]
    assert ids(broken["id"]) == set(spring.key["broken_defaults"]["source"])
    assert {"failed", "consumed"} <= set(broken["status"])


def test_which_cards_expire_in_the_next_ninety_days(spring):
    """Question 3."""
    cards = spring.cards()
    soon = cards["ends"].between(
        spring.today, spring.today + pd.Timedelta(days=90), inclusive="right"
    )
    assert ids(cards[soon]["id"]) == set(spring.key["expiring_cards"]["source"])
    expired = cards[cards["ends"] <= spring.today]
    assert ids(expired["id"]) == set(spring.key["expired_cards"]["source"])


def test_which_sources_are_duplicates(spring):
    """Question 4."""
    fingerprints = spring.fingerprints().dropna()
    twice = fingerprints[fingerprints.duplicated(keep=False)]
    assert ids(spring.sources.loc[twice.index, "id"]) == set(spring.key["duplicates"]["source"])
    assert set(twice) == set(spring.key["duplicates"]["fingerprint"])


def test_what_money_was_received_and_not_charged(spring):
    """Question 5."""
    sums = spring.sources.filter(regex=r"^receiver\.amount|currency").dropna()
    sums["left"] = sums["receiver.amount_received"].sub(
        sums["receiver.amount_charged"] + sums["receiver.amount_returned"]
    )
    left = sums[sums["left"] > 0].groupby("currency")["left"].sum()
    expected = spring.key["money_waiting"].set_index("currency")["amount"]
    assert left.to_dict() == expected.to_dict()
    assert len(expected) > 1


def test_how_long_it_takes_from_created_to_chargeable(spring):
    """Question 6."""
    told = spring.events.query("type == 'source.chargeable'").merge(
        spring.sources[["id", "created"]], left_on="source", right_on="id", suffixes=("", "_source")
    )
    told["seconds"] = (told["created"] - told["created_source"]).dt.total_seconds()
    medians = told.groupby(told["source_type"].astype("str"))["seconds"].median()
    expected = spring.key["chargeable_seconds"].set_index("type")["median_seconds"]
    assert medians.to_dict() == expected.to_dict()
    assert medians["ideal"] < medians["multibanco"]


def test_which_were_attached_and_never_used(spring):
    """Question 7: the shop writes the last order into a source's metadata."""
    able = spring.sources.query("status == 'chargeable'")
    used = able["metadata.last_order"].notna() | (able["receiver.amount_charged"].fillna(0) > 0)
    assert ids(able[~used]["id"]) == set(spring.key["never_used"]["source"])


def test_what_changes_in_the_next_week():
    """Question 8: two looks, seven days apart."""
    with kit.connect(offline=True, world="spring", customers=300) as account:
        expected = account.offline.answers()["changes_ahead"]
        before = account.all_sources(progress=False)
        account.offline.advance(days=7)
        changes = kit.diff(before, account.all_sources(progress=False))
        attached = expected[expected["customer"] != ""]
        assert ids(changes["source"]) == set(attached["source"])
        assert set(changes["change"]) == {"canceled"}
        for source in set(expected["source"]) - set(attached["source"]):
            assert account.source(source)["status"] == "canceled"


def test_who_breaks_at_the_end_of_sources(spring):
    """Question 9: whose default can be used again and is no card."""
    alive = spring.defaults["status"].isin(["pending", "chargeable"])
    saved = spring.defaults["usage"] == "reusable"
    breaks = spring.defaults[alive & saved & (spring.defaults["type"] != "card")]
    assert ids(breaks["customer"]) == set(spring.key["who_breaks"]["customer"])


def test_the_funnel_by_type(spring):
    """Question 10."""
    counts = spring.sources.groupby(["type", "status"], observed=True).size()
    expected = spring.key["statuses"].set_index(["type", "status"])["sources"]
    assert counts.to_dict() == expected.to_dict()
    assert (len(spring.customers), len(spring.sources)) == (
        spring.key["customers"],
        spring.key["sources"],
    )


def test_what_may_still_be_attached(spring):
    """Read anew, the sources of nobody are those of the key."""
    ready = spring.account.attachable_sources(fresh=True, progress=False)
    assert ids(ready["id"]) == set(spring.key["attachable"]["source"])
    assert ids(spring.key["unfinished"]["source"]) <= set(ready["id"])


def test_one_person_is_three_customers_and_one_card(spring):
    """Each has one fingerprint for three customers, under three spellings."""
    planted = spring.key["same_person"].merge(spring.sources, left_on="source", right_on="id")
    people = planted.groupby("person")
    assert people["card.fingerprint"].nunique().eq(1).all()
    assert people["customer_x"].nunique().eq(3).all()
    names = spring.customers.set_index("id")["name"]
    assert planted["customer_x"].map(names).groupby(planted["person"]).nunique().eq(3).all()


def test_the_ring_came_in_one_night(spring):
    """A few cards among many new customers at one door, within hours."""
    members = ids(spring.key["ring"]["customer"])
    cards = spring.sources[spring.sources["customer"].isin(members)]
    assert cards["card.fingerprint"].nunique() < len(members) / 2
    joined = spring.customers.set_index("id").loc[list(members)]
    assert joined["created"].max() - joined["created"].min() < pd.Timedelta(hours=5)
    assert joined["address.line1"].nunique() == joined["phone"].nunique() == 1
    others = spring.customers[~spring.customers["id"].isin(members)]
    assert not others["phone"].isin(joined["phone"]).any()


def test_the_outage_is_a_week_without_ideal(spring):
    """All of that week's iDEAL sources are pending still; of other weeks hardly any is."""
    ideal = spring.sources.query("type == 'ideal'")
    week = ideal["created"].between("2023-04-03", "2023-04-10")
    assert set(ideal[week]["status"]) == {"pending"}
    assert ids(ideal[week]["id"]) == set(spring.key["outage"]["source"])
    assert ideal[~week]["status"].eq("pending").mean() < 0.1


def test_the_hasty_release_left_single_use_defaults(spring):
    """Two weeks' new customers have a single-use source as default, hardly anybody else."""
    single = spring.defaults.query("usage == 'single_use'")
    assert ids(spring.key["hasty_release"]["source"]) <= set(single["id"])
    planted = single[single["id"].isin(spring.key["hasty_release"]["source"])]
    assert planted["created"].between("2023-03-06", "2023-03-21").all()


def test_the_imported_debits_have_no_mandate(spring):
    """All debits without a mandate are of one hour, and of the shop that was bought."""
    debits = spring.sources.query("type == 'sepa_debit'")
    bare = debits[debits["sepa_debit.mandate_reference"].isna()]
    assert ids(bare["id"]) == set(spring.key["imported"]["source"])
    assert set(bare["metadata.imported_from"]) == {"gartenpost"}
    assert bare["created"].max() - bare["created"].min() < pd.Timedelta(hours=1)


def test_one_companys_cards_end_together(spring):
    """The cards of one company all end in September 2023."""
    staff = spring.key["bank_cards"].merge(spring.sources, left_on="source", right_on="id")
    assert staff[["card.exp_year", "card.exp_month"]].drop_duplicates().to_numpy().tolist() == [
        [2023, 9]
    ]
    assert staff["owner.email"].str.endswith("@flora-bureau.example").all()


def test_this_evenings_payments_were_never_charged(spring):
    """Paid and chargeable for hours, single-use: they are void in the morning."""
    open_now = spring.sources.query("status == 'chargeable' and usage == 'single_use'")
    ours = open_now[open_now["metadata.qa"].isna()]
    assert ids(spring.key["uncharged"]["source"]) <= set(ours["id"])
    assert ours["created"].min() > pd.Timestamp("2023-08-15 18:00", tz="UTC")


@pytest.mark.parametrize(("story", "column"), [("stuck", "left"), ("refunded", "returned")])
def test_money_that_lies_there_and_money_that_went_back(spring, story, column):
    """Each receiver of the story holds, or gave back, what the key says."""
    sums = spring.sources.set_index("id").filter(regex=r"^receiver\.amount").dropna()
    sums.columns = sums.columns.str.removeprefix("receiver.amount_")
    sums["left"] = sums["received"] - sums["charged"] - sums["returned"]
    planted = spring.key[story].set_index("source")["amount"]
    assert sums.loc[planted.index, column].to_dict() == planted.to_dict()
    trials = spring.sources[spring.sources["metadata.qa"].notna()]["id"]
    others = sums[(sums[column] > 0) & ~sums.index.isin(trials)]
    assert set(others.index) == ids(planted.index)


def test_renamed_and_merged_customers_are_in_the_events(spring):
    """A new name and a deleted second customer can be read from thirty days of events."""
    told = spring.account.events(["customer.updated"], progress=False)
    renamed = told[told["changed"].str.contains('"name"')]
    assert ids(renamed["customer"]) == set(spring.key["renamed"]["customer"])
    gone = spring.account.events(["customer.deleted"], progress=False)
    assert ids(gone["customer"]) == set(spring.key["merged"]["gone"])
    kept = spring.customers.dropna(subset="metadata.merged_from").set_index("id")
    expected = spring.key["merged"].set_index("kept")["gone"]
    assert kept["metadata.merged_from"].to_dict() == expected.to_dict()


def test_every_type_stands_on_the_shelf_in_every_status_it_reaches(spring):
    """The shop's own trials hold each of the nineteen types, detached ones by their events."""
    shelf = spring.key["shelf"]
    found = [spring.account.source(each) for each in shelf["source"]]
    assert [each["status"] for each in found] == shelf["status"].to_list()
    reached = {(each["type"], each["status"]) for each in found}
    assert len({pair[0] for pair in reached}) == 19
    assert len(reached) == len(found) > 70


def test_the_crm_file_joins_by_id_and_by_address(spring):
    """Three quarters join at once; cleaned, nearly all; some people are in one list only."""
    crm = pd.read_csv(spring.account.offline.crm_csv, sep=";", dtype=str)
    truth = spring.key["crm"].set_index("customer")["crm_id"]
    known = spring.customers.set_index("id")["metadata.crm_id"].dropna()
    assert truth[known.index].to_dict() == known.to_dict()
    at_once = known.isin(crm["CRM-ID"])
    assert 0.6 < at_once.mean() < 0.95
    digits = crm["CRM-ID"].str.extract(r"(\d+)\s*$")[0]
    crm["clean"] = "CRM-" + digits.str.zfill(5)
    assert known.isin(crm["clean"]).mean() > 0.93
    emails = crm["E-Mail"].str.strip().str.lower()
    by_mail = spring.customers[spring.customers["email"].isin(emails)]
    unlinked = by_mail[by_mail["metadata.crm_id"].isna()]
    assert len(unlinked) > 100
    strangers = ~crm["clean"].isin(truth) & crm["clean"].notna()
    assert 20 < strangers.sum() < 60
    assert crm["CRM-ID"].str.strip().duplicated().any()


def test_the_crm_file_is_what_the_world_writes():
    """The shipped file and the people it tells of never part."""
    assert CRM_CSV.read_bytes().decode() == crm_text()
