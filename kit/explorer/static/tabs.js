// A tab list after the ARIA authoring practices: arrows, Home and End move, Tab leaves.

function render({ model, el }) {
  const list = document.createElement("div");
  list.className = "kit-tablist";
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", model.get("label"));
  el.append(list);

  function choose(index) {
    const tabs = model.get("tabs");
    const [name] = tabs[(index + tabs.length) % tabs.length];
    model.set("chosen", name);
    model.save_changes();
    list.children[(index + tabs.length) % tabs.length].focus();
  }

  function show() {
    const focused = list.contains(document.activeElement);
    const chosen = model.get("chosen");
    model.get("tabs").forEach(([name, text], index) => {
      const tab = list.children[index] ?? list.appendChild(newTab(index));
      tab.textContent = text;
      tab.setAttribute("aria-selected", String(name === chosen));
      tab.tabIndex = name === chosen ? 0 : -1;
      if (focused && name === chosen) tab.focus();
    });
  }

  function newTab(index) {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.className = "kit-tab";
    tab.setAttribute("role", "tab");
    tab.addEventListener("click", () => choose(index));
    tab.addEventListener("keydown", (event) => {
      const last = list.children.length - 1;
      const to = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: last }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      choose(to);
    });
    return tab;
  }

  model.on("change:tabs", show);
  model.on("change:chosen", show);
  show();
  return () => {
    model.off("change:tabs", show);
    model.off("change:chosen", show);
  };
}

export default { render };
