// Puts the latest still into the notebook when it is saved, so that a saved notebook shows
// the explorer as it stood. Where the host shows us no notebook, as in Voilà, nothing is done.

export function keepStill(model) {
  const manager = model.widget_manager;
  const context = manager?.context;
  if (!context?.saveState?.connect) return () => {};
  let ours = null; // the id under which the notebook knows this explorer

  async function look() {
    for (const output of outputsOf(context).flatMap(({ outputs }) => outputs)) {
      const id = viewOf(output);
      if (!id || !manager.has_model(id)) continue;
      const found = await manager.get_model(id);
      if (found.get("account_part") === model.get("account_part")) ours = id;
    }
  }

  function onSave(_context, state) {
    if (state === "started" && ours !== null) replaceStill(context, ours, model.get("still"));
    else if (ours === null) void look();
  }

  void look();
  context.saveState.connect(onSave);
  return () => context.saveState.disconnect(onSave);
}

function replaceStill(context, ours, html) {
  for (const { cell, outputs } of outputsOf(context)) {
    const place = outputs.findIndex((each) => viewOf(each) === ours) + 1;
    if (place === 0 || !isStill(outputs[place])) continue;
    const data = { ...outputs[place].data, "text/html": html };
    cell.updateOutputs(place, place + 1, [{ ...outputs[place], data }]);
  }
}

const outputsOf = (context) =>
  (context.model?.sharedModel?.cells ?? [])
    .filter((cell) => cell.getOutputs)
    .map((cell) => ({ cell, outputs: cell.getOutputs() }));

const viewOf = (output) => output.data?.["application/vnd.jupyter.widget-view+json"]?.model_id;

function isStill(output) {
  const html = output?.data?.["text/html"] ?? "";
  return (Array.isArray(html) ? html.join("") : html).includes('class="kit-saved"');
}
