// Which account this is, whether the kernel hears us, and a fresh start.

import { actionButton } from "./button.js";
import { make, setText } from "./dom.js";
import { KERNEL_WORDS } from "./kernel.js";

export function accountBar({ wire, kernel }) {
  const account = wire.part("account_part");
  const meaning = make("strong", { class: "kit-meaning" });
  const reset = actionButton({ onAct: () => wire.say("reset") });
  const element = make(
    "div",
    { class: "kit-bar" },
    make("span", { class: `kit-badge kit-mode-${account.mode}` }, account.badge),
    account.readsOnly ? make("span", { class: "kit-badge kit-reads-only" }, "READ ONLY") : null,
    make(
      "div",
      { class: "kit-where", role: "status" },
      meaning,
      make("span", { class: "kit-quiet" }, account.where),
    ),
    account.mode === "offline" ? reset.element : null,
  );
  return {
    element,
    draw() {
      const trouble = KERNEL_WORDS[kernel.state()];
      setText(meaning, trouble || account.meaning);
      element.classList.toggle("kit-trouble", trouble !== "");
      reset.show({
        label: "Reset practice data",
        hint: "Everything goes back to how it was at the start.",
        warning: "All that you attached here will be gone.",
        ready: kernel.hears(),
        busy: wire.part("maker").resetting,
      });
    },
  };
}
