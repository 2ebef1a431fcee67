// A form that makes a source for practice. What stands in it is the page's own until it is sent.

import { actionButton } from "./button.js";
import { make, newId, setText } from "./dom.js";

const WORDS =
  "An address such as x_chargeable@example.com plays a payer who agrees; " +
  "amount_1000@example.com one who sends 10.00.";

export function practiceForm(wire, kernel) {
  const { types } = wire.part("account_part");
  const option = ([value, text]) => make("option", { value }, text);
  const type = make("select", { class: "kit-input" }, ...types.map(option));
  const currency = make("select", { class: "kit-input" });
  const amount = make("input", { class: "kit-input", type: "text", placeholder: "such as 10.00" });
  const email = make("input", { class: "kit-input", type: "text" });
  type.value = "card";
  amount.value = "10.00";
  email.value = "practice@example.com";
  const words = make("p", { class: "kit-maker-words" }, WORDS);
  const button = actionButton({ onAct: makeIt });

  const labelled = (text, field) => {
    field.id = newId("field");
    return make("div", { class: "kit-field" }, make("label", { for: field.id }, text), field);
  };

  function offerCurrencies() {
    const taken = types.find(([name]) => name === type.value)[2];
    currency.replaceChildren(...taken.map((each) => option([each, each.toUpperCase()])));
  }

  // No more is at stake than practice, so a kernel that is busy may carry it out later: what
  // stands in the form goes with the click, which shows at once.
  function makeIt() {
    const form = {
      type: type.value,
      amount: amount.value,
      currency: currency.value,
      email: email.value,
    };
    wire.say("make", form, { name: "practice", value: "make" });
  }

  type.addEventListener("change", offerCurrencies);
  offerCurrencies();
  return {
    element: make(
      "div",
      { class: "kit-maker" },
      make(
        "div",
        { class: "kit-fields" },
        labelled("Type", type),
        labelled("Amount", amount),
        labelled("Currency", currency),
        labelled("E-mail", email),
      ),
      words,
      button.element,
    ),
    draw() {
      const maker = wire.part("maker");
      const ready = kernel.willHear();
      const isAsked = ready && wire.draft("practice") === "make";
      const busy = maker.busy || (ready && wire.isPending("practice"));
      button.show({ label: "Make this source", ready, busy });
      setText(words, isAsked ? "Making it…" : maker.words || WORDS);
      words.classList.toggle("kit-bad", maker.failed && !isAsked);
    },
  };
}
