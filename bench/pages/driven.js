// What is driven and listened to as e2e/page is: a call button, and what the page tells for `window.speko`.
export const query = new URLSearchParams(location.search);
export const events = [];
export const tell = (kind, data = null) => events.push({ kind, data, at: performance.now() });

export const button = document.body.appendChild(document.createElement("button"));
button.dataset.slot = "call-button";
export const show = (state) => {
  button.dataset.state = button.textContent = state;
  tell("status", state);
};
show("idle");
