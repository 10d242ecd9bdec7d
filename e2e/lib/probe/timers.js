// Counts the page's timers. Runs after the other parts of the probe, whose timers do not count.
(() => {
  const pending = new Set();
  const { setTimeout: later, setInterval: again, clearTimeout: forget } = window;
  window.setTimeout = (callback, millis, ...args) => {
    const run = () => {
      pending.delete(id);
      callback(...args);
    };
    const id = later(run, millis);
    pending.add(id);
    return id;
  };
  window.setInterval = (...args) => {
    const id = again(...args);
    pending.add(id);
    return id;
  };
  window.clearTimeout = window.clearInterval = (id) => {
    pending.delete(id);
    forget(id);
  };
  const timers = () => pending.size;

  Object.assign(probe, { timers });
})();
