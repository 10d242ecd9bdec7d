// All JavaScript of the tests, in one file: the runner's server can leave a request unanswered when
// the page opens many connections at once (tiny_http's pool counts a thread as idle until it wakes
// up).

// Property changes that can be undone.
export const restore = (() => {
  // Each property is [target, name, descriptor]. Without a descriptor it is deleted.
  function redefine(properties) {
    const before = properties.map(([target, name]) => [target, name, Object.getOwnPropertyDescriptor(target, name)]);
    const define = ([target, name, descriptor]) => {
      if (!descriptor) return delete target[name];
      const writable = "value" in descriptor ? { writable: true } : {};
      Object.defineProperty(target, name, { configurable: true, ...writable, ...descriptor });
    };
    properties.forEach(define);
    return () => before.reverse().forEach(define);
  }
  return { redefine };
})();

// Waiting. A test may replace timers, frames and clock; these are the browser's own.
export const wait = (() => {
  const frame = requestAnimationFrame.bind(window), clock = performance.now.bind(performance);
  const timeout = setTimeout.bind(window), clear = clearTimeout.bind(window);
  // A task after the current one and its microtasks.
  const turn = () => new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { channel.port1.close(); resolve(); };
    channel.port2.postMessage(null);
  });
  // A page that is not rendered gets no frames; a timer replaces them there. In a visible page the
  // timer must not overtake a frame: a busy machine can take seconds to draw one.
  const drawn = () => new Promise((resolve) => {
    const fallback = timeout(resolve, document.visibilityState === "visible" ? 5000 : 200);
    frame(() => { clear(fallback); resolve(); });
  });
  async function settle() {
    await turn();
    await drawn();
    await turn();
  }
  const sleep = (millis) => new Promise((resolve) => timeout(resolve, millis));
  const now = () => clock();
  return { settle, turn, sleep, now };
})();

// Virtual time, advanced by the test.
export const time = (() => {
  const real = { timeout: clearTimeout.bind(window), interval: clearInterval.bind(window),
    now: performance.now.bind(performance), date: Date.now };
  let timers, passed, next = 1e9;
  function stop_time() {
    [timers, passed] = [[], 0];
    const [clock, date] = [real.now(), real.date()];
    const set = (repeats) => (call, delay = 0, ...rest) => {
      const wait = Math.max(delay, 0);
      timers.push({ id: next, at: passed + wait, every: repeats ? Math.max(wait, 1) : 0, call: () => call(...rest) });
      return next++;
    };
    const clear = (other) => (id) => {
      const at = timers.findIndex((timer) => timer.id === id);
      if (at < 0) other(id); else timers.splice(at, 1);
    };
    const value = (target, name, value) => [target, name, { value }];
    return [
      value(window, "setTimeout", set(false)), value(window, "setInterval", set(true)),
      value(window, "clearTimeout", clear(real.timeout)), value(window, "clearInterval", clear(real.interval)),
      value(performance, "now", () => clock + passed), value(Date, "now", () => date + passed),
    ];
  }
  function advance(millis) {
    const end = passed + millis;
    for (;;) {
      const [due] = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at || a.id - b.id);
      if (!due) break;
      passed = due.at;
      if (due.every) due.at += due.every; else timers.splice(timers.indexOf(due), 1);
      due.call();
    }
    passed = end;
  }
  return { stop_time, advance };
})();

// Animation frames, counted or drawn by the test.
export const frames = (() => {
  const real = { frame: requestAnimationFrame.bind(window), cancel: cancelAnimationFrame.bind(window) };
  let pending = new Map(), asked = 0, most = 0, time = 0, next = 1e9;
  function watch_frames(by_hand) {
    const mine = (pending = new Map());
    [asked, most, time] = [0, 0, 0];
    const request = (call) => {
      asked++;
      const id = by_hand ? next++ : real.frame((time) => { mine.delete(id); call(time); });
      mine.set(id, call);
      most = Math.max(most, mine.size);
      return id;
    };
    const cancel = (id) => { mine.delete(id); real.cancel(id); };
    return [[window, "requestAnimationFrame", { value: request }], [window, "cancelAnimationFrame", { value: cancel }]];
  }
  function draw(millis) {
    time += millis;
    const calls = [...pending.values()];
    pending.clear();
    calls.forEach((call) => call(time));
  }
  const frames_asked = () => asked;
  const frames_pending = () => pending.size;
  const most_pending = () => most;
  return { watch_frames, draw, frames_asked, frames_pending, most_pending };
})();

