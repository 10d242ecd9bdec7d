// livekit-client as @spekoai/client uses it: join, then microphone, and the agent's audio in its
// own element. It is driven and observed as e2e/page is, by a call button and `window.speko`.
import { Room, RoomEvent } from "livekit-client";
import { button, events, query, show, emit } from "../driven.js";

let room = null;

async function start() {
  show("connecting");
  room = new Room();
  room.on(RoomEvent.TrackSubscribed, (track) => {
    if (track.kind !== "audio") return;
    const element = track.attach();
    element.style.display = "none";
    document.body.append(element);
  });
  room.on(RoomEvent.TrackUnsubscribed, (track) => track.detach().forEach((element) => element.remove()));
  room.on(RoomEvent.DataReceived, (data) => {
    const packet = JSON.parse(new TextDecoder().decode(data));
    if (packet.type === "agent_message") emit("message", { source: "agent", text: packet.text });
  });
  room.on(RoomEvent.ConnectionStateChanged, (state) => emit("connection", state));
  room.on(RoomEvent.Disconnected, (reason) => {
    emit("disconnected", reason);
    show("idle");
    room = null;
  });
  try {
    await room.connect(query.get("url"), query.get("token"));
    await room.localParticipant.setMicrophoneEnabled(true);
    emit("connected");
    show("connected");
  } catch (error) {
    emit("error", { message: error.message });
    show("idle");
  }
}

async function send_user_message(text) {
  const packet = JSON.stringify({ type: "user_message", text });
  await room.localParticipant.publishData(new TextEncoder().encode(packet), { reliable: true });
}

button.onclick = () => (room ? room.disconnect() : start());
window.speko = { events, send_user_message };
