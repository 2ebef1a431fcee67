"""From a key, or from none, to an account."""

import pytest

import kit
from kit.errors import AccountClosed, InvalidInput, InvalidKey, WritesNotAllowed


def test_without_a_key_the_account_is_offline():
    """No argument and no STRIPE_API_KEY: the embedded account."""
    with kit.connect() as account:
        assert account.mode == "offline"
        assert account.api_base.startswith("http://127.0.0.1:")


def test_the_key_of_the_environment_is_used(monkeypatch):
    """STRIPE_API_KEY switches the same code to a real account."""
    monkeypatch.setenv("STRIPE_API_KEY", "sk_test_fromTheEnvironment")
    with kit.connect() as account:
        assert account.mode == "test"
        assert account.api_base == "https://api.stripe.com"


def test_offline_wins_over_the_environment(monkeypatch):
    """offline=True never touches a real account."""
    monkeypatch.setenv("STRIPE_API_KEY", "sk_live_fromTheEnvironment")
    with kit.connect(offline=True) as account:
        assert account.mode == "offline"


@pytest.mark.parametrize(
    ("key", "mode"),
    [
        ("sk_test_abc", "test"),
        ("rk_test_abc", "test"),
        (" sk_test_abc\n", "test"),
        ("sk_live_abc", "live"),
        ("rk_live_abc", "live"),
    ],
)
def test_the_mode_is_read_off_the_key(key, mode):
    """Test and live keys tell themselves apart; white space around a pasted key is dropped."""
    with kit.connect(key) as account:
        assert account.mode == mode


@pytest.mark.parametrize(
    "key", ["pk_test_publishable", "hunter2hunter2", "sk_test_a b", "sk_prod_abc", ""]
)
def test_what_cannot_be_a_secret_key_is_refused_without_repeating_it(key):
    """The message helps and never holds the key."""
    with pytest.raises(InvalidKey) as refusal:
        kit.connect(key)
    assert not key or key not in str(refusal.value)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"key": "sk_test_abc", "offline": True}, "takes no key"),
        ({"offline": False}, "STRIPE_API_KEY"),
        ({"api_base": "http://127.0.0.1:1"}, "needs a key"),
        ({"key": "sk_test_abc", "db": "practice.db"}, "db: only an offline account"),
        ({"key": "sk_test_abc", "faults": {"cut_after": 1}}, "faults: only an offline account"),
        ({"key": "sk_test_abc", "api_base": "localhost:12111"}, "must be an address"),
        ({"key": "sk_test_abc", "live_api_base": "http://127.0.0.1:1"}, "this is a test key"),
        ({"live_api_base": "http://127.0.0.1:1"}, "needs a key"),
        ({"key": "sk_live_abc", "api_base": "http://127.0.0.1:1"}, "live_api_base"),
        ({"key": "sk_live_abc", "api_base": "https://api.stripe.com.evil.com"}, "nowhere else"),
        ({"key": "sk_live_abc", "live_api_base": "http://example.com"}, "clear text"),
        (
            {"key": "sk_live_abc", "live_api_base": "https://a", "api_base": "https://a"},
            "leave out api_base",
        ),
        ({"key": "sk_test_abc", "allow_writes": "no"}, "allow_writes is True or False"),
        ({"key": "sk_live_abc", "allow_writes": 1}, "allow_writes is True or False"),
        ({"key": "sk_live_abc", "allow_writes": None}, "allow_writes is True or False"),
        ({"offline": "yes"}, "offline is True or False"),
        ({"customers": "5"}, "customers is a whole number of 1 or more"),
        ({"customers": 0}, "customers is a whole number of 1 or more"),
        ({"customers": True}, "customers is a whole number of 1 or more"),
        ({"seed": 1.5}, "seed is a whole number"),
        ({"faults": "cut_after"}, "faults maps names to values"),
        ({"faults": {"cut_afer": 1}}, "cut_afer"),
        ({"db": 5}, "db is the path"),
    ],
)
def test_arguments_that_contradict_each_other_are_refused(arguments, says):
    """Each contradiction has a sentence of its own."""
    with pytest.raises(InvalidInput, match=says):
        kit.connect(**arguments)


