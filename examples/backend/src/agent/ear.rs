//! Hears where a person begins and ends to speak, from the loudness that each packet states.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::recording::Frame;

/// Louder than this is speech, in dBov (0 is the loudest that can be, −127 is silence).
pub(super) const SPEECH_DB: i8 = -45;
/// Silence that ends a turn.
pub(super) const HANGOVER_MS: u64 = 700;
/// From this length on it is speech, and interrupts the agent; anything shorter is a click.
pub(super) const SPEECH_MS: u64 = 200;
/// A turn ends here at the latest, so that a loud room is no endless turn.
const LONGEST_MS: u64 = 30_000;
/// What is kept from before the first loud packet, so that no consonant is cut off.
const LEAD_PACKETS: usize = 10;
/// This many of the last [`ONSET_WINDOW`] packets are loud when speech begins.
const ONSET_PACKETS: usize = 3;
const ONSET_WINDOW: usize = 5;
/// What is kept after the last loud packet.
const TAIL_MS: u64 = 120;

/// One packet of the person's microphone.
#[derive(Clone, Debug)]
pub struct Packet {
    /// Its media time in milliseconds, from any zero.
    pub time: u64,
    /// Its loudness in dBov.
    pub level: i8,
    /// What to play to hear it.
    pub opus: Arc<[u8]>,
}

/// What the person is saying.
#[derive(Debug)]
pub(super) struct Turn {
    /// By the agent's clock, which says when a turn is over.
    began: u64,
    last_loud: u64,
    /// By the microphone's clock, which no network delays.
    first_sound: u64,
    last_sound: u64,
    packets: Vec<Packet>,
    power: f64,
    loud: u32,
}

impl Turn {
    /// From the first to the last loud packet.
    pub(super) fn millis(&self) -> u64 {
        self.last_sound.saturating_sub(self.first_sound)
    }

    /// The mean loudness of its loud packets, in dBov.
    pub(super) fn level(&self) -> f64 {
        10.0 * (self.power / f64::from(self.loud.max(1))).log10()
    }

    /// Whether it is more than a click.
    pub(super) fn is_speech(&self) -> bool {
        self.millis() >= SPEECH_MS
    }

    /// Its packets as a clip that begins at zero, without the silence that ended it.
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
            .min(first.time + LONGEST_MS);
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

/// The ear of one agent.
#[derive(Debug, Default)]
pub(super) struct Ear {
    recent: VecDeque<Packet>,
    turn: Option<Turn>,
}

impl Ear {
    /// A packet arrives.
    pub(super) fn hear(&mut self, now: u64, packet: Packet) {
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

    /// The turn that goes on.
    pub(super) fn turn(&self) -> Option<&Turn> {
        self.turn.as_ref()
    }

    /// Takes the turn that is over by now, if it is.
    pub(super) fn take_ended(&mut self, now: u64) -> Option<Turn> {
        (now >= self.deadline()?)
            .then(|| self.turn.take())
            .flatten()
    }

    /// Takes the turn as it is, if there is one.
    pub(super) fn end(&mut self) -> Option<Turn> {
        self.turn.take()
    }

    /// When the turn is over unless more is heard.
    pub(super) fn deadline(&self) -> Option<u64> {
        self.turn
            .as_ref()
            .map(|turn| (turn.last_loud + HANGOVER_MS).min(turn.began + LONGEST_MS))
    }

    /// Forgets what it heard outside of a turn.
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

    fn listen(ear: &mut Ear, from: u64, to: u64, level: i8) {
        for now in (from..to).step_by(20) {
            ear.hear(now, packet(now, level));
        }
    }

    #[test]
    fn a_turn_ends_700_ms_after_the_last_loud_packet() {
        let mut ear = Ear::default();
        listen(&mut ear, 0, 1_000, -90);
        assert!(ear.turn().is_none());
        listen(&mut ear, 1_000, 2_000, -20);
        assert_eq!(ear.turn().map(Turn::millis), Some(980));
        listen(&mut ear, 2_000, 2_660, -90);
        assert!(ear.take_ended(2_679).is_none());
        let turn = ear.take_ended(2_680).unwrap();
        assert_eq!(turn.millis(), 980);
        assert!((turn.level() + 20.0).abs() < 0.1, "{}", turn.level());
        assert!(ear.turn().is_none());
    }

    #[test]
    fn a_clip_has_a_little_before_and_after_and_begins_at_zero() {
        let mut ear = Ear::default();
        listen(&mut ear, 0, 1_000, -90);
        listen(&mut ear, 1_000, 2_000, -20);
        listen(&mut ear, 2_000, 2_700, -90);
        let clip = ear.take_ended(2_700).unwrap().clip();
        assert_eq!(clip.first().map(|frame| frame.at), Some(0));
        let millis = clip.last().map(|frame| frame.at).unwrap();
        assert!((1_100..1_300).contains(&millis), "{millis}");
    }

    #[test]
    fn one_loud_packet_is_no_speech() {
        let mut ear = Ear::default();
        listen(&mut ear, 0, 200, -90);
        listen(&mut ear, 200, 220, -10);
        listen(&mut ear, 220, 2_000, -90);
        assert!(ear.turn().is_none());
    }

    #[test]
    fn a_click_is_a_turn_that_is_no_speech() {
        let mut ear = Ear::default();
        listen(&mut ear, 0, 60, -10);
        assert!(!ear.take_ended(1_000).unwrap().is_speech());
    }

    #[test]
    fn a_loud_room_is_cut_into_turns() {
        let mut ear = Ear::default();
        listen(&mut ear, 0, 31_000, -20);
        assert!(ear.take_ended(31_000).is_some());
    }
}
