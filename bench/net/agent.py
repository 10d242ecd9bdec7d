"""The agent of a measured call, on LiveKit's Python SDK.

It joins the room before the caller, plays a tone continuously, and records when each participant is
audible.

Arguments: the server's URL and a token. Commands are read from stdin and events are written to
stdout, as JSON, one per line. Times are in ms since the epoch.
"""

import asyncio
import json
import sys
import time

import numpy as np
from livekit import rtc

RATE = 48000
FRAME = RATE // 100
AUDIBLE = 0.02
GAP = 100  # ms; callers send audio continuously too

tasks = {}


def now():
    return time.time() * 1000


def emit(event, **what):
    print(json.dumps({"event": event, "at": now(), **what}), flush=True)


def task(name, coroutine):
    """Starts a task and keeps a reference: the event loop only holds weak ones."""
    tasks[name] = asyncio.create_task(coroutine)


class AudioCounter:
    """Detects the audio of one identity, across all of its tracks."""

    def __init__(self, identity):
        self.identity = identity
        self.last = None

    async def listen(self, track):
        stream = rtc.AudioStream(track, sample_rate=RATE, num_channels=1)
        try:
            await self.follow(stream)
        finally:
            await stream.aclose()  # else the stream outlives its track

    async def follow(self, stream):
        async for event in stream:
            samples = np.frombuffer(event.frame.data, dtype=np.int16).astype(np.float32) / 32768
            if float(np.sqrt(np.mean(samples * samples))) < AUDIBLE:
                continue
            at = now()
            if self.last is None:
                emit("heard", identity=self.identity)
            elif at - self.last > GAP:
                emit("gap", identity=self.identity, since=self.last)
            self.last = at


counters = {}


def last():
    """Returns when each identity was last audible."""
    return {identity: counter.last for identity, counter in counters.items()}


def subscribed(track, _publication, participant):
    if track.kind == rtc.TrackKind.KIND_AUDIO:
        counter = counters.setdefault(participant.identity, AudioCounter(participant.identity))
        task(track.sid, counter.listen(track))


def unsubscribed(track, _publication, _participant):
    if one := tasks.pop(track.sid, None):
        one.cancel()


def received(packet):
    body = json.loads(packet.data)
    if body.get("type") == "user_message":
        emit("message", text=body["text"])


def joined(participant):
    emit("joined", identity=participant.identity)


def left(participant):
    emit("left", identity=participant.identity)


async def speak(source):
    """Plays harmonics of 220 Hz with an amplitude of 0.4.

    One second holds a whole number of periods and is repeated without a seam.
    """
    t = np.arange(RATE) / RATE
    wave = sum(np.sin(2 * np.pi * 220 * n * t) / n for n in (1, 2, 3))
    second = (wave * (0.4 / np.abs(wave).max()) * 32767).astype(np.int16)
    while True:
        for at in range(0, RATE, FRAME):
            frame = rtc.AudioFrame(second[at : at + FRAME].tobytes(), RATE, 1, FRAME)
            await source.capture_frame(frame)


class Counting:
    """Sends numbered messages to the room until `on` is False."""

    def __init__(self, room):
        self.room = room
        self.said = 0
        self.on = False

    async def count(self, every):
        self.on = True
        while self.on:
            self.said += 1
            body = {"type": "agent_message", "text": f"agent {self.said}", "isFinal": True}
            await self.room.local_participant.publish_data(json.dumps(body), reliable=True)
            await asyncio.sleep(every / 1000)


def execute(command, counting):
    if command["do"] == "count":
        task("count", counting.count(command["every"]))
    elif command["do"] == "last_audio":
        emit("last_audio", last=last())
    elif command["do"] == "stop":
        counting.on = False
        emit("said", count=counting.said, last=last())


async def main():
    url, token = sys.argv[1:]
    commands = asyncio.StreamReader()
    room = rtc.Room()  # created here: it uses the running event loop
    room.on("track_subscribed", subscribed)
    room.on("track_unsubscribed", unsubscribed)
    room.on("data_received", received)
    room.on("participant_connected", joined)
    room.on("participant_disconnected", left)
    counting = Counting(room)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    for patience in range(50, -1, -1):
        try:
            await room.connect(url, token)
            break
        except rtc.ConnectError:
            if not patience:
                raise
            await asyncio.sleep(0.1)
    # A short queue: the latency of the agent's audio must not depend on how long it has been
    # speaking.
    source = rtc.AudioSource(RATE, 1, queue_size_ms=50)
    track = rtc.LocalAudioTrack.create_audio_track("voice", source)
    options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
    await room.local_participant.publish_track(track, options)
    task("speak", speak(source))
    emit("ready")
    while line := await commands.readline():
        execute(json.loads(line), counting)
    await room.disconnect()


asyncio.run(main())
