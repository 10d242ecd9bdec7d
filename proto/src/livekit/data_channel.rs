//! The reliable data channel: numbers outgoing packets, resends lost ones, and drops inbound
//! duplicates.

use super::io::{Channel, PeerOutput};
use super::outbox::Outbox;
use super::wire::{DataChannelReceiveState, DataPacket, UserPacket, data_packet};
use crate::list;
use crate::time::Millis;

/// The maximum payload of a user packet, in bytes: LiveKit's limit of 64,000 for the whole message,
/// less its envelope.
pub const MAX_PAYLOAD: usize = 63_000;
/// The maximum size of an inbound message, in bytes. No server forwards a longer one; it is
/// ignored.
const MAX_INBOUND: usize = 256 * 1024;
/// The maximum number of senders whose sequence numbers are remembered.
const MAX_SENDERS: usize = 256;
/// The maximum number of sent packets that are kept for resending.
const MAX_SENT: usize = 256;
/// How long sent packets are kept, in ms. No session is resumed after that.
const RESEND_FOR: u64 = 120_000;

/// An encoded packet without its sequence number.
#[derive(Debug)]
struct Outgoing {
    number: u32,
    fields: Vec<u8>,
    /// The packet is dropped if it has not been sent by then.
    by: Option<Millis>,
}

#[derive(Debug, Default)]
pub(super) struct DataChannel {
    /// The time of the input that is being handled.
    pub(super) now: Millis,
    open: bool,
    /// The connection is silent: packets are queued until it recovers.
    paused: bool,
    /// Packets queued before the channel opened, or while the connection was silent.
    queued: Vec<Outgoing>,
    /// How many of the queued packets are messages typed by the user.
    typed: u32,
    /// Sent packets with the time of sending.
    sent_packets: Vec<(Millis, Outgoing)>,
    /// When the last inbound packet arrived on a connection that is now silent.
    last_inbound: Option<Millis>,
    /// Packets sent in the previous session, until it is known whether they arrived.
    unconfirmed: Vec<(Millis, Outgoing)>,
    /// The last sequence number sent. The server drops packets whose number is not higher.
    sent: u32,
    /// The last sequence number of each sender.
    received: Vec<(String, u32)>,
}

impl DataChannel {
    /// Sends a Speko packet: a user packet without a topic, to all participants.
    pub(super) fn send_user(&mut self, payload: Vec<u8>, out: &mut Outbox) {
        let user = UserPacket {
            payload,
            topic: None,
        };
        self.send_value(data_packet::Value::User(user), out);
    }

    /// Sends any other packet, to all participants.
    pub(super) fn send_value(&mut self, value: data_packet::Value, out: &mut Outbox) {
        let packet = DataPacket {
            value: Some(value),
            ..Default::default()
        };
        self.send_fields(packet.encode_to_vec(), None, out);
    }

    /// Sends the encoded fields of a packet and adds the sequence number. The packet is dropped if
    /// it has not been sent by `by`.
    pub(super) fn send_fields(&mut self, fields: Vec<u8>, by: Option<Millis>, out: &mut Outbox) {
        let number = 0;
        self.send(Outgoing { number, fields, by }, out);
    }

    fn send(&mut self, mut outgoing: Outgoing, out: &mut Outbox) {
        if self.must_wait() {
            self.queued.push(outgoing);
            return;
        }
        if self.is_late(&outgoing) {
            return;
        }
        self.sent += 1;
        outgoing.number = self.sent;
        self.transmit(&outgoing, out);
        let now = self.now;
        let old = |at: &Millis| at.after(RESEND_FOR) < now;
        if self.sent_packets.first().is_some_and(|(at, _)| old(at)) {
            list::take_at(&mut self.sent_packets, 0);
        }
        list::push(&mut self.sent_packets, MAX_SENT, (now, outgoing));
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
        out.peer(PeerOutput::Send(Channel::Reliable, message));
    }

