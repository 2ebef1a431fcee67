// A search field over a table. Focus stays in the field; Down, Up and Enter choose a row.
// Every text is set as textContent: whatever a customer is called, it stays text.

const DEBOUNCE_MS = 40;
const PAGE = 5;
// Sooner, the word would only flicker.
const SLOW_MS = 300;
// Every widget loads this module anew, so a counter would not tell two of them apart.
const newId = (what) => `kit-${what}-${Math.random().toString(36).slice(2)}`;

function make(tag, className, attributes = {}) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function render({ model, el }) {
  const id = newId("finder");
  const view = build(model, id);
  el.classList.add("kit-finder");
  el.append(view.bar, view.box, view.words);

  let active = -1;
  let timer = null;
  let slow = null;
  // Python may ask anew on its own, so a number alone would not tell two queries apart.
  const isFresh = () =>
    JSON.stringify(model.get("answer").to) === JSON.stringify(model.get("query"));
  let waiting = !isFresh();
  let queued = []; // keys pressed before the answer to the text in the field was there

  const rows = () => model.get("answer").rows;
  const chosenFilters = () =>
    Object.fromEntries(view.selects.map((select) => [select.dataset.name, select.value]));

  function ask() {
    clearTimeout(timer);
    timer = null;
    const number = model.get("query").number + 1;
    model.set("query", { number, text: view.input.value, filters: chosenFilters() });
    model.save_changes();
    showWaiting();
  }

  function typed(delay) {
    waiting = true;
    queued = [];
    active = -1;
    clearTimeout(timer);
    timer = setTimeout(ask, delay);
    showWaiting();
  }

  function showWaiting() {
    waiting = true;
    clearTimeout(slow);
    slow = setTimeout(() => (view.words.textContent = "Searching…"), SLOW_MS);
    view.table.setAttribute("aria-busy", "true");
    view.box.classList.add("kit-waiting");
    for (const owner of [view.input, view.table]) owner.removeAttribute("aria-activedescendant");
  }

  function answered() {
    const answer = model.get("answer");
    if (timer !== null || !isFresh()) return;
    waiting = false;
    clearTimeout(slow);
    active = -1;
    view.table.removeAttribute("aria-busy");
    view.box.classList.remove("kit-waiting");
    view.words.textContent = answer.words;
    view.words.classList.toggle("kit-bad", answer.failed);
    view.retry.hidden = !answer.failed;
    if (answer.failed) view.words.append(" ", view.retry);
    view.body.replaceChildren(...answer.rows.map((row, index) => line(row, `${id}-${index}`)));
    view.box.scrollTop = 0;
    markPicked();
    const keys = queued;
    queued = [];
    if (!answer.failed) keys.forEach(press);
  }

  function markPicked() {
    const picked = model.get("picked");
    for (const row of view.body.children) {
      row.setAttribute("aria-selected", String(row.dataset.id === picked));
    }
  }

  function activate(index) {
    const last = rows().length - 1;
    if (last < 0) return;
    view.body.children[active]?.classList.remove("kit-active");
    active = Math.min(Math.max(index, 0), last);
    const row = view.body.children[active];
    row.classList.add("kit-active");
    for (const owner of [view.input, view.table]) owner.setAttribute("aria-activedescendant", row.id);
    keepInSight(view.box, row);
  }

  function pick(rowId) {
    model.set("picked", rowId);
    model.save_changes();
  }

  function press(key) {
    if (key === "Enter") {
      const index = active < 0 && rows().length === 1 ? 0 : active;
      if (index >= 0) pick(rows()[index].id);
      else if (rows().length) view.words.textContent = "Press Down to choose a row, then Enter.";
    } else {
      activate(active + { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE }[key]);
    }
  }

  view.input.addEventListener("input", () => typed(DEBOUNCE_MS));
  view.selects.forEach((select) => select.addEventListener("change", () => typed(0)));
  view.retry.addEventListener("click", () => {
    view.input.focus();
    ask();
  });
  function keydown(event) {
    if (event.isComposing) return;
    if (event.key === "Escape" && view.input.value) {
      view.input.value = "";
      typed(0);
    } else if (["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Enter"].includes(event.key)) {
      if (timer !== null) ask();
      if (waiting) queued.push(event.key);
      else press(event.key);
    } else return;
    event.preventDefault();
  }

  view.input.addEventListener("keydown", keydown);
  view.table.addEventListener("keydown", keydown);
  view.body.addEventListener("click", (event) => {
    const row = event.target.closest("tr");
    if (!row) return;
    view.input.focus({ preventScroll: true });
    pick(row.dataset.id);
  });

  function adoptQuery() {
    const query = model.get("query");
    if (timer !== null) return; // the person is typing: the field is theirs
    if (view.input.value !== query.text) view.input.value = query.text;
    view.selects.forEach((select) => (select.value = query.filters[select.dataset.name] ?? ""));
    if (!isFresh()) showWaiting();
  }

  const heard = { "change:query": adoptQuery, "change:answer": answered, "change:picked": markPicked };
  for (const [event, callback] of Object.entries(heard)) model.on(event, callback);
  adoptQuery();
  if (waiting) view.words.textContent = "Loading…";
  else answered();
  return () => {
    clearTimeout(timer);
    clearTimeout(slow);
    for (const [event, callback] of Object.entries(heard)) model.off(event, callback);
  };
}

