// Keys pressed in the explorer stay in it, copy buttons copy, and news is read aloud.

const ROOT = ".kit-explorer";

// Lab looks for this attribute on the very target of a key, on window's capture phase we
// are there before it. Saving the notebook is the one command that stays.
function keepKeys(event) {
  const target = event.target;
  if (!(target instanceof Element) || !target.closest(ROOT)) return;
  const saves = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
  target.toggleAttribute("data-lm-suppress-shortcuts", !saves);
}

async function copy(event) {
  const button = event.target instanceof Element && event.target.closest("[data-kit-copy]");
  if (!button || !button.closest(ROOT)) return;
  const text = button.parentElement.querySelector("pre")?.textContent ?? "";
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    // Without https the browser offers no clipboard: select the text for Ctrl+C instead.
    getSelection().selectAllChildren(button.parentElement.querySelector("pre"));
    button.textContent = "Press Ctrl+C";
  }
  setTimeout(() => (button.textContent = before), 1500);
}

let users = 0;

function listen() {
  if ((users += 1) > 1) return;
  window.addEventListener("keydown", keepKeys, true);
  window.addEventListener("click", copy);
}

function unlisten() {
  if ((users -= 1) > 0) return;
  window.removeEventListener("keydown", keepKeys, true);
  window.removeEventListener("click", copy);
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
  listen();
  return () => {
    model.off("change:said", say);
    unlisten();
  };
}

export default { render };
