// Rows of metadata. Python says what is wrong with them; this only shows and counts.

// Every widget loads this module anew, so a counter would not tell two of them apart.
const newId = (what) => `kit-${what}-${Math.random().toString(36).slice(2)}`;

function make(tag, className, attributes = {}) {
  const element = document.createElement(tag);
  element.className = className;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function render({ model, el }) {
  const id = newId("metadata");
  const [maxKeys, maxKey, maxValue] = model.get("limits");
  el.classList.add("kit-metadata");
  const list = make("div", "kit-metadata-rows");
  const add = make("button", "kit-small-button", { type: "button" });
  add.textContent = "Add metadata";
  el.append(list, add);

  const typed = () => [...list.children].map((row) => row.fields.map((field) => field.value));

  function send() {
    model.set("rows", typed());
    model.save_changes();
  }

  function newRow([key, value]) {
    const number = list.children.length + 1;
    const row = make("div", "kit-metadata-row", { role: "group" });
    const problem = make("div", "kit-problem", { id: `${id}-${number}`, role: "status" });
    const field = (name, text, placeholder) => {
      const input = make("input", "kit-input", {
        type: "text",
        placeholder,
        autocomplete: "off",
        "aria-label": `Metadata ${number}: ${name}`,
        "aria-describedby": problem.id,
      });
      input.value = text;
      input.addEventListener("input", () => {
        count();
        send();
      });
      return input;
    };
    const counts = make("span", "kit-count");
    const remove = make("button", "kit-small-button", { type: "button" });
    remove.textContent = "Remove";
    remove.setAttribute("aria-label", `Remove metadata ${number}`);
    row.fields = [field("key", key, "key"), field("value", value, "value, empty to unset")];
    row.problem = problem;
    row.append(...row.fields, counts, remove, problem);
    const count = () => {
      const [keyLength, valueLength] = row.fields.map((input) => [...input.value].length);
      counts.textContent = `${keyLength}/${maxKey} · ${valueLength}/${maxValue}`;
    };
    count();
    remove.addEventListener("click", () => {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      (next ? next.fields[0] : add).focus();
      send();
    });
    return row;
  }

  function showRows() {
    const rows = model.get("rows");
    if (JSON.stringify(rows) !== JSON.stringify(typed())) {
      list.replaceChildren();
      for (const row of rows) list.append(newRow(row));
    }
    showProblems();
  }

  function showProblems() {
    const problems = model.get("problems");
    [...list.children].forEach((row, index) => {
      const problem = problems[index] ?? "";
      row.problem.textContent = problem;
      row.fields.forEach((input) => input.setAttribute("aria-invalid", String(Boolean(problem))));
    });
  }

  add.addEventListener("click", () => {
    if (list.children.length >= maxKeys) {
      add.textContent = `Stripe takes ${maxKeys} keys at most`;
      return;
    }
    list.append(newRow(["", ""]));
    list.lastElementChild.fields[0].focus();
    send();
  });

  model.on("change:rows", showRows);
  model.on("change:problems", showProblems);
  showRows();
  return () => {
    model.off("change:rows", showRows);
    model.off("change:problems", showProblems);
  };
}

export default { render };
