"""A kernel that is busy, restarted or gone is said in words, with what to do."""

from __future__ import annotations

from explorer_page import ExplorerPage, connected
from playwright.sync_api import expect

#: How long the words about a long cell take, and how late the page's own clock is meanwhile.
_SEEN = """([meaning, words]) => {
    const session = window.jupyterapp.shell.currentWidget.context.sessionContext.session;
    const start = performance.now();
    let [last, late] = [start, 0];
    const clock = setInterval(() => {
        const now = performance.now();
        late += Math.max(now - last - 15, 0);
        last = now;
    }, 10);
    return new Promise(done => {
        const watch = new MutationObserver(() => {
            if (!meaning.textContent.includes(words)) return;
            watch.disconnect();
            clearInterval(clock);
            done([performance.now() - start, late]);
        });
        watch.observe(meaning, {childList: true, characterData: true, subtree: true});
        session.kernel.requestExecute({code: "import time; time.sleep(4)", silent: true});
    });
}"""

#: Notes how long each message of the explorer's is under way until the kernel says that it heard.
_NOTE_TRIPS = """() => {
    const session = window.jupyterapp.shell.currentWidget.context.sessionContext.session;
    const sent = new Map();
    window.kitTrips = [];
    session.kernel.anyMessage.connect((_kernel, {msg, direction}) => {
        const data = msg.content.data;
        if (msg.header.msg_type !== "comm_msg") return;
        if (direction === "send" && data.method === "custom" && data.content.number) {
            sent.set(data.content.number, performance.now());
        }
        for (const heard of Object.values(data.state?.status?.seen ?? {})) {
            for (const [number, since] of sent) {
                if (number > heard) continue;
                window.kitTrips.push(performance.now() - since);
                sent.delete(number);
            }
        }
    });
}"""

#: So many of the latest messages tell the explorer what is usual.
_USUAL = 8

#: How long the kernel takes to do nothing, at the slowest of some tries.
_TRIP = """async () => {
    const session = window.jupyterapp.shell.currentWidget.context.sessionContext.session;
    let slowest = 0;
    for (let tries = 0; tries < 5; tries++) {
        const start = performance.now();
        await session.kernel.requestExecute({code: "pass", silent: true}).done;
        slowest = Math.max(slowest, performance.now() - start);
    }
    return slowest;
}"""


#: A cell that is long enough to be told of, and over.
_SHORT_CELL = """async () => {
    const session = window.jupyterapp.shell.currentWidget.context.sessionContext.session;
    await session.kernel.requestExecute({code: "import time; time.sleep(0.3)", silent: true}).done;
}"""


def _is_said_in_time(explorer, words, *, after_another=False) -> None:
    """Half a second, and what the way there and back takes and the page's clock is late.

    A line may be slow, or a machine: an answer counts as missing after a quarter of a second,
    or two and a half times as long as the explorer's latest messages took.
    """
    page = explorer.page
    page.evaluate(_NOTE_TRIPS)
    for typed in range(_USUAL):
        explorer.customers.fill(f"jen{typed}")
        page.wait_for_function("typed => window.kitTrips.length > typed", arg=typed)
    usual = max(page.evaluate("() => window.kitTrips"))
    trip = page.evaluate(_TRIP)
    if after_another:
        page.evaluate(_SHORT_CELL)
    meaning = explorer.root.locator(".kit-meaning")
    took, late = page.evaluate(_SEEN, [meaning.element_handle(), words])
    limit = 250 + max(250, 2.5 * usual) + trip + late
    assert took < limit, f"{took:.0f} ms, usual {usual:.0f}, trip {trip:.0f}, late {late:.0f}"


