// Counts what the page holds, and delays its microphone prompt.
(() => {
  const made = { contexts: [], peers: [], sockets: [], tracks: [], sounds: [], worklets: [] };
  // What the probe creates by these does not count.
  const real = { AudioContext: window.AudioContext, AudioWorkletNode: window.AudioWorkletNode };

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

  window.probe = { made, real, prompt, live };
})();
