"""Every kind of secret, pasted into every argument of every public call: none is seen again.

A call may refuse the secret, or do its work with it where that is what it is for; whatever it
says, returns, writes or logs, the secret is not in it, and no request has carried it.
"""

from __future__ import annotations

import inspect
import json
import logging
import traceback
from itertools import chain
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from click.testing import CliRunner
from IPython.core.ultratb import VerboseTB
from nbclient import NotebookClient

import kit
from kit.commands.cli import main
from kit.practice import PracticeControls

#: In each of them, and nowhere else.
MARK = "NobodyMaySee"

SECRETS = {
    "a client secret": f"src_client_secret_{MARK}This",
    "a client secret that begins with the id": f"src_1NfRGv2eZv_secret_{MARK}This",
    "a PaymentIntent's client secret": f"pi_3NfRGv2eZv_secret_{MARK}This",
    "a SetupIntent's client secret": f"seti_1NfRGv2eZv_secret_{MARK}This",
    "a live key": f"sk_live_{MARK}This",
    "a test key": f"sk_test_{MARK}This",
    "a restricted key": f"rk_live_{MARK}This",
    "an organization's key": f"sk_org_live_{MARK}This",
    "an ephemeral key": f"ek_live_{MARK}This",
    "a signing secret": f"whsec_{MARK}This",
}

CUSTOMER, SOURCE = "cus_9s6XKzkNRiz8i3", "src_1NfRGv2eZvKYlo2Cv7NAImBL"

#: What a call needs besides the argument that is tried, by the argument's name.
NEEDED = {
    "customer": CUSTOMER,
    "source": SOURCE,
    "type": "card",
    "pairs": [(CUSTOMER, SOURCE)],
    "attachment_or_request": {"customer": CUSTOMER, "source": SOURCE},
    "account": None,
    "search": "Jenny",
    "text": "Jenny",
    "amount": 1000,
    "world": {},
    "event": "source.chargeable",
    "url": "http://127.0.0.1:1/",
    "id": "we_1",
    "objects": [],
    "now": pd.Timestamp("2026-11-01", tz="UTC").to_pydatetime(),
    "folder": "no-such-folder",
    "path": "no-such-folder",
    "journal": "no-such.journal",
    "response": {"id": SOURCE, "object": "source"},
    "value": {"id": SOURCE},
    "frame": pd.DataFrame(),
    "sources": pd.DataFrame(),
    "events": pd.DataFrame(),
    "before": pd.DataFrame(),
    "after": pd.DataFrame(),
    "amounts": pd.Series([1]),
    "account_or_snapshot": None,
    "statement": "select 1",
}

FUNCTIONS = {
    f"kit.{name}": getattr(kit, name)
    for name in kit.__all__
    if inspect.isfunction(getattr(kit, name))
} | {
    f"kit.charts.{name}": getattr(kit.charts, name)
    for name in kit.charts.__all__
    if inspect.isfunction(getattr(kit.charts, name))
}
CLASSES = {"Account": kit.Account, "offline": PracticeControls, "Explorer": kit.Explorer}

#: Methods that would end what the others work on, or come from somebody else's class.
NOT_TRIED = {"close", "reset", "set_state", "send_state"}


def _methods(made):
    """The names of the public methods that are the kit's own."""
    own = [each for each in made.__mro__ if each.__module__.startswith("kit.")]
    members = chain.from_iterable(vars(each).items() for each in own)
    return [
        name
        for name, member in members
        if inspect.isfunction(member) and not name.startswith("_") and name not in NOT_TRIED
    ]


TRIED = [
    *FUNCTIONS,
    "kit.AttachRequest",
    *(f"{name}.{method}" for name, made in CLASSES.items() for method in _methods(made)),
]


@pytest.fixture(scope="module")
def world():
    """What the calls belong to: an account, its controls, an explorer."""
    with kit.connect(offline=True, customers=5) as account:
        explorer = kit.Explorer(account)
        yield {"Account": account, "offline": account.offline, "Explorer": explorer}
        explorer.close()


def _call(world, name):
    if name in FUNCTIONS:
        return FUNCTIONS[name]
    if name == "kit.AttachRequest":
        return kit.AttachRequest
    holder, _, method = name.partition(".")
    return getattr(world[holder], method)


