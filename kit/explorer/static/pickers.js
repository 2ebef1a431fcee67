// The customer and the source: found, filtered, and picked.

import { actionButton } from "./button.js";
import { make } from "./dom.js";
import { finder } from "./finder.js";
import { overviewPanel } from "./overview.js";
import { practiceForm } from "./practice.js";
import { severalPairs } from "./several.js";
import { tabbed } from "./tabs.js";

// What the overview counts by.
const KNOWN = ["type", "status"];

export function pickers({ wire, kernel, confirm }) {
  const account = wire.part("account_part");
  const customers = finder({
    wire,
    list: "customers",
    label: "Search customers",
    placeholder: "Name, e-mail address, id or Dashboard address",
    columns: account.columns.customers,
    filters: [account.about.customers],
    picked: () => wire.choice().customer,
    onPick: (customer) => wire.choose({ customer }),
  });

  const sources = (list, label, more = {}) =>
    finder({
      wire,
      list,
      label,
      placeholder: "Id, type, owner or metadata",
      columns: account.columns.sources,
      filters: account.filters,
      picked: () => wire.choice().source,
      onPick: (source) => wire.choose({ source }),
      ...more,
    });
  const several = severalPairs({ wire, kernel });
  const ready = sources("ready", "Search sources that are ready", { put: several });
  const attached = sources("attached", "Search this customer's sources");
  const known = sources("known", "Search counted sources", {
    placeholder: "Id, type or owner",
    filters: [account.about.sources, ...account.filters.filter(({ name }) => KNOWN.includes(name))],
  });
  const overview = overviewPanel({ wire, kernel, customers, sources: known });
  const byId = sources("by_id", "Source id", { placeholder: "src_… or its address", filters: [] });

  const detach = actionButton({
    tone: "danger",
    onAct: () => wire.clickOn("detach", confirm()),
  });
  const panels = {
    "Ready to attach": ready.element,
    "On this customer": make("div", { class: "kit-attached" }, attached.element, detach.element),
    "By id": byId.element,
    Several: several.element,
  };
  const form = account.mode === "live" ? null : practiceForm(wire, kernel);
  // In live mode sources are made by the payer's browser.
  if (form) panels["Make a practice one"] = form.element;
  panels.Overview = overview.element;
  const tabs = tabbed({ label: "Where the source comes from", group: "source", panels, wire });
  const lists = [customers, ready, attached, byId, known];

  function drawDetach() {
    const { detach: known, writing } = wire.part("plan");
    const isReady = kernel.hears() && wire.isConfirmed() && known.ready;
    detach.show({
      label: known.label,
      ready: isReady,
      busy: writing !== "" || wire.isPending("writing"),
      warning: known.ready ? known.warning : "",
    });
  }

  // What the picked row says, until the kernel has read the object behind it.
  const named = (subject, columns) => (id) => {
    const known = wire.part("plan")[subject];
    if (id === null) return "";
    if (known.id === id && known.name) return known.name;
    return columns.map(([list, column]) => list.textOf(id, column)).find(Boolean) ?? "";
  };

  return {
    customer: make(
      "section",
      { class: "kit-customer", "aria-label": "Customer" },
      make("h3", {}, "1. Customer"),
      customers.element,
    ),
    source: make(
      "section",
      { class: "kit-source", "aria-label": "Source" },
      make("h3", {}, "2. Source"),
      tabs.element,
    ),
    names: {
      customer: named("customer", [
        [customers, "name"],
        [customers, "email"],
      ]),
      source: named(
        "source",
        [ready, attached, byId, known].map((each) => [each, "type"]),
      ),
    },
    draw() {
      tabs.draw();
      lists.forEach((each) => each.draw());
      drawDetach();
      several.draw();
      tabs.relabel("Several", several.count() ? `Several (${several.count()})` : "Several");
      form?.draw();
      overview.draw();
    },
    search: () => customers.input.focus(),
    stop: () => lists.forEach((each) => each.stop()),
  };
}
