//! The browser objects of a WebRTC session. Executes the outputs of its state machine.

use std::cell::Cell;
use std::rc::Rc;

use speko_proto::Source;
use speko_proto::livekit::io::{
    Input, LiveKitInput, LiveKitOutput, MediaOutput, PeerOutput, RequestId,
};
use speko_proto::livekit::url::SecretUrl;
use web_sys::{MediaStreamTrack, RtcPeerConnection};

use super::peer::{self, Peer};
use super::peer_events::PeerEvents;
use super::probe;
use super::socket::Socket;
use super::{dual_pc, network};
use crate::rpc::Rpc;
use crate::token_refresh::Renewer;
use crate::web::fetch::Request;
use crate::web::input_sender::InputSender;
use crate::web::js::{detach, error_name, on_settled, spawn};
use crate::web::listener::Listener;
use crate::web::media_driver::{AttachResult, MediaDriver, MediaEndpoint};
use crate::web::meter::MeterSource;
use crate::web::pump::{Driver, RpcSlot};
use crate::web::speaker::Speaker;

/// Dropping it releases all browser objects.
pub(super) struct WebRtcDriver {
    // Dropped first, because the browser shows the user that the microphone is in use.
    media: MediaDriver,
    inputs: InputSender<Input>,
    socket: Option<Socket>,
    peer: Option<Peer>,
    /// How often the microphone's sender was replaced.
    sender: Rc<Cell<u32>>,
    /// The subscriber connection, in dual-PC mode.
    subscriber: Option<Peer>,
    speaker: Speaker,
    /// The most recent probes. Some of them may still be in flight.
    probes: Vec<Request>,
    renewer: Option<Renewer>,
    rpc: RpcSlot,
    /// Listeners for page lifecycle and network changes.
    _page: Vec<Listener>,
}

/// How many probes the state machine runs at once.
const PROBES: usize = 12;

impl Driver for WebRtcDriver {
    type Output = LiveKitOutput;

    fn execute(&mut self, output: &LiveKitOutput) {
        match output {
            LiveKitOutput::OpenSocket(id, url) => {
                self.socket = None;
                self.socket = Socket::open(&self.inputs, *id, url);
            }
            LiveKitOutput::SendFrame(frame) => {
                if let Some(socket) = &self.socket {
                    socket.send(frame);
                }
            }
            LiveKitOutput::CloseSocket => self.socket = None,
            LiveKitOutput::Probe(id, url) => self.probe(*id, url, false),
            LiveKitOutput::ProbeNoCors(id, url) => self.probe(*id, url, true),
            LiveKitOutput::Publisher(output) => {
                if matches!(
                    output,
                    PeerOutput::Create { .. } | PeerOutput::ReplaceMicTransceiver
                ) {
                    self.sender.set(self.sender.get().wrapping_add(1));
                }
                let events = PeerEvents::new(&self.inputs, LiveKitInput::Publisher);
                peer::execute(&mut self.peer, &events, output, true);
            }
            LiveKitOutput::Subscriber(output) => {
                let events = PeerEvents::new(&self.inputs, LiveKitInput::Subscriber);
                peer::execute(&mut self.subscriber, &events, output, false);
            }
            LiveKitOutput::RememberDualPc(authority) => dual_pc::remember(authority),
            LiveKitOutput::RenewCredentials(id) => self.renew(*id),
            LiveKitOutput::Play(mid) => {
                if let Some(track) = self.remote_track(mid) {
                    self.speaker.play(mid, track);
                }
            }
            LiveKitOutput::StopPlaying(mid) => self.speaker.stop(mid),
            LiveKitOutput::UnhandledPacket(packet) => {
                if let Some(rpc) = self.rpc() {
                    rpc.unhandled_packet(packet);
                }
            }
            LiveKitOutput::ParticipantLeft(identity) => {
                if let Some(rpc) = self.rpc() {
                    rpc.participant_left(identity);
                }
            }
        }
    }

    fn media(&mut self, output: &MediaOutput) {
        let endpoint = WebRtcEndpoint {
            peer: self.peer.as_ref(),
            sender: &self.sender,
            speaker: &self.speaker,
        };
        self.media.execute(output, &endpoint);
    }

    fn meter_source(&self, side: Source) -> MeterSource {
        match side {
            Source::Agent => self.speaker.meter_source(),
            Source::User => self.media.meter_source(),
        }
    }
}

/// The microphone's transceiver, and the audio elements.
struct WebRtcEndpoint<'a> {
    peer: Option<&'a Peer>,
    sender: &'a Rc<Cell<u32>>,
    speaker: &'a Speaker,
}

impl MediaEndpoint for WebRtcEndpoint<'_> {
    fn attach(&self, track: &MediaStreamTrack, done: AttachResult) {
        match self.peer.and_then(|peer| peer.attach(Some(track))) {
            Some(attached) => {
                let (sender, of) = (Rc::clone(self.sender), self.sender.get());
                on_settled(attached, move |attached| {
                    // The state machine attaches the track to a new sender itself.
                    if sender.get() == of {
                        done.report(attached.map(drop).map_err(|error| error_name(&error)));
                    }
                });
            }
            None => done.report(Err("InvalidStateError".to_owned())),
        }
    }

    fn detach(&self) {
        if let Some(detached) = self.peer.and_then(|peer| peer.attach(None)) {
            detach(detached);
        }
    }

    fn set_volume(&self, volume: f64) {
        self.speaker.set_volume(volume);
    }

    fn set_output(&self, device: &str) {
        self.speaker.set_output(device);
    }

    fn resume(&self) {
        self.speaker.resume();
    }

    fn check_playback(&self) {
        self.speaker.check();
    }
}

impl WebRtcDriver {
    pub(super) fn new(inputs: InputSender<Input>, renewer: Option<Renewer>, rpc: RpcSlot) -> Self {
        let speaker = Speaker::new(inputs.media());
        let mut page = network::changes(&inputs);
        page.extend(network::leaving(&inputs));
        if let Some(window) = web_sys::window() {
            // After suspension the browser may throttle timers for a while, so the connection is
            // checked on these events.
            for name in ["resume", "visibilitychange"] {
                let resume = speaker.resume_on_wake();
                let on_wake = move |_: &_| {
                    resume();
                    Some(Input::Tick)
                };
                page.extend(
                    window
                        .document()
                        .map(|page| inputs.listen(&page, name, on_wake)),
                );
            }
        }
        Self {
            media: MediaDriver::new(inputs.media()),
            socket: None,
            peer: None,
            sender: Rc::default(),
            subscriber: None,
            speaker,
            probes: Vec::new(),
            renewer,
            rpc,
            _page: page,
            inputs,
        }
    }

    // A separate function, so that the borrow ends before the result is used.
    fn rpc(&self) -> Option<Rc<dyn Rpc>> {
        self.rpc.borrow().clone()
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

    fn probe(&mut self, id: RequestId, url: &SecretUrl, no_cors: bool) {
        if self.probes.len() == PROBES {
            drop(self.probes.remove(0));
        }
        let pending = probe::send(&self.inputs, id, url, no_cors);
        self.probes.extend(pending);
    }

    fn renew(&self, id: RequestId) {
        let Some(renewer) = self.renewer.clone() else {
            return;
        };
        let inputs = self.inputs.clone();
        spawn(async move {
            let credentials = renewer.renew().await;
            inputs.send(Input::Transport(LiveKitInput::Renewed(id, credentials)));
        });
    }
}