    fn must_wait(&self) -> bool {
        !self.open || self.paused
    }

    /// Counts a message typed by the user if it will be queued. Called before it is sent.
    pub(super) fn count_typed(&mut self) {
        self.typed += u32::from(self.must_wait());
    }

    /// Returns how many typed messages are queued.
    pub(super) fn queued_typed(&self) -> u32 {
        self.typed
    }

    pub(super) fn is_paused(&self) -> bool {
        self.paused
    }

    /// Queues packets from now on, since the connection is silent.
    pub(super) fn pause(&mut self) {
        self.paused = true;
    }

    /// Sends the queued packets, since the connection has recovered.
    pub(super) fn resume(&mut self, out: &mut Outbox) {
        self.paused = false;
        // Does not apply to packets sent from now on.
        self.last_inbound = None;
        self.flush(out);
    }

    fn flush(&mut self, out: &mut Outbox) {
        if self.must_wait() {
            return;
        }
        self.typed = 0;
        // Whether these packets arrived is unknown. A duplicate would be worse than a loss, since a
        // packet may be an instruction.
        self.unconfirmed.clear();
        for outgoing in std::mem::take(&mut self.queued) {
            self.send(outgoing, out);
        }
    }

    /// Takes the time of the last inbound packet, for a connection that is silent or has been
    /// replaced.
    pub(super) fn set_last_inbound(&mut self, at: Millis) {
        if !self.unconfirmed.is_empty() {
            self.queue_lost(at);
        } else if self.paused {
            self.last_inbound.get_or_insert(at);
        }
    }

    /// Queues the packets of the previous session that were sent after the last inbound packet:
    /// they are considered lost. They precede the packets that are already queued.
    fn queue_lost(&mut self, last_inbound: Millis) {
        let mut lost = Vec::new();
        for (at, outgoing) in std::mem::take(&mut self.unconfirmed) {
            if at > last_inbound {
                lost.push(outgoing);
            }
        }
        lost.append(&mut self.queued);
        self.queued = lost;
    }

    /// Resends the packets after `last`, the last number that the server received. They keep their
    /// numbers, so the server drops those that it has.
    ///
    /// Servers without sequence numbers report 0. Nothing is resent to them, since they would take
    /// the packets for new ones.
    pub(super) fn resend(&mut self, last: u32, out: &mut Outbox) {
        self.last_inbound = None;
        for (_, outgoing) in &self.sent_packets {
            if last > 0 && outgoing.number > last && !self.is_late(outgoing) {
                self.transmit(outgoing, out);
            }
        }
    }

    /// Starts a new session: sequence numbers restart at 1.
    pub(super) fn reset(&mut self) {
        // Packets of an earlier failed attempt are still in doubt.
        self.unconfirmed.append(&mut self.sent_packets);
        if let Some(at) = self.last_inbound.take() {
            self.queue_lost(at);
        }
        (self.open, self.sent) = (false, 0);
    }

    /// Returns the last sequence number of each sender, to resume the session.
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

    /// Decodes an inbound message. Ignores it if it is malformed or too long, and detects
    /// duplicates.
    pub(super) fn receive(&mut self, channel: Channel, bytes: &[u8]) -> Received {
        if bytes.len() > MAX_INBOUND {
            return Received::Ignored;
        }
        let Ok(packet) = DataPacket::decode(bytes) else {
            return Received::Ignored;
        };
        if channel == Channel::Reliable && packet.sequence != 0 && self.is_duplicate(&packet) {
            return Received::Duplicate;
        }
        Received::Packet(Box::new(packet))
    }

    fn is_duplicate(&mut self, packet: &DataPacket) -> bool {
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

/// The result of decoding an inbound message.
#[derive(Debug, PartialEq)]
pub(super) enum Received {
    Packet(Box<DataPacket>),
    /// A duplicate.
    Duplicate,
    /// Malformed or too long.
    Ignored,
}
