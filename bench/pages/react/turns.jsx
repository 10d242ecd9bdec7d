// The peer of pages/turns: the transcript state of components-react in a plain list.
// `window.turns.say` delivers what an agent's text stream would: an update of a turn is another
// stream of the same segment. The path from the data channel to the stream's reader is left out.
import { RoomContext, useTranscriptions } from "@livekit/components-react";
import { ConnectionState, Room } from "livekit-client";
import { useMemo } from "react";
import { createRoot } from "react-dom/client";
import { ofStream } from "./heard.js";
import { Turns } from "./rows.jsx";

const room = new Room();
room.state = ConnectionState.Connected;
let hear;
room.registerTextStreamHandler = (topic, handler) => {
  if (topic === "lk.transcription") hear = handler;
};

const careful = new URLSearchParams(location.search).has("careful");

function Transcript() {
  const streams = useTranscriptions();
  const turns = useMemo(() => streams.map(ofStream), [streams]);
  return <Turns turns={turns} careful={careful} />;
}

let streams = 0;
window.turns = {
  say(id, source, text, final) {
    streams += 1;
    const attributes = { "lk.segment_id": id, "lk.transcription_final": String(final) };
    const info = { id: `stream ${streams}`, topic: "lk.transcription", timestamp: Date.now(), mimeType: "text/plain", attributes };
    hear({ info, [Symbol.asyncIterator]: () => once(text) }, { identity: source });
  },
};

async function* once(text) {
  yield text;
}

createRoot(document.body).render(
  <RoomContext.Provider value={room}>
    <Transcript />
  </RoomContext.Provider>,
);
