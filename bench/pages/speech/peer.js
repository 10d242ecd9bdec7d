// The peer of the realtime page: the contract's reference client in vanilla JavaScript. It captures
// in a worklet, resamples linearly block by block, and sends frames of 20 ms. Each message plays in
// its own buffer source, after the previous one and at least 20 ms from now.
const button = document.querySelector("button");
const list = document.querySelector("ol");
let context, gain, socket;
let end = 0;
let playing = [];
let rest = [];

const CAPTURE = `registerProcessor("capture", class extends AudioWorkletProcessor {
  process([[samples]]) { if (samples) this.port.postMessage(samples.slice()); return true; }
})`;

button.onclick = async () => {
  button.dataset.state = "connecting";
  const answer = await fetch("/api/conversations?mode=s2s", { method: "POST" });
  const { wsUrl, wsToken } = await answer.json();
  socket = new WebSocket(wsUrl, [wsToken]);
  socket.binaryType = "arraybuffer";
  socket.onmessage = ({ data }) => (typeof data === "string" ? read(JSON.parse(data)) : play(data));
};

async function read(frame) {
  if (frame.t === "ready") await open(frame);
  if (frame.t === "interruption") {
    for (const source of playing) source.stop();
    playing = [];
    end = 0;
  }
  if (frame.t === "transcript") {
    const last = list.lastElementChild;
    const row = last?.dataset.role === frame.role && last.dataset.final === "false" ? last : list.appendChild(document.createElement("li"));
    Object.assign(row.dataset, { role: frame.role, final: frame.final });
    row.textContent = frame.text;
  }
}

async function open({ inputSampleRate }) {
  context = new AudioContext();
  gain = context.createGain();
  gain.connect(context.destination);
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  });
  const url = URL.createObjectURL(new Blob([CAPTURE], { type: "text/javascript" }));
  await context.audioWorklet.addModule(url);
  const node = new AudioWorkletNode(context, "capture");
  node.port.onmessage = ({ data }) => capture(data, inputSampleRate);
  context.createMediaStreamSource(stream).connect(node);
  const silent = context.createGain();
  silent.gain.value = 0;
  node.connect(silent).connect(context.destination);
  button.dataset.state = "connected";
}

function capture(samples, rate) {
  const step = context.sampleRate / rate;
  for (let at = 0; at + 1 < samples.length; at += step) {
    const low = Math.floor(at);
    const sample = samples[low] + (samples[Math.min(low + 1, samples.length - 1)] - samples[low]) * (at - low);
    const clamped = Math.max(-1, Math.min(1, sample));
    rest.push(clamped < 0 ? clamped * 32_768 : clamped * 32_767);
  }
  const size = rate / 50;
  while (rest.length >= size) {
    if (socket.readyState === WebSocket.OPEN) socket.send(Int16Array.from(rest.splice(0, size)).buffer);
  }
}

function play(data) {
  if (!context) return;
  const pcm = new Int16Array(data);
  const buffer = context.createBuffer(1, pcm.length, 24_000);
  const samples = buffer.getChannelData(0);
  for (let at = 0; at < pcm.length; at++) samples[at] = pcm[at] / 32_768;
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.connect(gain);
  const at = Math.max(end, context.currentTime + 0.02);
  source.start(at);
  end = at + buffer.duration;
  playing.push(source);
  source.onended = () => (playing = playing.filter((one) => one !== source));
}
