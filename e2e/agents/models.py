"""Fake models for a LiveKit agent: VAD, STT, LLM and TTS.

They use no neural network, and produce audio and text with the timing of real ones.
"""

import time

import numpy
from livekit import rtc
from livekit.agents import DEFAULT_API_CONNECT_OPTIONS, llm, stt, tts, vad
from livekit.agents.language import LanguageCode

RATE = 24000
LOUD = 0.02
# Seconds of silence that end an utterance. A busy machine interrupts the received audio for up to a
# second, which must not end it.
HANGOVER = 2.0
WORDS = "these are the words that I pretend to hear while someone goes on and on and on".split()


def loudness(frame):
    samples = numpy.frombuffer(frame.data, dtype=numpy.int16).astype(numpy.float32) / 32768
    return float(numpy.sqrt(numpy.mean(samples * samples)))


class SpeechDetector:
    """Detects speech by loudness, ignoring pauses that are shorter than the hangover."""

    def __init__(self):
        self.speaking = False
        self.loud = self.silent = 0.0

    def process(self, frame):
        """Returns True when speech starts, False when it ends, and None otherwise."""
        is_loud = loudness(frame) > LOUD
        self.silent = 0.0 if is_loud else self.silent + frame.duration
        if is_loud:
            self.loud += frame.duration
        elif not self.speaking and self.silent > 0.1:
            self.loud = 0.0
        if not self.speaking and self.loud > 0.08:
            self.speaking = True
            return True
        if self.speaking and self.silent > HANGOVER:
            self.speaking, self.loud = False, 0.0
            return False
        return None


class EnergyVad(vad.VAD):
    def __init__(self):
        super().__init__(capabilities=vad.VADCapabilities(update_interval=0.05))

    def stream(self):
        return EnergyVadStream(self)


class EnergyVadStream(vad.VADStream):
    async def _main_task(self):
        detector, heard, at = SpeechDetector(), [], 0
        async for frame in self._input_ch:
            if not isinstance(frame, rtc.AudioFrame):
                detector, heard = SpeechDetector(), []
                continue
            at += frame.samples_per_channel
            heard = [*heard[-200:], frame]
            change = detector.process(frame)
            emit = lambda kind, frames: self._event_ch.send_nowait(  # noqa: E731
                vad.VADEvent(
                    type=kind,
                    samples_index=at,
                    timestamp=time.time(),
                    speech_duration=detector.loud,
                    silence_duration=detector.silent,
                    frames=frames,
                    probability=1.0 if detector.speaking else 0.0,
                    speaking=detector.speaking,
                    raw_accumulated_speech=detector.loud,
                    raw_accumulated_silence=detector.silent,
                )
            )
            emit(vad.VADEventType.INFERENCE_DONE, [frame])
            if change is True:
                emit(vad.VADEventType.START_OF_SPEECH, heard)
            elif change is False:
                emit(vad.VADEventType.END_OF_SPEECH, heard)
                heard = []


class FakeStt(stt.STT):
    """Transcribes each 200 ms of speech as one word, with interim results."""

    def __init__(self):
        super().__init__(capabilities=stt.STTCapabilities(streaming=True, interim_results=True))

    async def _recognize_impl(self, *_, **__):
        raise NotImplementedError

    def stream(self, *, language=None, conn_options=DEFAULT_API_CONNECT_OPTIONS):
        return FakeSttStream(stt=self, conn_options=conn_options)


class FakeSttStream(stt.RecognizeStream):
    async def _run(self):
        detector, words = SpeechDetector(), 0
        async for frame in self._input_ch:
            if not isinstance(frame, rtc.AudioFrame):
                continue
            change = detector.process(frame)
            if change is True:
                words = 0
                self.send_event(stt.SpeechEventType.START_OF_SPEECH)
            if detector.speaking and (now := max(1, int(detector.loud / 0.2))) > words:
                words = now
                self.send_event(stt.SpeechEventType.INTERIM_TRANSCRIPT, words)
            if change is False:
                self.send_event(stt.SpeechEventType.FINAL_TRANSCRIPT, words)
                self.send_event(stt.SpeechEventType.END_OF_SPEECH)

    def send_event(self, kind, words=0):
        text = " ".join(WORDS[:words])
        said = [stt.SpeechData(language=LanguageCode("en"), text=text, confidence=1.0)] if words else []
        self._event_ch.send_nowait(stt.SpeechEvent(type=kind, alternatives=said))


class EchoLlm(llm.LLM):
    """Repeats the last user message, one word per chunk."""

    def chat(self, *, chat_ctx, tools=None, conn_options=DEFAULT_API_CONNECT_OPTIONS, **_):
        return EchoLlmStream(self, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options)


class EchoLlmStream(llm.LLMStream):
    async def _run(self):
        last = next(one for one in reversed(self._chat_ctx.items) if getattr(one, "role", None) == "user")
        for word in f"You said: {last.text_content}.".split(" "):
            delta = llm.ChoiceDelta(role="assistant", content=f"{word} ")
            self._event_ch.send_nowait(llm.ChatChunk(id="echo", delta=delta))


class ToneTts(tts.TTS):
    """Synthesizes 60 ms of a tone for each character."""

    def __init__(self):
        super().__init__(capabilities=tts.TTSCapabilities(streaming=False), sample_rate=RATE, num_channels=1)

    def synthesize(self, text, *, conn_options=DEFAULT_API_CONNECT_OPTIONS):
        return ToneTtsStream(tts=self, input_text=text, conn_options=conn_options)


class ToneTtsStream(tts.ChunkedStream):
    async def _run(self, output_emitter):
        output_emitter.initialize(request_id="tone", sample_rate=RATE, num_channels=1, mime_type="audio/pcm")
        at = numpy.arange(int(RATE * 0.06 * len(self.input_text))) / RATE
        wave = 0.3 * numpy.sin(2 * numpy.pi * 300 * at) * (0.6 + 0.4 * numpy.sin(2 * numpy.pi * 4 * at))
        output_emitter.push((wave * 32767).astype(numpy.int16).tobytes())
        output_emitter.flush()
