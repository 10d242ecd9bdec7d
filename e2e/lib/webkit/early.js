// Runs in a page of WebKit before the page's own scripts.
(() => {
  // What the page logs, which WebDriver does not report. The driver reads it with each script.
  const log = [];
  const text = (value) => {
    if (value instanceof Error) return `${value} ${value.stack}`;
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  };
  for (const type of ["debug", "log", "info", "warn", "error"]) {
    const real = console[type];
    console[type] = (...values) => {
      log.push({ type, text: values.map(text).join(" ") });
      real.apply(console, values);
    };
  }
  // Without a message for a resource that cannot be loaded.
  addEventListener("error", ({ message, error }) => {
    if (message) log.push({ type: "exception", text: `${message} ${error?.stack ?? ""}` });
  });
  addEventListener("unhandledrejection", ({ reason }) => log.push({ type: "exception", text: text(reason) }));

  // WebKit can collect an object that no script refers to, together with its changed properties.
  const { mediaDevices } = navigator;
  Object.defineProperty(window, Symbol.for("e2e"), { value: { log, handles: new Map(), next: 0, mediaDevices } });

  // In WebKitGTK 2.50 the first processor that is registered restarts a running AudioContext: the
  // main thread waits for the worklet's thread. If that registers another one then, it waits for
  // the main thread, and the page hangs for good. So modules are loaded one after the other.
  const last = new WeakMap();
  const { addModule } = AudioWorklet.prototype;
  AudioWorklet.prototype.addModule = function (...args) {
    const loaded = Promise.resolve(last.get(this)).then(() => addModule.apply(this, args));
    last.set(this, loaded.catch(() => {}));
    return loaded;
  };

  // A context that is closed during that restart crashes WebKitGTK 2.50: its worklet's thread uses
  // the audio destination, which is gone. So a context is closed once it runs again. The limit is
  // for a context that cannot run.
  const { close, resume } = AudioContext.prototype;
  AudioContext.prototype.close = async function () {
    await last.get(this.audioWorklet);
    const limit = new Promise((over) => setTimeout(over, 2_000));
    await Promise.race([resume.call(this).catch(() => {}), limit]);
    return close.call(this);
  };
})();
