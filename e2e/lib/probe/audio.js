// Taps the audio that the page plays, on the audio thread. A tap sums the squares of all samples
// and reports each block of 1024, so that a page with stalled timers loses none. Media elements are
// tapped before their volume (Chromium has no tap after it) and multiplied by it. The page's own
// AudioContexts are tapped at their destination.
(() => {
  const { made, real } = probe;
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
  })`;
  // In a module of its own: see webkit/early.js.
  const RECORDER = `registerProcessor("recorder", class extends AudioWorkletProcessor {
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
    for (const code of [TAP, RECORDER]) {
      const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
      await addModule.call(context.audioWorklet, url);
      URL.revokeObjectURL(url);
    }
    const node = new real.AudioWorkletNode(context, "probe-tap", { numberOfInputs: INPUTS, numberOfOutputs: 0 });
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

  // One AudioContext of the probe listens to all media elements: by their streams.
  const elements = new Map();
  let context;
  let listening;
  let nextInput = 0;
  const playing = () => made.sounds.filter((sound) => sound.srcObject?.getAudioTracks().length && !sound.paused);
  const listen = () => {
    if (!context) {
      context = new real.AudioContext();
      // Also without an element: silence is measured in samples too.
      openTap(context, () =>
        playing().flatMap((sound) => {
          const element = elements.get(sound.srcObject);
          return element ? [{ input: element.input, volume: sound.muted ? 0 : sound.volume }] : [];
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
    if (this instanceof MediaStreamAudioSourceNode && own.has(this.context)) tapped.onMicrophone(this);
    return connect.call(this, target, ...rest);
  };

  /** Returns the newest of the page's own AudioContexts with audio output. */
  const outlet = () => outlets.at(-1)?.context;

  /** Whether a media element of the page has ever played. */
  let everPlayed = false;
  setInterval(() => {
    const all = playing();
    for (const [stream, { source }] of elements) {
      if (all.some((sound) => sound.srcObject === stream)) continue;
      source.disconnect();
      elements.delete(stream);
    }
    if (all.length) {
      everPlayed = true;
      listen();
    }
    for (const { srcObject: stream } of listening ? all : []) {
      if (elements.has(stream)) continue;
      if (elements.size === INPUTS) {
        console.error(`the probe has only ${INPUTS} inputs`);
        break;
      }
      const source = context.createMediaStreamSource(stream);
      const taken = [...elements.values()].map(({ input }) => input);
      do nextInput = (nextInput + 1) % INPUTS;
      while (taken.includes(nextInput));
      source.connect(listening.node, 0, nextInput);
      elements.set(stream, { source, input: nextInput });
    }
    for (const tap of taps.filter((tap) => tap.context.state === "closed")) {
      taps.splice(taps.indexOf(tap), 1);
      own.delete(tap.context);
      tap.node.port.onmessage = null;
    }
  }, 20);

  const hasPlayed = () => everPlayed;
  // For the recorder. `onMicrophone` is called with each microphone that the page connects.
  const tapped = { contexts: own, outlets, connect, onMicrophone() {} };
  Object.assign(probe, { samples, taps, tapped, listen, playing, hasPlayed, outlet });
})();