def _plantings(call):
    """The keywords of each call that is tried: one argument holds ``{}`` where the secret goes."""
    parameters = inspect.signature(call).parameters.values()
    kinds = inspect.Parameter
    named = [
        each for each in parameters if each.kind not in (kinds.VAR_KEYWORD, kinds.VAR_POSITIONAL)
    ]
    needed = {each.name: NEEDED[each.name] for each in named if each.default is kinds.empty}
    for each in named:
        yield lambda secret, name=each.name: needed | {name: secret}
    if "metadata" in [each.name for each in named]:
        yield lambda secret: needed | {"metadata": {"note": secret}}
        yield lambda secret: needed | {"metadata": {secret: "note"}}
    if "pairs" in needed:
        yield (
            lambda secret: needed | {"pairs": [(secret, secret), (CUSTOMER, SOURCE, {"k": secret})]}
        )
    if any(each.kind is kinds.VAR_KEYWORD for each in parameters):
        yield lambda secret: needed | {"owner": {"name": secret}}
        yield lambda secret: needed | {secret: "x"}
    if "response" in needed:
        yield lambda secret: {"response": json.dumps({"id": "src_1", "note": secret})}
        yield lambda secret: {"response": json.dumps({"id": "src_1", "note": secret})[:-1]}
        yield lambda secret: {"response": [{"id": secret}, 5]}


def _links(error):
    """The error and all that it came from, shown or not."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _shown_by(error):
    """Messages, and the local variables of every frame but this file's."""
    for link in _links(error):
        yield str(link)
        yield repr(link)
        if isinstance(link, kit.KitError):
            yield repr(vars(link))
        for frame, _ in traceback.walk_tb(link.__traceback__):
            if frame.f_code.co_filename != __file__:
                yield from (repr(value) for value in frame.f_locals.values())


def _shown(result):
    """What a cell that ends with it shows."""
    yield repr(result)
    if hasattr(result, "_repr_html_"):
        yield str(result._repr_html_())
    if isinstance(result, pd.DataFrame):
        yield result.to_csv()


def _verbose(error):
    """The traceback as ``%xmode Verbose`` prints it, without the frames of this file."""
    inner = error.__traceback__
    while inner is not None and inner.tb_frame.f_code.co_filename == __file__:
        inner = inner.tb_next
    return VerboseTB().text(type(error), error, inner)


def _tried(call, keywords):
    """All that one call has shown, and its error."""
    try:
        result = call(**keywords)
    except kit.KitError as error:
        return _shown_by(error), error
    if isinstance(result, kit.Account):
        shown = [repr(result), result.label, result.api_base, result.requests().to_json()]
        result.close()
        return shown, None
    return _shown(result), None


