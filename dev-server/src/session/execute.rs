//! Executes the agent's outputs.

use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::livekit::wire::{SpeakerInfo, SpeakersChanged};

use super::{End, Session};
use crate::agent::Action;

impl Session {
    pub(super) fn execute(&mut self, action: Action) -> Result<(), End> {
        match action {
            Action::Send(packet) => {
                let packet = self.participants.packet(&packet);
                self.voice().send(packet);
            }
            Action::Text(part) => {
                let packet = self.participants.text(part);
                self.voice().send(packet);
            }
            Action::Play { at, opus } => {
                if self.claims.video.subscribes() {
                    self.voice().play(at, opus);
                }
            }
            Action::State(state) => {
                self.place.heard().agent_state = state;
                let agent = self.participants.agent_does(state).clone();
                self.update(agent)?;
            }
            Action::Speaks(who, active) => {
                let speaker = SpeakerInfo {
                    sid: self.participants.sid_of(who).to_owned(),
                    active,
                };
                self.send(ServerMessage::SpeakersChanged(SpeakersChanged {
                    speakers: vec![speaker],
                }))?;
            }
            // The agent of a WebRTC session has no tools.
            Action::CallTool { .. } => {}
            Action::HangUp => return Err(End::HungUp),
        }
        Ok(())
    }
}
