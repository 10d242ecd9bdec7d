//! The parts of a peer connection (data channels and transceivers) before listeners are added, and
//! the prewarmed peer connection of the next call.

use std::cell::Cell;

use js_sys::Promise;
use speko_proto::livekit::io::Channel;
use speko_proto::livekit::prewarm::simulate_call;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    RtcDataChannel, RtcDataChannelInit, RtcPeerConnection, RtcRtpTransceiver,
    RtcRtpTransceiverDirection, RtcRtpTransceiverInit,
};

use crate::web::browser::is_firefox;
use crate::web::js::{detach, object};
use crate::web::parsers::PARSERS;
use crate::web::timer::Timer;

/// A peer connection with its data channels and transceivers, without listeners. Dropping it closes
/// the connection.
#[must_use = "dropping it closes the connection"]
pub(super) struct PeerParts {
    pub(super) connection: RtcPeerConnection,
    /// The data channels that this client opens. Empty on the subscriber connection.
    pub(super) channels: Vec<(Channel, RtcDataChannel)>,
    pub(super) microphone: Option<RtcRtpTransceiver>,
}

impl PeerParts {
    pub(super) fn new(publishes: bool, microphone: bool, receivers: u32) -> Option<Self> {
        let mut parts = Self {
            connection: RtcPeerConnection::new().ok()?,
            channels: Vec::new(),
            microphone: None,
        };
        if publishes {
            for channel in [Channel::Reliable, Channel::Lossy] {
                let opened = open_channel(&parts.connection, channel);
                parts.channels.push((channel, opened));
            }
        }
        if microphone {
            // A transceiver without a track already has its `msid` in the offer, so its m-line is
            // negotiated while the permission prompt is open.
            parts.microphone = Some(parts.add_transceiver(RtcRtpTransceiverDirection::Sendonly));
        }
        parts.add_recv_transceivers(receivers);
        Some(parts)
    }

    pub(super) fn add_recv_transceivers(&self, count: u32) {
        for _ in 0..count {
            self.add_transceiver(RtcRtpTransceiverDirection::Recvonly);
        }
    }

    /// Replaces the microphone transceiver. The old one becomes inactive and loses its track.
    pub(super) fn replace_microphone(&mut self) {
        let transceiver = self.add_transceiver(RtcRtpTransceiverDirection::Sendonly);
        if let Some(old) = self.microphone.replace(transceiver) {
            old.set_direction(RtcRtpTransceiverDirection::Inactive);
            detach(old.sender().replace_track(None));
        }
    }

    fn add_transceiver(&self, direction: RtcRtpTransceiverDirection) -> RtcRtpTransceiver {
        let init = RtcRtpTransceiverInit::new();
        init.set_direction(direction);
        self.connection
            .add_transceiver_with_str_and_init("audio", &init)
    }
}

impl Drop for PeerParts {
    fn drop(&mut self) {
        for (_, channel) in &self.channels {
            channel.close();
        }
        self.connection.close();
    }
}

fn open_channel(connection: &RtcPeerConnection, channel: Channel) -> RtcDataChannel {
    let init = match channel {
        Channel::Reliable => object(&[("ordered", JsValue::TRUE)]),
        Channel::Lossy => object(&[
            ("ordered", JsValue::FALSE),
            ("maxRetransmits", JsValue::from(0)),
        ]),
    };
    let init = init.unchecked_into::<RtcDataChannelInit>();
    connection.create_data_channel_with_data_channel_dict(channel.label(), &init)
}

/// The prewarmed peer connection and its first offer. The browser needs about 10 ms to create them.
/// Nothing is sent over the network.
struct Prewarmed {
    parts: PeerParts,
    offer: Promise,
    microphone: bool,
    receivers: u32,
    timer: Timer,
}

thread_local!(static PREWARMED: Cell<Option<Prewarmed>> = const { Cell::new(None) });

/// How long a prewarmed connection is kept, in ms.
const KEEP_FOR: u64 = 8_000;

/// Prewarms the next call: creates its peer connection and first offer. It also runs the state
/// machine once, so that the browser has compiled it before the click.
///
/// The connection is closed if no call takes it within 8 s. Calling this again restarts the 8 s.
pub fn prewarm_peer(microphone: bool) {
    let prewarmed = PREWARMED.take().or_else(|| {
        let receivers = u32::from(!is_firefox());
        let parts = PeerParts::new(true, microphone, receivers)?;
        let _ = simulate_call(PARSERS);
        Some(Prewarmed {
            offer: parts.connection.create_offer(),
            parts,
            microphone,
            receivers,
            timer: Timer::new(discard_prewarmed),
        })
    });
    if let Some(prewarmed) = prewarmed {
        prewarmed.timer.set(KEEP_FOR);
        PREWARMED.set(Some(prewarmed));
    }
}

/// Closes the prewarmed connection, if no call has taken it.
pub fn discard_prewarmed() {
    PREWARMED.set(None);
}

/// Takes the prewarmed connection if it matches these parameters. Otherwise closes it.
pub(super) fn take_prewarmed(microphone: bool, receivers: u32) -> Option<(PeerParts, Promise)> {
    let prewarmed = PREWARMED.take()?;
    let matches = (prewarmed.microphone, prewarmed.receivers) == (microphone, receivers);
    matches.then_some((prewarmed.parts, prewarmed.offer))
}