// Changes that a test leaves in the page.
export const leftovers = (() => {
  const places = () => [
    ...["setTimeout", "setInterval", "clearTimeout", "clearInterval", "requestAnimationFrame", "cancelAnimationFrame",
      "matchMedia", "AudioContext", "fetch", "WebSocket", "RTCPeerConnection"].map((name) => [window, name]),
    [performance, "now"], [Date, "now"], [document, "hidden"], [document, "visibilityState"],
    ...["clipboard", "wakeLock", "mediaSession", "mediaDevices", "permissions"].map((name) => [navigator, name]),
    ...["getUserMedia", "enumerateDevices"].map((name) => [navigator.mediaDevices, name]),
    [navigator.permissions, "query"], [URL, "createObjectURL"], [URL, "revokeObjectURL"],
    ...["volume", "setSinkId", "play"].map((name) => [HTMLMediaElement.prototype, name]),
    [HTMLAnchorElement.prototype, "click"],
  ];
  const facts = () => ({
    address: location.href, title: document.title, language: document.documentElement.lang,
    direction: document.documentElement.dir, focus: document.activeElement?.localName,
    storage: localStorage.length + sessionStorage.length,
    elements: [...document.body.children].filter((element) => !["PRE", "SCRIPT"].includes(element.tagName)).length,
    styles: document.head.querySelectorAll("style, link").length,
  });
  const look = () => {
    const own = places().map(([target, name]) => {
      const found = Object.getOwnPropertyDescriptor(target, name);
      return [name, found?.value ?? found?.get];
    });
    return [...own, ...Object.entries(facts())];
  };
  let first;
  function remember() { first ??= look(); }
  const changed = () =>
    look().filter(([, value], at) => value !== first[at][1]).map(([name]) => name).join();
  return { remember, changed };
})();

// A clipboard, a device and a URL.
export const debug_panel = (() => {
  let copied = "";
  function clipboard() {
    copied = "";
    return [[navigator, "clipboard", { value: { writeText: async (text) => void (copied = text) } }]];
  }
  const last_copy = () => copied;
  const plug_one = (deviceId, label) => [[navigator.mediaDevices, "enumerateDevices", {
    value: async () => [{ kind: "audioinput", deviceId, label, groupId: label }],
  }]];
  function go(address) { history.replaceState(null, "", address); }
  const current_address = () => location.pathname + location.search + location.hash;
  return { clipboard, last_copy, plug_one, go, current_address };
})();

// Devices that can be plugged in and unplugged.
export const devices = (() => {
  const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
  let devices = null;
  function device_list() {
    devices = null;
    const value = () => (devices ? Promise.resolve(devices) : list());
    return [[navigator.mediaDevices, "enumerateDevices", { value }]];
  }
  function plug(names) {
    devices = names.split(",").filter(Boolean).map((name) => {
      const [kind, deviceId, label] = name.split(" ");
      return { kind: "audio" + kind, deviceId, label, groupId: label };
    });
    navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
  }
  const no_sinks = () => [[HTMLMediaElement.prototype, "setSinkId"]];
  return { device_list, plug, no_sinks };
})();

// AudioContexts, counted, and tones.
export const levels = (() => {
  const real = window.AudioContext;
  let contexts = [], analysers = 0;
  // wasm-bindgen reads this constructor once, as soon as this module has run, so a test could not
  // replace it later. It only counts.
  window.AudioContext = class extends real {
    constructor(...options) { super(...options); contexts.push(this); }
    createAnalyser() { analysers++; return super.createAnalyser(); }
  };
  function watch_audio() { [contexts, analysers] = [[], 0]; }
  const analysers_made = () => analysers;
  const contexts_open = () => contexts.filter((one) => one.state !== "closed").length;
  const samples = () => contexts.reduce((sum, one) => sum + Math.round(one.currentTime * one.sampleRate), 0);
  const less_motion = () => [[window, "matchMedia", {
    value: (query) => Object.assign(new EventTarget(), { matches: query.includes("reduced-motion"), media: query }),
  }]];
  class Tone {
    constructor(frequency, amplitude) {
      this.context = new real();
      const oscillator = new OscillatorNode(this.context, { frequency });
      const gain = new GainNode(this.context, { gain: amplitude });
      const out = this.context.createMediaStreamDestination();
      oscillator.connect(gain).connect(out);
      oscillator.start();
      this.stream = out.stream;
    }
    stop() { this.stream.getAudioTracks()[0].enabled = false; }
    close() { this.context.close(); }
  }
  return { watch_audio, analysers_made, contexts_open, samples, less_motion, Tone };
})();

