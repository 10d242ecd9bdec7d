//! What a session does for its agent.

use speko_client::Source;
use speko_client::wire::proto::signal_response::Message as Say;
use speko_client::wire::proto::{SpeakerInfo, SpeakersChanged};

use super::handle::unix_millis;
use super::{End, Session};
use crate::agent::Order;
use crate::heard::AUDIBLE_DB;

/// The speech level that is shown for the agent, of 1.
const AGENT_LEVEL: f32 = 0.5;

impl Session {
    pub(super) fn obey(&mut self, order: Order) -> Result<(), End> {
        match order {
            Order::Send(packet) => {
                let packet = self.cast.packet(&packet);
                self.peer.send(packet);
            }
            Order::Text(part) => {
                let packet = self.cast.text(part, unix_millis());
                self.peer.send(packet);
            }
            Order::Play { at, opus } => {
                if self.claims.video.subscribes() {
                    self.peer.play(at, opus);
                }
            }
            Order::State(state) => {
                self.place.heard().agent_state = state;
                let agent = self.cast.agent_does(state).clone();
                self.update(agent)?;
            }
            Order::Speaks(who, active) => {
                let level = if active { self.level_of(who) } else { 0.0 };
                let speaker = SpeakerInfo {
                    sid: self.cast.sid_of(who).to_owned(),
                    level,
                    active,
                };
                self.say(Say::SpeakersChanged(SpeakersChanged {
                    speakers: vec![speaker],
                }))?;
            }
            Order::HangUp => return Err(End::HungUp),
        }
        Ok(())
    }

    fn level_of(&self, who: Source) -> f32 {
        match who {
            Source::Agent => AGENT_LEVEL,
            Source::User => {
                let level = self.place.heard().last_level_db.unwrap_or(AUDIBLE_DB);
                10_f32.powf(f32::from(level) / 20.0)
            }
        }
    }
}