@pytest.mark.parametrize("name", TRIED)
def test_a_pasted_secret_is_seen_nowhere(world, name, tmp_path, monkeypatch, caplog, capfd):
    """Not in a message, a repr, a frame of the traceback, a log, a journal or a request."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(NEEDED, "account", world["Account"])
    monkeypatch.setitem(NEEDED, "account_or_snapshot", world["Account"])
    caplog.set_level(logging.DEBUG)
    logging.getLogger("stripe").setLevel(logging.DEBUG)
    call = _call(world, name)
    refused = None
    for kind, secret in SECRETS.items():
        for planting in _plantings(call):
            shown, error = _tried(call, planting(secret))
            assert not [text for text in shown if MARK in text], (kind, planting(secret))
            refused = error or refused
    assert refused is None or MARK not in _verbose(refused)
    written = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert not [text for text in written if MARK.encode() in text]
    assert MARK not in caplog.text
    assert MARK not in "".join(capfd.readouterr())
    assert MARK not in world["Account"].requests().to_json()
    assert MARK not in json.dumps(world["offline"].state())
    assert MARK not in json.dumps(world["Explorer"].get_state(), default=str)


def test_every_public_call_is_tried():
    """The sweep finds what there is by itself; these are some of each kind."""
    some = {"kit.connect", "kit.as_code", "kit.charts.plan", "kit.AttachRequest", "Account.attach"}
    some |= {"Account.pull", "Account.events", "offline.charge", "offline.trigger"}
    some |= {"Explorer.attach", "Explorer.make_source", "kit.open", "kit.diff"}
    assert some <= set(TRIED)
    assert len(TRIED) > 60
    assert sum(len(list(_plantings(FUNCTIONS[name]))) for name in FUNCTIONS) > 50


#: What a person may type at the command line, with ``{}`` where the secret is.
TYPED = (
    "attach {} src_1NfRGv2eZvKYlo2Cv7NAImBL",
    "attach cus_9s6XKzkNRiz8i3 {}",
    "attach cus_9s6XKzkNRiz8i3 src_1NfRGv2eZvKYlo2Cv7NAImBL --metadata note={}",
    "attach cus_9s6XKzkNRiz8i3 src_1NfRGv2eZvKYlo2Cv7NAImBL --metadata {}=note",
    "attach cus_9s6XKzkNRiz8i3 src_1NfRGv2eZvKYlo2Cv7NAImBL --metadata {}",
    "attach cus_9s6XKzkNRiz8i3 src_1NfRGv2eZvKYlo2Cv7NAImBL {}",
    "sources {}",
    "attach-many {}",
    "attach-many pairs.csv --journal pairs.journal --out outcomes.csv",
    "export {}",
    "customers {}",
    "detach cus_9s6XKzkNRiz8i3 {}",
    "code cus_9s6XKzkNRiz8i3 {}",
    "code cus_9s6XKzkNRiz8i3 src_1NfRGv2eZvKYlo2Cv7NAImBL --language {}",
    "plan --from {}",
    "notebooks scan {}",
    "learn --dir {}",
    "diff {} {}",
    "offline --world {}",
    "offline --port {}",
    "trigger {}",
    "sources cus_9s6XKzkNRiz8i3 --api-base {}",
    "{}",
)


@pytest.mark.parametrize("typed", TYPED)
def test_a_command_says_no_secret_again(typed, tmp_path, monkeypatch):
    """Neither in what it prints nor in the files that it leaves, but for the one it was given."""
    monkeypatch.chdir(tmp_path)
    given = Path("pairs.csv")
    for kind, secret in SECRETS.items():
        given.write_text(
            f"customer,source,metadata.note\n{secret},{secret},\n"
            f"{CUSTOMER},{SOURCE},{secret}\n{CUSTOMER},,{secret}\n"
        )
        result = CliRunner().invoke(main, typed.replace("{}", secret).split())
        assert result.exit_code != 0, kind
        assert isinstance(result.exception, SystemExit), kind
        assert MARK not in result.output, kind
    left = [file for file in tmp_path.rglob("*") if file.is_file() and file.name != given.name]
    assert not [file for file in left if MARK.encode() in file.read_bytes()]


def test_a_secret_pasted_on_the_page_goes_no_further(world):
    """What the browser says is masked where it arrives: it is in no trait, and nothing leaves."""
    explorer = world["Explorer"]
    for number, secret in enumerate(SECRETS.values()):
        for message in (
            {"kind": "choose", "customer": CUSTOMER, "source": SOURCE, "metadata": [["k", secret]]},
            {"kind": "choose", "customer": CUSTOMER, "source": SOURCE, "metadata": [[secret, "v"]]},
            {"kind": "choose", "customer": CUSTOMER, "source": secret, "metadata": []},
            {"kind": "search", "list": "customers", "text": secret, "limit": 10},
            {"kind": "search", "list": "ready", "text": secret, "limit": 10},
            {"kind": "pairs", "text": f"{secret},{secret}"},
            {"kind": "confirm", "text": secret},
        ):
            explorer._store.hear({"page": "p", "number": number, "at": 0, **message})
            explorer.settled()
            shown = json.dumps(explorer.get_state(), default=str) + repr(explorer.value)
            assert MARK not in shown + explorer.selection.to_json() + repr(explorer.code)
    assert MARK not in world["Account"].requests().to_json()


NOTEBOOK = """
%xmode Verbose
import os
import kit
account = kit.connect(offline=True, customers=5)
---
account.source(os.environ["PLANTED"])
---
account.attach("cus_9s6XKzkNRiz8i3", "src_1NfRGv2eZvKYlo2Cv7NAImBL", {"k": os.environ["PLANTED"]})
---
kit.flatten('{"id": "src_1", "note": "' + os.environ["PLANTED"])
---
explorer = kit.Explorer(account)
explorer.value = {"source": os.environ["PLANTED"]}
---
kit.connect(os.environ["PLANTED"], api_base="nowhere")
"""


def test_a_saved_notebook_holds_no_secret(monkeypatch, tmp_path):
    """A real kernel with verbose tracebacks meets each refusal, and the file is searched."""
    monkeypatch.setenv("PLANTED", SECRETS["a live key"])
    cells = [nbformat.v4.new_code_cell(text.strip()) for text in NOTEBOOK.split("---")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, timeout=120, kernel_name="python3", allow_errors=True).execute()
    refused = [cell for cell in cells if "Error" in json.dumps(cell.outputs)]
    assert len(refused) == len(cells) - 1
    nbformat.write(notebook, tmp_path / "saved.ipynb")
    assert MARK not in (tmp_path / "saved.ipynb").read_text()
