"""The base class of the test agents.

Commands are read from stdin and events are written to stdout, as JSON, one per line.
"""

import asyncio
import json
import sys
import time

import numpy
from livekit import rtc

RATE = 48000
FRAME = RATE // 100  # 10 ms
AUDIBLE = 0.02


def emit(event, **fields):
    print(json.dumps({"event": event, "at": time.time(), **fields}), flush=True)


class AudioCounter:
    """Counts the frames of 10 ms that are received from one participant."""

    def __init__(self, identity):
        self.identity = identity
        self.frames = self.audible = 0
        self.silent = 0  # silent frames since the last audible one
        self.last = 0  # number of the last audible frame

    async def listen(self, track):
        stream = rtc.AudioStream(track, sample_rate=RATE, num_channels=1)
        emitted_at = 0.0
        try:
            async for event in stream:
                self.count(numpy.frombuffer(event.frame.data, dtype=numpy.int16))
                if time.monotonic() - emitted_at > 0.1:
                    emitted_at = time.monotonic()
                    self.emit()
        finally:
            await stream.aclose()

    def count(self, samples):
        loudness = samples.astype(numpy.float32) / 32768
        self.frames += 1
        self.silent += 1
        if float(numpy.sqrt(numpy.mean(loudness * loudness))) > AUDIBLE:
            self.audible += 1
            self.silent = 0
            self.last = self.frames

    def counts(self):
        return {name: getattr(self, name) for name in ("frames", "audible", "silent", "last")}

    def emit(self):
        emit("heard", identity=self.identity, **self.counts())


