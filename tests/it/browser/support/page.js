// The page's own constructors, counted and made to fail on demand, and a peer that acts as the
// server.
//
// All JavaScript of the tests is in one file, since the runner's server can leave one of several
// concurrent requests unanswered: see components/tests/it/support/page.js.

const { RTCPeerConnection, AudioContext, setTimeout, clearTimeout } = window;
const { mediaDevices } = navigator;
const real = {
  getUserMedia: mediaDevices.getUserMedia,
  play: HTMLMediaElement.prototype.play,
  addModule: Worklet.prototype.addModule,
  createGain: BaseAudioContext.prototype.createGain,
  stop: AudioScheduledSourceNode.prototype.stop,
  clone: MediaStreamTrack.prototype.clone,
  now: performance.now.bind(performance),
};

// The browser's originals of everything that a test may replace. A new patch needs an entry here.
const originals = [
  [window, "RTCPeerConnection", "WebSocket", "fetch", "AudioContext", "setTimeout", "clearTimeout", "isSecureContext"],
  [document, "permissionsPolicy"],
  [performance, "now"],
  [navigator, "mediaDevices"],
  [mediaDevices, "getUserMedia", "enumerateDevices"],
  [navigator.permissions, "query"],
  [HTMLMediaElement.prototype, "play", "setSinkId", "volume", "currentTime"],
  [MediaStreamTrack.prototype, "clone"],
  [Worklet.prototype, "addModule"],
  [BaseAudioContext.prototype, "createGain", "currentTime"],
  [AudioContext.prototype, "setSinkId", "createMediaStreamSource"],
  [AudioScheduledSourceNode.prototype, "stop"],
].flatMap(([owner, ...names]) => names.map((name) => [owner, name, Object.getOwnPropertyDescriptor(owner, name)]));

function restore() {
  for (const [owner, name, own] of originals) {
    if (own) Object.defineProperty(owner, name, own);
    else delete owner[name];
  }
}

// Counts errors thrown in late callbacks, which nothing else sees.
let errors = 0;
for (const name of ["error", "unhandledrejection"]) window.addEventListener(name, () => errors++);
export const error_count = () => errors;
/// Returns and resets the count, for tests that cause errors.
export function take_errors() {
  const count = errors;
  errors = 0;
  return count;
}

let peers, sockets, tracks, prompts, requests, contexts, newSocket;
// The remote peers that tests have created.
let remotes = [];
// The number of the test. A loop that polls ends with the test that started it.
let generation = 0;

class Queue {
  items = [];
  takers = [];
  push(item) {
    const taker = this.takers.shift();
    if (taker) taker(item);
    else this.items.push(item);
  }
  next() {
    if (this.items.length) return Promise.resolve(this.items.shift());
    return new Promise((taker) => this.takers.push(taker));
  }
}

class CountedPeer extends RTCPeerConnection {
  constructor(...args) {
    super(...args);
    peers.push(this);
  }
}

class CountedContext extends AudioContext {
  constructor(...args) {
    super(...args);
    contexts.push(this);
  }
}

class FakeSocket extends EventTarget {
  readyState = 0;
  sent = new Queue();
  closedWith = null;
  bufferedAmount = 0;
  constructor(url) {
    super();
    this.url = url;
    sockets.push(this);
    newSocket.push(this);
  }
  send(bytes) {
    if (this.readyState === 0) throw new DOMException("connecting", "InvalidStateError");
    if (this.readyState === 1) this.sent.push(bytes.slice());
  }
  close(code) {
    this.readyState = 3;
    this.closedWith = code;
  }
  accept() {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }
  deliver(data) {
    this.dispatchEvent(new MessageEvent("message", { data: data.buffer ? data.slice().buffer : data }));
  }
  drop(code) {
    this.readyState = 3;
    this.dispatchEvent(new CloseEvent("close", { code }));
  }
}

const named = (name) => (name === "TypeError" ? new TypeError("no") : new DOMException("no", name));

/// Opens the real prompt. Its tracks belong to the test that asked, however late they arrive.
let asked = Promise.resolve();
function ask(constraints) {
  const mine = tracks;
  const stream = real.getUserMedia.call(mediaDevices, constraints);
  stream.then((stream) => mine.push(...stream.getTracks()));
  asked = Promise.allSettled([asked, stream]);
  return stream;
}
/// Resolves when no prompt is open and its callbacks have run.
export const prompts_settled = () => asked.then(settled);

