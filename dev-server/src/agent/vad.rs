//! Voice activity detection: finds the user's turns from the audio level of each packet.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::recording::Frame;

/// Level above which a packet is loud, in dBov (0 is full scale, −127 is silence).
pub(super) const SPEECH_DB: i8 = -45;
/// Silence that ends a turn.
pub(super) const HANGOVER_MS: u64 = 700;
/// Minimum speech length, in ms. Anything shorter is a click.
pub(super) const SPEECH_MS: u64 = 200;
/// Maximum length of a turn, so that noise does not become an endless turn.
const MAX_TURN_MS: u64 = 30_000;
/// Number of packets kept from before the first loud packet, so that the first consonant is not cut
/// off.
const LEAD_PACKETS: usize = 10;
/// A turn starts when this many of the last [`ONSET_WINDOW`] packets are loud.
const ONSET_PACKETS: usize = 3;
const ONSET_WINDOW: usize = 5;
/// What is kept after the last loud packet.
const TAIL_MS: u64 = 120;

/// One packet of the user's microphone.
#[derive(Clone, Debug)]
pub struct Packet {
    /// Media time in milliseconds, from an arbitrary start.
    pub time: u64,
    /// Audio level in dBov.
    pub level: i8,
    /// The encoded audio.
    pub opus: Arc<[u8]>,
}

/// A turn of the user.
#[derive(Debug)]
pub(super) struct Turn {
    /// By the agent's clock, which decides when a turn ends.
    began: u64,
    last_loud: u64,
    /// By the microphone's clock, which is not affected by network delay.
    first_sound: u64,
    last_sound: u64,
    packets: Vec<Packet>,
    power: f64,
    loud: u32,
}

impl Turn {
    /// Returns the time from the first to the last loud packet.
    pub(super) fn millis(&self) -> u64 {
        self.last_sound.saturating_sub(self.first_sound)
    }

    /// Returns the mean level of its loud packets, in dBov.
    pub(super) fn level(&self) -> f64 {
        10.0 * (self.power / f64::from(self.loud.max(1))).log10()
    }

    /// Returns whether it is longer than a click.
    pub(super) fn is_speech(&self) -> bool {
        self.millis() >= SPEECH_MS
    }

    /// Returns its packets as a clip that starts at 0, without the silence that ended it.
    pub(super) fn clip(&self) -> Vec<Frame> {
        let Some(first) = self.packets.first() else {
            return Vec::new();
        };
        let last_loud = self
            .packets
            .iter()
            .rev()
            .find(|packet| packet.level > SPEECH_DB);
        let end = last_loud
            .map_or(0, |packet| packet.time + TAIL_MS)
            .min(first.time + MAX_TURN_MS);
        let heard = self
            .packets
            .iter()
            .filter(|packet| (first.time..=end).contains(&packet.time));
        heard
            .map(|packet| Frame {
                at: packet.time - first.time,
                opus: packet.opus.clone(),
            })
            .collect()
    }
}

/// The detector of one agent.
#[derive(Debug, Default)]
pub(super) struct Vad {
    recent: VecDeque<Packet>,
    turn: Option<Turn>,
}

impl Vad {
    /// Takes a packet.
    pub(super) fn push_packet(&mut self, now: u64, packet: Packet) {
        let loud = packet.level > SPEECH_DB;
        let packet_time = packet.time;
        let power = 10_f64.powf(f64::from(packet.level) / 10.0);
        match &mut self.turn {
            Some(turn) => {
                if loud {
                    turn.last_loud = now;
                    turn.last_sound = packet_time;
                    turn.power += power;
                    turn.loud += 1;
                }
                turn.packets.push(packet);
            }
            None => {
                self.recent.push_back(packet);
                if self.recent.len() > LEAD_PACKETS {
                    self.recent.pop_front();
                }
                let window = self.recent.iter().rev().take(ONSET_WINDOW);
                let onset: Vec<u64> = window
                    .filter(|packet| packet.level > SPEECH_DB)
                    .map(|packet| packet.time)
                    .collect();
                if loud && onset.len() >= ONSET_PACKETS {
                    let began = now.saturating_sub(20 * (ONSET_PACKETS as u64 - 1));
                    let (last_sound, first_sound) =
                        (packet_time, onset.last().copied().unwrap_or(packet_time));
                    let packets = self.recent.drain(..).collect();
                    self.turn = Some(Turn {
                        began,
                        last_loud: now,
                        first_sound,
                        last_sound,
                        packets,
                        power,
                        loud: 1,
                    });
                }
            }
        }
    }

