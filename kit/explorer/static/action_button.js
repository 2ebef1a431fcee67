// A button that stays focusable while it is not ready, and asks before what is final.

function button(className, text) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = className;
  element.textContent = text;
  return element;
}

function render({ model, el }) {
  el.classList.add("kit-action");
  const main = button("kit-button", "");
  const question = document.createElement("div");
  question.className = "kit-question";
  question.setAttribute("role", "alert");
  const words = document.createElement("span");
  const yes = button("kit-button kit-danger", "");
  const no = button("kit-button", "Keep it");
  question.append(words, yes, no);
  question.hidden = true;
  el.append(main, question);

  function show() {
    main.textContent = model.get("label");
    main.title = model.get("hint");
    main.classList.toggle("kit-primary", model.get("tone") === "primary");
    main.classList.toggle("kit-danger", model.get("tone") === "danger");
    main.setAttribute("aria-disabled", String(!model.get("ready") || model.get("busy")));
    main.setAttribute("aria-busy", String(model.get("busy")));
    words.textContent = model.get("warning");
    yes.textContent = model.get("label");
    if (!model.get("ready")) ask(false);
  }

  function ask(asking) {
    question.hidden = !asking;
    main.hidden = asking;
  }

  function act() {
    if (model.get("ready") && !model.get("busy")) model.send({ event: "click" });
  }

  main.addEventListener("click", () => {
    if (!model.get("warning")) return act();
    if (!model.get("ready")) return;
    ask(true);
    no.focus();
  });
  yes.addEventListener("click", () => {
    ask(false);
    main.focus();
    act();
  });
  no.addEventListener("click", () => {
    ask(false);
    main.focus();
  });
  question.addEventListener("keydown", (event) => {
    if (event.key === "Escape") no.click();
  });

  model.on("change", show);
  show();
  return () => model.off("change", show);
}

export default { render };
