//! The backend of a scripted session: executes the components' commands as a conversation would.

use speko_client::{
    ConnectionState, DisconnectReason, Disconnection, ErrorCode, ErrorReason, Event, MicState,
    Mode, SpekoClientError, Status,
};

use super::Scripted;
use crate::Voice;
use crate::session::{ScriptedBackend, ScriptedCommand};

impl ScriptedBackend for Scripted {
    fn act(&self, voice: Voice, command: ScriptedCommand) -> Result<(), SpekoClientError> {
        match command {
            ScriptedCommand::Start => {
                self.begin();
                // Emit the events at time 0 before returning.
                self.advance(0);
            }
            ScriptedCommand::End => self.end(voice),
            ScriptedCommand::MuteMic(muted) => {
                let open = matches!(
                    voice.mic.get_untracked(),
                    MicState::Live | MicState::Muted | MicState::ServerMuted | MicState::Blocked
                );
                if open {
                    let state = if muted {
                        MicState::Muted
                    } else {
                        MicState::Live
                    };
                    voice.emit(Event::Mic(state));
                }
            }
            ScriptedCommand::Send(text) => {
                if voice.status.get_untracked() != Status::Connected {
                    return Err(SpekoClientError::new(
                        ErrorCode::NotConnected,
                        ErrorReason::Closed,
                    ));
                }
                self.typed(&text);
            }
            ScriptedCommand::StartAudio => voice.emit(Event::AudioBlocked(false)),
            ScriptedCommand::Reconnect => voice.emit(Event::Connection(ConnectionState::Good)),
        }
        Ok(())
    }
}

impl Scripted {
    fn end(&self, voice: Voice) {
        self.stop();
        let was_open = voice.status.get_untracked() == Status::Connected;
        voice.emit(Event::Status(Status::Disconnecting));
        voice.emit(Event::Mode(Mode::Listening));
        if was_open {
            voice.emit(Event::Status(Status::Disconnected));
            voice.emit(Event::Disconnected(Disconnection {
                reason: DisconnectReason::User,
                message: None,
            }));
        }
    }
}
