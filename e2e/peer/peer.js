// `window.peer`: a caller on LiveKit's own client, with its events and commands.
(() => {
  const { Room, RoomEvent } = LivekitClient;
  const room = new Room();
  const events = [];
  const emit = (kind, data) => events.push({ kind, data, at: performance.now() });

  room
    .on(RoomEvent.TrackSubscribed, (track, _, participant) => {
      document.body.append(track.attach());
      emit("subscribed", participant.identity);
    })
    .on(RoomEvent.TrackUnsubscribed, (track) => track.detach().forEach((element) => element.remove()))
    .on(RoomEvent.TrackMuted, (_, participant) => emit("muted", participant.identity))
    .on(RoomEvent.TrackUnmuted, (_, participant) => emit("unmuted", participant.identity))
    .on(RoomEvent.ParticipantConnected, ({ identity }) => emit("participant_joined", identity))
    .on(RoomEvent.ParticipantDisconnected, ({ identity }) => emit("participant_left", identity))
    .on(RoomEvent.DataReceived, (bytes) => emit("data", new TextDecoder().decode(bytes)))
    .on(RoomEvent.Disconnected, () => emit("disconnected"));
  room.registerTextStreamHandler("lk.chat", async (reader) => emit("chat", await reader.readAll()));

  window.peer = {
    events,
    async join(url, token) {
      await room.connect(url, token).catch((error) => {
        // In Firefox, the browser and livekit-server sometimes settle on different candidate pairs,
        // and LiveKit's client does not restart ICE during a join. Our own client does; this one is
        // only the other caller.
        if (error.message !== "could not establish pc connection") throw error;
        emit("joined again");
        return room.connect(url, token);
      });
      await room.localParticipant.setMicrophoneEnabled(true);
    },
    mute: (muted) => room.localParticipant.setMicrophoneEnabled(!muted),
    send: (text) => room.localParticipant.publishData(new TextEncoder().encode(text), { reliable: true }),
    chat: (text) => room.localParticipant.sendText(text, { topic: "lk.chat" }),
    offer: (method) => room.registerRpcMethod(method, async ({ payload, callerIdentity }) => `${callerIdentity}: ${payload}`),
    call: (to, method, payload) => room.localParticipant.performRpc({ destinationIdentity: to, method, payload }),
    leave: () => room.disconnect(),
  };
})();
