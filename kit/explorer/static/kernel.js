// Whether the kernel hears us: running a cell, deaf, cut off, or gone. Jupyter's own status
// is asked where it can be reached; that it is deaf, a message that nobody answers proves.
//
// JupyterLab speaks to widgets over a subshell where the kernel has them, so a running cell
// alone does not make it deaf; Voilà and older kernels have one line for all.

const TICK_MS = 50;
// Work that ends sooner is nothing to speak of.
const MOMENT_MS = 100;
// How often the kernel is asked: while it works, and where there is no status to be had.
const PING_WORKING_MS = 1000;
const PING_BLIND_MS = 300;
const QUIET_MS = 250;
const LONGEST_QUIET_MS = 2000;
// A message may be lost; then the next one that is heard tells what was.
const LOST_MS = 3000;

const LOST = ["restarting", "autorestarting", "terminating", "dead"];

export const KERNEL_WORDS = {
  ready: "",
  running: "The kernel is busy with a cell; the explorer goes on working meanwhile.",
  busy: "The kernel is busy. What you pick and type is kept; Attach waits until it is free.",
  cut: "The connection to the kernel is lost. Jupyter tries to connect again.",
  gone: "The kernel was restarted or stopped. Run this cell again, or reload a page without cells.",
};

export function watchKernel(model, wire, redraw) {
  const manager = model.widget_manager;
  // What the kernel works on, by request: since when, and whether that is a cell.
  const works = new Map();
  let now = "ready";
  let pinged = -PING_WORKING_MS;
  let isGone = false;
  let watched = null;

  function onStatus(_kernel, status) {
    if (LOST.includes(status)) isGone = true;
    look();
  }

  // Every message says whose request it belongs to. What is no cell is a widget's: another one's
  // may make the kernel as deaf.
  function onMessage(_kernel, message) {
    if (message.header.msg_type !== "status") return;
    const { msg_id: request, msg_type: type } = message.parent_header;
    if (message.content.execution_state === "idle") works.delete(request);
    else works.set(request, { since: performance.now(), isCell: type === "execute_request" });
    look();
  }

  function watch(kernel) {
    if (kernel === watched) return;
    if (watched) isGone = true; // another kernel knows nothing of this widget
    unwatch();
    watched = kernel;
    watched.statusChanged.connect(onStatus);
    watched.iopubMessage.connect(onMessage);
  }

  function unwatch() {
    watched?.statusChanged.disconnect(onStatus);
    watched?.iopubMessage.disconnect(onMessage);
  }

  function look() {
    const kernel = manager?.kernel ?? null;
    if (kernel?.statusChanged) watch(kernel);
    if (watched?.isDisposed) isGone = true;
    const found = judge(kernel);
    if (!isGone) ask();
    if (found === now) return;
    now = found;
    redraw();
  }

  // What the kernel has worked on for more than a moment.
  function longWorks() {
    const time = performance.now();
    return [...works.values()].filter(({ since }) => time - since > MOMENT_MS);
  }

  function ask() {
    const sinceLast = performance.now() - pinged;
    if (document.hidden || (wire.isSilent() && Math.min(wire.silence(), sinceLast) < LOST_MS)) return;
    const working = longWorks();
    if (watched && !working.length && !wire.isSilent()) return;
    // Work that the last answer does not tell of may have made it deaf.
    const rest = watched ? PING_WORKING_MS : PING_BLIND_MS;
    if (sinceLast < rest && !working.some(({ since }) => since > pinged)) return;
    pinged = performance.now();
    wire.say("ping");
  }

  function judge(kernel) {
    if (isGone) return "gone";
    if (kernel?.connectionStatus && kernel.connectionStatus !== "connected") return "cut";
    const patience = Math.min(Math.max(QUIET_MS, wire.trip() * 2.5), LONGEST_QUIET_MS);
    if (wire.silence() > patience) return "busy";
    return longWorks().some(({ isCell }) => isCell) ? "running" : "ready";
  }

  const timer = setInterval(look, TICK_MS);
  model.on("comm_live_update", look);
  return {
    state: () => now,
    // Whether what is said now is heard now.
    hears: () => now === "ready" || now === "running",
    // Whether it is heard in the end: enough for what only reads, and for practice.
    willHear: () => now !== "gone" && now !== "cut",
    stop() {
      clearInterval(timer);
      unwatch();
      model.off("comm_live_update", look);
    },
  };
}
