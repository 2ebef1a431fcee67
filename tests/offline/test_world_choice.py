"""Which world an account begins with: by name, by file, kept in a database, at the command line."""

import pytest
from click.testing import CliRunner
from read_world import ReadWorld

import kit
from kit.commands.cli import main
from kit.errors import InvalidInput, StripeRefused
from kit.offline import InvalidWorld, OfflineServer
from kit.practice import PracticeControls

MINE = '''
"""A course's own world."""

from kit.offline import World


def build(world: World) -> None:
    """Somebody whose card is about to expire."""
    for n in range(world.size):
        anna = world.customer(f"Anna {n}", f"anna.{n}@example.com", world.ago(days=90))
        card = anna.source("card", world.ago(days=60), expires=(2023, 9))
        card.charge(after=3600)
        world.note("expiring", customer=anna, source=card)
    world.note_number("how_many", world.size)
'''


@pytest.fixture
def mine(tmp_path):
    """The file of a world of one's own."""
    path = tmp_path / "my_world.py"
    path.write_text(MINE)
    return path


def practice(server):
    """The controls of a running server."""
    return PracticeControls(server.api_base, server.key)


def test_a_file_tells_a_world(mine):
    """The builder's file makes the account, and its notes are the answer key's frames."""
    with kit.connect(offline=True, world=mine, customers=3) as account:
        key = account.offline.answers()
        assert (key["how_many"], key["customers"]) == (3, 4)  # and the page's customer
        cards = account.all_sources(progress=False)
        assert (
            set(cards["id"])
            == set(key["expiring"]["source"])
            == set(key["duplicates"])
            ^ {
                *key["duplicates"],
                *cards["id"],
            }
        )
        assert (cards["card.exp_year"] == 2023).all()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"world": "sprung"}, "calm, spring, migration, storm, empty"),
        ({"world": "nowhere.py"}, "no file nowhere.py"),
        ({"world": 5}, "world is the path"),
        ({"world": "spring", "customers": 20}, "needs 100 customers at least, not 20"),
        ({"key": "sk_test_abc", "world": "spring"}, "world: only an offline account"),
    ],
)
def test_what_is_no_world_is_refused(arguments, says):
    """Each refusal says what there is instead."""
    with pytest.raises(InvalidInput, match=says):
        kit.connect(**arguments)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x = 1", "no function build"),
        ("build = 5", "no function build"),
        ("def build(world): world.source('cheque', 0)", "no source type 'cheque'"),
    ],
)
def test_a_file_that_tells_no_world_is_refused(tmp_path, text, says):
    """A world that cannot have been leaves no account behind."""
    path = tmp_path / "wrong.py"
    path.write_text(text)
    with pytest.raises(InvalidInput, match=says):
        kit.connect(offline=True, world=path, db=tmp_path / "kept.db")
    with kit.connect(offline=True, world="empty", db=tmp_path / "kept.db") as account:
        assert account.customers().empty


def test_a_kept_world_goes_on_and_comes_back(tmp_path):
    """A database remembers its world: the answer key, and where reset goes."""
    db = tmp_path / "spring.db"
    with OfflineServer(world="spring", customers=120, db=db) as server:
        key = practice(server).answers()
        export = practice(server).export()
    for world in (None, "spring"):
        with OfflineServer(world=world, db=db) as server:
            assert practice(server).answers().keys() == key.keys()
            practice(server).advance(days=1)
            practice(server).reset()
            tables = practice(server).export()["tables"]
            assert tables["sources"] == export["tables"]["sources"]
            assert tables["events"] == export["tables"]["events"]
    with pytest.raises(InvalidWorld, match="spring is kept there, not storm"):
        OfflineServer(world="storm", db=db).start()


def test_a_kept_world_of_a_file_wants_it_for_a_reset(tmp_path, mine):
    """Without its file the account goes on, but has no way back; nothing is lost by trying."""
    db = tmp_path / "mine.db"
    with OfflineServer(world=mine, customers=2, db=db):
        pass
    with OfflineServer(db=db) as server:
        with pytest.raises(StripeRefused):
            practice(server).reset()
        assert len(ReadWorld(server).customers) == 3
        assert practice(server).answers()["how_many"] == 2
    with OfflineServer(world=mine, db=db) as server:
        practice(server).reset()
        assert len(ReadWorld(server).customers) == 3


def test_an_exported_world_takes_its_key_along():
    """What is imported elsewhere has the answers of where it was made, and resets to it."""
    with (
        OfflineServer(world="migration", customers=40) as made,
        OfflineServer(customers=2) as other,
    ):
        practice(other).import_(practice(made).export())
        left = practice(made).answers()["left"]
        assert practice(other).answers()["left"].equals(left)
        practice(other).reset()
        assert practice(other).answers()["left"].equals(left)


def test_the_command_offers_the_worlds():
    """Help names each; a wrong one is one sentence and no traceback."""
    runner = CliRunner()
    text = runner.invoke(main, ["offline", "--help"]).output
    assert "calm, spring, migration, storm, empty" in " ".join(text.split())
    refused = runner.invoke(main, ["offline", "--port", "0", "--world", "sprung"])
    assert refused.exit_code == 1
    assert refused.output.startswith("Error: There is no practice world 'sprung'")