class Agent:
    """A participant that executes commands.

    The command `x` calls the method `do_x`, whose result is sent back in the `done` event.
    """

    def __init__(self):
        self.room = None
        self.voice = None  # the audio source of its own track
        self.publication = None
        self.speaking = None
        self.counters = {}
        self.tasks = set()
        self.changed = asyncio.Event()  # set when a participant joins or publishes a track

    # Lifecycle

    @classmethod
    def run(cls):
        asyncio.run(cls().live())

    async def live(self):
        lines = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
        emit("ready")
        while line := await lines.readline():  # stdin ends with the parent
            command = json.loads(line)
            self.task(self.execute(command.pop("do"), command.pop("id"), command))
        await self.do_leave()

    def task(self, work):
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    async def execute(self, name, number, fields):
        try:
            emit("done", id=number, value=await getattr(self, f"do_{name}")(**fields))
        except Exception as error:  # any error is reported to the test
            emit("done", id=number, error=f"{type(error).__name__}: {error}")

    # Room

    async def do_join(self, url, token, publish=True):
        self.room = room = rtc.Room()
        self.counters = {}
        self.listen_to(room)
        await room.connect(url, token, rtc.RoomOptions(auto_subscribe=True))
        await self.joined()
        if publish:
            await self.do_publish()
        emit("joined", identity=room.local_participant.identity, sid=room.local_participant.sid)

    async def joined(self):
        """Hook for subclasses, called after joining and before publishing."""

    async def do_leave(self):
        await self.do_stop_speaking()
        if self.room is not None:
            room, self.room, self.publication = self.room, None, None
            await room.disconnect()

    def listen_to(self, room):
        @room.on("track_subscribed")
        def _(track, publication, participant):
            emit("subscribed", identity=participant.identity, kind=int(track.kind), sid=publication.sid)
            if track.kind == rtc.TrackKind.KIND_AUDIO:
                self.task(self.counter(participant.identity).listen(track))

        @room.on("local_track_subscribed")
        def _(_track):
            emit("is_heard")

        @room.on("track_muted")
        def _(participant, publication):
            emit("muted", identity=participant.identity, sid=publication.sid, heard=self.counter(participant.identity).counts())

        @room.on("track_unmuted")
        def _(participant, publication):
            emit("unmuted", identity=participant.identity, sid=publication.sid)

        @room.on("participant_connected")
        def _(participant):
            emit("participant_joined", identity=participant.identity)
            self.changed.set()

        @room.on("track_published")
        def _(_publication, _participant):
            self.changed.set()

        @room.on("participant_disconnected")
        def _(participant):
            emit("participant_left", identity=participant.identity, reason=int(participant.disconnect_reason or 0))

        @room.on("data_received")
        def _(packet):
            identity = packet.participant.identity if packet.participant else None
            text = packet.data.decode("utf-8", "replace")
            emit("data", identity=identity, topic=packet.topic, text=text)
            self.heard_data(identity, packet.topic, text)

        @room.on("disconnected")
        def _(reason):
            emit("disconnected", reason=int(reason or 0))

        for name in ("reconnecting", "reconnected"):
            room.on(name, lambda *_, name=name: emit(name))

    def counter(self, identity):
        return self.counters.setdefault(identity, AudioCounter(identity))

    async def do_audio_counts(self):
        """Returns the counts of all participants since the join."""
        return {identity: counter.counts() for identity, counter in self.counters.items()}

    def heard_data(self, identity, topic, text):
        """Hook for subclasses, called for each data packet."""

    async def until(self, condition):
        """Waits until `condition` returns a truthy value, and returns it.

        A page can be connected before the agents learn of it and of its microphone.
        """
        while not (found := condition()):
            self.changed.clear()
            await self.changed.wait()
        return found

    async def participant(self, identity):
        return await self.until(lambda: self.room.remote_participants.get(identity))

    # Audio

    async def do_publish(self):
        self.voice = rtc.AudioSource(RATE, 1, queue_size_ms=100)
        track = rtc.LocalAudioTrack.create_audio_track("voice", self.voice)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        self.publication = await self.room.local_participant.publish_track(track, options)
        return self.publication.sid

    async def do_unpublish(self):
        await self.do_stop_speaking()
        publication, self.publication = self.publication, None
        await self.room.local_participant.unpublish_track(publication.sid)

    async def do_mute(self, muted=True):
        track = self.publication.track
        track.mute() if muted else track.unmute()

    async def do_speak(self, hz=300, loud=0.3, seconds=None):
        """Starts a tone, which lasts until `stop_speaking` or for `seconds`. Returns immediately."""
        await self.do_stop_speaking()
        self.speaking = self.task(self.tone(hz, loud, seconds))

    async def do_stop_speaking(self):
        if self.speaking is not None:
            self.speaking.cancel()
            self.speaking = None

    async def tone(self, hz, loud, seconds):
        start = 0
        while seconds is None or start < seconds * RATE:
            at = numpy.arange(start, start + FRAME) / RATE
            # The amplitude is modulated at 4 Hz: a voice activity detector classifies a steady tone
            # as noise.
            wave = loud * numpy.sin(2 * numpy.pi * hz * at) * (0.6 + 0.4 * numpy.sin(2 * numpy.pi * 4 * at))
            samples = (wave * 32767).astype(numpy.int16)
            await self.voice.capture_frame(rtc.AudioFrame(samples.tobytes(), RATE, 1, FRAME))
            start += FRAME
        emit("spoke")

    # Data and attributes

    async def do_send(self, text, topic="", to=(), reliable=True):
        await self.room.local_participant.publish_data(
            text, reliable=reliable, destination_identities=list(to), topic=topic
        )

    async def do_attributes(self, **attributes):
        await self.room.local_participant.set_attributes(attributes)

    # RPC

    async def do_offer_rpc(self, method, kind="echo", seconds=0):
        """Registers an RPC method.

        `kind` is the handler's behavior: `echo` the payload, `refuse` with a custom error code,
        `crash`, or return `much` more than the payload limit.
        """

        async def answer(call):
            emit("called", method=method, caller=call.caller_identity, payload=call.payload)
            await asyncio.sleep(seconds)
            if kind == "refuse":
                raise rtc.RpcError(42, "not on Sundays", "some data")
            if kind == "crash":
                raise ValueError("a secret of the agent's")
            return "x" * 20_000 if kind == "much" else call.payload

        self.room.local_participant.register_rpc_method(method, answer)

    async def do_call_rpc(self, to, method, payload="", seconds=5, ack_within=None):
        """Returns the payload of the response, or the code, message and data of the error.

        The acknowledgement must arrive within `ack_within` seconds, by default the SDK's 7 s.
        """
        try:
            await self.participant(to)
            participant = self.room.local_participant
            answer = await participant.perform_rpc(
                destination_identity=to,
                method=method,
                payload=payload,
                response_timeout=seconds,
                max_round_trip_latency=ack_within,
            )
            return {"payload": answer}
        except rtc.RpcError as error:
            return {"code": int(error.code), "message": error.message, "data": error.data}

    # Video, to which a voice page must not subscribe

    async def do_publish_video(self):
        source = rtc.VideoSource(160, 120)
        track = rtc.LocalVideoTrack.create_video_track("picture", source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_CAMERA)
        publication = await self.room.local_participant.publish_track(track, options)
        self.task(self.picture(source))
        return publication.sid

    async def picture(self, source):
        grey = bytes([128]) * (160 * 120 * 3 // 2)
        while True:
            source.capture_frame(rtc.VideoFrame(160, 120, rtc.VideoBufferType.I420, grey))
            await asyncio.sleep(0.1)
