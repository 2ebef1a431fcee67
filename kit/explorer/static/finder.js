// A search field over a table. Focus stays in the field; Down, Up and Enter choose a row.
//
// ITable, ipydatagrid and Select were measured first: an ITable takes 250 ms for 20 new rows
// and ships 750 KB a table, ipydatagrid paints cells that no screen reader sees, and a Select
// picks rows of an older query under fast typing. Here queries are numbered, and a key that
// comes before the answer to what was typed waits for it.

import { chip, copyButton, idText, keepingFocus, make, newId, setText } from "./dom.js";
import { filterBar } from "./filters.js";

// While an answer is awaited; a key that comes at rest is asked for at once.
const DEBOUNCE_MS = 40;
const PAGE = 5;
// Sooner, the word would only flicker.
const SLOW_MS = 300;

export function finder({ wire, list, label, placeholder, columns, filters = [], picked, onPick, put = null }) {
  const id = newId("finder");
  const draftName = `query:${list}`;
  const view = build({ id, label, placeholder, columns });
  const bar = filterBar(filters, () => typed(0));
  view.bar.append(bar.element);
  const part = () => wire.part(list);

  let active = -1;
  let timer = null;
  let slow = null;
  let drawnRows = null;
  let queued = []; // keys pressed before the answer to the text in the field was there
  let wasWaiting = false;

  const isWaiting = () =>
    timer !== null || wire.isPending(draftName) || part().asked !== part().answered;
  const query = () => wire.draft(draftName) ?? part();
  const rows = () => [...view.body.children];

  function ask(changes = {}) {
    clearTimeout(timer);
    timer = null;
    const { limit, sort } = query();
    const asked = { list, text: view.input.value, filters: bar.chosen(), sort, limit, ...changes };
    wire.say("search", asked, { name: draftName, value: asked });
  }

  function typed(delay) {
    const atRest = !isWaiting();
    queued = [];
    activate(-1);
    clearTimeout(timer);
    if (atRest) ask();
    else timer = setTimeout(ask, delay);
    draw();
  }

  function draw() {
    const waiting = isWaiting();
    if (waiting !== wasWaiting) showWaiting(waiting);
    if (waiting) {
      if (timer === null) adopt();
    } else {
      adopt();
      drawAnswer();
    }
    markPicked();
    if (!waiting && queued.length) {
      const keys = queued;
      queued = [];
      if (!part().failed) keys.forEach(press);
    }
  }

  function showWaiting(waiting) {
    wasWaiting = waiting;
    clearTimeout(slow);
    view.box.classList.toggle("kit-waiting", waiting);
    if (!waiting) return view.table.removeAttribute("aria-busy");
    view.table.setAttribute("aria-busy", "true");
    slow = setTimeout(() => setText(view.words, drawnRows ? "Searching…" : "Loading…"), SLOW_MS);
  }

  // What Python knows of the query, unless the person has typed something newer.
  function adopt() {
    const now = query();
    if (view.input.value !== now.text) view.input.value = now.text;
    bar.show(now.filters);
    for (const head of view.heads) showSort(head, now.sort);
  }

  function drawAnswer() {
    const answer = part();
    setText(view.words, answer.words);
    view.words.classList.toggle("kit-bad", answer.failed);
    keepingFocus(view.foot, view.input, () => {
      view.retry.hidden = !answer.failed;
      view.more.hidden = !answer.more;
    });
    view.foot.classList.toggle("kit-none", answer.rows.length === 0);
    view.box.hidden = answer.rows.length === 0;
    if (answer.rows === drawnRows) return;
    drawnRows = answer.rows;
    activate(-1);
    view.body.replaceChildren(
      ...answer.rows.map((row, index) => line(row, columns, `${id}-${index}`, put !== null)),
    );
    view.box.scrollTop = 0;
  }

  function markPicked() {
    const chosen = picked();
    for (const row of view.body.children) {
      row.setAttribute("aria-selected", String(row.dataset.id === chosen));
      if (!put) continue;
      const isPut = put.holds(row.dataset.id);
      const button = row.querySelector(".kit-put");
      button.setAttribute("aria-pressed", String(isPut));
      setText(button, isPut ? "−" : "+");
    }
  }

  function activate(index) {
    view.body.children[active]?.classList.remove("kit-active");
    const last = rows().length - 1;
    active = Math.min(Math.max(index, -1), last);
    const row = rows()[active];
    row?.classList.add("kit-active");
    for (const owner of [view.input, view.table]) {
      if (row) owner.setAttribute("aria-activedescendant", row.id);
      else owner.removeAttribute("aria-activedescendant");
    }
    if (row) keepInSight(view.box, row);
  }

  function press(key) {
    const to = {
      ArrowDown: active + 1,
      ArrowUp: Math.max(active - 1, 0),
      PageDown: active + PAGE,
      PageUp: Math.max(active - PAGE, 0),
      Home: 0,
      End: rows().length - 1,
    }[key];
    if (to !== undefined) return activate(to);
    const index = active < 0 && rows().length === 1 ? 0 : active;
    if (index >= 0) onPick(rows()[index].dataset.id);
    else if (rows().length) setText(view.words, "Press Down to choose a row, then Enter.");
  }

  const MOVES = ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Enter"];

  function keydown(event) {
    if (event.isComposing) return;
    const inTable = event.currentTarget === view.table;
    if (event.key === "Escape" && view.input.value) {
      view.input.value = "";
      typed(0);
    } else if (MOVES.includes(event.key) || (inTable && ["Home", "End"].includes(event.key))) {
      if (timer !== null) ask();
      if (isWaiting()) queued.push(event.key);
      else press(event.key);
    } else if (put && active >= 0 && isPutKey(event, inTable)) {
      put.toggle(rows()[active].dataset.id);
    } else if (inTable && isLetter(event)) typeAhead(event.key);
    else return;
    event.preventDefault();
  }

  // What a click on the row's plus sign does.
  const isPutKey = (event, inTable) => inTable && (event.key === "+" || event.key === "-");

  const isLetter = (event) =>
    event.key.length === 1 && event.key !== "/" && !event.ctrlKey && !event.metaKey && !event.altKey;

  function typeAhead(letter) {
    const all = rows();
    const after = [...all.slice(active + 1), ...all.slice(0, active + 1)];
    const found = after.find((row) =>
      row.textContent.toLocaleLowerCase().startsWith(letter.toLocaleLowerCase()),
    );
    if (found) activate(all.indexOf(found));
  }

  function sortBy(name) {
    const now = query().sort;
    ask({ sort: now === name ? `-${name}` : now === `-${name}` ? "" : name });
  }

  view.input.addEventListener("input", () => typed(DEBOUNCE_MS));
  view.input.addEventListener("keydown", keydown);
  view.table.addEventListener("keydown", keydown);
  view.retry.addEventListener("click", () => {
    view.input.focus({ preventScroll: true });
    ask({ afresh: true });
  });
  view.again.addEventListener("click", () => ask({ afresh: true }));
  view.more.addEventListener("click", () => ask({ limit: Math.min(query().limit * 8, 1000) }));
  view.heads.forEach((head, index) =>
    head.firstChild.addEventListener("click", () => sortBy(columns[index].name)),
  );
  view.body.addEventListener("click", (event) => {
    const row = event.target.closest("tr");
    if (!row) return;
    const isOnPut = event.target.closest(".kit-put") !== null;
    if (put && (isOnPut || event.ctrlKey || event.metaKey)) return put.toggle(row.dataset.id);
    if (event.target.closest("button")) return;
    view.input.focus({ preventScroll: true });
    onPick(row.dataset.id);
  });

  return {
    element: view.element,
    input: view.input,
    draw,
    filters: () => query().filters,
    // Leaves what has these values, whatever was searched before.
    filterBy(filters) {
      view.input.value = "";
      bar.show(filters);
      ask({ filters });
    },
    offerFilters(isOffered) {
      bar.element.hidden = !isOffered;
    },
    // The picked row's cells as text, by column, to name it before the kernel does.
    textOf(rowId, column) {
      const row = part().rows.find((each) => each.id === rowId);
      const index = columns.findIndex((each) => each.name === column);
      return row?.cells[index]?.text ?? "";
    },
    stop() {
      clearTimeout(timer);
      clearTimeout(slow);
    },
  };
}

