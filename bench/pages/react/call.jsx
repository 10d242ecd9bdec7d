// examples/minimal as a typical React app: the same controls in the same order, with the same style
// sheet and the same slot names.
import { LiveKitRoom, RoomAudioRenderer, StartAudio, TrackToggle, useConnectionState, useVoiceAssistant } from "@livekit/components-react";
import { Track } from "livekit-client";
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { Turns } from "./rows.jsx";
import { useTurns } from "./heard.js";

function App() {
  const [credentials, setCredentials] = useState(null);
  const [error, setError] = useState(null);
  const start = async () => {
    setError(null);
    try {
      const answer = await fetch("/api/conversations", { method: "POST" });
      if (!answer.ok) throw new Error(`the backend answered ${answer.status}`);
      setCredentials(await answer.json());
    } catch (error) {
      setError(error);
    }
  };
  const stop = () => setCredentials(null);
  return (
    <LiveKitRoom
      serverUrl={credentials?.transportUrl}
      token={credentials?.transportToken}
      connect={credentials !== null}
      audio
      onError={setError}
      onMediaDeviceFailure={(failure) => setError(new Error(`the microphone: ${failure}`))}
      onDisconnected={stop}
    >
      <RoomAudioRenderer />
      <Status />
      {error && <div data-slot="error-notice" role="alert">{error.message}</div>}
      <StartAudio data-slot="start-audio" label="Let it speak" />
      <Transcript />
      <CallButton wanted={credentials !== null} start={start} stop={stop} />
      <TrackToggle data-slot="mic-toggle" data-part="button" source={Track.Source.Microphone}>Mute</TrackToggle>
    </LiveKitRoom>
  );
}

function Status() {
  const connection = useConnectionState();
  const { state } = useVoiceAssistant();
  return <div data-slot="status-badge" role="status" data-state={connection} data-mode={state}>{connection}, {state}</div>;
}

function CallButton({ wanted, start, stop }) {
  const connection = useConnectionState();
  const state = connection !== "disconnected" ? connection : wanted ? "connecting" : "idle";
  return (
    <button data-slot="call-button" data-part="button" data-state={state} onClick={wanted ? stop : start}>
      {wanted ? "End" : "Start"}
    </button>
  );
}

function Transcript() {
  return <Turns turns={useTurns()} />;
}

createRoot(document.body).render(<App />);
