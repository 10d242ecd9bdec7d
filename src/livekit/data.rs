//! The reliable data channel: numbering what goes out, dropping what comes twice.

use super::io::{Channel, PeerOrder};
use super::outbox::Outbox;
use super::proto::{DataChannelReceiveState, DataPacket, UserPacket, data_packet};
use crate::list;
use crate::time::Millis;

/// The longest payload of a user packet, in bytes: LiveKit's limit of 64,000 for the whole message, less its envelope.
pub(crate) const MAX_PAYLOAD: usize = 63_000;
/// A longer inbound message is ignored; no server passes one on.
const MAX_INBOUND: usize = 256 * 1024;
/// How many senders' numbers are remembered.
const MAX_SENDERS: usize = 256;
/// How many of our own packets are kept for the case that they were lost.
const MAX_KEPT: usize = 256;
/// And for how long, in ms: no session is taken up again after that.
const KEPT_FOR: u64 = 120_000;

/// A packet as it stands on the wire, without its number.
#[derive(Debug)]
struct Outgoing {
    number: u32,
    fields: Vec<u8>,
    /// Later than this nobody waits for what it would bring.
    by: Option<Millis>,
}

#[derive(Debug, Default)]
pub(super) struct Data {
    /// The time of the fact that is being handled.
    pub(super) now: Millis,
    open: bool,
    /// The line is silent: what is sent now waits until it is not.
    paused: bool,
    /// What was sent before the channel opened, or while the line was silent.
    waiting: Vec<Outgoing>,
    /// How many of them a person has typed.
    typed: u32,
    /// What went out, and when.
    kept: Vec<(Millis, Outgoing)>,
    /// When the browser last heard anything on a line that went silent.
    heard_until: Option<Millis>,
    /// What went out in the session before, until it is known whether it arrived.
    doubtful: Vec<(Millis, Outgoing)>,
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
        self.send_fields(packet.encode_to_vec(), None, out);
    }

    /// Sends these fields of a packet; its number is ours to give. What would go out later than `by` does not.
    pub(super) fn send_fields(&mut self, fields: Vec<u8>, by: Option<Millis>, out: &mut Outbox) {
        let number = 0;
        self.send(Outgoing { number, fields, by }, out);
    }

    fn send(&mut self, mut outgoing: Outgoing, out: &mut Outbox) {
        if self.must_wait() {
            self.waiting.push(outgoing);
            return;
        }
        if self.is_late(&outgoing) {
            return;
        }
        self.sent += 1;
        outgoing.number = self.sent;
        self.transmit(&outgoing, out);
        let now = self.now;
        let old = |at: &Millis| at.after(KEPT_FOR) < now;
        if self.kept.first().is_some_and(|(at, _)| old(at)) {
            list::take_at(&mut self.kept, 0);
        }
        list::push(&mut self.kept, MAX_KEPT, (now, outgoing));
    }

    fn is_late(&self, outgoing: &Outgoing) -> bool {
        outgoing.by.is_some_and(|by| by <= self.now)
    }

    fn transmit(&self, outgoing: &Outgoing, out: &mut Outbox) {
        let numbered = DataPacket {
            sequence: outgoing.number,
            ..Default::default()
        };
        let mut message = numbered.encode_to_vec();
        message.extend_from_slice(&outgoing.fields);
        out.peer(PeerOrder::Send(Channel::Reliable, message));
    }

    fn must_wait(&self) -> bool {
        !self.open || self.paused
    }

    /// A person has typed what is about to be sent.
    pub(super) fn typed(&mut self) {
        self.typed += u32::from(self.must_wait());
    }

    /// How many typed texts wait.
    pub(super) fn typed_waiting(&self) -> u32 {
        self.typed
    }

    pub(super) fn is_paused(&self) -> bool {
        self.paused
    }

    /// The line is silent.
    pub(super) fn pause(&mut self) {
        self.paused = true;
    }

    /// The line is heard again.
    pub(super) fn resume(&mut self, out: &mut Outbox) {
        self.paused = false;
        // It says nothing of what goes out from now on.
        self.heard_until = None;
        self.flush(out);
    }

    fn flush(&mut self, out: &mut Outbox) {
        if self.must_wait() {
            return;
        }
        self.typed = 0;
        // Nobody knows. Twice would be worse than not at all: it may be an order.
        self.doubtful.clear();
        for outgoing in std::mem::take(&mut self.waiting) {
            self.send(outgoing, out);
        }
    }

    /// The browser knows until when it heard the line that is silent now, or that is no more.
    pub(super) fn heard_until(&mut self, at: Millis) {
        if !self.doubtful.is_empty() {
            self.decide(at);
        } else if self.paused {
            self.heard_until.get_or_insert(at);
        }
    }

    /// What went out after the line was last heard never arrived: it goes out again, before what waits.
    fn decide(&mut self, heard: Millis) {
        let mut lost = Vec::new();
        for (at, outgoing) in std::mem::take(&mut self.doubtful) {
            if at > heard {
                lost.push(outgoing);
            }
        }
        lost.append(&mut self.waiting);
        self.waiting = lost;
    }

    /// The server has all up to this number: the rest goes out again under its old numbers, which the server drops if
    /// it has them. Those that number nothing say 0, and would take them for new.
    pub(super) fn resend(&mut self, last: u32, out: &mut Outbox) {
        self.heard_until = None;
        for (_, outgoing) in &self.kept {
            if last > 0 && outgoing.number > last && !self.is_late(outgoing) {
                self.transmit(outgoing, out);
            }
        }
    }

    /// A new session: numbers begin at 1.
    pub(super) fn anew(&mut self) {
        // Those of an attempt that came to nothing are still in doubt.
        self.doubtful.append(&mut self.kept);
        if let Some(heard) = self.heard_until.take() {
            self.decide(heard);
        }
        (self.open, self.sent) = (false, 0);
    }

    /// The last number of each sender, for a session that is taken up again.
    pub(super) fn receive_states(&self) -> Vec<DataChannelReceiveState> {
        let mut states = Vec::new();
        for (sid, last) in &self.received {
            states.push(DataChannelReceiveState {
                publisher_sid: sid.clone(),
                last_seq: *last,
            });
        }
        states
    }

    pub(super) fn opened(&mut self, channel: Channel, out: &mut Outbox) {
        if channel != Channel::Reliable {
            return;
        }
        self.open = true;
        self.flush(out);
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
