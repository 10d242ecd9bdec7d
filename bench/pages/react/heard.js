// Reads both kinds of transcript: text streams, which components-react collects, and Speko's JSON
// packets.
import { useDataChannel, useTranscriptions } from "@livekit/components-react";
import { useCallback, useState } from "react";

const decoder = new TextDecoder();

/**
 * Returns one row per text stream, then one row per turn of the packets. Partial rows are replaced
 * in place.
 */
export function useTurns() {
  const streams = useTranscriptions();
  const [received, setReceived] = useState([]);
  useDataChannel(
    useCallback(({ payload }) => {
      const packet = read(payload);
      if (packet) setReceived((received) => take(received, packet));
    }, []),
  );
  return [...streams.map(ofStream), ...received];
}

/** Converts a text stream to a row. */
export function ofStream({ text, participantInfo, streamInfo: { id, attributes = {} } }) {
  const source = participantInfo.identity.startsWith("user") ? "user" : "agent";
  return { key: attributes["lk.segment_id"] ?? id, source, text, final: attributes["lk.transcription_final"] !== "false" };
}

function read(payload) {
  const { type, source, text, isFinal } = JSON.parse(decoder.decode(payload));
  if (type === "transcript") return { source, text, final: isFinal };
  if (type === "agent_message") return { source: "agent", text, final: isFinal };
  if (type === "user_message_echo") return { source: "user", text, final: true };
}

function take(received, packet) {
  const last = received.at(-1);
  const open = last && last.source === packet.source && !last.final;
  return open ? [...received.slice(0, -1), { ...packet, key: last.key }] : [...received, { ...packet, key: `packet ${received.length}` }];
}
