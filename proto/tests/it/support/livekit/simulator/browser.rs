//! The browser: it executes the outputs, or fails to.

use speko_proto::livekit::io::*;
use speko_proto::livekit::wire;
use speko_proto::{Device, DeviceKind};

use super::Simulator;
use crate::support::livekit::{OFFER, credentials};

impl Simulator {
    pub(super) fn output(&mut self, output: Output) {
        assert!(
            !self.checks.closed || matches!(output, Output::Media(MediaOutput::ReleaseMic(_))),
            "output after the end: {output:?}"
        );
        if let Output::Media(output) = &output {
            self.tracks.output(output);
        }
        match output {
            Output::Transport(LiveKitOutput::OpenSocket(id, url)) => {
                self.open_socket(id, url.reveal())
            }
            Output::Transport(LiveKitOutput::SendFrame(frame)) => self.frame(&frame),
            Output::Transport(LiveKitOutput::CloseSocket) => {
                assert!(self.checks.socket.take().is_some(), "no socket to close");
                self.checks.socket_open = false;
            }
            Output::Transport(LiveKitOutput::ProbeNoCors(id, _)) => {
                let body = String::new();
                let answers = [Probe::Answered { status: 0, body }, Probe::Unreachable];
                let answer = answers[usize::from(self.choices.pick(2))].clone();
                if self.choices.one_in(8) {
                    self.later(Input::Transport(LiveKitInput::ProbesBlocked));
                }
                self.later(Input::Transport(LiveKitInput::Probed(id, answer)));
            }
            Output::Transport(LiveKitOutput::Probe(id, _)) => {
                let answers = [
                    Probe::Answered {
                        status: 200,
                        body: String::new(),
                    },
                    Probe::Answered {
                        status: 401,
                        body: "expired".into(),
                    },
                    Probe::Unreachable,
                ];
                let answer = answers[usize::from(self.choices.pick(3))].clone();
                self.later(Input::Transport(LiveKitInput::Probed(id, answer)));
            }
            Output::Transport(LiveKitOutput::Publisher(output)) => self.peer(output),
            Output::Transport(LiveKitOutput::Subscriber(output)) => self.subscriber(output),
            Output::Transport(LiveKitOutput::RememberDualPc(_)) => self.dual_pc = true,
            Output::Transport(LiveKitOutput::RenewCredentials(id)) => {
                let answer = match self.choices.pick(2) {
                    0 => Ok(credentials()),
                    _ => Err(speko_proto::SpekoClientError::credentials("HTTP 500")),
                };
                self.later(Input::Transport(LiveKitInput::Renewed(id, answer)));
            }
            Output::Media(MediaOutput::OpenMic { id, muted, .. }) => {
                assert!(self.has_mic, "a prompt in a session without a microphone");
                self.checks.mic_enabled.insert(id, !muted);
                // Rarely, the user takes long to answer the prompt.
                let delay = match self.choices.pick(12) {
                    11 => 100_000,
                    _ => self.choices.delay(),
                };
                for input in self.tracks.open(&mut self.choices) {
                    self.after(delay, Input::Media(MediaInput::Mic(id, input)));
                }
            }
            Output::Media(MediaOutput::AttachMic(id)) => {
                assert!(
                    self.checks.open_mics.contains(&id),
                    "the attached microphone is not open"
                );
                self.checks.sending.insert(id);
                self.assert_attached_is_muted();
                let delay = self.choices.delay();
                self.sender_clock = self.sender_clock.max(self.now.after(delay));
                if let Some(input) = self.tracks.attach(&mut self.choices) {
                    self.number += 1;
                    self.queue.insert(
                        (self.sender_clock, self.number),
                        Input::Media(MediaInput::Mic(id, input)),
                    );
                }
            }
            Output::Media(MediaOutput::EnableMic(id, enabled)) => {
                self.checks.mic_enabled.insert(id, enabled);
            }
            Output::Media(MediaOutput::ReleaseMic(id)) => {
                self.checks.open_mics.remove(&id);
                self.checks.sending.remove(&id);
            }
            Output::Emit(event) => self.event(event),
            Output::ResolveReady(result) => {
                assert_eq!(
                    self.checks.opened.replace(result.is_ok()),
                    None,
                    "opened twice"
                );
            }
            Output::Closed => self.checks.closed = true,
            Output::Media(MediaOutput::DetachMic) => self.checks.sending.clear(),
            Output::Media(MediaOutput::ListDevices) => {
                let list = self.list();
                self.later(Input::Media(MediaInput::Devices(list)));
            }
            Output::Transport(LiveKitOutput::Play(_))
            | Output::Transport(LiveKitOutput::StopPlaying(_))
            | Output::Media(MediaOutput::SetVolume(_))
            | Output::Media(MediaOutput::SetOutputDevice(_))
            | Output::Transport(LiveKitOutput::UnhandledPacket(_))
            | Output::Transport(LiveKitOutput::ParticipantLeft(_))
            | Output::Media(MediaOutput::ResumeAudio | MediaOutput::CheckPlayback) => {}
        }
    }

    /// Returns the devices that are plugged in.
    pub(super) fn list(&mut self) -> Vec<Device> {
        let default = ["Desk", "Lap"][usize::from(self.choices.pick(2))];
        let device = |id: &str, label: &str, kind| Device {
            id: id.into(),
            label: label.into(),
            kind,
            group_id: label.into(),
        };
        let mut list = vec![
            device("default", default, DeviceKind::Input),
            device("desk", "Desk", DeviceKind::Input),
            device("lap", "Lap", DeviceKind::Input),
            device("hall", "Hall", DeviceKind::Output),
            device("default", "Default", DeviceKind::Output),
        ];
        list.retain(|_| !self.choices.one_in(4));
        list
    }

