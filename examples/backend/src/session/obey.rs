//! Executes the agent's outputs.

use speko_client::wire::proto::signal_response::Message as Say;
use speko_client::wire::proto::{SpeakerInfo, SpeakersChanged};

use super::{End, Session};
use crate::agent::Order;

impl Session {
    pub(super) fn obey(&mut self, order: Order) -> Result<(), End> {
        match order {
            Order::Send(packet) => {
                let packet = self.cast.packet(&packet);
                self.voice().send(packet);
            }
            Order::Text(part) => {
                let packet = self.cast.text(part);
                self.voice().send(packet);
            }
            Order::Play { at, opus } => {
                if self.claims.video.subscribes() {
                    self.voice().play(at, opus);
                }
            }
            Order::State(state) => {
                self.place.heard().agent_state = state;
                let agent = self.cast.agent_does(state).clone();
                self.update(agent)?;
            }
            Order::Speaks(who, active) => {
                let speaker = SpeakerInfo {
                    sid: self.cast.sid_of(who).to_owned(),
                    active,
                };
                self.say(Say::SpeakersChanged(SpeakersChanged {
                    speakers: vec![speaker],
                }))?;
            }
            // The agent of a WebRTC session has no tools.
            Order::CallTool { .. } => {}
            Order::HangUp => return Err(End::HungUp),
        }
        Ok(())
    }
}