def test_a_deaf_kernel_is_said_within_half_a_second(open_explorer, account, page):
    """Attach is off and says why; tabs turn and picks show at once; then all goes on."""
    explorer = open_explorer(connected(account.api_base), name="deaf.ipynb", one_line=True)
    explorer.choose(page.customer, page.source)
    expect(explorer.attach).to_have_text("Attach")
    explorer.tab("Ready to attach")
    meaning = explorer.root.locator(".kit-meaning")
    _is_said_in_time(explorer, "Attach waits until it is free")
    assert explorer.attach.text_content() == "Wait: the kernel is busy"
    explorer.attach.click(force=True)
    explorer.tab("JSON")
    assert explorer.root.get_by_role("tab", name="JSON").get_attribute("aria-selected") == "true"
    row = explorer.root.locator(".kit-source tbody tr:visible").nth(1)  # the first is chosen
    row.click()
    other = row.get_attribute("data-id")
    assert other in explorer.sentence.text_content()
    assert "busy" in meaning.text_content()
    expect(explorer.attach).to_have_text("Attach")
    expect(explorer.sentence).to_contain_text(other)
    expect(explorer.success).to_have_count(0)


def test_a_kernel_that_goes_deaf_again_is_said_as_soon(open_explorer, account):
    """One cell after the other, as in a notebook that is run whole."""
    explorer = open_explorer(connected(account.api_base), name="again-deaf.ipynb", one_line=True)
    _is_said_in_time(explorer, "Attach waits until it is free", after_another=True)


def test_a_kernel_that_another_widget_keeps_busy_is_said_too(open_explorer, account):
    """No cell runs, and nobody has said anything to the explorer."""
    slow = "import time\n\nimport ipywidgets\n\nslow = ipywidgets.Button(description='Slow')\n"
    explorer = open_explorer(
        connected(account.api_base),
        f"{slow}slow.on_click(lambda _: time.sleep(4))\nslow",
        name="slow-widget.ipynb",
        one_line=True,
    )
    meaning = explorer.root.locator(".kit-meaning")
    explorer.page.get_by_role("button", name="Slow").click()
    expect(meaning).to_contain_text("Attach waits until it is free")
    expect(meaning).not_to_contain_text("busy")


def test_a_dry_run_asked_of_a_busy_kernel_is_read_when_it_is_free(
    open_explorer, lab, account, page
):
    """It only reads, so the click counts; the button says at once that it was heard."""
    explorer = open_explorer(connected(account.api_base), name="dry.ipynb", one_line=True)
    explorer.choose_customer(page.customer)
    explorer.tab("Several")
    explorer.root.get_by_label("Pairs, one on each line").fill(page.source)
    dry = explorer.root.locator(".kit-several .kit-button").first
    expect(dry).to_have_attribute("aria-disabled", "false")
    meaning = explorer.root.locator(".kit-meaning")
    lab.page.evaluate(_SEEN, [meaning.element_handle(), "Attach waits until it is free"])
    dry.click()
    assert dry.text_content() == "Reading…"
    explorer.tab("Ready to attach")
    put = explorer.root.locator(".kit-source tbody tr:visible .kit-put").nth(1)
    put.click()  # the text is the dry run's until that is read
    assert put.get_attribute("aria-pressed") == "false"
    assert "busy" in meaning.text_content()
    explorer.root.get_by_role("tab", name="Several").click()
    expect(dry).to_have_text("Dry run")
    expect(explorer.root.locator(".kit-several .kit-primary")).to_have_text("Attach 1")


def test_a_practice_source_asked_of_a_busy_kernel_is_made_when_it_is_free(
    open_explorer, lab, account, page
):
    """The click counts, and shows at once; a source picked meanwhile stays the chosen one."""
    explorer = open_explorer(connected(account.api_base), name="made.ipynb", one_line=True)
    explorer.choose(page.customer, page.source)
    expect(explorer.attach).to_have_text("Attach")
    explorer.tab("Make a practice one")
    form = explorer.root.locator(".kit-maker")
    make = form.get_by_role("button", name="Make this source")
    meaning = explorer.root.locator(".kit-meaning")
    lab.page.evaluate(_SEEN, [meaning.element_handle(), "Attach waits until it is free"])
    make.click()
    expect(make).to_have_attribute("aria-busy", "true")
    assert "Making it…" in form.text_content()
    explorer.tab("Ready to attach")
    other = explorer.root.locator(".kit-source tbody tr:visible").nth(1)
    other.click()
    chosen = other.get_attribute("data-id")
    assert "busy" in meaning.text_content()
    explorer.root.get_by_role("tab", name="Make a practice one").click()
    expect(form).to_contain_text("Made src_")
    expect(explorer.sentence).to_contain_text(chosen)
    expect(explorer.attach).to_have_text("Attach")


