"""An agent on LiveKit's framework: a real AgentSession with the fake models of `models.py`."""

import logging

from livekit.agents import Agent as FrameworkAgent
from livekit.agents import AgentSession

from agent import Agent, emit
from models import EchoLlm, EnergyVad, FakeStt, ToneTts

GREETING = "Hello. I am an agent of the framework."


class Greeter(FrameworkAgent):
    def __init__(self):
        super().__init__(instructions="")

    async def on_enter(self):
        self.session.say(GREETING)


class Session(Agent):
    session = None

    async def do_join(self, url, token):
        await super().do_join(url, token, publish=False)  # the framework publishes the track

    async def joined(self):
        self.session = session = AgentSession(
            stt=FakeStt(),
            vad=EnergyVad(),
            llm=EchoLlm(),
            tts=ToneTts(),
            turn_handling={
                "turn_detection": "vad",
                "endpointing": {"min_delay": 0.2, "max_delay": 0.5},
                # By default a model in LiveKit's cloud decides about interruptions.
                "interruption": {"mode": "vad", "min_duration": 0.3},
            },
            aec_warmup_duration=None,  # else the first seconds cannot be interrupted
        )

        @session.on("agent_state_changed")
        def _(event):
            emit("state", state=event.new_state)

        @session.on("user_input_transcribed")
        def _(event):
            emit("transcribed", text=event.transcript, final=event.is_final)

        @session.on("conversation_item_added")
        def _(event):
            item = event.item
            if item.type == "message":
                emit("item", role=item.role, text=item.text_content, interrupted=item.interrupted)

        @session.on("close")
        def _(event):
            emit("closed", reason=str(event.reason))

        await session.start(Greeter(), room=self.room)

    async def do_say(self, text):
        """Returns immediately. The `item` event reports when the text has been spoken."""
        self.session.say(text)

    async def do_leave(self):
        if self.session is not None:
            session, self.session = self.session, None
            await session.aclose()
        await super().do_leave()


def main():
    logging.basicConfig(level=logging.INFO)
    Session.run()
