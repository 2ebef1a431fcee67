"""How fast the explorer is in a browser, beside a bare notebook with one button.

    python tests/benchmarks/bench_explorer.py

Needs Chromium. Everything is measured in one run on one JupyterLab:

- opening the notebook (page load, kernel, run) until the widget is usable, explorer and bare
  notebook in turns; the explorer is usable when its first customers are listed;
- a keystroke until the table shows the new answer, among 100,000 customers, and, beside it, a
  keystroke in a bare text field until its kernel has written it into a label;
- a click on Attach until the result is on the page, and a click on a bare button until its
  kernel has written into a label, which is the least that any widget of this Lab can take;
- what the page holds, its heap and its listeners, over 1,000 picks.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))

from explorer_page import ExplorerPage, connected
from lab import (
    START_SECONDS,
    LabPage,
    chromium,
    free_port,
    lab_command,
    launched,
    served,
    write_notebook,
)

import kit

ROUNDS = 5
ATTACHES = 15
ROUNDS_OF_PICKS = 1000
WORDS = ("smith", "tremblay", "okafor", "jenny", "martin", "silva")

BARE = "import ipywidgets\n\nbutton = ipywidgets.Button(description='Press')\nbutton"
ECHO = """import ipywidgets

button, text, label = ipywidgets.Button(), ipywidgets.Text(), ipywidgets.Label()
clicks = iter(range(1000))
button.on_click(lambda _: setattr(label, "value", f"click {next(clicks)}"))
text.observe(lambda change: setattr(label, "value", change["new"]), "value")
ipywidgets.VBox([button, text, label])"""
EXPLORER = "import kit\n\naccount = kit.connect(offline=True)\nkit.Explorer(account)"
MEMORY = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, 'MB')"

#: Milliseconds from a key in the search field to the answer to what then stands in it.
KEYSTROKE = """([field, key]) => new Promise(done => {
    const finder = field.closest(".kit-finder");
    const table = finder.querySelector("table");
    const start = performance.now();
    const watch = new MutationObserver(() => {
        if (table.hasAttribute("aria-busy")) return;
        watch.disconnect();
        requestAnimationFrame(() => done(performance.now() - start));
    });
    watch.observe(table, {attributes: true, attributeFilter: ["aria-busy"]});
    field.value += key;
    field.dispatchEvent(new InputEvent("input", {bubbles: true}));
})"""

#: Milliseconds from a click on Attach to the result of that source on the page.
CLICK = """([button, root, source]) => new Promise(done => {
    const start = performance.now();
    const watch = new MutationObserver(() => {
        const shown = root.querySelector(".kit-success")?.textContent ?? "";
        if (!shown.includes(source)) return;
        watch.disconnect();
        requestAnimationFrame(() => done(performance.now() - start));
    });
    watch.observe(root, {childList: true, subtree: true, characterData: true});
    button.click();
})"""

#: Milliseconds from ``act`` until the label says something else.
ECHOED = """([element, label, key]) => new Promise(done => {
    const start = performance.now();
    const watch = new MutationObserver(() => {
        watch.disconnect();
        requestAnimationFrame(() => done(performance.now() - start));
    });
    watch.observe(label, {childList: true, subtree: true, characterData: true});
    if (!key) return element.click();
    element.value += key;
    element.dispatchEvent(new InputEvent("input", {bubbles: true}));
})"""

#: So many picks, each waited for until the kernel has heard it and drawn its checklist.
PICKS = """async ([root, count]) => {
    const rows = where => [...root.querySelectorAll(`${where} tbody tr`)]
        .filter(row => row.offsetParent);
    const checks = root.querySelector(".kit-checks");
    const attach = root.querySelector(".kit-plan .kit-primary");
    const end = performance.now() + 120000;
    const isRead = () => checks.getAttribute("aria-busy") === "false"
        && !attach.textContent.includes("Reading");
    for (let pick = 0; pick < count; pick++) {
        const where = pick % 2 ? ".kit-source" : ".kit-customer";
        const all = rows(where);
        all[Math.floor(pick / 2) % all.length].click();
        do await new Promise(done => setTimeout(done, 2));
        while (!isRead() && performance.now() < end);
    }
}"""


def _opened(page: Page, base: str, notebook: str, usable: str) -> tuple[float, float, LabPage]:
    """Seconds from loading the page, and from running the cell, to the usable widget."""
    started = time.perf_counter()
    lab = LabPage(page, base)
    lab.open(notebook)
    ran = time.perf_counter()
    lab.run_all()
    page.locator(usable).first.wait_for(timeout=START_SECONDS * 1000)
    ended = time.perf_counter()
    return ended - started, ended - ran, lab


def _memory(lab: LabPage) -> str:
    lab.append_and_run(MEMORY)
    output = lab.page.locator(".jp-OutputArea-output pre", has_text=" MB").last
    output.wait_for()
    return output.inner_text().strip()


def _opening(page: Page, base: str) -> None:
    kinds = {
        "bare": ("bare.ipynb", ".jupyter-button"),
        "explorer": ("explorer.ipynb", ".kit-customer tbody tr"),
    }
    whole: dict[str, list[float]] = {kind: [] for kind in kinds}
    cell: dict[str, list[float]] = {kind: [] for kind in kinds}
    memory: dict[str, str] = {}
    for _ in range(ROUNDS):
        for kind, (notebook, usable) in kinds.items():
            seconds, running, lab = _opened(page, base, notebook, usable)
            whole[kind].append(seconds)
            cell[kind].append(running)
            memory[kind] = _memory(lab)
            lab.close()
    median = {kind: statistics.median(values) for kind, values in whole.items()}
    for kind in kinds:
        running = statistics.median(cell[kind])
        print(
            f"{kind:9} usable {median[kind]:5.2f} s after opening, {running:5.2f} s after Run, "
            f"kernel {memory[kind]}"
        )
    print(f"ratio     {median['explorer'] / median['bare']:5.2f} (asked: 1.3 at most)")


def _echoes(page: Page, base: str) -> dict[str, float]:
    """What a click and a keystroke take with ipywidgets alone, in milliseconds."""
    lab = _opened(page, base, "echo.ipynb", ".jupyter-button")[2]
    find = page.locator(".jp-OutputArea-output .widget-vbox").first
    button, field, label = (
        find.locator(each).element_handle()
        for each in (".jupyter-button", "input[type=text]", "div.widget-label")
    )
    medians = {}
    for what, element, key in (("click", button, ""), ("keystroke", field, "x")):
        taken = [page.evaluate(ECHOED, [element, label, key]) for _ in range(ATTACHES)]
        medians[what] = statistics.median(taken)
        print(f"bare {what} to the kernel and back: median {medians[what]:.0f} ms")
    lab.close()
    return medians


def _keystrokes(page: Page, base: str, folder: Path, bare: float) -> None:
    with kit.connect(offline=True, customers=100_000) as account:
        write_notebook(folder / "large.ipynb", connected(account.api_base))
        lab = _opened(page, base, "large.ipynb", ".kit-customer tbody tr")[2]
        explorer = ExplorerPage(page.locator(".kit-explorer").first)
        field = explorer.customers.element_handle()
        taken = []
        for word in WORDS:
            explorer.customers.fill("")
            for key in word:
                page.wait_for_function(
                    "field => !field.closest('.kit-finder').querySelector('[aria-busy]')", arg=field
                )
                taken.append(page.evaluate(KEYSTROKE, [field, key]))
        lab.close()
    _report("keystroke to new results, 100,000 customers", taken, 80, bare)


def _attaches(page: Page, base: str, folder: Path, bare: float) -> None:
    with kit.connect(offline=True) as account:
        write_notebook(folder / "attach.ipynb", connected(account.api_base))
        lab = _opened(page, base, "attach.ipynb", ".kit-customer tbody tr")[2]
        explorer = ExplorerPage(page.locator(".kit-explorer").first)
        explorer.choose_customer("cus_9s6XKzkNRiz8i3")
        taken = []
        for source in account.attachable_source_records(limit=ATTACHES):
            explorer.choose_source(source["id"])
            explorer.attach.get_by_text("Attach", exact=True).or_(explorer.attach).wait_for()
            page.wait_for_function(
                "button => button.getAttribute('aria-disabled') === 'false'",
                arg=explorer.attach.element_handle(),
            )
            handles = [explorer.attach.element_handle(), explorer.root.element_handle()]
            taken.append(page.evaluate(CLICK, [*handles, source["id"]]))
        lab.close()
    _report("click on Attach to the result", taken, 50, bare)


def _held(page: Page) -> dict[str, float]:
    """Listeners, nodes and megabytes of heap, after what can go is gone."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = {
        each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]
    }
    session.detach()
    return {
        "listeners": metrics["JSEventListeners"],
        "nodes": metrics["Nodes"],
        "MB": metrics["JSHeapUsedSize"] / 2**20,
    }


