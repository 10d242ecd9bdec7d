// Runs in a speech-to-speech page before anything of it: a microphone that is silent but for bursts, and clocks at both ends
// of the way. Times are in ms; those of sound are by the page's own audio context.
(() => {
  const marks = { sent: [], came: [], cut: [], loud: [], silent: [] };
  window.speech = { marks };

  // What leaves: the first loud frame after each burst.
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
        if (typeof data !== "string") marks.came.push(now);
        else if (data.includes('"interruption"')) marks.cut.push(now);
      });
      return socket;
    },
  });

  // What is heard: each change between silence and sound, by the frame.
  const CODE = `registerProcessor("heard", class extends AudioWorkletProcessor {
    quiet = 1e9; loud = false;
    process([[samples]]) {
      for (let at = 0; samples && at < samples.length; at++) {
        if (Math.abs(samples[at]) > 0.02) {
          if (!this.loud) this.port.postMessage([true, (currentFrame + at) / sampleRate * 1000]);
          this.loud = true; this.quiet = 0;
        } else if (this.loud && ++this.quiet === 240) {
          // Five ms of silence: it began then.
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
    /** 200 ms of tone. When it begins, by the page's clock. */
    window.speech.burst = () => {
      const at = context.currentTime + 0.1;
      gate.gain.setValueAtTime(0.8, at);
      gate.gain.setValueAtTime(0, at + 0.2);
      return at * 1000 + offset;
    };
    // When a moment of the context can be seen first, by the page's clock: the earliest of many looks. It moves in steps of
    // what the device takes at once, and what it takes is rendered ahead.
    let offset = Infinity;
    setInterval(() => (offset = Math.min(offset, performance.now() - context.currentTime * 1000)), 5);
    return out.stream;
  };
})();
