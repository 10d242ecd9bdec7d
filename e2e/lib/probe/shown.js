// What was shown when, so that a test can distinguish a change after its action from one before it:
// every version of each transcript row, every state of each component, every error.
(() => {
  const KEPT = 6000;
  const rows = [];
  const states = [];
  const modes = [];
  const errors = [];
  const noteRow = (row) => {
    const now = { row, source: row.dataset.source, final: row.dataset.final, text: row.textContent, at: performance.now() };
    const last = rows.findLast((entry) => entry.row === row);
    if (last?.final !== now.final || last?.text !== now.text) rows.push(now);
  };
  const noteState = (element) => {
    const { slot, state, mode, code } = element.dataset;
    if (mode && modes.at(-1)?.mode !== mode) modes.push({ at: performance.now(), mode });
    if (slot === "error-notice" && code) errors.push({ at: performance.now(), code });
    if (state !== undefined) states.push({ at: performance.now(), slot, state });
    if (states.length > KEPT) states.shift();
  };
  new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "attributes" && target.dataset?.slot) noteState(target);
      for (const node of addedNodes) {
        if (node.nodeType !== Node.ELEMENT_NODE) continue;
        if (node.matches("[data-slot]")) noteState(node);
        node.querySelectorAll("[data-slot]").forEach(noteState);
      }
      const row = (target.nodeType === Node.TEXT_NODE ? target.parentElement : target)?.closest?.("[data-slot=turn]");
      for (const one of row ? [row] : document.querySelectorAll("[data-slot=turn]")) noteRow(one);
    }
  }).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    // Without `style`: meters change it at every frame.
    attributeFilter: ["data-state", "data-mode", "data-code", "data-source", "data-final"],
  });

  Object.assign(probe, { rows, states, modes, errors });
})();
