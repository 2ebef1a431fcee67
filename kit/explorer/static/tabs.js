// Panels under a tab list after the ARIA authoring practices: arrows, Home and End move, Tab
// leaves. A tab turns at once, whatever the kernel does.

import { make, newId, setText } from "./dom.js";

export function tabbed({ label, group, panels, wire, onTurn = () => {} }) {
  const titles = Object.keys(panels);
  const list = make("div", { class: "kit-tablist", role: "tablist", "aria-label": label });
  const tabs = titles.map((title, index) => tab(title, index));
  const bodies = titles.map((title, index) =>
    make(
      "div",
      { class: "kit-panel", id: newId("panel"), role: "tabpanel", "aria-labelledby": tabs[index].id },
      panels[title],
    ),
  );
  list.append(...tabs);
  const element = make("div", { class: "kit-tabs" }, list, ...bodies);

  const chosen = () => {
    const title = wire.draft(`tab:${group}`) ?? wire.part("status").tabs[group];
    return titles.includes(title) ? title : titles[0];
  };

  function tab(title, index) {
    return make(
      "button",
      {
        type: "button",
        class: "kit-tab",
        id: newId("tab"),
        role: "tab",
        on: { click: () => turn(index), keydown: (event) => move(event, index) },
      },
      title,
    );
  }

  function turn(index) {
    const title = titles[(index + titles.length) % titles.length];
    if (title !== chosen()) {
      wire.say("tab", { group, title }, { name: `tab:${group}`, value: title });
      onTurn(title);
    }
    tabs[titles.indexOf(title)].focus({ preventScroll: true });
  }

  function move(event, index) {
    const last = titles.length - 1;
    const to = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    turn(to);
  }

  return {
    element,
    chosen,
    turn: (title) => turn(titles.indexOf(title)),
    draw() {
      const front = chosen();
      titles.forEach((title, index) => {
        const isFront = title === front;
        tabs[index].setAttribute("aria-selected", String(isFront));
        tabs[index].tabIndex = isFront ? 0 : -1;
        bodies[index].hidden = !isFront;
      });
    },
    relabel: (title, text) => setText(tabs[titles.indexOf(title)], text),
  };
}
