// A field for an id that must be typed again.

// Every widget loads this module anew, so a counter would not tell two of them apart.
const newId = (what) => `kit-${what}-${Math.random().toString(36).slice(2)}`;

function render({ model, el }) {
  el.classList.add("kit-confirm");
  const label = document.createElement("label");
  const input = document.createElement("input");
  input.type = "text";
  input.id = newId("confirm");
  input.className = "kit-input";
  input.autocomplete = "off";
  label.htmlFor = input.id;
  el.append(label, input);

  function show() {
    const expected = model.get("expected");
    label.textContent = expected
      ? `This is LIVE. Type ${expected} to confirm:`
      : "This is LIVE. Choose a customer, then confirm here:";
    if (input.value !== model.get("typed")) input.value = model.get("typed");
  }

  input.addEventListener("input", () => {
    model.set("typed", input.value);
    model.save_changes();
  });
  model.on("change", show);
  show();
  return () => model.off("change", show);
}

export default { render };
