"""An agent that uses Speko's protocol: JSON data packets without a topic."""

import json

from agent import Agent, emit


class Speko(Agent):
    def heard_data(self, identity, topic, text):
        if topic:
            return
        packet = json.loads(text)
        emit("packet", identity=identity, packet=packet)
        if packet["type"] == "user_message":
            self.task(self.answer(packet["text"]))

    async def answer(self, text):
        await self.do_packet(type="user_message_echo", text=text)
        await self.do_packet(type="agent_message", text=f"You wrote: {text}", isFinal=True)

    async def do_packet(self, **packet):
        await self.do_send(json.dumps(packet))


def main():
    Speko.run()