def _picks(page: Page, base: str, folder: Path) -> None:
    """A pick each of a customer and of a source, over and over, after a first hundred."""
    with kit.connect(offline=True) as account:
        write_notebook(folder / "picks.ipynb", connected(account.api_base))
        lab = _opened(page, base, "picks.ipynb", ".kit-source tbody tr")[2]
        root = page.locator(".kit-explorer").first.element_handle()
        page.evaluate(PICKS, [root, 100])
        before = _held(page)
        page.evaluate(PICKS, [root, ROUNDS_OF_PICKS])
        after = _held(page)
        lab.close()
    grown = ", ".join(f"{name} {before[name]:.0f} -> {after[name]:.0f}" for name in before)
    print(f"over {ROUNDS_OF_PICKS} picks: {grown} (asked: flat)")


def _report(what: str, taken: list[float], asked: int, bare: float) -> None:
    ordered = sorted(taken)
    p90 = ordered[int(len(ordered) * 0.9)]
    median = statistics.median(taken)
    print(
        f"{what}: median {median:.0f} ms, {median / bare:.1f} times the bare one, 90 % within "
        f"{p90:.0f} ms of {len(taken)} (asked: median {asked} ms)"
    )


def main() -> None:
    """Run all of it and print a line for each."""
    executable = chromium()
    if executable is None:
        sys.exit("No Chromium found: install it, or name one in KIT_CHROMIUM.")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        write_notebook(folder / "bare.ipynb", BARE)
        write_notebook(folder / "explorer.ipynb", EXPLORER)
        write_notebook(folder / "echo.ipynb", ECHO)
        port = free_port()
        with served(lab_command(port), folder, port):
            browser = launched(playwright, executable)
            page = browser.new_page(viewport={"width": 1400, "height": 1000})
            base = f"http://127.0.0.1:{port}"
            _opened(page, base, "bare.ipynb", ".jupyter-button")[2].close()  # warm caches
            _opening(page, base)
            bare = _echoes(page, base)
            _attaches(page, base, folder, bare["click"])
            _picks(page, base, folder)
            _keystrokes(page, base, folder, bare["keystroke"])
            browser.close()


if __name__ == "__main__":
    main()
