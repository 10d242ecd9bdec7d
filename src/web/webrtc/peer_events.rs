//! Converts the events of a peer connection and its data channels into inputs.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use speko_proto::livekit::io::{Channel, Input, LiveKitInput, PeerInput, PeerState};
use wasm_bindgen::JsCast;
use web_sys::{
    Event, EventTarget, MediaStream, RtcDataChannel, RtcDataChannelEvent, RtcDataChannelType,
    RtcPeerConnection, RtcPeerConnectionState, RtcTrackEvent,
};

use super::{ice, stats};
use crate::web::input_sender::InputSender;
use crate::web::js::{binary, items, property};
use crate::web::listener::Listener;

/// Sends the inputs of one peer connection. `role` wraps them as publisher or subscriber inputs.
#[derive(Clone)]
pub(super) struct PeerEvents {
    inputs: InputSender<Input>,
    role: fn(PeerInput) -> LiveKitInput,
}

impl PeerEvents {
    pub(super) fn new(inputs: &InputSender<Input>, role: fn(PeerInput) -> LiveKitInput) -> Self {
        Self {
            inputs: inputs.clone(),
            role,
        }
    }

    pub(super) fn send(&self, input: PeerInput) {
        self.inputs.send(Input::Transport((self.role)(input)));
    }

    fn listen(
        &self,
        target: &EventTarget,
        name: &'static str,
        input: impl Fn(&Event) -> Option<PeerInput> + 'static,
    ) -> Listener {
        self.listen_for(target, name, Box::new(input))
    }

    fn listen_for(&self, target: &EventTarget, name: &'static str, input: ToInput) -> Listener {
        let role = self.role;
        self.inputs.listen(target, name, move |event| {
            Some(Input::Transport(role(input(event)?)))
        })
    }
}

type ToInput = Box<dyn Fn(&Event) -> Option<PeerInput>>;

pub(super) fn listen(connection: &RtcPeerConnection, events: &PeerEvents) -> Vec<Listener> {
    let last = Rc::new(Cell::new(PeerState::New));
    let state = |name| {
        let (watched, last, events) = (connection.clone(), Rc::clone(&last), events.clone());
        events.clone().listen(connection, name, move |_| {
            let state = state(watched.connection_state())?;
            let changed = last.replace(state) != state;
            if changed && state == PeerState::Disconnected {
                send_inbound_idle(&watched, &events);
            }
            changed.then_some(PeerInput::State(state))
        })
    };
    let was_connected = Cell::new(false);
    let watched = connection.clone();
    let ice = events.listen(connection, "iceconnectionstatechange", move |_| {
        let state = property(&watched, "iceConnectionState").as_string()?;
        let connected = matches!(state.as_str(), "connected" | "completed");
        let changed = connected && !was_connected.get();
        was_connected.set(connected);
        changed.then_some(PeerInput::IceConnected)
    });
    vec![
        ice,
        state("connectionstatechange"),
        // Firefox may report a state change by this event alone. `last` filters out duplicates.
        state("iceconnectionstatechange"),
        events.listen(connection, "icecandidate", |event| {
            Some(PeerInput::Candidate(ice::candidate(event)?))
        }),
        events.listen(connection, "track", |event| {
            let event = event.unchecked_ref::<RtcTrackEvent>();
            Some(PeerInput::Track {
                mid: event.transceiver().mid()?,
                stream: items::<MediaStream>(&event.streams())
                    .next()
                    .map_or_else(String::new, |stream| stream.id()),
            })
        }),
    ]
}

pub(super) fn send_inbound_idle(connection: &RtcPeerConnection, events: &PeerEvents) {
    let events = events.clone();
    stats::inbound_idle(connection, move |millis| {
        events.send(PeerInput::LastInboundAge(millis));
    });
}

pub(super) fn listen_channel(
    opened: &RtcDataChannel,
    events: &PeerEvents,
    channel: Channel,
) -> Vec<Listener> {
    opened.set_binary_type(RtcDataChannelType::Arraybuffer);
    vec![
        events.listen(opened, "open", move |_| {
            Some(PeerInput::ChannelOpened(channel))
        }),
        events.listen(opened, "close", move |_| {
            Some(PeerInput::ChannelClosed(channel))
        }),
        events.listen(opened, "message", move |event| {
            // A text message is not understood, and counted as an empty packet.
            let bytes = binary(event).unwrap_or_default();
            Some(PeerInput::ChannelMessage(channel, bytes))
        }),
    ]
}

/// Listens to the data channels that the server opens on the subscriber connection. They have the
/// same labels as those of this client.
pub(super) fn listen_remote_channels(
    connection: &RtcPeerConnection,
    events: &PeerEvents,
    listeners: &Rc<RefCell<Vec<Listener>>>,
) -> Listener {
    let (events, listeners) = (events.clone(), Rc::downgrade(listeners));
    events
        .clone()
        .listen(connection, "datachannel", move |event| {
            let opened = event.unchecked_ref::<RtcDataChannelEvent>().channel();
            let label = opened.label();
            let all = [Channel::Reliable, Channel::Lossy];
            let channel = all.into_iter().find(|kind| kind.label() == label)?;
            listeners
                .upgrade()?
                .borrow_mut()
                .extend(listen_channel(&opened, &events, channel));
            None
        })
}

fn state(state: RtcPeerConnectionState) -> Option<PeerState> {
    Some(match state {
        RtcPeerConnectionState::New => PeerState::New,
        RtcPeerConnectionState::Connecting => PeerState::Connecting,
        RtcPeerConnectionState::Connected => PeerState::Connected,
        RtcPeerConnectionState::Disconnected => PeerState::Disconnected,
        RtcPeerConnectionState::Failed => PeerState::Failed,
        RtcPeerConnectionState::Closed => PeerState::Closed,
        _ => return None,
    })
}