    /// Returns the current turn.
    pub(super) fn turn(&self) -> Option<&Turn> {
        self.turn.as_ref()
    }

    /// Takes the turn, if it has ended.
    pub(super) fn take_ended(&mut self, now: u64) -> Option<Turn> {
        (now >= self.deadline()?)
            .then(|| self.turn.take())
            .flatten()
    }

    /// Ends the current turn and returns it.
    pub(super) fn end(&mut self) -> Option<Turn> {
        self.turn.take()
    }

    /// Returns when the turn ends unless more speech follows.
    pub(super) fn deadline(&self) -> Option<u64> {
        self.turn
            .as_ref()
            .map(|turn| (turn.last_loud + HANGOVER_MS).min(turn.began + MAX_TURN_MS))
    }

    /// Drops the packets heard outside a turn.
    pub(super) fn close(&mut self) {
        self.recent.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(now: u64, level: i8) -> Packet {
        Packet {
            time: now + 5_000,
            level,
            opus: Arc::from([now as u8].as_slice()),
        }
    }

    fn listen(vad: &mut Vad, from: u64, to: u64, level: i8) {
        for now in (from..to).step_by(20) {
            vad.push_packet(now, packet(now, level));
        }
    }

    #[test]
    fn a_turn_ends_700_ms_after_the_last_loud_packet() {
        let mut vad = Vad::default();
        listen(&mut vad, 0, 1_000, -90);
        assert!(vad.turn().is_none());
        listen(&mut vad, 1_000, 2_000, -20);
        assert_eq!(vad.turn().map(Turn::millis), Some(980));
        listen(&mut vad, 2_000, 2_660, -90);
        assert!(vad.take_ended(2_679).is_none());
        let turn = vad.take_ended(2_680).unwrap();
        assert_eq!(turn.millis(), 980);
        assert!((turn.level() + 20.0).abs() < 0.1, "{}", turn.level());
        assert!(vad.turn().is_none());
    }

    #[test]
    fn clip_is_padded_before_and_after_and_starts_at_zero() {
        let mut vad = Vad::default();
        listen(&mut vad, 0, 1_000, -90);
        listen(&mut vad, 1_000, 2_000, -20);
        listen(&mut vad, 2_000, 2_700, -90);
        let clip = vad.take_ended(2_700).unwrap().clip();
        assert_eq!(clip.first().map(|frame| frame.at), Some(0));
        let millis = clip.last().map(|frame| frame.at).unwrap();
        assert!((1_100..1_300).contains(&millis), "{millis}");
    }

    #[test]
    fn single_loud_packet_starts_no_turn() {
        let mut vad = Vad::default();
        listen(&mut vad, 0, 200, -90);
        listen(&mut vad, 200, 220, -10);
        listen(&mut vad, 220, 2_000, -90);
        assert!(vad.turn().is_none());
    }

    #[test]
    fn click_starts_a_turn_that_is_not_speech() {
        let mut vad = Vad::default();
        listen(&mut vad, 0, 60, -10);
        assert!(!vad.take_ended(1_000).unwrap().is_speech());
    }

    #[test]
    fn constant_noise_ends_a_turn_at_the_maximum_length() {
        let mut vad = Vad::default();
        listen(&mut vad, 0, 31_000, -20);
        assert!(vad.take_ended(31_000).is_some());
    }
}