/// Restores the browser's own functions, and counts from here on.
export function reset() {
  restore();
  // While a prompt is open, the page lists no devices.
  for (const prompt of prompts ?? []) prompt.reject?.(named("AbortError"));
  [peers, sockets, tracks, prompts, requests, contexts] = [[], [], [], [], [], []];
  [errors, lists, sinks, timers, ahead, modules, stops, gain] = [0, 0, [], new Map(), 0, [], 0, undefined];
  newSocket = new Queue();
  window.RTCPeerConnection = CountedPeer;
  window.AudioContext = CountedContext;
  mediaDevices.getUserMedia = (constraints) => {
    prompts.push({ constraints });
    return ask(constraints);
  };
  // A cloned track is another microphone: it counts as well.
  MediaStreamTrack.prototype.clone = function () {
    const made = real.clone.call(this);
    tracks.push(made);
    return made;
  };
}

/// Describes what is still open; empty after a test that released everything.
export function leftovers() {
  const open = {
    "uncaught errors": errors,
    "live tracks": live_tracks(),
    "open peer connections": open_peers(),
    "open sockets": open_sockets(),
    "audio elements": element_count(),
    "open audio contexts": open_contexts(),
    "open remotes": remotes.filter((remote) => remote.peer.connectionState !== "closed").length,
  };
  const left = Object.entries(open).filter(([, count]) => count > 0);
  return left.map(([what, count]) => `${count} ${what}`).join(", ");
}

/// Closes what a failed test has left open, so that the next one starts in a clean page.
export function sweep() {
  generation++;
  restore();
  window.dispatchEvent(new Event("pagehide"));
  for (const track of tracks) track.stop();
  for (const peer of peers) peer.close();
  for (const socket of sockets) socket.close();
  for (const remote of remotes) remote.close();
  for (const context of contexts) if (context.state !== "closed") context.close();
  for (const element of elements()) element.remove();
  remotes = [];
}

// Microphone.
export function microphone_refuses(name) {
  navigator.mediaDevices.getUserMedia = () => (prompts.push({}), Promise.reject(named(name)));
}
/// As Chromium, which tells refusals apart by the message.
export function microphone_refuses_with(name, message) {
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException(message, name));
}
export function insecure_page() {
  Object.defineProperty(window, "isSecureContext", { value: false, configurable: true });
}
export function policy_forbids(name) {
  const allowsFeature = (feature) => feature !== name;
  Object.defineProperty(document, "permissionsPolicy", { value: { allowsFeature }, configurable: true });
}
/// Reports that a request was blocked, as the browser does in a task of its own.
export function policy_blocked(blockedURI, disposition) {
  const directive = "connect-src";
  const init = { blockedURI, disposition, effectiveDirective: directive, violatedDirective: directive, bubbles: true,
    documentURI: location.href, originalPolicy: "connect-src 'self'", statusCode: 200 };
  document.dispatchEvent(new SecurityPolicyViolationEvent("securitypolicyviolation", init));
}
export function no_media_devices() {
  Object.defineProperty(navigator, "mediaDevices", { value: undefined, configurable: true });
}
export function hold_prompt() {
  navigator.mediaDevices.getUserMedia = (constraints) =>
    new Promise((resolve, reject) => prompts.push({ constraints, resolve, reject }));
}
export async function answer_prompt() {
  const stream = await ask({ audio: true });
  prompts.at(-1).resolve(stream);
  // After a turn of the event loop, everything that awaited the prompt has run.
  await settled();
}
export const prompt_count = () => prompts.length;
export const last_constraints = () => JSON.stringify(prompts.at(-1).constraints);
export const live_tracks = () => tracks.filter((track) => track.readyState === "live").length;
export const tracks_enabled = () => tracks.map((track) => track.enabled).join();
export const end_track = () => (tracks.at(-1).stop(), tracks.at(-1).dispatchEvent(new Event("ended")));
/// Waits for microtasks and one turn of the event loop. No animation frame: a hidden page gets
/// none.
export const settled = () => new Promise((resolve) => setTimeout(resolve));

