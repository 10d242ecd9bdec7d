//! Unsolicited inputs: user commands and spontaneous events.

use speko_proto::livekit::io::*;
use speko_proto::livekit::wire;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::packet::Outbound;

use super::Simulator;
use crate::support::livekit::{agent, answer, leave, me, unpublished, update};

impl Simulator {
    /// Adds an unsolicited input.
    pub(super) fn unsolicited_input(&mut self) {
        let command = |command| Input::Command(command);
        match self.choices.pick(160) {
            20 => self.server_sends(ServerMessage::MediaSectionsRequirement(
                wire::MediaSectionsRequirement {
                    num_audios: 1,
                    num_videos: 0,
                },
            )),
            21 => self.server_sends(update(wire::ParticipantInfo {
                state: 3,
                ..agent()
            })),
            22 => self.server_sends(leave(wire::DisconnectReason::RoomDeleted)),
            23 => self.later(Input::Transport(LiveKitInput::Publisher(PeerInput::State(
                PeerState::Failed,
            )))),
            24 => self.later(Input::Transport(LiveKitInput::Publisher(PeerInput::State(
                PeerState::Disconnected,
            )))),
            25 => self.handle(command(Command::SetMicMuted(true))),
            26 => self.handle(command(Command::SetMicMuted(false))),
            27 => self.handle(Input::Transport(LiveKitInput::Send(Outbound::UserMessage(
                "hi".into(),
            )))),
            28 => self.handle(command(Command::End)),
            29 => {
                if let Some(id) = self.checks.socket {
                    self.later(Input::Transport(LiveKitInput::Socket(
                        id,
                        SocketInput::Closed { code: 1006 },
                    )));
                }
            }
            30 | 40 | 48..=51 => {
                if let Some(input) = self.tracks.system_event(&mut self.choices) {
                    self.later(Input::Media(input));
                }
            }
            32 => self.handle(command(Command::SetInputDevice(Some("desk".into())))),
            33 => self.handle(command(Command::SetInputDevice(Some("lap".into())))),
            34 => self.handle(command(Command::SetInputDevice(None))),
            35 => self.handle(command(Command::SetOutputDevice(Some("hall".into())))),
            36 | 37 => self.handle(Input::Media(MediaInput::DevicesChanged)),
            38 | 39 => {
                let muted = self.choices.one_in(2);
                self.server_sends(ServerMessage::Mute(wire::MuteTrackRequest {
                    sid: "TR_me".into(),
                    muted,
                }));
            }
            41 => self.handle(Input::Transport(LiveKitInput::NetworkChanged)),
            42 => self.handle(Input::Transport(LiveKitInput::Reconnect)),
            43 => {
                let resume = wire::LeaveRequest {
                    action: 1 + i32::from(self.choices.pick(2)),
                    ..Default::default()
                };
                self.server_sends(ServerMessage::Leave(resume));
            }
            44 if self.dual_pc => self.server_offers(),
            46 => {
                self.server_sends(update(me(false)));
                self.server_sends(unpublished("TR_me"));
            }
            47 => self.server_sends(update(me(true))),
            45 => self.later(Input::Transport(LiveKitInput::Publisher(
                PeerInput::LastInboundAge(self.now.0 % 5_000),
            ))),
            // An outdated answer.
            31 => {
                let id = RequestId(u32::from(self.choices.pick(12)));
                self.handle(Input::Transport(LiveKitInput::Publisher(
                    PeerInput::DescriptionSet(id),
                )));
                self.handle(Input::Transport(LiveKitInput::Probed(
                    id,
                    Probe::Unreachable,
                )));
                self.server_sends(answer(id.0));
            }
            _ => {}
        }
    }
}
