// Runs in the page before anything of it. Counts what the page holds, and listens to what it plays.
(() => {
  const made = { contexts: [], peers: [], sockets: [], tracks: [], sounds: [], worklets: [] };
  const RealAudioContext = window.AudioContext;

  const count = (name, list) => {
    const Real = window[name];
    if (!Real) return; // an empty page has not all of them
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

  // The prompt. While `holding` is "question" the browser is not asked before `release()`; while it is "answer" the
  // microphone is open by then, and the page only hears of it late.
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

  /** What is alive of all that was ever made. */
  const live = () => ({
    tracks: made.tracks.filter((track) => track.readyState === "live").length,
    peers: made.peers.filter((peer) => peer.connectionState !== "closed" && peer.signalingState !== "closed").length,
    contexts: made.contexts.filter((context) => context.state !== "closed").length,
    sockets: made.sockets.filter((socket) => socket.readyState <= WebSocket.OPEN).length,
    sounds: made.sounds.filter((sound) => sound.isConnected || sound.srcObject).length,
  });

  // What is heard: the loudness of each playing element's stream, times the element's volume. Chromium's analyser and
  // `captureStream()` both give the stream before the volume.
  const samples = [];
  const ears = new Map();
  let context;
  const rms = (ear) => {
    ear.analyser.getFloatTimeDomainData(ear.buffer);
    return Math.sqrt(ear.buffer.reduce((sum, x) => sum + x * x, 0) / ear.buffer.length);
  };
  const earOf = (sound) => {
    const stream = sound.srcObject;
    if (!ears.has(stream)) {
      context ??= new RealAudioContext();
      const source = context.createMediaStreamSource(stream);
      const analyser = context.createAnalyser();
      analyser.fftSize = 1024;
      source.connect(analyser);
      ears.set(stream, { source, analyser, buffer: new Float32Array(analyser.fftSize) });
    }
    return ears.get(stream);
  };
  // What a page's own context sends to the loudspeaker: an ear on the nodes that are connected to it.
  const outlets = [];
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode && this.context !== context) {
      const analyser = this.context.createAnalyser();
      analyser.fftSize = 1024;
      connect.call(this, analyser);
      outlets.push({ context: this.context, node: this, analyser, buffer: new Float32Array(analyser.fftSize) });
    }
    return connect.call(this, target, ...rest);
  };

  /**
   * Records what the newest context plays, sample by sample: `stop()` gives its rate and its samples, `clock()` its frame
   * now, and `last(from)` at which frame from there on something was heard for the last time.
   */
  const record = async () => {
    const { context: from, node } = outlets.at(-1);
    const code = `registerProcessor("recorder", class extends AudioWorkletProcessor {
      process([[samples]]) { if (samples) this.port.postMessage([currentFrame, samples.slice()]); return true; }
    })`;
    const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    await from.audioWorklet.addModule(url);
    const recorder = new AudioWorkletNode(from, "recorder");
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

  setInterval(() => {
    const playing = made.sounds.filter((sound) => sound.srcObject?.getAudioTracks().length && !sound.paused);
    for (const [stream, ear] of ears) {
      if (playing.some((sound) => sound.srcObject === stream)) continue;
      ear.source.disconnect();
      ears.delete(stream);
    }
    let played = 0;
    let stream = 0;
    for (const sound of playing) {
      const loudness = rms(earOf(sound));
      stream = Math.max(stream, loudness);
      played = Math.max(played, sound.muted ? 0 : loudness * sound.volume);
    }
    for (const outlet of outlets.filter(({ context: from }) => from.state === "running")) {
      const loudness = rms(outlet);
      stream = Math.max(stream, loudness);
      played = Math.max(played, loudness);
    }
    if (context?.state === "suspended") context.resume();
    samples.push({ at: performance.now(), played, stream });
    if (samples.length > 3000) samples.shift();
  }, 20);

  // How each row of the transcript came to be, in order.
  const rows = [];
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const row = (target.nodeType === Node.TEXT_NODE ? target.parentElement : target)?.closest?.("[data-slot=turn]");
      for (const one of row ? [row] : document.querySelectorAll("[data-slot=turn]")) {
        const now = { row: one, source: one.dataset.source, final: one.dataset.final, text: one.textContent };
        const last = rows.findLast((entry) => entry.row === one);
        if (last?.final !== now.final || last?.text !== now.text) rows.push(now);
      }
    }
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });

  // Timers of the page, from here on: those above are ours.
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

  window.probe = { made, prompt, live, samples, rows, timers, record };
})();