// Devices that can be plugged in and unplugged: `kind id label` each.
let lists;
export const list_count = () => lists;
export function plug(...names) {
  lists = 0;
  const devices = names.map((name) => {
    const [kind, deviceId, label] = name.split(" ");
    return { kind, deviceId, label, groupId: label };
  });
  navigator.mediaDevices.enumerateDevices = () => (lists++, Promise.resolve(devices));
}
export const devices_changed = () => navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
export async function other_input() {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all.filter((device) => device.kind === "audioinput" && device.deviceId !== "default").at(-1).deviceId;
}
export const used_input = () => tracks.at(-1).getSettings().deviceId;
let permission;
export function permission_is(state) {
  permission = Object.assign(new EventTarget(), { state });
  navigator.permissions.query = () => Promise.resolve(permission);
}
export function permission_becomes(state) {
  permission.state = state;
  permission.dispatchEvent(new Event("change"));
}
export function permission_refuses() {
  navigator.permissions.query = () => Promise.reject(new TypeError("microphone"));
}
export function mute_track(muted) {
  const track = tracks.at(-1);
  Object.defineProperty(track, "muted", { value: muted, configurable: true });
  track.dispatchEvent(new Event(muted ? "mute" : "unmute"));
}
/// Makes tracks open muted by the system, or ended.
export function microphone_opens(how) {
  mediaDevices.getUserMedia = async (constraints) => {
    prompts.push({ constraints });
    const stream = await ask(constraints);
    const [track] = stream.getTracks();
    if (how === "ended") track.stop();
    else Object.defineProperty(track, "muted", { value: true, configurable: true });
    return stream;
  };
}

// Virtual time: timers of 100 ms and more run when the test advances it.
let timers, ahead;
export function hold_time() {
  let next = 1e9;
  performance.now = () => real.now() + ahead;
  window.setTimeout = (callback, millis = 0, ...rest) => {
    if (millis < 100) return setTimeout(callback, millis, ...rest);
    timers.set(++next, { callback: () => callback(...rest), due: ahead + millis });
    return next;
  };
  window.clearTimeout = (id) => timers.delete(id) || clearTimeout(id);
}
/// As after a sleep, during which the monotonic clock stopped.
export function clock_behind(millis) {
  performance.now = () => real.now() - millis;
}
export function pass_time(millis) {
  const end = ahead + millis;
  for (;;) {
    const [first] = [...timers].sort(([, one], [, other]) => one.due - other.due);
    if (!first || first[1].due > end) break;
    timers.delete(first[0]);
    ahead = first[1].due;
    first[1].callback();
  }
  ahead = end;
}

// Peer connections and elements.
export const peer_count = () => peers.length;
export const open_peers = () => peers.filter((peer) => peer.connectionState !== "closed").length;
export const ice_policy = () => peers.at(-1).getConfiguration().iceTransportPolicy;
export const ice_urls = () => peers.at(-1).getConfiguration().iceServers.flatMap((server) => server.urls).join();
const elements = () => [...document.querySelectorAll("[data-speko-audio]")];
export const element_count = () => elements().length;
export const element_volume = () => elements()[0].volume;
/// Numbers each element in the page, so that a test can recognise it.
const named_elements = new Map();
export const element_name = () => {
  const [element] = elements();
  if (!named_elements.has(element)) named_elements.set(element, named_elements.size);
  return named_elements.get(element);
};
/// As on iOS: the volume can be set, but does not change.
export function fixed_volume() {
  const volume = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "volume");
  Object.defineProperty(HTMLMediaElement.prototype, "volume", { ...volume, get: () => 1 });
}
/// As the system, an extension or a media hub does.
export const pause_elements = () => elements().forEach((element) => element.pause());
export const start_elements = () => elements().forEach((element) => element.play());
/// As with an output device that does not run.
export function stop_clocks() {
  for (const [owner, name, own] of clocks) Object.defineProperty(owner, name, { ...own, get: () => 7 });
}
export function run_clocks() {
  for (const [owner, name, own] of clocks) Object.defineProperty(owner, name, own);
}
const clocks = originals.filter(([, name]) => name === "currentTime");
export const element_time = () => elements()[0].currentTime;
export const element_plays = () => elements().every((element) => !element.paused);
export function play_refuses(name) {
  HTMLMediaElement.prototype.play = () => Promise.reject(named(name));
}
export function play_works() {
  HTMLMediaElement.prototype.play = real.play;
}
export function sink_refuses(name) {
  HTMLMediaElement.prototype.setSinkId = () => Promise.reject(named(name));
}
let sinks;
export function record_sinks() {
  sinks = [];
  HTMLMediaElement.prototype.setSinkId = async (id) => void sinks.push(id);
}
export const sinks_set = () => sinks.join();
/// Whether all of them are in the document, but not rendered.
export const elements_hidden = () =>
  elements().every((element) => document.body.contains(element) && element.getClientRects().length === 0);