// A phone: wake lock, media session, volume.
export const media_session = (() => {
  let sentinels, answers, mode, session, faults, capturing, in_key;
  // How a wake lock request is answered: "grant", "refuse", "throw", or "hold" until `answer_lock`.
  // With "webkit" the media session mutes the microphone itself, and unmutes it only during a
  // user gesture.
  function phone(how) {
    [sentinels, answers, mode, capturing, in_key] = [[], [], how, true, false];
    class Sentinel {
      released = false;
      async release() { this.released = true; }
    }
    const wakeLock = {
      request(kind) {
        if (kind !== "screen" || mode === "throw") throw new TypeError("no");
        if (mode === "refuse") return Promise.reject(new DOMException("no", "NotAllowedError"));
        const made = () => { const one = new Sentinel(); sentinels.push(one); return one; };
        if (mode !== "hold") return Promise.resolve(made());
        return new Promise((resolve) => answers.push(() => resolve(made())));
      },
    };
    session = {
      metadata: null, playbackState: "none", handlers: {}, microphone: [],
      setActionHandler(action, act) {
        if (action === "stop") throw new TypeError("unknown action");
        if (act) this.handlers[action] = act; else delete this.handlers[action];
      },
      setMicrophoneActive(active) {
        this.microphone.push(active);
        if (mode === "webkit" && (!active || in_key || window.event)) {
          capturing = active;
          return Promise.resolve();
        }
        return Promise.reject(new DOMException("no", "NotAllowedError"));
      },
    };
    return [[navigator, "wakeLock", { value: wakeLock }], [navigator, "mediaSession", { value: session }]];
  }
  const no_phone = () =>
    [[navigator, "wakeLock", { value: undefined }], [navigator, "mediaSession", { value: undefined }]];
  const answer_lock = () => answers.shift()();
  // As the browser does for a hidden page.
  const release_locks = () => sentinels.forEach((one) => (one.released = true));
  const locks = () => sentinels.map((one) => (one.released ? "-" : "+")).join("");
  const title = () => session.metadata?.title ?? "";
  const playback = () => session.playbackState;
  const keys = () => Object.keys(session.handlers).sort().join();
  function key(action, isActivating) {
    in_key = true;
    session.handlers[action](isActivating === undefined ? { action } : { action, isActivating });
    in_key = false;
  }
  const is_capturing = () => capturing;
  // As the browser's own control does.
  function mute_by_system() { capturing = false; }
  const microphone = () => session.microphone.join();
  const rejected = (event) => faults.push(String(event.reason));
  const failed = (event) => faults.push(event.message);
  function listen() {
    faults = [];
    addEventListener("unhandledrejection", rejected);
    addEventListener("error", failed);
  }
  function unlisten() {
    removeEventListener("unhandledrejection", rejected);
    removeEventListener("error", failed);
  }
  const page_errors = () => faults.splice(0).join();
  const volume = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "volume");
  const fixed_volume = () => [[HTMLMediaElement.prototype, "volume", { ...volume, get: () => 1 }]];
  return { phone, no_phone, answer_lock, release_locks, locks, title, playback, keys, key, microphone, is_capturing,
    mute_by_system, listen, unlisten, page_errors, fixed_volume };
})();

// The user's text selection.
export const selection = (() => {
  function select(element, from, to) {
    const node = element.firstChild;
    getSelection().setBaseAndExtent(node, from, node, to);
  }
  function select_between(first, last) {
    getSelection().setBaseAndExtent(first, 0, last, last.childNodes.length);
  }
  const selected = () => String(getSelection());
  function deselect() { getSelection().removeAllRanges(); }
  return { select, select_between, selected, deselect };
})();

// A page translator. A translation is the text in marks.
export const translator = (() => {
  const OPEN = "‹", CLOSE = "›";
  const mark = (text) => OPEN + text + CLOSE;
  function font(...inside) {
    const element = document.createElement("font");
    element.append(...inside);
    return element;
  }
  const ways = {
    // The page's text node is moved.
    move(node) {
      const outer = font(font());
      node.replaceWith(outer);
      outer.firstChild.append(node);
      node.data = mark(node.data);
    },
    // The page's text node is detached.
    detach(node) { node.replaceWith(font(font(mark(node.data)))); },
    // Only the data changes.
    rewrite(node) { node.data = mark(node.data); },
    // The second half is wrapped.
    split(node) {
      const rest = node.splitText(Math.ceil(node.length / 2));
      node.data = OPEN + node.data;
      rest.replaceWith(font(rest.data + CLOSE));
    },
  };
  function run(root, way) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) found.push(walker.currentNode);
    const isNew = (node) => /\S/.test(node.data) && !/[‹›]/.test(node.data) && !node.parentElement.closest("font");
    found.filter(isNew).forEach(ways[way]);
  }
  let observer;
  function translate(root, way) { run(root, way); }
  // Translates each change, too.
  function keep_translating(root, way) {
    run(root, way);
    observer = new MutationObserver(() => run(root, way));
    observer.observe(root, { subtree: true, childList: true, characterData: true });
  }
  function stop_translating() { observer.disconnect(); }
  const original = (element) => element.textContent.replace(/[‹›]/g, "");
  return { translate, keep_translating, stop_translating, original };
})();

