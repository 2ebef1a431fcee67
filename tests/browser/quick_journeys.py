"""Quick journeys of an impatient person, driven inside the page, over a slow line."""

from __future__ import annotations

from typing import Any, Final

from lab import LabPage
from playwright.sync_api import Page

__all__ = ["add_lag", "set_lag", "travel"]

#: A WebSocket that holds each message back by up to ``kitLag`` milliseconds, in order.
_LAGGY: Final = """() => {
    window.kitLag = 0;
    const Real = window.WebSocket;
    // Each timer delivers what is next: timers of whole milliseconds overtake each other.
    const line = () => {
        const held = [];
        let free = 0;
        return deliver => {
            const now = performance.now();
            free = Math.max(free, now + Math.random() * window.kitLag);
            if (!window.kitLag && !held.length) return deliver();
            held.push(deliver);
            setTimeout(() => held.shift()(), free - now);
        };
    };
    window.WebSocket = class extends Real {
        #out = line();
        #in = line();
        send(data) { this.#out(() => this.readyState === 1 && super.send(data)); }
        set onmessage(listener) {
            super.onmessage = event => this.#in(() => listener.call(this, event));
        }
        get onmessage() { return super.onmessage; }
    };
}"""

#: One journey: pick, change one's mind, type metadata, press Attach as soon as it can be
#: pressed, and go on at once. Answers what the screen showed at the click, or null.
_JOURNEY: Final = """async ([root, order, dwell]) => {
    const wait = ms => new Promise(done => setTimeout(done, ms));
    const pause = () => wait(Math.random() * dwell);
    const any = list => list[Math.floor(Math.random() * list.length)];
    const rows = where => [...root.querySelectorAll(`${where} tbody tr`)]
        .filter(row => row.offsetParent);
    const button = root.querySelector(".kit-plan .kit-primary");
    const isOn = () => button.getAttribute("aria-disabled") === "false";
    const type = async (field, text) => {
        field.value = "";
        for (const letter of text) {
            field.value += letter;
            field.dispatchEvent(new InputEvent("input", {bubbles: true}));
            await wait(Math.random() * 8);
        }
    };
    const pick = where => any(rows(where))?.click();
    const until = async (is, ms) => {
        const end = performance.now() + ms;
        while (!is() && performance.now() < end) await wait(3);
        return is();
    };

    if (Math.random() < 0.4) {
        const search = root.querySelector("[aria-label='Search customers']");
        await type(search, any(["", "an", "smith", "lars", "a"]));
        await pause();
    }
    pick(".kit-customer");
    await pause();
    pick(".kit-source");
    if (Math.random() < 0.5) { await pause(); pick(".kit-customer"); }
    if (Math.random() < 0.5) { await pause(); pick(".kit-source"); }
    if (Math.random() < 0.8) {
        [...root.querySelectorAll(".kit-metadata > button")].pop().click();
        const fields = [...root.querySelectorAll(".kit-metadata-row:last-child input")];
        await type(fields[0], "order");
        await type(fields[1], order);
    }
    if (Math.random() < 0.3) { await pause(); pick(".kit-source"); }
    if (!await until(isOn, 5000)) return null;
    await wait(Math.random() * 20);
    const [source, customer] = [...root.querySelectorAll(".kit-sentence .kit-id")]
        .map(each => each.textContent);
    const metadata = Object.fromEntries([...root.querySelectorAll(".kit-metadata-row")]
        .map(row => [...row.querySelectorAll("input")].map(field => field.value))
        .filter(([key, value]) => key || value));
    const shown = {customer, source, metadata, wasOn: isOn()};
    button.click();
    if (Math.random() < 0.5) button.click();
    if (Math.random() < 0.4) { await pause(); pick(".kit-source"); }
    await wait(Math.random() * 100);
    return shown;
}"""

_BUSY: Final = """() => {
    const session = window.jupyterapp.shell.currentWidget.context.sessionContext.session;
    const seconds = 0.2 + Math.random();
    session.kernel.requestExecute({
        code: `import time; time.sleep(${seconds})`, store_history: false, silent: true,
    });
}"""


def add_lag(page: Page) -> None:
    """Let every later page of ``page`` speak through a line whose lag can be set."""
    page.add_init_script(f"({_LAGGY})()")


def set_lag(page: Page, milliseconds: int) -> None:
    """Hold each message back by up to so much, each way."""
    page.evaluate("lag => { window.kitLag = lag; }", milliseconds)


def travel(lab: LabPage, root: Any, journeys: int, *, busy_every: int) -> list[dict[str, Any]]:
    """What the screen showed at each click, over so many journeys."""
    clicks = []
    handle = root.element_handle()
    for number in range(journeys):
        if busy_every and number % busy_every == busy_every - 1:
            lab.page.evaluate(_BUSY)
        shown = lab.page.evaluate(_JOURNEY, [handle, f"{6000 + number}", 60])
        if shown is not None and shown["wasOn"]:
            clicks.append(shown)
    return clicks