export function no_sinks() {
  HTMLMediaElement.prototype.setSinkId = undefined;
}
// Audio graph.
const { createMediaStreamSource } = AudioContext.prototype;
/// As in Firefox: a microphone can be connected to contexts of its own sample rate only.
export function sources_have_rate(rate) {
  AudioContext.prototype.createMediaStreamSource = function (stream) {
    if (this.sampleRate !== rate) throw new DOMException("another rate", "NotSupportedError");
    return createMediaStreamSource.call(this, stream);
  };
}
export const open_contexts = () => contexts.filter((context) => context.state !== "closed").length;
/// Stops the context's clock, so that nothing ends.
export const suspend_context = () => contexts.at(-1).suspend();
let gain, modules, stops;
/// Makes the next created gain node accessible.
export function watch_gain() {
  BaseAudioContext.prototype.createGain = function () {
    return (gain = real.createGain.call(this));
  };
}
export const gain_value = () => gain.gain.value;
export function record_modules() {
  Worklet.prototype.addModule = function (url) {
    modules.push(url);
    return real.addModule.call(this, url);
  };
}
export const modules_added = () => modules.join(" ");
export function modules_hang() {
  Worklet.prototype.addModule = () => new Promise(() => {});
}
export function count_stops() {
  AudioScheduledSourceNode.prototype.stop = function () {
    stops++;
    return real.stop.call(this);
  };
}
export const stop_count = () => stops;
/// Makes AudioContexts support `setSinkId`, which rejects for one missing device.
export function record_context_sinks(missing) {
  AudioContext.prototype.setSinkId = async (id) => {
    sinks.push(id);
    if (id === missing) throw named("NotFoundError");
  };
}
export function no_context_sinks() {
  AudioContext.prototype.setSinkId = undefined;
}
export const socket_closing = (socket) => (socket.readyState = 2);

export const level_of_element = () => loud(elements()[0].srcObject);

/// Resolves when the stream is audible.
const loud = (stream) => measure(stream, ({ rms }) => rms > 0.02);

/// Meters a stream until `enough` accepts a reading, which is returned.
async function measure(stream, enough) {
  const mine = generation;
  // Chromium decodes a remote track only for an element.
  const element = new Audio();
  element.muted = true;
  element.srcObject = stream;
  const meter = await Meter.on(stream);
  try {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      const heard = await meter.read();
      // The test has failed, and its code must not be resumed.
      if (mine !== generation) return new Promise(() => {});
      if (await enough(heard)) return heard;
    }
  } finally {
    element.srcObject = null;
    await meter.close();
  }
}

/// Measures every sample of a stream on the audio thread, so that a stalled page misses none.
class Meter {
  static async on(stream) {
    const code = URL.createObjectURL(new Blob([METER], { type: "text/javascript" }));
    const meter = new Meter();
    meter.context = new AudioContext();
    await real.addModule.call(meter.context.audioWorklet, code);
    URL.revokeObjectURL(code);
    meter.node = new AudioWorkletNode(meter.context, "meter");
    meter.context.createMediaStreamSource(stream).connect(meter.node).connect(meter.context.destination);
    return meter;
  }
  async read() {
    const answer = new Promise((resolve) => (this.node.port.onmessage = resolve));
    this.node.port.postMessage(null);
    const { frames, peak, rms } = (await answer).data;
    return { millis: (frames / this.context.sampleRate) * 1000, peak, rms };
  }
  close() {
    return this.context.close();
  }
}
// `rms` is that of the loudest window of 43 ms.
const METER = `registerProcessor("meter", class extends AudioWorkletProcessor {
  frames = 0;
  peak = 0;
  power = 0;
  rms = 0;
  constructor() {
    super();
    this.port.onmessage = () => this.port.postMessage({ frames: this.frames, peak: this.peak, rms: this.rms });
  }
  process([[samples]]) {
    for (const sample of samples ?? []) {
      this.peak = Math.max(this.peak, Math.abs(sample));
      this.power += sample * sample;
      if (++this.frames % 2048) continue;
      this.rms = Math.max(this.rms, Math.sqrt(this.power / 2048));
      this.power = 0;
    }
    return true;
  }
})`;

