// Whether the kernel hears us: busy, cut off, or gone. Jupyter's own status is asked where
// it can be reached; a message that nobody answers is the proof.

const TICK_MS = 50;
// Our own messages make the kernel busy for a moment.
const MOMENT_MS = 60;
// Where there is no status to be had, the kernel is asked so often.
const PING_MS = 300;
const QUIET_MS = 250;
const LONGEST_QUIET_MS = 2000;

const LOST = ["restarting", "autorestarting", "terminating", "dead"];

export const KERNEL_WORDS = {
  ready: "",
  busy: "The kernel is busy. What you pick and type is kept; Attach waits until it is free.",
  cut: "The connection to the kernel is lost. Jupyter tries to connect again.",
  gone: "The kernel was restarted or stopped. Run this cell again to go on.",
};

export function watchKernel(model, wire, redraw) {
  let now = "ready";
  let busySince = null;
  let pinged = 0;
  let isGone = false;
  let watched = null;
  const manager = model.widget_manager;

  const lose = () => {
    isGone = true;
    look();
  };
  const onStatus = (_kernel, status) => {
    if (LOST.includes(status)) lose();
    else look();
  };

  function watch(kernel) {
    if (kernel === watched) return;
    watched?.statusChanged?.disconnect(onStatus);
    if (watched) isGone = true; // another kernel knows nothing of this widget
    watched = kernel;
    watched?.statusChanged?.connect(onStatus);
  }

  function look() {
    const kernel = manager?.kernel ?? null;
    if (kernel) watch(kernel);
    if (watched?.isDisposed) isGone = true;
    const time = performance.now();
    if (!isGone) ask(kernel, time);
    const found = judge(kernel);
    if (found === now) return;
    now = found;
    redraw();
  }

  function ask(kernel, time) {
    if (document.hidden || wire.isSilent()) return;
    if (kernel) {
      busySince = kernel.status === "busy" ? (busySince ?? time) : null;
      if (busySince === null || time - busySince < MOMENT_MS) return;
    } else if (time - pinged < PING_MS) return;
    pinged = time;
    wire.say("ping");
  }

  function judge(kernel) {
    if (isGone) return "gone";
    if (kernel?.connectionStatus && kernel.connectionStatus !== "connected") return "cut";
    const patience = Math.min(Math.max(QUIET_MS, wire.trip() * 2.5), LONGEST_QUIET_MS);
    return wire.silence() > patience ? "busy" : "ready";
  }

  const timer = setInterval(look, TICK_MS);
  const onComm = () => {
    // Fired when the model's line to the kernel comes or goes; it goes for good.
    if (!model.get("status") || watched?.status === "restarting") lose();
  };
  model.on("comm_live_update", onComm);
  return {
    state: () => now,
    stop() {
      clearInterval(timer);
      watched?.statusChanged?.disconnect(onStatus);
      model.off("comm_live_update", onComm);
    },
  };
}
