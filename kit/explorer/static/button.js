// A button that says what is missing, asks before what is final, and never loses focus: one
// that is disabled would drop the keyboard's focus to the page.

import { make, setText, setTitle } from "./dom.js";

export function actionButton({ tone = "plain", onAct }) {
  const main = make("button", { type: "button", class: `kit-button kit-${tone}` });
  const words = make("span");
  const yes = make("button", { type: "button", class: "kit-button kit-danger" });
  const no = make("button", { type: "button", class: "kit-button" }, "Keep it");
  const question = make("div", { class: "kit-question", role: "alert", hidden: true }, words, yes, no);
  const element = make("div", { class: "kit-action" }, main, question);
  let shown = { label: "", ready: false, busy: false, warning: "", hint: "" };

  function ask(asking) {
    question.hidden = !asking;
    main.hidden = asking;
  }

  const act = () => {
    if (shown.ready && !shown.busy) onAct();
  };

  function leave() {
    ask(false);
    main.focus({ preventScroll: true });
  }

  main.addEventListener("click", () => {
    if (!shown.warning) return act();
    if (!shown.ready || shown.busy) return;
    ask(true);
    no.focus({ preventScroll: true });
  });
  yes.addEventListener("click", () => {
    leave();
    act();
  });
  no.addEventListener("click", leave);
  question.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
  });

  return {
    element,
    main,
    show(now) {
      const changed = now.warning !== shown.warning;
      shown = { warning: "", hint: "", busy: false, ...now };
      setText(main, shown.label);
      setTitle(main, shown.hint);
      main.setAttribute("aria-disabled", String(!shown.ready || shown.busy));
      main.setAttribute("aria-busy", String(shown.busy));
      setText(words, shown.warning);
      setText(yes, shown.label);
      // A question about another thing than was asked must not be answered.
      if (!question.hidden && (!shown.ready || changed)) leave();
    },
  };
}