@pytest.mark.parametrize(
    "crafted",
    [
        "http://127.0.0.1\\@evil.example",
        "http://127.0.0.1:80@evil.example",
        "http://evil.example#@127.0.0.1",
        "http://evil.example?@127.0.0.1",
        "http://127.0.0.1\t.evil.example",
        "http://127.0.0.1\n",
        " http://127.0.0.1",
        "http://127\u30020\u30020\u30021",
        "http://127.0.0.1/\\..\\@evil.example",
        "https://",
        "ftp://127.0.0.1",
        "http://[::1%25evil.example]",
        5,
        b"http://127.0.0.1",
    ],
)
@pytest.mark.parametrize("name", ["api_base", "live_api_base"])
def test_an_address_that_two_readers_could_read_two_ways_is_refused(name, crafted):
    """Nothing that hides a host behind another is taken for the own machine, in any mode."""
    key = "sk_live_abc" if name == "live_api_base" else "sk_test_abc"
    with pytest.raises(InvalidInput, match="must be an address"):
        kit.connect(key, **{name: crafted})


def test_stripes_own_address_may_be_named():
    """Naming it changes nothing, with or without a slash at its end."""
    with kit.connect("sk_live_abc", api_base="https://api.stripe.com/") as account:
        assert account.api_base == "https://api.stripe.com"


@pytest.mark.parametrize("empty", ["", " ", "\n"])
def test_an_empty_key_in_the_environment_is_an_error(monkeypatch, empty):
    """Whoever set it meant a real account, and would practise without noticing."""
    monkeypatch.setenv("STRIPE_API_KEY", empty)
    with pytest.raises(InvalidKey, match="STRIPE_API_KEY is set, but it is empty"):
        kit.connect()
    with kit.connect(offline=True) as account:
        assert account.mode == "offline"


def test_the_label_says_mode_and_account():
    """Enough of the key to know it by, and the address where it is not Stripe's."""
    with kit.connect("sk_test_veryFake4242") as account:
        assert (
            account.label == "test mode, with the key sk_test_••••4242, at https://api.stripe.com"
        )
    with kit.connect("rk_live_veryFake4242", live_api_base="http://127.0.0.1:1") as account:
        assert account.label == "live mode, with the key rk_live_••••4242, at http://127.0.0.1:1"
    with kit.connect(offline=True) as account:
        assert account.label == f"offline mode, at {account.api_base}"


def test_a_live_account_only_reads_unless_told_otherwise():
    """Nothing is sent with a live key that could change anything."""
    with kit.connect("sk_live_abc", live_api_base="http://127.0.0.1:1") as account:
        with pytest.raises(WritesNotAllowed, match="allow_writes=True"):
            account.attach("cus_9s6XKzkNRiz8i3", "src_1NfRGv2eZvKYlo2Cv7NAImBL")
        with pytest.raises(WritesNotAllowed):
            account.detach("cus_9s6XKzkNRiz8i3", "src_1NfRGv2eZvKYlo2Cv7NAImBL")
        with pytest.raises(WritesNotAllowed, match="practice"):
            account.create_source("card")
        assert account.requests().empty


def test_a_closed_account_says_so():
    """Use after close has an error of its own; closing twice is fine."""
    account = kit.connect(offline=True)
    account.close()
    account.close()
    with pytest.raises(AccountClosed, match=r"kit\.connect"):
        account.customers()


def test_a_file_that_is_no_offline_account_is_refused(tmp_path):
    """A file of another kind is named, and left as it was."""
    notes = tmp_path / "notes.txt"
    notes.write_text("not a database, and long enough to be taken for one" * 50)
    with pytest.raises(InvalidInput, match=r"notes\.txt"):
        kit.connect(offline=True, db=notes)
    assert notes.read_text().startswith("not a database")


def test_only_an_offline_account_has_practice_controls():
    """A real account has no clock to move."""
    with kit.connect("sk_test_abc") as account, pytest.raises(InvalidInput, match="test mode"):
        account.offline  # noqa: B018  # the property itself refuses


def test_no_repr_shows_a_key():
    """Neither the account nor what it holds prints the key it was made with."""
    with kit.connect("sk_test_veryFakeKey") as account:
        assert repr(account) == "Account(mode='test')"
        assert "veryFake" not in repr(vars(account))