function build(model, id) {
  const label = model.get("label");
  const bar = make("div", "kit-finder-bar");
  const input = make("input", "kit-input", {
    type: "text", // a search field would clear itself on Escape without an event
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": label,
    "aria-autocomplete": "list",
    "aria-haspopup": "grid",
    "aria-expanded": "true",
    "aria-controls": id,
    placeholder: model.get("placeholder"),
  });
  const selects = model.get("filters").map(filterSelect);
  bar.append(input, ...selects);

  const box = make("div", "kit-finder-box");
  box.style.setProperty("--kit-lines", model.get("lines"));
  const table = make("table", "kit-rows", { role: "grid", id, tabindex: 0, "aria-label": "Results" });
  const head = make("thead", "", { role: "rowgroup" });
  const titles = make("tr", "", { role: "row" });
  for (const column of model.get("columns")) {
    const title = make("th", `kit-col-${column.name}`, { role: "columnheader", scope: "col" });
    title.textContent = column.title;
    titles.append(title);
  }
  head.append(titles);
  const body = make("tbody", "", { role: "rowgroup" });
  table.append(head, body);
  box.append(table);

  const words = make("div", "kit-words", { role: "status" });
  const retry = make("button", "kit-small-button", { type: "button" });
  retry.textContent = "Try again";
  retry.hidden = true;
  return { bar, input, selects, box, table, body, words, retry };
}

function filterSelect(filter) {
  const select = make("select", "kit-input", { "aria-label": filter.title });
  select.dataset.name = filter.name;
  for (const [value, text] of [["", filter.title], ...filter.options]) {
    const option = make("option", "", { value });
    option.textContent = text;
    select.append(option);
  }
  return select;
}

function line(row, id) {
  const tr = make("tr", "", { role: "row", id, "aria-selected": "false" });
  tr.dataset.id = row.id;
  for (const cell of row.cells) tr.append(gridcell(cell));
  return tr;
}

function gridcell(cell) {
  const td = make("td", "", { role: "gridcell" });
  const text = make("span", cell.tone ? `kit-chip kit-${cell.tone}` : "kit-cell", { dir: "auto" });
  text.textContent = cell.text;
  text.title = cell.hint || cell.text;
  td.append(text);
  return td;
}

// scrollIntoView would scroll the notebook as well.
function keepInSight(box, row) {
  const head = box.querySelector("thead").offsetHeight;
  const top = row.offsetTop - head;
  const bottom = row.offsetTop + row.offsetHeight;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
}

export default { render };
