"""An agent that writes as LiveKit Agents' room IO does: `lk.transcription` out, `lk.chat` in, `lk.agent.state`."""

import asyncio

from livekit import rtc

from line import Agent, tell

STATE = "lk.agent.state"
TOPIC = "lk.transcription"


class Streams(Agent):
    async def joined(self):
        self.room.register_text_stream_handler("lk.chat", lambda reader, identity: self.task(self.chat(reader, identity)))

    async def chat(self, reader, identity):
        text = await reader.read_all()
        tell("text", identity=identity, topic="lk.chat", text=text)
        await self.do_state("thinking")
        await self.do_say(f"You wrote: {text}", segment=f"answer-{reader.info.stream_id}")

    async def do_state(self, state):
        await self.do_attributes(**{STATE: state})

    async def do_say(self, text, segment, cut=None, every=0.03):
        """What the agent says: one stream of deltas, a word each, final in the trailer. It ends after `cut` words."""
        await self.do_state("speaking")
        writer = await self.stream(segment, self.room.local_participant.identity, self.publication, final=False)
        for place, word in enumerate(text.split(" ")[:cut]):
            await writer.write(f" {word}" if place else word)
            await asyncio.sleep(every)  # paced by the speech, as in life
        await writer.aclose(attributes={"lk.transcription_final": "true"})
        await self.do_state("listening")

    async def do_say_old(self, text, segment, final, identity=None):
        """As agents before the streams: a packet of all of the text so far."""
        participant = self.room.local_participant
        said = rtc.TranscriptionSegment(id=segment, text=text, start_time=0, end_time=0, language="", final=final)
        packet = rtc.Transcription(
            participant_identity=identity or participant.identity, track_sid=self.publication.sid, segments=[said]
        )
        await participant.publish_transcription(packet)

    async def do_noise(self):
        """Everything that a room may carry and that is not for a voice page."""
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
        """A stream that ends with a reason, as where a process is ended in the middle of a sentence."""
        writer = await self.stream(segment, self.room.local_participant.identity, None, final=False)
        await writer.write(text)
        await writer.aclose(reason="the process was ended")

    async def do_hears(self, texts, segment, identity="user"):
        """What somebody says: a stream of all of the text for each guess, then another one of the last, final."""
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
