// The overview: how many of what the account holds, and what needs attention. Each number is a
// filter: pressed, it leaves what it counts in the list of customers, or in the list below it.

import { actionButton } from "./button.js";
import { keepingFocus, make, same, setText } from "./dom.js";

const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };

export function overviewPanel({ wire, kernel, customers, sources }) {
  const words = make("p", { class: "kit-overview-words" });
  // It only reads: what a busy kernel hears later, a click may ask of it now.
  const again = actionButton({ onAct: () => wire.say("overview", {}, { name: "overview", value: true }) });
  const stop = actionButton({ tone: "danger", onAct: () => wire.say("stop_overview") });
  const progress = make("progress", { max: "1", "aria-label": "How far the reading is" });
  const bar = make("div", { class: "kit-several-bar" }, again.element, stop.element, progress);
  const attention = make("ul", { class: "kit-attention", "aria-label": "Needs attention" });
  const numbers = make("div", { class: "kit-numbers" });
  let drawn = null;
  let buttons = []; // every number that can be pressed
  let cells = []; // those of the table by row and column, null where there is none

  function number(of, filters, attributes, ...content) {
    const button = make("button", { type: "button", class: "kit-number", ...attributes }, ...content);
    const list = of === "customers" ? customers : sources;
    button.kitShown = () => same(list.filters(), filters);
    button.addEventListener("click", () => {
      list.filterBy(filters);
      list.element.scrollIntoView({ block: "nearest" });
    });
    buttons.push(button);
    return button;
  }

  function finding([name, of, count, says]) {
    const { name: filter } = wire.part("account_part").about[of];
    return make("li", {}, number(of, { [filter]: name }, {}, make("strong", {}, count), ` ${says}`));
  }

  function table({ types, statuses }) {
    const heads = [["", "all"], ...statuses.map(([name, hint]) => [name, name, hint])];
    const head = heads.map(([, title, hint]) =>
      make("th", { scope: "col", role: "columnheader", title: hint }, title),
    );
    const body = types.map(([type, title, ...counts], row) => {
      cells.push(counts.map(() => null));
      const each = counts.map((count, column) => {
        const [status] = heads[column];
        const content = count === "0" ? "0" : cell(type, title, status, count, row, column);
        return make("td", { role: "gridcell", class: count === "0" ? "kit-quiet" : null }, content);
      });
      const name = make("th", { scope: "row", role: "rowheader", dir: "auto" }, title);
      return make("tr", { role: "row" }, name, ...each);
    });
    const first = make("th", { scope: "col", role: "columnheader" }, "Type");
    const top = make("tr", { role: "row" }, first, ...head);
    return make(
      "table",
      { role: "grid", "aria-label": "Sources by type and status", on: { keydown: move } },
      make("thead", { role: "rowgroup" }, top),
      make("tbody", { role: "rowgroup" }, ...body),
    );
  }

  function cell(type, title, status, count, row, column) {
    const filters = { ...(type && { type }), ...(status && { status }) };
    const spoken = `${count} ${status} ${type ? title : "sources"}`.replace("  ", " ");
    const button = number("sources", filters, { tabindex: "-1", "aria-label": spoken }, count);
    button.kitPlace = [row, column];
    cells[row][column] = button;
    return button;
  }

  // One stop for Tab; arrows go to the next number in their direction.
  function move(event) {
    const step = STEPS[event.key];
    const place = event.target.closest("button")?.kitPlace;
    if (!step || !place) return;
    event.preventDefault();
    let [row, column] = place;
    let next = null;
    while (next === null) {
      row += step[0];
      column += step[1];
      next = cells[row]?.[column];
    }
    if (!next) return;
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  function drawNumbers(overview) {
    const { attention: found, types } = overview;
    if (same([found, types], drawn)) return;
    drawn = [found, types];
    [buttons, cells] = [[], []];
    attention.replaceChildren(...found.map(finding));
    numbers.replaceChildren(...(types.length > 1 ? [table(overview)] : []));
    const first = numbers.querySelector("button");
    if (first) first.tabIndex = 0;
  }

  function drawBar(overview) {
    const isBusy = overview.busy !== "" || (wire.isPending("overview") && kernel.willHear());
    const label = overview.failed ? "Try again" : overview.isRead ? "Read again" : "Read the account";
    again.show({ label: isBusy ? "Reading…" : label, ready: kernel.willHear(), busy: isBusy });
    stop.show({ label: "Stop", ready: kernel.hears() && overview.busy === "reading" });
    keepingFocus(bar, again.main, () => {
      stop.element.hidden = !isBusy;
      progress.hidden = !isBusy;
    });
    // Without a value it moves by itself: nobody knows yet how much there is.
    if (overview.total) progress.value = Math.min(overview.done / overview.total, 1);
    else progress.removeAttribute("value");
  }

  return {
    element: make(
      "div",
      { class: "kit-overview" },
      make("div", { class: "kit-overview-head" }, words, bar),
      attention,
      numbers,
      sources.element,
    ),
    draw() {
      const overview = wire.part("overview");
      setText(words, overview.words);
      words.classList.toggle("kit-bad", overview.failed);
      drawBar(overview);
      keepingFocus(attention, again.main, () => {
        keepingFocus(numbers, again.main, () => drawNumbers(overview));
      });
      attention.hidden = overview.attention.length === 0;
      numbers.hidden = overview.isEmpty;
      sources.element.hidden = overview.isEmpty;
      for (const button of buttons) button.setAttribute("aria-pressed", String(button.kitShown()));
      // Before the account was counted there is nothing to filter customers by.
      customers.offerFilters(!overview.isEmpty);
    },
  };
}
