//! The browser objects of a WebRTC session. Executes the outputs of its state machine.

use web_sys::{MediaStreamTrack, RtcPeerConnection};

use super::device_list;
use super::fetch::{self, Asked};
use super::js::{InputSender, Listener, detach, error_name, on_settled, spawn};
use super::meter::Heard;
use super::microphone::Microphone;
use super::network;
use super::peer::{self, Peer};
use super::peer_events::PeerEvents;
use super::pump::Driver;
use super::socket::Socket;
use super::speaker::Speaker;
use crate::engine::io::{Input, MicInput, Output, RequestId};
use crate::event::Source;
use crate::livekit::url::SecretUrl;
use crate::token_refresh::Renewer;

/// Dropping it releases all browser objects.
pub(super) struct WebRtcDriver {
    link: InputSender,
    // Dropped first, because the browser shows the user that the microphone is in use.
    microphones: Vec<Microphone>,
    socket: Option<Socket>,
    peer: Option<Peer>,
    /// The subscriber connection, in dual-PC mode.
    subscriber: Option<Peer>,
    speaker: Speaker,
    /// The most recent probes. Some of them may still be in flight.
    probes: Vec<Asked>,
    renewer: Option<Renewer>,
    /// The `devicechange` listener, added when the devices are first listed.
    changes: Option<Listener>,
    /// Listeners for page lifecycle and network changes.
    _page: Vec<Listener>,
}

/// How many probes the state machine runs at once.
const PROBES: usize = 12;

impl Driver for WebRtcDriver {
    fn execute(&mut self, output: &Output) {
        match output {
            Output::OpenSocket(op, url) => {
                self.socket = None;
                self.socket = Socket::open(&self.link, *op, url);
            }
            Output::SendFrame(frame) => {
                if let Some(socket) = &self.socket {
                    socket.send(frame);
                }
            }
            Output::CloseSocket => self.socket = None,
            Output::Probe(op, url) => self.probe(*op, url, false),
            Output::ProbeNoCors(op, url) => self.probe(*op, url, true),
            Output::Peer(output) => {
                let ear = PeerEvents::new(&self.link, Input::Peer);
                peer::execute(&mut self.peer, &ear, output, true);
            }
            Output::Subscriber(output) => {
                let ear = PeerEvents::new(&self.link, Input::Subscriber);
                peer::execute(&mut self.subscriber, &ear, output, false);
            }
            Output::RememberDualPc(authority) => network::remember_dual_pc(authority),
            Output::RenewCredentials(op) => self.renew(*op),
            Output::OpenMic {
                op,
                device,
                constraints,
                muted,
            } => {
                let device = device.as_deref();
                let asked = Microphone::ask(&self.link, *op, device, *constraints, *muted);
                self.microphones.push(asked);
            }
            Output::AttachMic(op) => self.attach(*op),
            Output::EnableMic(op, on) => {
                if let Some(microphone) = self.microphone(*op) {
                    microphone.enable(*on);
                }
            }
            Output::ReleaseMic(op) => self.microphones.retain(|microphone| microphone.op != *op),
            Output::DetachMic => {
                let detached = self.peer.as_ref().and_then(|peer| peer.attach(None));
                if let Some(detached) = detached {
                    detach(detached);
                }
            }
            Output::ListDevices => self.list(),
            Output::Play(mid) => {
                if let Some(track) = self.remote_track(mid) {
                    self.speaker.play(mid, track);
                }
            }
            Output::StopPlaying(mid) => self.speaker.stop(mid),
            Output::SetVolume(volume) => self.speaker.set_volume(*volume),
            Output::SetOutputDevice(device) => self.speaker.set_output(device),
            Output::ResumeAudio => self.speaker.resume(),
            #[cfg(feature = "s2s")]
            Output::Realtime(_) => {}
            Output::UnhandledPacket(_)
            | Output::ParticipantLeft(_)
            | Output::Emit(_)
            | Output::ResolveReady(_)
            | Output::Closed => {}
        }
    }

    fn heard(&self, side: Source) -> Heard {
        match side {
            Source::Agent => self.speaker.heard(),
            Source::User => {
                // The newest one: during a device switch it is the device that the user has just
                // selected.
                let track = self.microphones.iter().rev().find_map(Microphone::track);
                Heard {
                    tracks: track
                        .filter(MediaStreamTrack::enabled)
                        .into_iter()
                        .collect(),
                    volume: 1.0,
                }
            }
        }
    }
}

impl WebRtcDriver {
    pub(super) fn new(link: InputSender, renewer: Option<Renewer>) -> Self {
        let speaker = Speaker::new(&link);
        let mut page = network::changes(&link);
        page.extend(network::leaving(&link));
        if let Some(window) = web_sys::window() {
            // After suspension the browser may throttle timers for a while, so the connection is
            // checked on these events.
            for name in ["resume", "visibilitychange"] {
                let wake = speaker.waker();
                let woken = move |_: &_| {
                    wake();
                    Some(Input::Tick)
                };
                page.extend(
                    window
                        .document()
                        .map(|page| link.listen(&page, name, woken)),
                );
            }
        }
        Self {
            microphones: Vec::new(),
            socket: None,
            peer: None,
            subscriber: None,
            speaker,
            probes: Vec::new(),
            renewer,
            changes: None,
            _page: page,
            link,
        }
    }

    fn microphone(&self, op: RequestId) -> Option<&Microphone> {
        self.microphones
            .iter()
            .find(|microphone| microphone.op == op)
    }

    pub(super) fn connections(&self) -> Vec<RtcPeerConnection> {
        let all = self.peer.iter().chain(&self.subscriber);
        all.map(|peer| peer.connection().clone()).collect()
    }

    /// Returns the publisher connection, for statistics.
    pub(super) fn connection(&self) -> Option<RtcPeerConnection> {
        Some(self.peer.as_ref()?.connection().clone())
    }

    fn remote_track(&self, mid: &str) -> Option<MediaStreamTrack> {
        let receiving = self.subscriber.as_ref().or(self.peer.as_ref());
        receiving?.remote_track(mid)
    }

    fn probe(&mut self, op: RequestId, url: &SecretUrl, knock: bool) {
        if self.probes.len() == PROBES {
            drop(self.probes.remove(0));
        }
        let asked = fetch::probe(&self.link, op, url, knock);
        self.probes.extend(asked);
    }

    fn renew(&self, op: RequestId) {
        let Some(renewer) = self.renewer.clone() else {
            return;
        };
        let link = self.link.clone();
        spawn(async move {
            let credentials = renewer.renew().await;
            link.send(Input::Renewed(op, credentials));
        });
    }

    fn list(&mut self) {
        if self.changes.is_none() {
            let devices = device_list::changes();
            self.changes = devices.map(|devices| {
                self.link
                    .listen(&devices, "devicechange", |_| Some(Input::DevicesChanged))
            });
        }
        let link = self.link.clone();
        device_list::list(move |devices| link.send(Input::Devices(devices)));
    }

    fn attach(&self, op: RequestId) {
        let track = self.microphone(op).and_then(Microphone::track);
        let attached = track.and_then(|track| self.peer.as_ref()?.attach(Some(&track)));
        let link = self.link.clone();
        let Some(attached) = attached else {
            let input = MicInput::AttachFailed("InvalidStateError".to_owned());
            return link.send(Input::Mic(op, input));
        };
        on_settled(attached, move |attached| {
            let input = match attached {
                Ok(_) => MicInput::Attached,
                Err(error) => MicInput::AttachFailed(error_name(&error)),
            };
            link.send(Input::Mic(op, input));
        });
    }
}
