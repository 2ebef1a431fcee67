// Rows of metadata. Python says what is wrong with them; this shows, counts and says.

import { make, newId, same, setText } from "./dom.js";

export function metadataRows({ wire, limits, onChange }) {
  const [maxKeys, maxKey, maxValue] = limits;
  const id = newId("metadata");
  const list = make("div", { class: "kit-metadata-rows" });
  const add = make("button", { type: "button", class: "kit-small-button" }, "Add metadata");
  const element = make("div", { class: "kit-metadata" }, list, add);
  let made = 0;

  const typed = () => [...list.children].map((row) => row.kitFields.map((field) => field.value));
  const say = () => wire.choose({ metadata: typed() });

  add.addEventListener("click", () => {
    if (list.children.length >= maxKeys) {
      setText(add, `Stripe takes ${maxKeys} keys at most`);
      return;
    }
    list.append(newRow(["", ""]));
    list.lastElementChild.kitFields[0].focus();
    say();
  });

  function newRow([key, value]) {
    made += 1;
    const problem = make("div", { class: "kit-problem", id: `${id}-${made}`, role: "status" });
    const fields = [
      field("key", key, "key", problem.id),
      field("value", value, "value, empty to unset", problem.id),
    ];
    const counts = make("span", { class: "kit-count" });
    const remove = make("button", { type: "button", class: "kit-small-button" }, "Remove");
    const row = make(
      "div",
      { class: "kit-metadata-row", role: "group" },
      ...fields,
      counts,
      remove,
      problem,
    );
    row.kitFields = fields;
    row.kitCount = () => {
      const [keys, values] = fields.map((input) => [...input.value].length);
      setText(counts, `${keys}/${maxKey} · ${values}/${maxValue}`);
    };
    row.kitCount();
    remove.addEventListener("click", () => {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      (next ? next.kitFields[0] : add).focus();
      say();
    });
    return row;
  }

  // Rows that stay keep their elements, and so the cursor of whoever types in one.
  function showRows(metadata) {
    const kept = [...list.children];
    metadata.forEach((texts, index) => {
      const found = kept.findIndex((row) => same(row.kitFields.map((each) => each.value), texts));
      if (found < 0) {
        list.insertBefore(newRow(texts), list.children[index] ?? null);
        return;
      }
      kept.splice(0, found).forEach((row) => row.remove());
      kept.shift();
    });
    kept.forEach((row) => row.remove());
  }

  function field(name, text, placeholder, problem) {
    const input = make("input", {
      class: "kit-input",
      type: "text",
      placeholder,
      autocomplete: "off",
      spellcheck: "false",
      "aria-describedby": problem,
    });
    input.kitName = name;
    input.value = text;
    input.addEventListener("input", () => {
      input.parentElement.kitCount();
      say();
      onChange();
    });
    return input;
  }

  return {
    element,
    draw() {
      const { metadata } = wire.choice();
      if (!same(metadata, typed())) {
        const hadFocus = list.contains(document.activeElement);
        showRows(metadata);
        if (hadFocus && !list.contains(document.activeElement)) add.focus({ preventScroll: true });
      }
      if (list.children.length < maxKeys) setText(add, "Add metadata");
      // Problems are Python's word about the rows that it has heard.
      const problems = wire.isPending("choice") ? null : wire.part("plan").problems;
      [...list.children].forEach((row, index) => {
        row.kitFields.forEach((input) =>
          input.setAttribute("aria-label", `Metadata ${index + 1}: ${input.kitName}`),
        );
        row.querySelector("button").setAttribute("aria-label", `Remove metadata ${index + 1}`);
        if (problems === null) return;
        const problem = problems[index] ?? "";
        setText(row.lastElementChild, problem);
        row.kitFields.forEach((input) => input.setAttribute("aria-invalid", String(problem !== "")));
      });
    },
  };
}