def test_a_payers_act_asked_of_a_busy_kernel_is_played_when_it_is_free(open_explorer, lab, page):
    """The click counts; until it is played no second one does, and no source is made."""
    explorer = open_explorer(name="played.ipynb", one_line=True)
    explorer.choose_customer(page.customer)
    explorer.tab("Make a practice one")
    explorer.root.get_by_label("Type", exact=True).select_option("iDEAL")
    make = explorer.root.get_by_role("button", name="Make this source")
    make.click()
    act = explorer.root.get_by_role("button", name="The payer declines")
    expect(act).to_have_attribute("aria-disabled", "false")
    meaning = explorer.root.locator(".kit-meaning")
    lab.page.evaluate(_SEEN, [meaning.element_handle(), "Attach waits until it is free"])
    act.click()
    expect(act).to_have_attribute("aria-disabled", "true")
    expect(make).to_have_attribute("aria-busy", "true")
    expect(explorer.checks).to_contain_text("failed")
    expect(make).to_have_attribute("aria-busy", "false")


def test_a_running_cell_is_said_and_hinders_nothing(explorer, page):
    """Over a subshell the explorer attaches while a cell runs."""
    explorer.choose(page.customer, page.source)
    expect(explorer.attach).to_have_text("Attach")
    meaning = explorer.root.locator(".kit-meaning")
    _is_said_in_time(explorer, "busy with a cell")
    explorer.attach.click()
    expect(explorer.success).to_contain_text(page.source)
    assert "busy with a cell" in meaning.text_content()
    expect(meaning).not_to_contain_text("busy")


def test_after_a_restart_it_says_to_run_the_cell_again(explorer, lab, page):
    """No broken link, no field that takes text for nobody; the cell brings it back."""
    explorer.choose(page.customer, page.source)
    lab.page.evaluate(
        """() => {
            const session = window.jupyterapp.shell.currentWidget.context.sessionContext.session;
            void session.kernel.restart();
        }"""
    )
    expect(explorer.root.locator(".kit-meaning")).to_contain_text("Run this cell again")
    expect(explorer.attach).to_have_text("Run the cell again")
    assert explorer.root.locator(".kit-work").evaluate("work => work.inert")
    shown = explorer.root.evaluate(
        "root => getComputedStyle(root.parentElement, '::before').content"
    )
    assert shown in ("none", "normal", '""')
    lab.page.wait_for_function(
        """() => window.jupyterapp.shell.currentWidget.context.sessionContext.session
            .kernel.status === "idle" """
    )
    lab.run_all()
    expect(explorer.root.locator(".kit-meaning")).not_to_contain_text("Run this cell")
    expect(explorer.root.locator(".kit-customer tbody tr").first).to_be_visible()
    again = ExplorerPage(lab.page.locator(".kit-explorer").first)
    again.choose(page.customer, page.source)
    expect(again.attach).to_have_text("Attach")


def test_a_page_that_is_loaded_anew_shows_what_was_chosen(open_explorer, lab, account, page):
    """The view is the kernel's, so it survives the page."""
    explorer = open_explorer(connected(account.api_base), name="reload.ipynb")
    explorer.choose(page.customer, page.source)
    lab.page.evaluate("() => window.jupyterapp.shell.currentWidget.context.save()")
    lab.close_tab()
    lab.open("reload.ipynb")
    root = lab.page.locator(".kit-explorer").first
    expect(root.locator(".kit-sentence")).to_contain_text(page.source)
    again = ExplorerPage(root)
    expect(again.attach).to_have_text("Attach")
    again.attach.click()
    expect(again.success).to_contain_text(page.source)
