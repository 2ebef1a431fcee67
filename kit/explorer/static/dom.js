// The one place that makes elements. Text goes in as text: whatever a customer is called,
// it stays text.

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  const held = children.filter((child) => child !== null && child !== undefined);
  element.append(...held.map((child) => (typeof child === "string" ? seen(child) : child)));
  return element;
}

// What cannot be seen, or turns a line around, spelled out: nothing hides in a name. Left are
// line ends, and the two that join letters.
const UNSEEN = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

export const seen = (text) =>
  text.replace(UNSEEN, (sign) => `\\u${sign.codePointAt(0).toString(16).padStart(4, "0")}`);

// `on` holds listeners; null and false leave an attribute out, true gives it without a value.
function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "on") {
    for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
  } else element.setAttribute(name, value === true ? "" : name === "title" ? seen(value) : value);
}

// Only what differs is touched, or a screen reader would read it again.
export function setText(element, text) {
  const shown = seen(String(text ?? ""));
  if (element.textContent !== shown) element.textContent = shown;
}

export function setTitle(element, text) {
  const shown = seen(String(text ?? ""));
  if (element.title !== shown) element.title = shown;
}

// Makes a change in `element`; focus that would fall out of it to the page goes to `next`.
export function keepingFocus(element, next, change) {
  const hadFocus = element.contains(document.activeElement);
  change();
  if (!hadFocus) return;
  const focused = document.activeElement;
  if (!element.contains(focused) || !focused.getClientRects().length) {
    next.focus({ preventScroll: true });
  }
}

// Every widget loads this module anew, so a counter would not tell two of them apart.
export const newId = (what) => `kit-${what}-${Math.random().toString(36).slice(2)}`;

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// How many characters of an id's end stay in sight when its middle does not fit.
const TAIL = 6;

// An id that is shortened in its middle where it does not fit, whole on hover and in copies.
export function idText(id) {
  const head = id.slice(0, -TAIL);
  return make(
    "code",
    { class: "kit-id", title: id },
    make("span", { class: "kit-id-head" }, head),
    make("span", { class: "kit-id-tail" }, id.slice(head.length)),
  );
}

// One listener of the explorer's copies for all such buttons; `text` may be long.
export function copyButton(text, what, label = "Copy") {
  const button = make("button", {
    type: "button",
    class: label ? "kit-small-button" : "kit-copy",
    "aria-label": label ? null : `To the clipboard: ${what}`,
    title: label ? null : "To the clipboard",
  });
  button.textContent = label; // without a word the style sheet draws two leaves
  button.kitCopy = text;
  return button;
}

export async function copyFrom(button) {
  const usual = button.textContent;
  const text = typeof button.kitCopy === "function" ? button.kitCopy() : button.kitCopy;
  const isWord = usual !== "";
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = isWord ? "Copied" : "✓";
  } catch {
    // Without https the browser offers no clipboard: select the text for Ctrl+C instead.
    const pre = button.parentElement.querySelector("pre, code");
    if (pre) {
      pre.hidden = false;
      getSelection().selectAllChildren(pre);
    }
    button.textContent = isWord ? "Press Ctrl+C" : "!";
  }
  setTimeout(() => (button.textContent = usual), 1500);
}

export function chip(cell) {
  const text = make(
    "span",
    { class: cell.tone ? `kit-chip kit-${cell.tone}` : "kit-cell", dir: "auto" },
    cell.text,
  );
  text.title = seen(cell.hint || cell.text || "");
  return text;
}

// A table of texts; a cell may be an element too.
export function textTable(label, titles, rows) {
  const head = make("tr", {}, ...titles.map((title) => make("th", { scope: "col" }, title)));
  const body = rows.map((row) => make("tr", {}, ...row.map(tableCell)));
  const table = make(
    "table",
    { class: "kit-table" },
    make("thead", {}, head),
    make("tbody", {}, ...body),
  );
  const around = { class: "kit-scroll", tabindex: "0", role: "region", "aria-label": label };
  return make("div", around, table);
}

const LONGEST_CELL = 120;

function tableCell(value) {
  if (typeof value !== "string") return make("td", {}, value);
  const cut = value.length > LONGEST_CELL ? `${value.slice(0, LONGEST_CELL - 1)}…` : value;
  return make("td", { dir: "auto", title: value }, cut);
}

export const note = (text, tone = "quiet") => make("p", { class: `kit-${tone}` }, text);
