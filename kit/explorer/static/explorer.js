// The whole explorer: draws what Python says, says what happens, and keeps its keys to itself.

import { accountBar } from "./bar.js";
import { copyFrom, make, setText } from "./dom.js";
import { watchKernel } from "./kernel.js";
import { pickers } from "./pickers.js";
import { attachPlan } from "./plan.js";
import { headline, resultTabs } from "./result.js";
import { keepStill } from "./still.js";
import { openWire } from "./wire.js";

const PARTS = [
  "status",
  "customers",
  "ready",
  "attached",
  "by_id",
  "known",
  "plan",
  "batch",
  "maker",
  "overview",
  "result",
  "forms",
  "requests",
];

function render({ model, el }) {
  let drawing = null;
  const later = () => {
    // Several parts may change with one message.
    drawing ??= Promise.resolve().then(() => {
      drawing = null;
      if (!stopped) draw();
    });
  };
  let stopped = false;

  const wire = openWire(model, later);
  const kernel = watchKernel(model, wire, later);
  const bar = accountBar({ wire, kernel });
  // Detaching asks for the plan's confirmation, which is made after it.
  const picks = pickers({ wire, kernel, confirm: () => plan.confirm() });
  const plan = attachPlan({ wire, kernel, names: picks.names });
  const head = headline(wire, kernel);
  const results = resultTabs(wire);
  const voice = make("div", { class: "kit-for-ears", role: "status" });
  const root = make(
    "div",
    { class: `kit-explorer kit-in-${wire.part("account_part").mode}` },
    voice,
    bar.element,
    make(
      "div",
      { class: "kit-work" },
      make("div", { class: "kit-pickers" }, picks.customer, picks.source),
      make("div", { class: "kit-doing" }, plan.element, make("h3", {}, "4. Result"), head.element),
    ),
    results.element,
  );
  el.append(root);

  function draw() {
    [bar, picks, plan, head, results].forEach((each) => each.draw());
    setText(voice, wire.part("status").said);
    // What cannot be heard must not be typed.
    const gone = kernel.state() === "gone";
    root.classList.toggle("kit-gone", gone);
    root.querySelector(".kit-work").inert = gone;
  }

  const hear = () => {
    wire.hear();
    later();
  };
  PARTS.forEach((part) => model.on(`change:${part}`, hear));
  const forget = keepStill(model);
  const quiet = keepToItself(root, () => picks.search());
  draw();
  wire.say("hello");
  return () => {
    stopped = true;
    PARTS.forEach((part) => model.off(`change:${part}`, hear));
    kernel.stop();
    picks.stop();
    quiet();
    forget();
  };
}

// Lab looks for this attribute on the very target of a key; in window's capture phase we
// are there before it. Saving the notebook is the one command that stays.
function keepKeys(event) {
  const saves = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
  event.target.toggleAttribute("data-lm-suppress-shortcuts", !saves);
}

const isField = (element) => element.matches("input, select, textarea");

function keepToItself(root, search) {
  const inside = (event) => event.target instanceof Element && root.contains(event.target);
  const listeners = {
    keydown(event) {
      if (!inside(event)) return;
      keepKeys(event);
      if (event.key !== "/" || isField(event.target)) return;
      event.preventDefault();
      search();
    },
    click(event) {
      const button = inside(event) ? event.target.closest("button") : null;
      if (button?.kitCopy !== undefined) copyFrom(button);
    },
    // Lab leaves the focus in an output when its own cell is clicked, and with it the keys.
    pointerdown(event) {
      const focused = document.activeElement;
      if (root.contains(focused) && !root.contains(event.target)) focused.blur();
    },
  };
  for (const [type, listener] of Object.entries(listeners)) {
    window.addEventListener(type, listener, true);
  }
  return () => {
    for (const [type, listener] of Object.entries(listeners)) {
      window.removeEventListener(type, listener, true);
    }
  };
}

export default { render };
