// Runs in the page before the page's own scripts. Counts the objects that the page creates, without
// timers or analysers, so that the probe itself costs nothing during the call.
(() => {
  const made = { tracks: [], peers: [], contexts: [], sockets: [], observers: 0 };
  const memories = [];

  const count = (name, keep) => {
    window[name] = new Proxy(window[name], {
      construct(target, args, newTarget) {
        const one = Reflect.construct(target, args, newTarget);
        keep(one);
        return one;
      },
    });
  };
  // Weak references, so that the probe keeps no object alive.
  const weakly = (list) => (one) => list.push(new WeakRef(one));
  count("RTCPeerConnection", weakly(made.peers));
  count("AudioContext", weakly(made.contexts));
  count("WebSocket", weakly(made.sockets));

  const devices = navigator.mediaDevices;
  const ask = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => {
    const stream = await ask(constraints);
    stream.getTracks().forEach(weakly(made.tracks));
    return stream;
  };
  const clone = MediaStreamTrack.prototype.clone;
  MediaStreamTrack.prototype.clone = function () {
    const track = clone.call(this);
    weakly(made.tracks)(track);
    return track;
  };

  const timers = new Set();
  const intervals = new Set();
  const { setTimeout, clearTimeout, setInterval, clearInterval } = window;
  window.setTimeout = (callback, millis, ...args) => {
    const id = setTimeout(() => {
      timers.delete(id);
      if (typeof callback === "function") callback(...args);
    }, millis);
    timers.add(id);
    return id;
  };
  window.setInterval = (callback, millis, ...args) => {
    const id = setInterval(callback, millis, ...args);
    intervals.add(id);
    return id;
  };
  // In browsers, either function clears both kinds of timer.
  window.clearTimeout = window.clearInterval = (id) => {
    timers.delete(id);
    intervals.delete(id);
    clearTimeout(id);
    clearInterval(id);
  };

  const keepMemory = (result) => {
    const instance = result.instance ?? result;
    for (const one of Object.values(instance.exports)) if (one instanceof WebAssembly.Memory) memories.push(one);
    return result;
  };
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const real = WebAssembly[name].bind(WebAssembly);
    WebAssembly[name] = (...args) => real(...args).then(keepMemory);
  }

  const long = { count: 0, worst: 0 };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      long.count += 1;
      long.worst = Math.max(long.worst, duration);
    }
  }).observe({ type: "long-animation-frame" });

  const alive = (list, test) => list.filter((ref) => ref.deref() && test(ref.deref())).length;
  window.bench = {
    long,
    wasmBytes: () => memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0),
    /** Counts the created objects that are still in use. */
    live: () => ({
      tracks: alive(made.tracks, (track) => track.readyState === "live"),
      peers: alive(made.peers, (peer) => peer.connectionState !== "closed"),
      sockets: alive(made.sockets, (socket) => socket.readyState <= WebSocket.OPEN),
      contexts: alive(made.contexts, (context) => context.state !== "closed"),
      timers: timers.size,
      intervals: intervals.size,
    }),
    /** Counts the objects that are not garbage-collected yet, closed or not. */
    held: () => ({ heldPeers: alive(made.peers, () => true), heldSockets: alive(made.sockets, () => true), heldTracks: alive(made.tracks, () => true) }),
    made: () => ({ tracks: made.tracks.length, peers: made.peers.length, sockets: made.sockets.length }),
  };
})();