// A fake microphone and permission.
export const pre_join = (() => {
  const media = navigator.mediaDevices;
  const real = { context: window.AudioContext, list: media.enumerateDevices.bind(media),
    source: window.AudioContext.prototype.createMediaStreamSource,
    query: navigator.permissions.query.bind(navigator.permissions) };
  let asked, tracks, held, contexts, sounds, tone, refused, devices, queries, permission, muted, unmeasured;
  function fresh() {
    [asked, held, tone, refused, devices, queries] = [0, null, 0, null, null, null];
    [muted, unmeasured] = [false, false];
    stop();
    [tracks, contexts, sounds] = [[], [], []];
  }
  function stop() {
    sounds?.splice(0).forEach((context) => context.close());
  }
  // A microphone whose audio is an oscillator, or silence.
  async function microphone() {
    const context = new real.context();
    sounds.push(context);
    const to = context.createMediaStreamDestination();
    if (tone) {
      const oscillator = context.createOscillator(), gain = context.createGain();
      gain.gain.value = tone;
      oscillator.connect(gain).connect(to);
      oscillator.start();
    }
    const [track] = to.stream.getTracks();
    Object.defineProperty(track, "muted", { get: () => muted });
    tracks.push(track);
    if (held) await held.promise;
    return to.stream;
  }
  function sandbox() {
    const ask = async (wish) => {
      asked += 1;
      if (refused && (!refused.chosen || wish.audio.deviceId)) throw new DOMException("no", refused.name);
      return microphone();
    };
    const context = class extends real.context {
      constructor(...options) { super(...options); contexts.push(this); this.notes = 0; }
      createOscillator() { this.notes += 1; return super.createOscillator(); }
    };
    const source = function (stream) {
      if (unmeasured) throw new DOMException("another rate", "NotSupportedError");
      return real.source.call(this, stream);
    };
    // Delays the permission query while `queries` is set.
    const query = (...of) => (queries ? new Promise((resolve) => queries.push(resolve)) : real.query(...of));
    return [
      [media, "getUserMedia", { value: ask }], [window, "AudioContext", { value: context }],
      // Of the browser's own context: wasm-bindgen looks that up when it is loaded.
      [real.context.prototype, "createMediaStreamSource", { value: source }],
      [media, "enumerateDevices", { value: async () => devices ?? real.list() }],
      [navigator.permissions, "query", { value: query }],
    ];
  }
  function refuse(name) { refused = { name, chosen: false }; }
  // Rejects a chosen microphone with this error, but not the system default.
  function refuse_chosen(name) { refused = { name, chosen: true }; }
  function plug(ids) {
    devices = ids.split(" ").map((deviceId) => ({ kind: "audioinput", deviceId, label: deviceId, groupId: "" }));
    media.dispatchEvent(new Event("devicechange"));
  }
  function talk(volume) { tone = volume; }
  function mute(on) { muted = on; }
  // As in Firefox, for a microphone of another sample rate.
  function unmeasurable() { unmeasured = true; }
  function end() { tracks.at(-1).stop(); }
  function hold() { held = {}; held.promise = new Promise((resolve) => (held.answer = resolve)); }
  function answer() { held.answer(); }
  function hold_permission() { [queries, permission] = [[], new EventTarget()]; }
  function permission_is(state) {
    permission.state = state;
    queries.splice(0).forEach((resolve) => resolve(permission));
    permission.dispatchEvent(new Event("change"));
  }
  const prompts = () => asked;
  const open_tracks = () => tracks.filter((track) => track.readyState === "live").length;
  const open_contexts = () => contexts.filter((context) => context.state !== "closed").length;
  const notes = () => contexts.reduce((sum, context) => sum + context.notes, 0);
  return { fresh, stop, sandbox, refuse, refuse_chosen, plug, talk, mute, unmeasurable, end, hold, answer, hold_permission, permission_is,
    prompts, open_tracks, open_contexts, notes };
})();
