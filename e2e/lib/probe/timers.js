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

  const { now: clock } = Performance.prototype, { now: date } = Date;
  let ahead = 0;
  // On the prototype, where a test may move the clock, too.
  Performance.prototype.now = function () {
    return clock.call(this) + ahead;
  };
  Date.now = () => date() + ahead;
  // Clicks the call button. It ignores clicks within 500 ms of the last one, so the clocks are set
  // forward first.
  const press = (button) => {
    ahead += 500;
    button.click();
  };

  Object.assign(probe, { timers, press });
})();
