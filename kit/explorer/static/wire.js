// What the page says and hears. It sets no trait: it says each thing once, whole and in
// order, and until the kernel has heard it shows its own draft of what it said.

import { newId, same } from "./dom.js";

export function openWire(model, redraw) {
  const page = newId("page");
  const drafts = new Map(); // what is shown ahead of the kernel, by name
  const unheard = new Map(); // when each message was said that the kernel has not answered
  const trips = []; // how long the latest messages took
  let number = 0;
  let click = null; // the latest click, and what the screen showed at it

  const part = (name) => model.get(name);

  function say(kind, content = {}, draft = null) {
    number += 1;
    if (draft) drafts.set(draft.name, { value: draft.value, number });
    unheard.set(number, performance.now());
    model.send({ kind, page, number, at: performance.now(), ...content });
    if (draft) redraw();
    return number;
  }

  function hear() {
    const heard = part("status").seen[page] ?? 0;
    for (const [name, draft] of drafts) if (draft.number <= heard) drafts.delete(name);
    for (const [each, since] of unheard) {
      if (each > heard) continue;
      trips.push(performance.now() - since);
      unheard.delete(each);
    }
    trips.splice(0, trips.length - 8);
    answerForClick();
  }

  const draft = (name) => drafts.get(name)?.value;

  // The pair and its metadata as this screen shows them.
  function choice() {
    const { customer, source, metadata } = part("plan");
    return draft("choice") ?? { customer: customer.id, source: source.id, metadata };
  }

  const samePair = (one, other) => one.customer === other.customer && one.source === other.source;

  // Whether the checklist on the screen is that of the pair on the screen.
  function isConfirmed() {
    const { customer, source } = part("plan");
    return samePair(choice(), { customer: customer.id, source: source.id });
  }

  // Metadata belongs to a pair: with another pair it begins anew.
  function choose(changes) {
    const before = choice();
    const after = { ...before, ...changes };
    const wasWhole = before.customer !== null && before.source !== null;
    if (!samePair(before, after) && wasWhole) after.metadata = changes.metadata ?? [];
    say("choose", after, { name: "choice", value: after });
  }

  // A click carries what the screen shows at this instant, and which checklist it showed.
  function clickOn(kind, confirm) {
    const shown = choice();
    const content = { ...shown, revision: part("plan").revision, confirm };
    click = { number: say(kind, content, { name: "writing", value: kind }), shown };
  }

  // The kernel was busy when a click came, and asks whether the screen still shows the same.
  function answerForClick() {
    const asking = part("plan").asking;
    if (!asking || asking.page !== page || asking.click !== click?.number) return;
    const kept = same(click.shown, choice());
    const about = click.number;
    click = null;
    say("kept", { click: about, kept });
  }

  return {
    page,
    part,
    say,
    hear,
    draft,
    choice,
    choose,
    clickOn,
    isConfirmed,
    isPending: (name) => drafts.has(name),
    isHeard: () => page in part("status").seen,
    // Milliseconds that the oldest unanswered message waits.
    silence: () => (unheard.size ? performance.now() - Math.min(...unheard.values()) : 0),
    isSilent: () => unheard.size > 0,
    // How long a message is under way there and back, without what its answer takes.
    trip() {
      if (!trips.length) return 60;
      const mean = trips.reduce((sum, each) => sum + each, 0) / trips.length;
      return Math.max(mean - part("account_part").heldBack, 0);
    },
  };
}
