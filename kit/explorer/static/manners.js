// Keys pressed in the explorer stay in it, copy buttons copy, and news is read aloud.

const ROOT = ".kit-explorer";

// Lab looks for this attribute on the very target of a key; in window's capture phase we
// are there before it. Saving the notebook is the one command that stays.
function keepKeys(event) {
  const saves = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
  event.target.toggleAttribute("data-lm-suppress-shortcuts", !saves);
}

async function copy(event) {
  const button = event.target.closest("[data-kit-copy]");
  if (!button) return;
  const pre = button.parentElement.querySelector("pre");
  try {
    await navigator.clipboard.writeText(pre.textContent);
    button.textContent = "Copied";
  } catch {
    // Without https the browser offers no clipboard: select the text for Ctrl+C instead.
    pre.hidden = false;
    getSelection().selectAllChildren(pre);
    button.textContent = "Press Ctrl+C";
  }
  setTimeout(() => (button.textContent = "Copy"), 1500);
}

function render({ model, el }) {
  el.classList.add("kit-manners");
  const voice = document.createElement("div");
  voice.className = "kit-for-ears";
  voice.setAttribute("role", "status");
  el.append(voice);
  const say = () => (voice.textContent = model.get("said"));
  model.on("change:said", say);
  say();

  const here = (listener) => (event) => {
    const inside = event.target instanceof Element && event.target.closest(ROOT);
    if (inside && inside === el.closest(ROOT)) listener(event);
  };
  // Lab leaves the focus in an output when its own cell is clicked, and with it the keys.
  const letGo = (event) => {
    const focused = document.activeElement;
    const root = el.closest(ROOT);
    if (root?.contains(focused) && !root.contains(event.target)) focused.blur();
  };
  const listeners = { keydown: here(keepKeys), click: here(copy), pointerdown: letGo };
  for (const [type, listener] of Object.entries(listeners)) {
    window.addEventListener(type, listener, true);
  }
  return () => {
    model.off("change:said", say);
    for (const [type, listener] of Object.entries(listeners)) {
      window.removeEventListener(type, listener, true);
    }
  };
}

export default { render };
