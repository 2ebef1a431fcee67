// Before you attach: the pair as chips, the checklist, metadata, the button and the request.

import { actionButton } from "./button.js";
import { copyButton, idText, keepingFocus, make, newId, note, same, setText } from "./dom.js";
import { KERNEL_WORDS } from "./kernel.js";
import { metadataRows } from "./metadata.js";

const WAIT = { busy: "Wait: the kernel is busy", cut: "Wait: no connection", gone: "Run the cell again" };

export function attachPlan({ wire, kernel, names }) {
  const account = wire.part("account_part");
  const sentence = make("p");
  const checks = make("div", { class: "kit-checks" });
  const request = make("pre", { tabindex: "0", "aria-label": "The request" });
  const heading = make("summary", { class: "kit-quiet" });
  const confirm = confirmField(wire);
  const metadata = metadataRows({ wire, limits: account.limits, onChange: () => {} });
  const attach = actionButton({
    tone: "primary",
    onAct: () => wire.clickOn("attach", confirm.typed()),
  });
  const acts = payersPart({ wire, kernel, next: () => attach.main });
  const recent = recentPairs(wire);
  const element = make(
    "section",
    { class: "kit-plan", "aria-label": "Attach" },
    make("div", { class: "kit-heading" }, make("h3", {}, "3. Attach"), recent.element),
    make("div", { class: "kit-sentence" }, sentence),
    checks,
    account.mode === "offline" ? acts.element : null,
    metadata.element,
    account.confirms ? confirm.element : null,
    attach.element,
    make(
      "details",
      { class: "kit-request", open: true },
      heading,
      make("div", { class: "kit-code" }, request),
    ),
  );
  let drawnPair = null;
  let drawnChecks = null;

  function drawSentence() {
    const { customer, source } = wire.choice();
    const now = [customer, source, names.customer(customer), names.source(source)];
    if (same(now, drawnPair)) return;
    drawnPair = now;
    sentence.replaceChildren(
      "Attach ",
      pairChip("a source", source, names.source(source)),
      " to ",
      pairChip("a customer", customer, names.customer(customer)),
    );
  }

  function drawChecks() {
    const plan = wire.part("plan");
    const isConfirmed = wire.isConfirmed();
    const now = [isConfirmed, plan.checks, plan.customer.error, plan.source.error];
    if (same(now, drawnChecks)) return;
    drawnChecks = now;
    checks.setAttribute("aria-busy", String(!isConfirmed));
    keepingFocus(checks, attach.main, () =>
      checks.replaceChildren(...checkLines(plan, isConfirmed)),
    );
  }

  function checkLines(plan, isConfirmed) {
    if (!isConfirmed) return [note("Reading what you chose…")];
    const errors = ["customer", "source"].filter((each) => plan[each].error);
    if (errors.length) return errors.map((each) => unread(wire, each, plan[each].error));
    if (plan.checks.length) return [make("ul", {}, ...plan.checks.map(checkLine))];
    const { customer, source } = wire.choice();
    if (customer !== null && source !== null) return [note("Reading what you chose…")];
    return [note("The checklist appears when a customer and a source are chosen.")];
  }

  // Off until the kernel has confirmed the very pair on the screen.
  function readiness() {
    const plan = wire.part("plan");
    const { customer, source } = wire.choice();
    if (!kernel.hears()) return { label: WAIT[kernel.state()], ready: false };
    if (plan.writing || wire.isPending("writing")) {
      const label = (plan.writing || wire.draft("writing")) === "detach" ? "Detaching…" : "Attaching…";
      return { label, ready: false, busy: true };
    }
    if (customer === null) return { label: "Choose a customer", ready: false };
    if (source === null) return { label: "Choose a source", ready: false };
    if (!wire.isConfirmed() || !wire.isHeard()) return { label: "Reading the pair…", ready: false };
    return { label: plan.missing || "Attach", ready: plan.missing === "" };
  }

  function draw() {
    drawSentence();
    drawChecks();
    metadata.draw();
    confirm.draw();
    recent.draw();
    acts.draw();
    const { ready, ...button } = readiness();
    attach.show({ ...button, ready, hint: kernel.hears() ? "" : KERNEL_WORDS[kernel.state()] });
    setText(heading, ready ? "The request that will be sent" : "The request as it stands");
    setText(request, requestText(wire.choice()));
  }

  return { element, draw, confirm: confirm.typed };
}

