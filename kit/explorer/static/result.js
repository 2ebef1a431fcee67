// Afterwards: what changed, the frame, the JSON, the code, the requests and the history.

import { copyButton, keepingFocus, make, note, same, setText, textTable } from "./dom.js";
import { jsonTree } from "./json.js";
import { tabbed } from "./tabs.js";

const NOTHING = "Nothing is attached yet. What happens shows here.";
const EMPTY = "This fills with the first attach.";
const MAKING = "Making it…";
const HEADS = {
  refused: "Refused: nothing was changed.",
  unknown: "It is not known what happened.",
  settled: "What reading the source shows:",
  notice: "Nothing was sent.",
  broken: "Something went wrong here. Please report it.",
};

export function headline(wire, kernel) {
  const element = make("div", { class: "kit-headline", tabindex: "-1" });
  let drawn = null;

  function draw() {
    const now = { ...wire.part("result").headline, canRead: kernel.hears() };
    if (same(now, drawn)) return;
    drawn = now;
    keepingFocus(element, element, () => element.replaceChildren(...card(now)));
  }

  function card(head) {
    if (head.kind === "nothing") return [note(head.words || NOTHING)];
    if (head.kind === "done") return [success(head)];
    const title = make("p", {}, make("strong", {}, HEADS[head.kind]));
    const tone = { notice: "notice", settled: "notice", unknown: "notice" }[head.kind] ?? "error";
    const words = head.words.replace(/^Nothing was sent: /, "");
    const parts = [title, make("p", {}, words)];
    if (head.kind === "unknown") parts.push(wayOut(head));
    if (head.stripe.length) parts.push(stripesOwn(head.stripe));
    return [make("div", { class: `kit-${tone}` }, ...parts)];
  }

  function success(head) {
    const title = make("p", {}, make("strong", {}, `✓ ${head.words}`), ` ${head.facts}`);
    return make("div", { class: "kit-success" }, title, make("p", {}, head.request));
  }

  function wayOut(head) {
    if (head.reading) return note("Reading the source to find out…");
    const again = make("button", { type: "button", class: "kit-small-button" }, "Read the source again");
    again.addEventListener("click", () => wire.say("settle"));
    return again;
  }

  return { element, draw };
}

function stripesOwn(said) {
  const lines = said.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]);
  return make(
    "details",
    { open: true },
    make("summary", {}, "Stripe's own words"),
    make("dl", {}, ...lines),
  );
}

export function resultTabs(wire) {
  const panel = () => make("div");
  const panels = {
    "What changed": panel(),
    Frame: panel(),
    JSON: panel(),
    Code: panel(),
    Timeline: panel(),
    Requests: panel(),
    History: panel(),
  };
  const tabs = tabbed({ label: "What happened", group: "result", panels, wire });
  const language = languageChoice(wire.part("account_part").languages);
  let drawnResult = null;
  let drawnForms = null;
  let drawnRequests = null;

  function drawCode() {
    const { code, making } = wire.part("forms");
    if (!Object.keys(code).length) return fill(panels.Code, note(making ? MAKING : EMPTY));
    language.offer(code);
    fill(panels.Code, language.element, snippet(() => code[language.chosen()] ?? ""));
  }

  function snippet(text) {
    const pre = make("pre", { tabindex: "0" }, text());
    return make("div", { class: "kit-code" }, copyButton(text, "the code"), pre);
  }

  language.onChange(() => drawCode());

  return {
    element: make("section", { class: "kit-outcome", "aria-label": "Result" }, tabs.element),
    draw() {
      tabs.draw();
      const result = wire.part("result");
      if (result !== drawnResult) {
        drawnResult = result;
        fill(panels["What changed"], ...changes(result.changes));
        fill(panels.Timeline, ...timeline(result.timeline));
        fill(panels.History, ...history(result));
      }
      const forms = wire.part("forms");
      if (forms !== drawnForms) {
        drawnForms = forms;
        const nothing = forms.making ? MAKING : EMPTY;
        fill(panels.Frame, ...frame(forms.frame, nothing));
        fill(panels.JSON, ...json(forms.json, nothing));
        drawCode();
      }
      const requests = wire.part("requests");
      if (requests !== drawnRequests) {
        drawnRequests = requests;
        fill(panels.Requests, ...requestLog(requests.rows));
      }
    },
  };
}

const fill = (panel, ...parts) => panel.replaceChildren(...parts);

const absent = () => make("em", { class: "kit-quiet" }, "not there");

function changes(rows) {
  if (rows === null) return [note(EMPTY)];
  if (!rows.length) return [note("Stripe accepted it, and nothing about the source differs.")];
  const cells = rows.map(([field, before, after]) => [field, before ?? absent(), after ?? absent()]);
  return [
    textTable("What changed", ["Field", "Before", "After"], cells),
    note("All other fields are as they were."),
  ];
}

function frame(shown, nothing) {
  if (shown === null) return [note(nothing)];
  const rows = shown.rows.map(({ column, meaning, value, dtype }) => [
    make("span", { class: "kit-explained", title: meaning }, column),
    value,
    dtype,
  ]);
  return [
    note(`explorer.frame: 1 row, ${shown.columns} columns, shown turned.`),
    textTable("The frame, a line for each column", ["Column", "Value", "dtype"], rows),
  ];
}

function json(text, nothing) {
  if (text === null) return [note(nothing)];
  return [
    make(
      "div",
      { class: "kit-code kit-json" },
      copyButton(text, "the JSON"),
      jsonTree(text),
      make("pre", { hidden: true }, text),
    ),
  ];
}

function requestLog(rows) {
  if (!rows.length) return [note("No request was seen here yet.")];
  const cells = rows.map((row) => [
    row.method,
    row.path,
    row.status,
    row.time,
    row.requestId,
    row.body,
    row.error,
  ]);
  return [
    note(`The latest ${rows.length} requests, newest first. All: account.requests()`),
    textTable(
      "Requests",
      ["Method", "Path", "Status", "Time", "Request id", "What was sent", "Error"],
      cells,
    ),
  ];
}

// What happened to the chosen source, as its events tell.
function timeline(shown) {
  const words = shown.words ? [note(shown.words)] : [];
  if (!shown.rows.length) return words;
  const heads = ["When (UTC)", "What", "Status after", "Customer", "Request id"];
  return [
    ...words,
    textTable("What happened to this source", heads, shown.rows),
    note("Stripe keeps events for 30 days; what happened before is not here."),
  ];
}

function history(result) {
  if (!result.history.length) return [note(EMPTY)];
  return [textTable("Tried with this explorer", result.historyColumns, result.history)];
}

// Which languages there are depends on the call.
function languageChoice(languages) {
  const select = make("select", { class: "kit-input" });
  const element = make("label", { class: "kit-language" }, "Language ", select);
  let wanted = "python";
  return {
    element,
    chosen: () => select.value,
    offer(code) {
      const offered = languages.filter(([name]) => name in code);
      select.replaceChildren(
        ...offered.map(([name, title]) => make("option", { value: name }, title)),
      );
      select.value = wanted in code ? wanted : offered[0][0];
    },
    onChange(listener) {
      select.addEventListener("change", () => {
        wanted = select.value;
        listener();
        select.focus({ preventScroll: true });
      });
    },
  };
}