function build({ id, label, placeholder, columns }) {
  const input = make("input", {
    class: "kit-input",
    type: "text", // a search field would clear itself on Escape without an event
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": label,
    "aria-autocomplete": "list",
    "aria-haspopup": "grid",
    "aria-expanded": "true",
    "aria-controls": id,
    placeholder,
  });
  const bar = make("div", { class: "kit-finder-bar" }, input);
  const heads = columns.map((column) => columnHead(column));
  const body = make("tbody", { role: "rowgroup" });
  const table = make(
    "table",
    { class: "kit-rows", role: "grid", id, tabindex: "0", "aria-label": "Results" },
    make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...heads)),
    body,
  );
  const box = make("div", { class: "kit-finder-box" }, table);
  const words = make("span", { class: "kit-words", role: "status" }, "Loading…");
  const small = (text) => make("button", { type: "button", class: "kit-small-button" }, text);
  const [retry, more, again] = [small("Try again"), small("Look further"), small("Read again")];
  retry.hidden = true;
  more.hidden = true;
  const foot = make("div", { class: "kit-foot" }, words, retry, more, again);
  const element = make("div", { class: "kit-finder" }, bar, box, foot);
  return { element, bar, input, box, table, heads, body, words, retry, more, again, foot };
}

function columnHead(column) {
  const button = make("button", { type: "button", class: "kit-sort", tabindex: "-1" }, column.title);
  const head = make(
    "th",
    { class: `kit-col-${column.name}`, role: "columnheader", scope: "col" },
    button,
  );
  head.dataset.name = column.name;
  return head;
}

function showSort(head, sort) {
  const { name } = head.dataset;
  const way = sort === name ? "ascending" : sort === `-${name}` ? "descending" : "none";
  head.setAttribute("aria-sort", way);
}

function line(row, columns, id, canPut) {
  const tr = make("tr", { role: "row", id, "aria-selected": "false" });
  tr.dataset.id = row.id;
  row.cells.forEach((cell, index) => {
    const { name } = columns[index];
    const attributes = { role: "gridcell", class: `kit-col-${name}` };
    const content = name === "id" ? idCell(cell.text, canPut) : [chip(cell)];
    tr.append(make("td", attributes, ...content));
  });
  return tr;
}

// Their buttons are off the keyboard's way, where fifty would stand; keys do the same.
function idCell(id, canPut) {
  const copy = copyButton(id, id, "");
  copy.tabIndex = -1;
  const parts = [idText(id), copy];
  if (canPut) parts.push(putButton(id));
  return parts;
}

function putButton(id) {
  return make(
    "button",
    {
      type: "button",
      class: "kit-put",
      tabindex: "-1",
      "aria-label": `Among several: ${id}`,
      title: "Put among several, for the chosen customer (Ctrl+click, or + in the table)",
    },
    "+",
  );
}

// scrollIntoView would scroll the notebook as well.
function keepInSight(box, row) {
  const head = box.querySelector("thead").offsetHeight;
  const top = row.offsetTop - head;
  const bottom = row.offsetTop + row.offsetHeight;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
}