// Sockets and HTTP.
export function fake_sockets() {
  window.WebSocket = FakeSocket;
}
export function sockets_refuse(name) {
  window.WebSocket = class {
    constructor() {
      throw named(name);
    }
  };
}
export const socket_count = () => sockets.length;
export const open_sockets = () => sockets.filter((socket) => socket.readyState < 2).length;
export const next_socket = () => newSocket.next();
export const socket_url = (socket) => socket.url;
export const socket_accept = (socket) => socket.accept();
export const socket_deliver = (socket, data) => socket.deliver(data);
export const socket_drop = (socket, code) => socket.drop(code);
export const socket_sent = (socket) => socket.sent.next();
export const socket_closed_with = (socket) => socket.closedWith ?? 0;
export function http_answers(status, body) {
  window.fetch = (url, init) => (requests.push({ url, init }), Promise.resolve(new Response(body, { status })));
}
export function http_asks_to_wait(status, wait) {
  window.fetch = () => Promise.resolve(new Response("", { status, headers: { "Retry-After": wait } }));
}
/// Blocks the request by the page's policy, and reports that afterwards, as Chromium does.
export function http_is_blocked(blockedURI, disposition) {
  window.fetch = () => (setTimeout(() => policy_blocked(blockedURI, disposition)), Promise.reject(new TypeError("no")));
}
/// Answers nothing until the request is aborted.
export function http_hangs_until_aborted() {
  window.fetch = (url, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}
export function http_fails() {
  window.fetch = () => Promise.reject(new TypeError("Failed to fetch"));
}
export function http_hangs() {
  window.fetch = (url, init) => (requests.push({ url, init }), new Promise(() => {}));
}
export const request_count = () => requests.length;
export const request_init = () => JSON.stringify(requests.at(-1).init);
export const request_aborted = () => requests.at(-1).init.signal.aborted;

// The server's side of the media: an agent that plays a tone, and echoes data.
export class Remote {
  candidates = new Queue();
  messages = new Queue();
  channels = {};
  opened = new Queue();
  microphone = new Queue();
  constructor() {
    remotes.push(this);
    this.peer = new RTCPeerConnection();
    this.peer.onicecandidate = (event) =>
      event.candidate && this.candidates.push(JSON.stringify(event.candidate.toJSON()));
    this.peer.ontrack = (event) => this.microphone.push((this.track = event.track));
    this.peer.ondatachannel = ({ channel }) => {
      channel.binaryType = "arraybuffer";
      channel.onmessage = (event) => this.messages.push([channel.label, new Uint8Array(event.data)]);
      this.channels[channel.label] = channel;
      this.opened.push();
    };
  }
  async answer(sdp) {
    await this.peer.setRemoteDescription({ type: "offer", sdp });
    const sender = this.peer.getTransceivers().filter(({ mid }) => /a=recvonly/.test(section(sdp, mid)))[0];
    // A later offer finds the tone playing.
    if (sender && !this.context) {
      this.context = new AudioContext();
      const hum = this.context.createOscillator();
      const out = this.context.createMediaStreamDestination();
      hum.connect(out);
      hum.start();
      sender.direction = "sendonly";
      sender.sender.setStreams?.(out.stream);
      await sender.sender.replaceTrack(out.stream.getAudioTracks()[0]);
      this.mid = sender.mid;
    }
    await this.peer.setLocalDescription();
    // LiveKit puts its ids into the stream's id.
    return this.peer.localDescription.sdp.replace(/a=msid:\S+ /g, "a=msid:PA_agent|TR_hum ");
  }
  agent_mid() {
    return this.mid;
  }
  next_candidate() {
    return this.candidates.next();
  }
  has_message() {
    return this.messages.items.length > 0;
  }
  async next_message() {
    return (await this.messages.next())[1];
  }
  /// A caller can be connected before its channels have arrived.
  async channel(label) {
    while (!this.channels[label]) await this.opened.next();
    return this.channels[label];
  }
  async send(label, bytes) {
    const copy = bytes.slice();
    (await this.channel(label)).send(copy);
  }
  async channel_options(label) {
    const { ordered, maxRetransmits } = await this.channel(label);
    return JSON.stringify({ ordered, maxRetransmits });
  }
  /// Resolves when the caller's microphone is audible.
  async hears() {
    await loud(new MediaStream([await this.microphone.next()]));
  }
  /// Returns the peak of the caller's microphone, over `millis` ms of received and played samples.
  /// With `concealed`, samples that the browser generates while no packets arrive count as well.
  async peak(millis, concealed) {
    let before;
    const { peak } = await measure(new MediaStream([this.track]), async (heard) => {
      before ??= await this.received(concealed);
      return heard.millis >= millis && (await this.received(concealed)) - before >= millis;
    });
    return peak;
  }
  /// Returns how many ms of the caller's microphone have arrived.
  async received(concealed) {
    const receiver = this.peer.getReceivers().find(({ track }) => track === this.track);
    const reports = [...(await receiver.getStats()).values()];
    const { totalSamplesReceived, concealedSamples } = reports.find(({ type }) => type === "inbound-rtp");
    return (totalSamplesReceived - (concealed ? 0 : concealedSamples)) / 48;
  }
  /// Returns how many m-lines were offered.
  m_line_count() {
    return this.peer.getTransceivers().length;
  }
  async close() {
    this.peer.close();
    const context = this.context;
    this.context = undefined;
    await context?.close();
  }
}

const section = (sdp, mid) => sdp.split(/^(?=m=)/m).find((part) => part.includes(`a=mid:${mid}\r`)) ?? "";

reset();
