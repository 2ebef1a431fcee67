// Several pairs at once: pasted or put together from the lists, a dry run, then the run.

import { actionButton } from "./button.js";
import { idText, keepingFocus, make, newId, same, setText, textTable } from "./dom.js";

const HINT =
  "A pair on each line: a source, its customer, and metadata as key=value. " +
  "Without a customer a line is for the one chosen above.";

export function severalPairs({ wire, kernel }) {
  const text = make("textarea", {
    class: "kit-input kit-pairs",
    "aria-label": "Pairs, one on each line",
    rows: "4",
    spellcheck: "false",
    placeholder: "src_…, cus_…, order=6735",
  });
  const dry = actionButton({ onAct: askDryRun });
  const run = actionButton({ tone: "primary", onAct: () => wire.say("run", running()) });
  const stop = actionButton({ tone: "danger", onAct: () => wire.say("stop") });
  const confirm = make("input", { class: "kit-input", type: "text", autocomplete: "off" });
  const confirmId = newId("confirm-pairs");
  confirm.id = confirmId;
  const confirmLabel = make("label", { for: confirmId });
  const confirmation = make("div", { class: "kit-confirm" }, confirmLabel, confirm);
  const words = make("p", { class: "kit-several-words" });
  const bar = make("progress", { max: "1", value: "0", "aria-label": "How far the run is" });
  const table = make("div");
  let drawn = null;

  const typed = () => wire.draft("pairs") ?? wire.part("batch").text;
  const asked = () => ({ text: typed(), customer: wire.choice().customer });
  const running = () => ({ dry_run: wire.part("batch").dryRun, confirm: confirm.value });
  const lines = () => typed().split("\n").filter((line) => line.trim());

  function type(value) {
    wire.say("pairs", { text: value }, { name: "pairs", value });
  }

  // It only reads, so a kernel that is busy may carry it out later; the click shows at once.
  function askDryRun() {
    wire.say("dry_run", asked(), { name: "dry run", value: true });
  }

  const isReading = () =>
    wire.part("batch").busy === "reading" || (wire.isPending("dry run") && kernel.willHear());
  const isBusy = () => wire.part("batch").busy !== "" || isReading();

  text.addEventListener("input", () => type(text.value));

  // What was foretold holds for the text and the customer it was foretold for.
  function isForetold() {
    const batch = wire.part("batch");
    const changed = wire.draft("pairs") !== undefined && wire.draft("pairs") !== batch.text;
    return batch.canRun && !changed && batch.customer === wire.choice().customer;
  }

  // Python decides; this only tells what is still missing.
  function isConfirmed() {
    const { phrase } = wire.part("batch");
    return phrase === "" || confirm.value.trim() === phrase;
  }

  confirm.addEventListener("input", draw);

  function drawRows() {
    const { rows } = wire.part("batch");
    if (same(rows, drawn)) return;
    drawn = rows;
    const hasMetadata = rows.some(([, , metadata]) => metadata);
    const cells = rows.map(([source, customer, metadata, ...rest]) => [
      idText(source),
      idText(customer),
      ...(hasMetadata ? [metadata] : []),
      ...rest,
    ]);
    const heads = ["Source", "Customer", ...(hasMetadata ? ["Metadata"] : []), "Outcome", "Why"];
    table.replaceChildren(...(rows.length ? [textTable("Several pairs", heads, cells)] : []));
  }

  function draw() {
    keepingFocus(buttons, dry.main, drawAll);
  }

  function drawAll() {
    const batch = wire.part("batch");
    const hears = kernel.hears();
    if (text.value !== typed()) text.value = typed();
    text.readOnly = isBusy();
    dry.show({
      label: isReading() ? "Reading…" : "Dry run",
      hint: "Reads what would become of each pair. Nothing is sent.",
      ready: kernel.willHear() && lines().length > 0,
      busy: isBusy(),
    });
    const label = isConfirmed() ? batch.runLabel : "Type the words to confirm";
    run.show({ label, ready: hears && isForetold() && isConfirmed(), busy: isBusy() });
    run.element.hidden = !batch.canRun && !batch.foretold;
    stop.show({ label: "Stop", ready: hears && batch.busy === "running" });
    stop.element.hidden = batch.busy !== "running" && batch.busy !== "stopping";
    bar.hidden = stop.element.hidden;
    bar.value = batch.total ? batch.done / batch.total : 0;
    confirmation.hidden = batch.phrase === "";
    setText(confirmLabel, `Type “${batch.phrase}” to confirm this run in LIVE mode:`);
    if (batch.phrase === "") confirm.value = "";
    setText(words, batch.words || HINT);
    words.classList.toggle("kit-bad", batch.failed);
    drawRows();
  }

  const buttons = make("div", { class: "kit-several-bar" });
  buttons.append(dry.element, run.element, stop.element, bar);
  return {
    element: make(
      "div",
      { class: "kit-several" },
      text,
      confirmation,
      buttons,
      words,
      table,
    ),
    draw,
    count: () => lines().length,
    holds: (source) => lines().some((line) => line.includes(source)),
    // A source is put in, for the chosen customer, or taken out.
    toggle(source) {
      if (isBusy()) return;
      const { customer } = wire.choice();
      const others = lines().filter((line) => !line.includes(source));
      const line = customer === null ? source : `${source}, ${customer}`;
      const all = others.length < lines().length ? others : [...others, line];
      type(all.join("\n"));
    },
  };
}

