// Runs in a measured page before the page's own scripts. Records when the button was clicked, when
// the socket opened, and when the agent is audible. Times are those of `performance.now()`; `epoch`
// is their offset to `Date.now()`.
(() => {
  const AUDIBLE = 0.02;
  const GAP = 100;
  const { microphone = 0 } = window.measured ?? {};

  const marks = {};
  const mark = (name, at = performance.now()) => (marks[name] ??= at);
  const epoch = () => Date.now() - performance.now();
  addEventListener("click", (event) => mark("click", event.timeStamp), { capture: true });

  const wrap = (name, made) => {
    window[name] = new Proxy(window[name], {
      construct(target, args, newTarget) {
        const one = Reflect.construct(target, args, newTarget);
        made(one);
        return one;
      },
    });
  };
  wrap("WebSocket", (socket) => socket.addEventListener("open", () => mark("socket")));
  wrap("RTCPeerConnection", (peer) => {
    peer.addEventListener("connectionstatechange", () => peer.connectionState === "connected" && mark("media"));
    peer.addEventListener("track", ({ track }) => track.kind === "audio" && listen(track));
  });

  // Delays the microphone as requested, and disables audio processing: noise suppression would
  // remove the steady tone that is measured.
  const devices = navigator.mediaDevices;
  const ask = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => {
    mark("asked");
    const wait = new Promise((resolve) => setTimeout(resolve, microphone));
    const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    const stream = ask({ ...constraints, audio: { ...Object(constraints.audio), ...raw } });
    await wait;
    return stream;
  };

  // Only audio that an element plays counts as heard, not audio that merely arrives.
  const elements = [];
  const create = Document.prototype.createElement;
  Document.prototype.createElement = function (...args) {
    const element = create.apply(this, args);
    if (element instanceof HTMLMediaElement) elements.push(element);
    return element;
  };
  wrap("Audio", (element) => elements.push(element));
  const plays = (track) => (element) =>
    !element.paused && !element.muted && element.volume > 0 && element.srcObject?.getTracks().includes(track) && track.enabled;

  // Detection runs on the audio thread, so a busy main thread neither hides nor fakes a gap. It
  // posts every 50 ms while there is sound and after each gap; between the click and the first
  // sound it posts every block.
  const processors = `registerProcessor("detector", class extends AudioWorkletProcessor {
    constructor() {
      super();
      this.port.onmessage = ({ data }) => (this.closely = data);
    }
    process([[samples]]) {
      if (!samples) return true;
      let sum = 0;
      for (let i = 0; i < samples.length; i += 1) sum += samples[i] * samples[i];
      if (sum < ${AUDIBLE ** 2} * samples.length) return true;
      if (this.closely || !this.said || currentTime - this.said > 0.05 || currentTime - this.loud > 0.02) {
        this.said = currentTime;
        this.port.postMessage({ at: currentTime, before: this.loud });
      }
      this.loud = currentTime;
      return true;
    }
  });
  registerProcessor("clock", class extends AudioWorkletProcessor {
    process() {
      if (!(currentTime - this.posted < 0.05)) this.port.postMessage((this.posted = currentTime));
      return true;
    }
  })`;
  const context = new AudioContext();
  const ready = context.audioWorklet.addModule(URL.createObjectURL(new Blob([processors], { type: "text/javascript" })));
  const sound = { gaps: [], last: null };
  const taps = [];
  const closely = () => taps.forEach(({ node }) => node.port.postMessage(marks.click !== undefined && marks.heard === undefined));
  addEventListener("click", closely, { capture: true });

  // Converts audio-clock time to `performance.now()`. Messages can be late but never early, so the
  // minimum difference of the last 500 ms is the offset. An all-time minimum would be wrong: on a
  // busy machine the audio clock falls behind.
  const differences = [];
  const differs = (at) => {
    const now = performance.now();
    differences.push({ now, by: now - at * 1000 });
    while (differences[0].now < now - 500) differences.shift();
  };
  const ofPage = (at) => at * 1000 + Math.min(...differences.map(({ by }) => by));
  ready.then(() => {
    const clock = new AudioWorkletNode(context, "clock");
    clock.connect(context.destination);
    clock.port.onmessage = ({ data }) => differs(data);
    taps.push({ node: clock });
  });

  async function listen(track) {
    await ready;
    const node = new AudioWorkletNode(context, "detector");
    const source = context.createMediaStreamSource(new MediaStream([track]));
    source.connect(node).connect(context.destination);
    taps.push({ node, source }); // keeps the nodes from being garbage-collected
    closely();
    node.port.onmessage = ({ data: { at, before } }) => {
      differs(at);
      if (!elements.some(plays(track))) return;
      const heard = ofPage(at);
      if (marks.click !== undefined && marks.heard === undefined) {
        mark("heard", heard);
        closely();
      }
      const last = Math.max(sound.last ?? 0, before === undefined ? 0 : heard - (at - before) * 1000);
      if (last && heard - last > GAP) sound.gaps.push({ since: last, at: heard });
      sound.last = heard;
    };
  }

  window.bench = { marks, sound, epoch, ready: () => ready.then(() => context.state) };
})();
