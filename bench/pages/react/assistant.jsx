// The first example in the documentation of components-react: a room, its audio, and bars for the
// agent.
import { BarVisualizer, LiveKitRoom, RoomAudioRenderer, useVoiceAssistant } from "@livekit/components-react";
import { useState } from "react";
import { createRoot } from "react-dom/client";

function Assistant() {
  const { state, audioTrack } = useVoiceAssistant();
  return <BarVisualizer state={state} barCount={5} trackRef={audioTrack} />;
}

function App() {
  const [credentials, setCredentials] = useState(null);
  const start = async () => setCredentials(await (await fetch("/api/conversations", { method: "POST" })).json());
  return (
    <LiveKitRoom serverUrl={credentials?.transportUrl} token={credentials?.transportToken} connect={!!credentials} audio>
      <RoomAudioRenderer />
      <Assistant />
      <button onClick={credentials ? () => setCredentials(null) : start}>{credentials ? "Stop" : "Start"}</button>
    </LiveKitRoom>
  );
}

createRoot(document.body).render(<App />);
