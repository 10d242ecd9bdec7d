"""The other end of a measured call, on LiveKit's Python SDK: it is in the room before the caller, never stops speaking a
tone, and notes by the clock when it hears whom.

Arguments: the server's URL and a token. Orders come in and events go out, one JSON a line; times in ms of the epoch.
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
GAP = 100  # ms: the callers never stop speaking either

tasks = {}


def now():
    return time.time() * 1000


def tell(event, **what):
    print(json.dumps({"event": event, "at": now(), **what}), flush=True)


def task(name, coroutine):
    """The event loop holds its tasks weakly: here they are held, and found."""
    tasks[name] = asyncio.create_task(coroutine)


class Ear:
    """What is heard of one identity, over all the tracks that it ever has."""

    def __init__(self, who):
        self.who = who
        self.last = None

    async def listen(self, track):
        stream = rtc.AudioStream(track, sample_rate=RATE, num_channels=1)
        try:
            await self.follow(stream)
        finally:
            await stream.aclose()  # or it goes on for ever, without its track

    async def follow(self, stream):
        async for event in stream:
            samples = np.frombuffer(event.frame.data, dtype=np.int16).astype(np.float32) / 32768
            if float(np.sqrt(np.mean(samples * samples))) < AUDIBLE:
                continue
            at = now()
            if self.last is None:
                tell("heard", who=self.who)
            elif at - self.last > GAP:
                tell("gap", who=self.who, since=self.last)
            self.last = at


ears = {}


def last():
    """When each was last heard."""
    return {who: ear.last for who, ear in ears.items()}


def subscribed(track, _publication, participant):
    if track.kind == rtc.TrackKind.KIND_AUDIO:
        ear = ears.setdefault(participant.identity, Ear(participant.identity))
        task(track.sid, ear.listen(track))


def unsubscribed(track, _publication, _participant):
    if one := tasks.pop(track.sid, None):
        one.cancel()


def received(packet):
    body = json.loads(packet.data)
    if body.get("type") == "user_message":
        tell("message", text=body["text"])


def came(participant):
    tell("came", who=participant.identity)


def left(participant):
    tell("left", who=participant.identity)


async def speak(source):
    """Harmonics of 220 Hz, half as loud as can be. Whole periods fit into a second, which is said again and again."""
    t = np.arange(RATE) / RATE
    wave = sum(np.sin(2 * np.pi * 220 * n * t) / n for n in (1, 2, 3))
    second = (wave * (0.4 / np.abs(wave).max()) * 32767).astype(np.int16)
    while True:
        for at in range(0, RATE, FRAME):
            frame = rtc.AudioFrame(second[at : at + FRAME].tobytes(), RATE, 1, FRAME)
            await source.capture_frame(frame)


class Counting:
    """Numbered messages to the room, until told to stop."""

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


def obey(order, counting):
    if order["do"] == "count":
        task("count", counting.count(order["every"]))
    elif order["do"] == "ears":
        tell("ears", last=last())
    elif order["do"] == "stop":
        counting.on = False
        tell("said", count=counting.said, last=last())


async def main():
    url, token = sys.argv[1:]
    orders = asyncio.StreamReader()
    room = rtc.Room()  # here, as it takes the loop that runs
    room.on("track_subscribed", subscribed)
    room.on("track_unsubscribed", unsubscribed)
    room.on("data_received", received)
    room.on("participant_connected", came)
    room.on("participant_disconnected", left)
    counting = Counting(room)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    for patience in range(50, -1, -1):
        try:
            await room.connect(url, token)
            break
        except rtc.ConnectError:
            if not patience:
                raise
            await asyncio.sleep(0.1)
    # A short queue: how late its voice is should not depend on how long it has been talking.
    source = rtc.AudioSource(RATE, 1, queue_size_ms=50)
    track = rtc.LocalAudioTrack.create_audio_track("voice", source)
    options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
    await room.local_participant.publish_track(track, options)
    task("speak", speak(source))
    tell("ready")
    while line := await orders.readline():
        obey(json.loads(line), counting)
    await room.disconnect()


asyncio.run(main())
