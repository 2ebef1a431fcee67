// JSON as a tree that opens and closes. Numbers are shown as they were written: a JavaScript
// number would round those over 2^53.

import { make } from "./dom.js";

class Exact {
  constructor(text) {
    this.text = text;
  }
}

export function jsonTree(text) {
  const value = JSON.parse(text, (_key, held, context) =>
    typeof held === "number" && context?.source ? new Exact(context.source) : held,
  );
  return make("div", { class: "kit-tree" }, members(Object.entries(value)));
}

function members(entries) {
  return make("ul", {}, ...entries.map(([key, value]) => member(key, value)));
}

function member(key, value) {
  const name = make("code", {}, key);
  if (value === null || typeof value !== "object" || value instanceof Exact) {
    return make("li", {}, name, ": ", leaf(value));
  }
  const entries = Object.entries(value);
  if (!entries.length) return make("li", {}, name, ": ", Array.isArray(value) ? "[]" : "{}");
  const size = Array.isArray(value) ? `[ ${entries.length} ]` : `{ ${entries.length} }`;
  return make(
    "li",
    {},
    make(
      "details",
      { open: true },
      make("summary", {}, name, " ", make("span", { class: "kit-quiet" }, size)),
      members(entries),
    ),
  );
}

function leaf(value) {
  const kind = value === null ? "null" : value instanceof Exact ? "number" : typeof value;
  const text = value instanceof Exact ? value.text : JSON.stringify(value);
  return make("span", { class: `kit-json-${kind}` }, text);
}
