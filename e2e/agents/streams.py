"""An agent that uses LiveKit Agents' text streams.

It sends `lk.transcription`, receives `lk.chat`, and sets the attribute `lk.agent.state`.
"""

import asyncio

from livekit import rtc

from agent import Agent, emit

STATE = "lk.agent.state"
TOPIC = "lk.transcription"


class Streams(Agent):
    async def joined(self):
        self.room.register_text_stream_handler("lk.chat", lambda reader, identity: self.task(self.chat(reader, identity)))

    async def chat(self, reader, identity):
        text = await reader.read_all()
        emit("text", identity=identity, topic="lk.chat", text=text)
        await self.do_state("thinking")
        await self.do_say(f"You wrote: {text}", segment=f"answer-{reader.info.stream_id}")

    async def do_state(self, state):
        await self.do_attributes(**{STATE: state})

    async def do_say(self, text, segment, cut=None, every=0.03):
        """Sends the agent's transcript: one stream with a delta per word, final in the trailer.

        The stream ends after `cut` words, if given.
        """
        await self.do_state("speaking")
        writer = await self.stream(segment, self.room.local_participant.identity, self.publication, final=False)
        for place, word in enumerate(text.split(" ")[:cut]):
            await writer.write(f" {word}" if place else word)
            await asyncio.sleep(every)  # paced like speech
        await writer.aclose(attributes={"lk.transcription_final": "true"})
        await self.do_state("listening")

    async def do_say_plain(self, text, segment):
        """Sends the agent's transcript as Node agents do: the stream closes without attributes."""
        writer = await self.stream(segment, self.room.local_participant.identity, self.publication, final=False)
        for place, word in enumerate(text.split(" ")):
            await writer.write(f" {word}" if place else word)
        await writer.aclose()

    async def do_say_old(self, text, segment, final, identity=None):
        """Sends a legacy transcription packet with the whole text so far."""
        participant = self.room.local_participant
        said = rtc.TranscriptionSegment(id=segment, text=text, start_time=0, end_time=0, language="", final=final)
        packet = rtc.Transcription(
            participant_identity=identity or participant.identity, track_sid=self.publication.sid, segments=[said]
        )
        await participant.publish_transcription(packet)

    async def do_noise(self):
        """Sends DTMF, data, text and byte streams that a voice page must ignore."""
        participant = self.room.local_participant
        await participant.publish_dtmf(code=1, digit="1")
        await participant.publish_data("on a topic of its own", topic="something else")
        await participant.publish_data(b"\xff\xfe no text", topic="")
        await participant.publish_data("lossy", reliable=False)
        await participant.send_text("on a topic of its own", topic="something.else")
        bytes_out = await participant.stream_bytes("a file", topic="files", mime_type="application/octet-stream")
        await bytes_out.write(bytes(40_000))
        await bytes_out.aclose()

    async def do_break_off(self, text, segment):
        """Sends a stream that is closed with a reason, as when a process ends mid-sentence."""
        writer = await self.stream(segment, self.room.local_participant.identity, None, final=False)
        await writer.write(text)
        await writer.aclose(reason="the process was ended")

    async def do_hears(self, texts, segment, identity="user"):
        """Sends a participant's transcript: a stream with the whole text for each interim result.

        The last text is then sent again in a final stream.
        """
        participant = await self.participant(identity)
        track = await self.until(lambda: next(iter(participant.track_publications.values()), None))
        for text in texts:
            await self.all_of(text, segment, identity, track, final=False)
        await self.all_of(texts[-1], segment, identity, track, final=True)

    async def all_of(self, text, segment, identity, track, final):
        writer = await self.stream(segment, identity, track, final)
        await writer.write(text)
        await writer.aclose()

    def stream(self, segment, identity, track, final):
        attributes = {"lk.segment_id": segment, "lk.transcription_final": str(final).lower()}
        if track is not None:
            attributes["lk.transcribed_track_id"] = track.sid
        participant = self.room.local_participant
        return participant.stream_text(topic=TOPIC, sender_identity=identity, attributes=attributes)


def main():
    Streams.run()