    /// Replaces the microphone's sender. What is pending on the old one is no longer answered.
    fn replace_sender(&mut self) {
        self.tracks.replace_sender();
        self.queue.retain(|_, input| {
            !matches!(
                input,
                Input::Media(MediaInput::Mic(
                    _,
                    MicInput::Attached | MicInput::AttachFailed(_)
                ))
            )
        });
    }

    pub(super) fn subscriber(&mut self, output: PeerOutput) {
        match output {
            PeerOutput::Create { .. } => self.checks.subscriber = true,
            PeerOutput::Close => self.checks.subscriber = false,
            PeerOutput::CreateAnswer(id, _) => {
                assert!(self.checks.subscriber, "no subscriber connection");
                self.later(Input::Transport(LiveKitInput::Subscriber(
                    PeerInput::AnswerCreated(id, "ours".into()),
                )));
                let connected = PeerInput::State(PeerState::Connected);
                self.after(100, Input::Transport(LiveKitInput::Subscriber(connected)));
            }
            PeerOutput::Configure { .. } | PeerOutput::AddCandidate(_) => {}
            other => panic!("unexpected output for the subscriber: {other:?}"),
        }
    }

    pub(super) fn peer(&mut self, output: PeerOutput) {
        let checks = &mut self.checks;
        assert!(
            !checks.peer_closed || output == PeerOutput::Close,
            "output for a closed peer connection: {output:?}"
        );
        let fails = self.choices.one_in(80);
        match output {
            PeerOutput::CreateOffer(id) => {
                assert!(
                    !std::mem::replace(&mut checks.offering, true),
                    "two offers in flight"
                );
                let cid = match checks.replaced_transceivers {
                    0 => "mic-uuid".into(),
                    replaced_transceivers => format!("mic-uuid-{replaced_transceivers}"),
                };
                let offer = OFFER.replace("mic-uuid", &cid);
                self.later(Input::Transport(LiveKitInput::Publisher(
                    PeerInput::OfferCreated(id, offer),
                )));
            }
            PeerOutput::SetLocal(id, _) => {
                assert!(
                    checks.offering && !std::mem::replace(&mut checks.local, true),
                    "no pending offer"
                );
                let input = if fails {
                    PeerInput::Failed(id, "E".into())
                } else {
                    PeerInput::DescriptionSet(id)
                };
                self.later(Input::Transport(LiveKitInput::Publisher(input)));
                let candidate = Candidate {
                    candidate: "c".into(),
                    ..Default::default()
                };
                self.later(Input::Transport(LiveKitInput::Publisher(
                    PeerInput::Candidate(candidate),
                )));
            }
            PeerOutput::SetRemote(id, _) => {
                assert!(
                    std::mem::replace(&mut checks.local, false),
                    "an answer without an offer"
                );
                checks.offering = false;
                let first = !std::mem::replace(&mut checks.remote, true);
                let delay = self.choices.delay();
                self.after(
                    delay,
                    Input::Transport(LiveKitInput::Publisher(PeerInput::DescriptionSet(id))),
                );
                if first {
                    // ICE connects after the answer is known.
                    self.later(Input::Transport(LiveKitInput::Publisher(
                        PeerInput::IceConnected,
                    )));
                    // Unless the two ends use different candidate pairs: then nothing arrives until
                    // an ICE restart.
                    if !self.choices.one_in(20) {
                        self.later(Input::Transport(LiveKitInput::Publisher(PeerInput::State(
                            PeerState::Connected,
                        ))));
                    }
                    self.later(Input::Transport(LiveKitInput::Publisher(
                        PeerInput::ChannelOpened(Channel::Reliable),
                    )));
                    let stream = "PA_agent|TR_agent".into();
                    self.later(Input::Transport(LiveKitInput::Publisher(
                        PeerInput::Track {
                            mid: "2".into(),
                            stream,
                        },
                    )));
                }
            }
            PeerOutput::AddCandidate(_) => {
                assert!(checks.remote, "a candidate before the description")
            }
            PeerOutput::Send(_, bytes) => {
                let packet = wire::DataPacket::decode(bytes.as_slice()).unwrap();
                assert!(
                    packet.sequence > 0 && packet.sequence <= checks.last_packet + 1,
                    "a gap in the sequence numbers"
                );
                checks.last_packet = checks.last_packet.max(packet.sequence);
            }
            PeerOutput::Close => checks.peer_closed = true,
            PeerOutput::Create { .. } => {
                // A new peer connection: reset its state.
                (checks.offering, checks.local, checks.remote) = (false, false, false);
                (checks.last_packet, checks.replaced_transceivers) = (0, 0);
                self.replace_sender();
            }
            PeerOutput::ReplaceMicTransceiver => {
                assert!(
                    self.has_mic,
                    "a transceiver in a session without a microphone"
                );
                checks.replaced_transceivers += 1;
                self.replace_sender();
            }
            PeerOutput::RestartIce => {
                (checks.offering, checks.local, checks.remote) = (false, false, false)
            }
            PeerOutput::CreateAnswer(..) => panic!("the server never offers on the publisher"),
            PeerOutput::QueryInboundActivity => {
                let millis = if self.choices.one_in(10) { 4_000 } else { 50 };
                self.later(Input::Transport(LiveKitInput::Publisher(
                    PeerInput::LastInboundAge(millis),
                )));
            }
            PeerOutput::Configure { .. } | PeerOutput::AddRecvTransceivers(_) => {}
        }
    }
}
