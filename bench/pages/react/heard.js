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
  const [told, setTold] = useState([]);
  useDataChannel(
    useCallback(({ payload }) => {
      const packet = read(payload);
      if (packet) setTold((told) => take(told, packet));
    }, []),
  );
  return [...streams.map(ofStream), ...told];
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

function take(told, packet) {
  const last = told.at(-1);
  const open = last && last.source === packet.source && !last.final;
  return open ? [...told.slice(0, -1), { ...packet, key: last.key }] : [...told, { ...packet, key: `packet ${told.length}` }];
}