function pairChip(nothing, id, name) {
  if (id === null) return make("span", { class: "kit-blank" }, nothing);
  return make(
    "span",
    { class: "kit-pair-chip" },
    make("strong", { dir: "auto" }, name),
    " ",
    idText(id),
    copyButton(id, id, ""),
  );
}

function unread(wire, subject, error) {
  const again = make("button", { type: "button", class: "kit-small-button" }, "Read again");
  again.addEventListener("click", () => wire.say("read", { subject }));
  return make("p", { class: "kit-bad" }, error, " ", again);
}

function checkLine(check) {
  const mark = { class: "kit-mark", role: "img", "aria-label": check.spoken };
  return make(
    "li",
    { class: `kit-check kit-check-${check.verdict}` },
    make("span", mark, check.mark),
    make("strong", {}, check.subject),
    make("span", {}, check.reason),
  );
}

function requestText({ customer, source, metadata }) {
  if (customer === null || source === null) return "POST /v1/customers/…/sources";
  const body = new URLSearchParams({ source });
  for (const [key, value] of metadata) if (key || value) body.set(`metadata[${key}]`, value);
  const readable = body.toString().replaceAll("%5B", "[").replaceAll("%5D", "]");
  return `POST /v1/customers/${customer}/sources\nIdempotency-Key: made when it is sent\n\n${readable}`;
}

// A field in which the customer's id is typed again before real money is at stake.
function confirmField(wire) {
  const id = newId("confirm");
  const label = make("label", { for: id });
  const input = make("input", { type: "text", id, class: "kit-input", autocomplete: "off" });
  const typed = () => wire.draft("confirm") ?? wire.part("plan").confirm;
  input.addEventListener("input", () =>
    wire.say("confirm", { text: input.value }, { name: "confirm", value: input.value }),
  );
  return {
    element: make("div", { class: "kit-confirm" }, label, input),
    typed,
    draw() {
      const { customer } = wire.choice();
      setText(
        label,
        customer
          ? `This is LIVE. Type ${customer} to confirm:`
          : "This is LIVE. Choose a customer, then confirm here:",
      );
      if (input.value !== typed()) input.value = typed();
    },
  };
}

// Pairs that were sent before, to be chosen again.
function recentPairs(wire) {
  const select = make("select", { class: "kit-input", "aria-label": "Recent pairs" });
  let drawn = null;
  select.addEventListener("change", () => {
    const pair = wire.part("plan").recent[Number(select.value)];
    if (pair) wire.choose({ customer: pair[0], source: pair[1], metadata: [] });
    select.value = "";
  });
  return {
    element: select,
    draw() {
      const { recent } = wire.part("plan");
      select.hidden = recent.length === 0;
      if (same(recent, drawn)) return;
      drawn = recent;
      const options = recent.map(([customer, source], index) =>
        make("option", { value: String(index) }, `${source} to ${customer}`),
      );
      select.replaceChildren(make("option", { value: "" }, "Recent pairs"), ...options);
    },
  };
}

// What the payer or the clock can do to a practice source, as buttons.
function payersPart({ wire, kernel, next }) {
  const words = make("span", { class: "kit-quiet" });
  const named = { class: "kit-acts", role: "group", "aria-label": "Practice" };
  const element = make("div", named, words);
  let buttons = [];
  let drawn = null;

  // Of the source on the screen; a kernel that is busy may carry it out later. One at a time,
  // the form that makes a source among them.
  function play(act) {
    wire.say("act", { act, source: wire.choice().source }, { name: "practice", value: act });
  }

  function isWaiting() {
    const isOfAnother = wire.choice().source !== wire.part("plan").source.id;
    const isAsked = wire.part("maker").busy || wire.isPending("practice");
    return isOfAnother || isAsked || !kernel.willHear();
  }

  return {
    element,
    draw() {
      drawActs();
      element.classList.toggle("kit-waiting", isWaiting());
      for (const button of buttons) button.setAttribute("aria-disabled", String(isWaiting()));
    },
  };

  function drawActs() {
    const { acts } = wire.part("plan");
    if (same(acts, drawn)) return;
    drawn = acts;
    setText(words, acts.length ? "" : "Practice: choose a source that is not over yet.");
    buttons = acts.map(({ name, label }) => actButton(name, label));
    keepingFocus(element, buttons[0] ?? next(), () => element.replaceChildren(words, ...buttons));
  }

  function actButton(name, label) {
    const button = make("button", { type: "button", class: "kit-small-button" }, label);
    button.addEventListener("click", () => {
      if (!isWaiting()) play(name);
    });
    return button;
  }
}
