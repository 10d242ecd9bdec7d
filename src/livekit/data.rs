//! The reliable data channel: numbering what goes out, dropping what comes twice.

use super::io::{Channel, PeerOrder};
use super::outbox::Outbox;
use super::proto::{DataPacket, UserPacket, data_packet};

/// The longest payload of a user packet, in bytes: LiveKit's limit of 64,000 for the whole message, less its envelope.
pub(crate) const MAX_PAYLOAD: usize = 63_000;
/// A longer inbound message is ignored; no server passes one on.
const MAX_INBOUND: usize = 256 * 1024;
/// How many senders' numbers are remembered.
const MAX_SENDERS: usize = 256;

#[derive(Debug, Default)]
pub(super) struct Data {
    open: bool,
    /// What was sent before the channel opened.
    waiting: Vec<DataPacket>,
    /// The last number that we used; the server drops what is not above the one before.
    sent: u32,
    /// The last number of each sender.
    received: Vec<(String, u32)>,
}

impl Data {
    /// Sends a packet of Speko's: a user packet without a topic, to everyone.
    pub(super) fn send_user(&mut self, payload: Vec<u8>, out: &mut Outbox) {
        let user = UserPacket {
            payload,
            topic: None,
        };
        self.send_value(data_packet::Value::User(user), out);
    }

    /// Sends anything else, to everyone.
    pub(super) fn send_value(&mut self, value: data_packet::Value, out: &mut Outbox) {
        let packet = DataPacket {
            value: Some(value),
            ..Default::default()
        };
        self.send(packet, out);
    }

    fn send(&mut self, mut packet: DataPacket, out: &mut Outbox) {
        if !self.open {
            self.waiting.push(packet);
            return;
        }
        self.sent += 1;
        packet.sequence = self.sent;
        out.peer(PeerOrder::Send(Channel::Reliable, packet.encode_to_vec()));
    }

    pub(super) fn opened(&mut self, channel: Channel, out: &mut Outbox) {
        if channel != Channel::Reliable {
            return;
        }
        self.open = true;
        for packet in std::mem::take(&mut self.waiting) {
            self.send(packet, out);
        }
    }

    pub(super) fn closed(&mut self, channel: Channel) {
        self.open &= channel != Channel::Reliable;
    }

    /// Reads a message; nothing if it is none, too long, or came before.
    pub(super) fn receive(&mut self, channel: Channel, bytes: &[u8]) -> Received {
        if bytes.len() > MAX_INBOUND {
            return Received::Ignored;
        }
        let Ok(packet) = DataPacket::decode(bytes) else {
            return Received::Ignored;
        };
        if channel == Channel::Reliable && packet.sequence != 0 && self.is_repeated(&packet) {
            return Received::Repeated;
        }
        Received::Packet(Box::new(packet))
    }

    fn is_repeated(&mut self, packet: &DataPacket) -> bool {
        let sender = &packet.participant_sid;
        let known = self.received.iter_mut().find(|(sid, _)| sid == sender);
        if let Some((_, last)) = known {
            let repeated = packet.sequence <= *last;
            *last = packet.sequence.max(*last);
            return repeated;
        }
        if self.received.len() < MAX_SENDERS {
            self.received.push((sender.clone(), packet.sequence));
        }
        false
    }
}

/// What a message on a data channel was.
#[derive(Debug, PartialEq)]
pub(super) enum Received {
    Packet(Box<DataPacket>),
    /// Seen before.
    Repeated,
    /// Not readable, or too long.
    Ignored,
}
