// Filters beside a search field: choices at once in sight, fields behind a button.

import { make, newId } from "./dom.js";

export function filterBar(filters, onChange) {
  const id = newId("filters");
  const fields = filters.map((filter) => field(filter, onChange));
  const choices = fields.filter((each) => each.tagName === "SELECT");
  const texts = fields.filter((each) => each.tagName === "INPUT");
  const more = make("div", { class: "kit-more-filters", id, hidden: true }, ...texts);
  const toggle = make(
    "button",
    {
      type: "button",
      class: "kit-small-button",
      "aria-label": "More filters",
      "aria-expanded": "false",
      "aria-controls": id,
    },
    "More",
  );
  toggle.hidden = texts.length === 0;
  toggle.addEventListener("click", () => open(more.hidden));

  function open(isOpen) {
    more.hidden = !isOpen;
    toggle.setAttribute("aria-expanded", String(isOpen));
  }

  return {
    element: make("div", { class: "kit-filters" }, ...choices, toggle, more),
    chosen: () =>
      Object.fromEntries(fields.map((each) => [each.dataset.name, each.value]).filter(([, v]) => v)),
    show(values) {
      for (const each of fields) {
        const wanted = values[each.dataset.name] ?? "";
        if (each.value !== wanted) each.value = wanted;
      }
      if (texts.some((each) => each.value)) open(true);
    },
  };
}

function field(filter, onChange) {
  const named = { class: "kit-input", "aria-label": filter.title };
  const made = filter.options
    ? make(
        "select",
        named,
        ...[["", filter.title], ...filter.options].map(([value, text]) =>
          make("option", { value }, text),
        ),
      )
    : make("input", { ...named, type: "text", placeholder: filter.placeholder, size: 12 });
  made.dataset.name = filter.name;
  made.addEventListener(filter.options ? "change" : "input", onChange);
  return made;
}
