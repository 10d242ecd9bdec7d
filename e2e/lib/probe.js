// Runs before the page's own scripts. Counts what the page holds, and measures the audio that it
// plays.
(() => {
  const made = { contexts: [], peers: [], sockets: [], tracks: [], sounds: [], worklets: [] };
  const RealAudioContext = window.AudioContext;
  const RealAudioWorkletNode = window.AudioWorkletNode;

  const count = (name, list) => {
    const Real = window[name];
    if (!Real) return; // an empty page does not have all of them
    window[name] = new Proxy(Real, {
      construct(target, args, newTarget) {
        const one = Reflect.construct(target, args, newTarget);
        list.push(one);
        return one;
      },
    });
  };
  count("RTCPeerConnection", made.peers);
  count("AudioContext", made.contexts);
  count("AudioWorkletNode", made.worklets);
  count("WebSocket", made.sockets);
  count("Audio", made.sounds);

  const createElement = Document.prototype.createElement;
  Document.prototype.createElement = function (name, ...rest) {
    const element = createElement.call(this, name, ...rest);
    if (element instanceof HTMLMediaElement) made.sounds.push(element);
    return element;
  };

  // The permission prompt. While `holding` is "question", the browser is not asked until
  // `release()`. While it is "answer", the microphone is already open, and only the page's promise
  // is delayed.
  const prompt = { asked: 0, answered: 0, holding: "", release() {} };
  const hold = (what) => prompt.holding === what && new Promise((resolve) => (prompt.release = resolve));
  const devices = navigator.mediaDevices;
  if (devices) {
    const ask = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (constraints) => {
      prompt.asked += 1;
      await hold("question");
      const stream = await ask(constraints);
      made.tracks.push(...stream.getTracks());
      await hold("answer");
      prompt.answered += 1;
      return stream;
    };
  }

  const clone = MediaStreamTrack.prototype.clone;
  MediaStreamTrack.prototype.clone = function () {
    const track = clone.call(this);
    made.tracks.push(track);
    return track;
  };

  /** Counts the created objects that are still in use. */
  const live = () => ({
    tracks: made.tracks.filter((track) => track.readyState === "live").length,
    peers: made.peers.filter((peer) => peer.connectionState !== "closed" && peer.signalingState !== "closed").length,
    contexts: made.contexts.filter((context) => context.state !== "closed").length,
    sockets: made.sockets.filter((socket) => socket.readyState <= WebSocket.OPEN).length,
    sounds: made.sounds.filter((sound) => sound.isConnected || sound.srcObject).length,
  });

  // The audio that the page plays, measured on the audio thread. A tap sums the squares of all
  // samples and reports each block of 1024, so that a page with stalled timers loses none. Media
  // elements are tapped before their volume (Chromium has no tap after it) and multiplied by it.
  // The page's own AudioContexts are tapped at their destination.
  const BLOCK = 1024;
  const INPUTS = 16;
  const TAP = `registerProcessor("probe-tap", class extends AudioWorkletProcessor {
    constructor() {
      super();
      this.clear();
    }
    clear() {
      this.frames = 0;
      this.sums = new Float64Array(${INPUTS});
    }
    process(inputs) {
      for (let input = 0; input < inputs.length; input++) {
        const channels = inputs[input];
        for (const channel of channels) {
          let sum = 0;
          for (const sample of channel) sum += sample * sample;
          this.sums[input] += sum / channels.length;
        }
      }
      this.frames += 128;
      if (this.frames >= ${BLOCK}) {
        // Stamped on the audio thread: a busy page handles the message late.
        this.port.postMessage([Date.now(), this.frames, this.sums]);
        this.clear();
      }
      return true;
    }
  });
  registerProcessor("recorder", class extends AudioWorkletProcessor {
    process([[samples]]) { if (samples) this.port.postMessage([currentFrame, samples.slice()]); return true; }
  })`;
  const KEPT = 6000;
  /**
   * Each block: `at` is the page time of its end, `millis` and `frames` its length, `gap` the time
   * since the previous one.
   */
  const samples = [];
  const taps = [];
  const connect = AudioNode.prototype.connect;
  // Saved before a test replaces them.
  const addModule = window.AudioWorklet?.prototype.addModule;
  const dataOf = Object.getOwnPropertyDescriptor(MessageEvent.prototype, "data").get;

  /** Loads the tap into a context. `sources()` returns what is connected: `{ input, volume }`. */
  const openTap = async (context, sources) => {
    const url = URL.createObjectURL(new Blob([TAP], { type: "text/javascript" }));
    await addModule.call(context.audioWorklet, url);
    URL.revokeObjectURL(url);
    const node = new RealAudioWorkletNode(context, "probe-tap", { numberOfInputs: INPUTS, numberOfOutputs: 0 });
    const tap = { context, node, last: 0 };
    node.port.onmessage = (event) => {
      const [stamp, frames, sums] = dataOf.call(event);
      let played = 0;
      let stream = 0;
      const heard = sources();
      for (const { input, volume } of heard) {
        const loudness = Math.sqrt(sums[input] / frames);
        stream = Math.max(stream, loudness);
        played = Math.max(played, loudness * volume);
      }
      samples.push({
        tap,
        at: performance.now() - (Date.now() - stamp),
        millis: (frames / context.sampleRate) * 1000,
        gap: tap.last ? stamp - tap.last : 0,
        frames,
        sources: heard.length,
        played,
        stream,
      });
      tap.last = stamp;
      if (samples.length > KEPT) samples.shift();
    };
    taps.push(tap);
    return tap;
  };

  // One AudioContext of the probe listens to all media elements.
  const ears = new Map();
  let context;
  let listening;
  let nextInput = 0;
  const playing = () => made.sounds.filter((sound) => sound.srcObject?.getAudioTracks().length && !sound.paused);
  const listen = () => {
    if (!context) {
      context = new RealAudioContext();
      // Also without an element: silence is measured in samples too.
      openTap(context, () =>
        playing().flatMap((sound) => {
          const ear = ears.get(sound.srcObject);
          return ear ? [{ input: ear.input, volume: sound.muted ? 0 : sound.volume }] : [];
        }),
      ).then((tap) => (listening = tap));
    }
    if (context.state === "suspended") context.resume();
  };
  // From the first click on: on a busy machine the agent speaks while a context is still starting.
  // A click by a script is no user gesture, so the browser may block audio.
  const clicked = ({ isTrusted }) => {
    if (!isTrusted) return;
    removeEventListener("click", clicked, { capture: true });
    listen();
  };
  addEventListener("click", clicked, { capture: true });

  // The page's own AudioContexts, tapped when a node is first connected to a destination.
  const outlets = [];
  const own = new Map();
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode && this.context !== context) {
      const from = this.context;
      if (!own.has(from)) {
        const inputs = [];
        const opened = openTap(from, () => (from.state === "running" ? inputs : []));
        own.set(from, { inputs, opened });
      }
      const { inputs, opened } = own.get(from);
      const input = inputs.push({ input: inputs.length, volume: 1 }) - 1;
      // A context that is closed before its tap has loaded plays nothing.
      opened.then(({ node }) => connect.call(this, node, 0, input)).catch((error) => {
        if (from.state !== "closed") console.error("the probe cannot tap this context", error);
      });
      outlets.push({ context: from, node: this });
    }
    if (captured && this instanceof MediaStreamAudioSourceNode && own.has(this.context)) capture(this);
    return connect.call(this, target, ...rest);
  };

  // What the browser delivers from the microphone to the page's own AudioContext. A busy machine
  // loses some of it before the page can see it.
  let captured;
  const capture = async (source) => {
    const { context: from } = source;
    await own.get(from).opened; // the recorder's processor is in the same module
    const recorder = new RealAudioWorkletNode(from, "recorder");
    recorder.port.onmessage = ({ data }) => captured.push(data);
    connect.call(source, recorder);
  };
  /** Records the microphones that are connected from now on. */
  const recordMicrophone = () => {
    captured = [];
  };
  /**
   * Returns the sample rate, the samples as PCM16 without the first `skip` blocks, the frame at
   * their end, and the number of blocks so far. All samples at once would block the page.
   */
  const microphone = (skip) => ({
    rate: outlet().sampleRate,
    samples: captured.slice(skip).flatMap(([, block]) => Array.from(block, (sample) => Math.round(sample * 32_767))),
    end: captured.length && captured.at(-1)[0] + captured.at(-1)[1].length,
    blocks: captured.length,
  });

  /** Returns the newest of the page's own AudioContexts with audio output. */
  const outlet = () => outlets.at(-1)?.context;

  /** Returns a tap's blocks that begin after a moment. */
  const blocksOf = (tap, after) => samples.filter((one) => one.tap === tap && one.at - one.millis >= after);

  /**
   * Returns how much audio was received since a moment, in ms, for the tap that received the least.
   */
  const received = (after) => {
    const lengths = taps.map((tap) => blocksOf(tap, after).reduce((sum, { millis }) => sum + millis, 0));
    return lengths.length ? Math.min(...lengths) : 0;
  };

  /**
   * Measures the first `millis` of audio after a moment, counted in samples; null until all of it
   * has been received. `played` and `stream` are means, `most` is the loudest block as played,
   * `stalled` the longest gap between two blocks of a context with a source; without any source, of
   * any context.
   */
  const heard = (after, millis) => {
    if (!taps.length) listen();
    if (!taps.length || received(after) < millis) return null;
    const windows = taps.map((tap) => {
      let length = 0;
      return blocksOf(tap, after).filter(({ millis: more }) => (length += more) - more < millis);
    });
    const mean = (key) => Math.max(...windows.map((some) => some.reduce((sum, one) => sum + one[key], 0) / some.length));
    const most = (key) => Math.max(...windows.flat().map((one) => one[key]));
    const measured = windows.filter((some) => some.some(({ sources }) => sources > 0));
    const gaps = (measured.length ? measured : windows).flat().map(({ gap }) => gap);
    return {
      played: mean("played"),
      stream: mean("stream"),
      most: most("played"),
      count: Math.min(...windows.map((some) => some.length)),
      sources: most("sources"),
      stalled: Math.max(...gaps),
      end: most("at"),
    };
  };

  /**
   * Returns since when all contexts have been quiet if the last `millis` of audio were; only audio
   * after `after` counts.
   */
  const quiet = (after, millis, limit) => {
    if (!taps.length) listen();
    let since = 0;
    for (const tap of taps) {
      const some = blocksOf(tap, after);
      const begins = some.findLastIndex(({ played }) => played >= limit) + 1;
      const length = some.slice(begins).reduce((sum, one) => sum + one.millis, 0);
      if (length < millis) return null;
      since = Math.max(since, some[begins].at - some[begins].millis);
    }
    return taps.length ? since : null;
  };

  /**
   * Records what the newest context plays. `stop()` returns the sample rate and the samples,
   * `clock()` the current frame, and `last(from)` the last frame since `from` that was audible.
   */
  const record = async () => {
    const { context: from, node } = outlets.at(-1);
    await own.get(from).opened; // the recorder's processor is in the same module
    const recorder = new RealAudioWorkletNode(from, "recorder");
    const blocks = [];
    recorder.port.onmessage = ({ data }) => blocks.push(data);
    connect.call(node, recorder);
    return {
      rate: from.sampleRate,
      clock: () => from.currentTime * from.sampleRate,
      last(after) {
        let last = after;
        for (const [frame, block] of blocks) {
          const place = block.findLastIndex((sample) => Math.abs(sample) > 0.001);
          if (place >= 0) last = Math.max(last, frame + place);
        }
        return last;
      },
      stop() {
        node.disconnect(recorder);
        return { rate: from.sampleRate, samples: blocks.flatMap(([, block]) => Array.from(block)) };
      },
    };
  };

  /** Whether a media element of the page has ever played. */
  let everPlayed = false;
  setInterval(() => {
    const all = playing();
    for (const [stream, ear] of ears) {
      if (all.some((sound) => sound.srcObject === stream)) continue;
      ear.source.disconnect();
      ears.delete(stream);
    }
    if (all.length) {
      everPlayed = true;
      listen();
    }
    for (const { srcObject: stream } of listening ? all : []) {
      if (ears.has(stream)) continue;
      if (ears.size === INPUTS) {
        console.error(`the probe has only ${INPUTS} inputs`);
        break;
      }
      const source = context.createMediaStreamSource(stream);
      const taken = [...ears.values()].map(({ input }) => input);
      do nextInput = (nextInput + 1) % INPUTS;
      while (taken.includes(nextInput));
      source.connect(listening.node, 0, nextInput);
      ears.set(stream, { source, input: nextInput });
    }
    for (const tap of taps.filter((tap) => tap.context.state === "closed")) {
      taps.splice(taps.indexOf(tap), 1);
      own.delete(tap.context);
      tap.node.port.onmessage = null;
    }
  }, 20);

  // What was shown when, so that a test can distinguish a change after its action from one before
  // it: every version of each transcript row, every state of each component, every error.
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

  // The page's timers, from here on: those above are the probe's.
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

  const hasPlayed = () => everPlayed;
  window.probe = { made, prompt, live, samples, rows, states, modes, errors, timers, record, received, heard, quiet, playing, hasPlayed, outlet, recordMicrophone, microphone };
})();
