// livekit-client and a button without a framework, for the measurement of bytes.
import { Room, RoomEvent } from "livekit-client";

const button = document.body.appendChild(document.createElement("button"));
button.textContent = "Start";
let room;
button.onclick = async () => {
  if (room) return (room = void room.disconnect());
  room = new Room();
  room.on(RoomEvent.TrackSubscribed, (track) => document.body.append(track.attach()));
  const { transportUrl, transportToken } = await (await fetch("/api/conversations", { method: "POST" })).json();
  await room.connect(transportUrl, transportToken);
  await room.localParticipant.setMicrophoneEnabled(true);
};
