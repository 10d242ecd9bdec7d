// The interface by which pages are driven and observed, as in e2e/page: a call button, and the
// events in `window.speko`.
export const query = new URLSearchParams(location.search);
export const events = [];
export const emit = (kind, data = null) => events.push({ kind, data, at: performance.now() });

export const button = document.body.appendChild(document.createElement("button"));
button.dataset.slot = "call-button";
export const show = (state) => {
  button.dataset.state = button.textContent = state;
  emit("status", state);
};
show("idle");
