// Puts the latest still into the notebook when it is saved, so that a saved notebook shows
// the explorer as it stood. Where the host shows us no notebook, as in Voilà, nothing is done.

export function keepStill(model) {
  const context = model.widget_manager?.context;
  if (!context?.saveState?.connect) return () => {};

  const onSave = (_context, state) => {
    if (state === "started") replaceStill(context.model?.sharedModel, model);
  };
  context.saveState.connect(onSave);
  return () => context.saveState.disconnect(onSave);
}

function replaceStill(notebook, model) {
  for (const cell of notebook?.cells ?? []) {
    const outputs = cell.getOutputs?.() ?? [];
    const ours = outputs.findIndex((each) => viewOf(each) === model.model_id);
    const after = outputs[ours + 1];
    if (ours < 0 || !isStill(after)) continue;
    const data = { ...after.data, "text/html": model.get("still") };
    cell.updateOutputs(ours + 1, ours + 2, [{ ...after, data }]);
  }
}

const viewOf = (output) => output.data?.["application/vnd.jupyter.widget-view+json"]?.model_id;

function isStill(output) {
  const html = output?.data?.["text/html"] ?? "";
  return (Array.isArray(html) ? html.join("") : html).includes('class="kit-saved"');
}
