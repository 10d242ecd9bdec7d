// Runs in a realtime page before the page's own scripts. Provides a microphone that is silent
// except for bursts, and records times at both ends. Times are in ms; those of audio are on the
// page's AudioContext clock.
(() => {
  const marks = { sent: [], received: [], cut: [], loud: [], silent: [] };
  window.speech = { marks };

  // Outgoing audio: the first loud frame after each burst.
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (typeof data !== "string") {
      const pcm = new Int16Array(data.buffer ? data.slice().buffer : data);
      if (pcm.some((sample) => Math.abs(sample) > 3_000)) marks.sent.push(performance.now());
    }
    return send.call(this, data);
  };

  let page;
  const Real = window.WebSocket;
  window.WebSocket = new Proxy(Real, {
    construct(target, args) {
      const socket = new target(...args);
      socket.addEventListener("message", ({ data }) => {
        if (!page) return;
        const now = page.currentTime * 1000;
        if (typeof data !== "string") marks.received.push(now);
        else if (data.includes('"interruption"')) marks.cut.push(now);
      });
      return socket;
    },
  });

  // Played audio: each change between silence and sound, sample-accurate.
  const CODE = `registerProcessor("heard", class extends AudioWorkletProcessor {
    quiet = 1e9; loud = false;
    process([[samples]]) {
      for (let at = 0; samples && at < samples.length; at++) {
        if (Math.abs(samples[at]) > 0.02) {
          if (!this.loud) this.port.postMessage([true, (currentFrame + at) / sampleRate * 1000]);
          this.loud = true; this.quiet = 0;
        } else if (this.loud && ++this.quiet === 240) {
          // Silent for 240 samples (5 ms): reports where the silence began.
          this.port.postMessage([false, (currentFrame + at - 239) / sampleRate * 1000]);
          this.loud = false;
        }
      }
      return true;
    }
  })`;
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (target, ...rest) {
    const result = connect.call(this, target, ...rest);
    if (target instanceof AudioDestinationNode && !page && !(this.context instanceof Mine)) {
      page = this.context;
      const url = URL.createObjectURL(new Blob([CODE], { type: "text/javascript" }));
      page.audioWorklet.addModule(url).then(() => {
        const node = new AudioWorkletNode(page, "heard");
        node.port.onmessage = ({ data: [loud, at] }) => (loud ? marks.loud : marks.silent).push(at);
        connect.call(this, node);
        window.speech.listens = true;
      });
    }
    return result;
  };

  class Mine extends AudioContext {}
  navigator.mediaDevices.getUserMedia = async () => {
    const context = new Mine();
    const gate = context.createGain();
    gate.gain.value = 0;
    const tone = context.createOscillator();
    const out = context.createMediaStreamDestination();
    connect.call(connect.call(tone, gate), out);
    tone.start();
    /** Plays 200 ms of tone. Returns its start in ms, on the `performance.now()` clock. */
    window.speech.burst = () => {
      const at = context.currentTime + 0.1;
      gate.gain.setValueAtTime(0.8, at);
      gate.gain.setValueAtTime(0, at + 0.2);
      return at * 1000 + offset;
    };
    // Offset from this context's clock to `performance.now()`, the minimum of many samples. The
    // context's clock moves in steps of the device's buffer, which is rendered ahead.
    let offset = Infinity;
    setInterval(() => (offset = Math.min(offset, performance.now() - context.currentTime * 1000)), 5);
    return out.stream;
  };
})();
