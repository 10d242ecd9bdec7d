//! A complete conversation in a real browser, with a fake socket and a second peer connection in
//! the page: how it opens, what its callbacks may do, and that every end releases everything.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::Poll;

use base64ct::{Base64Url, Encoding};
use futures_core::Stream as _;
use speko_client::{
    Conversation, ConversationOptions, Credentials, DeviceChange, DeviceReason, DisconnectReason,
    ErrorCode, ErrorReason, Event, Events, MicState, Source, Status, VoiceConversation,
};
use speko_proto::livekit::wire::{
    self, DataPacket, JoinRequest, JoinResponse, LeaveRequest, ParticipantInfo, Pong, Room,
    SessionDescription, SignalRequest, SignalResponse, TrackInfo, TrackPublishedResponse,
    TrickleRequest, UserPacket, WrappedJoinRequest, data_packet, signal_request, signal_response,
};
use speko_proto::packet::Inbound;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use wasm_bindgen_test::wasm_bindgen_test;

use super::support::*;

/// The decoder's noise on silence stays below this amplitude, with full scale 1.
const SILENCE: f64 = 0.001;

/// A time in ms in which the fake microphone beeps: it beeps once a second.
const BEEPS_WITHIN: u32 = 1_200;

fn options() -> ConversationOptions {
    ConversationOptions::new(Credentials::new("ws://media.example", "aa.bb.cc"))
}

fn page() {
    reset();
    fake_sockets();
}

/// The server side of one conversation.
#[derive(Clone)]
struct Server {
    socket: JsValue,
    remote: Remote,
    /// The caller's leave request, once it has arrived.
    leave: Rc<RefCell<Option<LeaveRequest>>>,
}

impl Server {
    /// Accepts the next call and answers it with all messages at once, as LiveKit does.
    async fn accept() -> Self {
        let socket = next_socket().await;
        let join = join_request(&socket_url(&socket));
        let offer = join.publisher_offer.unwrap();
        let server = Self {
            socket,
            remote: Remote::new(),
            leave: Rc::default(),
        };
        let answer = server.remote.answer(&offer.sdp).await;
        socket_accept(&server.socket);
        server.tell(signal_response::Message::Join(JoinResponse {
            room: Some(Room {
                name: "room-1".to_owned(),
                ..Default::default()
            }),
            participant: Some(ParticipantInfo {
                sid: "PA_me".to_owned(),
                identity: "me".to_owned(),
                ..Default::default()
            }),
            other_participants: vec![ParticipantInfo {
                sid: "PA_agent".to_owned(),
                identity: "agent".to_owned(),
                kind: wire::participant_info::Kind::Agent.into(),
                tracks: vec![TrackInfo {
                    sid: "TR_hum".to_owned(),
                    source: wire::TrackSource::Microphone.into(),
                    ..Default::default()
                }],
                ..Default::default()
            }],
            ping_interval: 5,
            // The longest that is accepted: after a stall of the machine, frames must not seem
            // missing.
            ping_timeout: 3600,
            ..Default::default()
        }));
        for track in join.add_track_requests {
            server.tell(signal_response::Message::TrackPublished(
                TrackPublishedResponse {
                    cid: track.cid,
                    track: Some(TrackInfo {
                        sid: "TR_mic".to_owned(),
                        ..Default::default()
                    }),
                },
            ));
        }
        server.answer(offer.id, answer);
        server.trickle().await;
        spawn_local(server.clone().serve());
        server
    }

    /// Sends an answer. It names the agent's track: without that, the caller would offer again.
    fn answer(&self, id: u32, sdp: String) {
        self.tell(signal_response::Message::Answer(SessionDescription {
            r#type: "answer".to_owned(),
            sdp,
            id,
            mid_to_track_id: vec![(self.remote.line(), "TR_hum").into()],
        }));
    }

    /// Sends the next ICE candidate.
    async fn trickle(&self) {
        self.tell(signal_response::Message::Trickle(TrickleRequest {
            candidate_init: self.remote.next_candidate().await,
            ..Default::default()
        }));
    }

    /// Answers pings and later offers until the caller leaves. On a busy machine, connecting or
    /// packets may be so late that the caller asks for a pong or restarts ICE.
    async fn serve(self) {
        loop {
            let frame = socket_sent(&self.socket).await;
            let request = SignalRequest::decode(&frame[..]).unwrap();
            match request.message {
                Some(signal_request::Message::PingReq(ping)) => {
                    self.tell(signal_response::Message::PongResp(Pong {
                        last_ping_timestamp: ping.timestamp,
                        timestamp: ping.timestamp,
                    }));
                }
                Some(signal_request::Message::Offer(offer)) => {
                    if let Some(sdp) = self.remote.answer_again(&offer.sdp).await {
                        self.answer(offer.id, sdp);
                        // After an ICE restart the earlier candidates are obsolete.
                        spawn_local(self.clone().trickle_on());
                    }
                }
                Some(signal_request::Message::Leave(leave)) => {
                    self.leave.replace(Some(leave));
                    return;
                }
                _ => {}
            }
        }
    }

    /// Sends all further ICE candidates.
    async fn trickle_on(self) {
        loop {
            self.trickle().await;
        }
    }

    fn tell(&self, message: signal_response::Message) {
        let response = SignalResponse {
            message: Some(message),
        };
        let bytes = js_sys::Uint8Array::from(&response.encode_to_vec()[..]);
        socket_deliver(&self.socket, &bytes.into());
    }

    /// Sends a message of the agent.
    async fn say(&self, text: &str) {
        let packet = Inbound::AgentMessage {
            text: text.to_owned(),
            is_final: true,
        };
        let packet = DataPacket {
            participant_identity: "agent".to_owned(),
            value: Some(data_packet::Value::User(UserPacket {
                payload: packet.encode().into_bytes(),
                topic: None,
            })),
            ..Default::default()
        };
        self.remote.say("_reliable", &packet.encode_to_vec()).await;
    }

    /// Waits for the caller's leave request.
    async fn left(&self) -> LeaveRequest {
        until(|| self.leave.borrow().is_some()).await;
        self.leave.take().unwrap()
    }

    async fn text_from_caller(&self) -> String {
        let packet = DataPacket::decode(&self.remote.next_message().await[..]).unwrap();
        let Some(data_packet::Value::User(user)) = packet.value else {
            panic!("no user packet");
        };
        String::from_utf8(user.payload).unwrap()
    }
}

fn join_request(url: &str) -> JoinRequest {
    assert!(url.starts_with("ws://media.example/rtc/v1?access_token=aa.bb.cc&"));
    let (_, request) = url.split_once("join_request=").unwrap();
    let bytes = Base64Url::decode_vec(&request.replace("%3D", "=")).unwrap();
    let wrapped = WrappedJoinRequest::decode(&bytes[..]).unwrap();
    JoinRequest::decode(&wrapped.join_request[..]).unwrap()
}

/// A conversation that its own callbacks can access, and the events that it emitted.
#[derive(Clone, Default)]
struct Caller {
    conversation: Rc<RefCell<Option<Rc<VoiceConversation>>>>,
    events: Rc<RefCell<Vec<Event>>>,
}

impl Caller {
    fn start(options: ConversationOptions, react: impl Fn(&Self, &Event) + 'static) -> Self {
        let caller = Self::default();
        let own = caller.clone();
        let options = options.on_event(move |event| {
            own.events.borrow_mut().push(event.clone());
            react(&own, event);
        });
        let conversation = VoiceConversation::start(options).unwrap();
        caller.conversation.replace(Some(Rc::new(conversation)));
        caller
    }

    fn conversation(&self) -> Rc<VoiceConversation> {
        self.conversation.borrow().clone().unwrap()
    }

    fn hang_up_by_drop(&self) {
        let last = self.conversation.take();
        drop(last);
    }

    fn disconnections(&self) -> Vec<DisconnectReason> {
        let reason = |event: &Event| match event {
            Event::Disconnected(details) => Some(details.reason),
            _ => None,
        };
        self.events.borrow().iter().filter_map(reason).collect()
    }

    #[track_caller]
    fn until(&self, wanted: impl Fn(&Event) -> bool) -> impl Future<Output = ()> {
        until(move || self.events.borrow().iter().any(&wanted))
    }
}

fn is_message(event: &Event) -> bool {
    matches!(event, Event::Message(_))
}

#[wasm_bindgen_test]
async fn conversation_connects_exchanges_audio_and_messages_and_ends() {
    page();
    let caller = Caller::start(options().volume(0.5), |_, _| {});
    let conversation = caller.conversation();
    assert_eq!(conversation.status(), Status::Connecting);
    let waiting = conversation.clone();
    let ready = async move { waiting.ready().await };
    let server = Server::accept().await;
    ready.await.unwrap();
    conversation.ready().await.unwrap();
    assert!(conversation.is_open());
    assert_eq!(conversation.id(), "room-1");

    level_of_element().await;
    assert_eq!((element_count(), element_volume()), (1, 0.5));
    server.remote.hears().await;
    conversation.set_mic_muted(true);
    assert_eq!(tracks_enabled(), "false");
    conversation.set_mic_muted(false);
    assert_eq!(tracks_enabled(), "true");

    conversation.send_user_message("Hello \u{1F600}").unwrap();
    let sent = server.text_from_caller().await;
    assert_eq!(
        field(&sent, "text").unwrap().as_string().unwrap(),
        "Hello \u{1F600}"
    );
    server.say("Hi").await;
    caller.until(is_message).await;

    conversation.end_session();
    assert_eq!(conversation.status(), Status::Disconnected);
    assert_nothing_left();
    assert_eq!(caller.disconnections(), [DisconnectReason::User]);
    assert_eq!(
        server.left().await.reason(),
        wire::DisconnectReason::ClientInitiated
    );
    assert_eq!(socket_closed_with(&server.socket), 1000);
    conversation.end_session();
    assert_eq!(caller.disconnections().len(), 1);
    // The transcript is kept.
    let transcript = conversation.transcript();
    let [turn] = transcript.turns() else { panic!() };
    assert_eq!((turn.source, turn.text.as_str()), (Source::Agent, "Hi"));
    assert!(turn.started_at.is_some() && turn.started_at <= turn.changed_at);
    server.remote.close().await;
}

#[wasm_bindgen_test]
async fn stats_are_available_only_while_connected() {
    page();
    let caller = Caller::start(options(), |_, _| {});
    let server = Server::accept().await;
    let conversation = caller.conversation();
    conversation.ready().await.unwrap();
    server.remote.hears().await;
    let stats = loop {
        let stats = conversation.stats().await.unwrap();
        if stats.packets_received > 10 && stats.packets_sent > 10 {
            break stats;
        }
        settled().await;
    };
    assert_eq!(stats.codec.as_deref(), Some("audio/opus"));
    let (local, remote) = (stats.local.unwrap(), stats.remote.unwrap());
    assert_eq!(
        (local.protocol.as_str(), remote.protocol.as_str()),
        ("udp", "udp")
    );
    assert_eq!(local.kind, "host");
    assert!(stats.bytes_received > 100 && stats.bytes_sent > 100);
    assert!(stats.jitter_ms.is_some_and(|jitter| jitter < 1_000));
    assert!(stats.agent_level.is_some() && stats.mic_level.is_some());
    conversation.end_session();
    assert_eq!(conversation.stats().await, None);
    assert_nothing_left();
    server.remote.close().await;
}

#[wasm_bindgen_test]
async fn muted_microphone_sends_no_audio_during_a_device_change() {
    page();
    let caller = Caller::start(options(), |_, _| {});
    let server = Server::accept().await;
    let conversation = caller.conversation();
    conversation.ready().await.unwrap();
    server.remote.hears().await;
    let lines = server.remote.lines_offered();
    conversation.set_mic_muted(true);
    // Audio that was in flight is still heard. If muting does not work, this never ends, and the
    // watchdog fails the test.
    while server.remote.peak(BEEPS_WITHIN).await >= SILENCE {}
    let other = other_input().await;
    conversation.set_input_device(Some(&other));
    assert!(server.remote.peak(1_500).await < SILENCE);
    let is_used = |event: &Event| {
        matches!(
            event,
            Event::InputDevice(DeviceChange {
                device: Some(used),
                ..
            }) if *used == other
        )
    };
    caller.until(is_used).await;
    assert_eq!(used_input(), other);
    assert_eq!(
        (live_tracks(), tracks_enabled().as_str()),
        (1, "false,false")
    );
    assert!(server.remote.peak(1_500).await < SILENCE);
    conversation.set_mic_muted(false);
    // The fake microphone beeps once a second.
    assert!(server.remote.peak(2_500).await > 0.02);
    assert_eq!((server.remote.lines_offered(), peer_count()), (lines, 1));
    conversation.end_session();
    assert_nothing_left();
    server.remote.close().await;
}

#[wasm_bindgen_test]
async fn release_mic_on_mute_stops_the_track_and_unmute_reopens_it() {
    page();
    let caller = Caller::start(options().release_mic_on_mute(true), |_, _| {});
    let server = Server::accept().await;
    let conversation = caller.conversation();
    conversation.ready().await.unwrap();
    server.remote.hears().await;
    conversation.set_mic_muted(true);
    assert_eq!(live_tracks(), 0);
    caller
        .until(|event| *event == Event::Mic(MicState::Released))
        .await;
    // Audio that was in flight is still heard. If the microphone is not released, this never ends,
    // and the watchdog fails the test.
    while server.remote.peak_without_packets(BEEPS_WITHIN).await >= SILENCE {}
    assert!(server.remote.peak_without_packets(1_200).await < SILENCE);
    caller.events.borrow_mut().clear();
    conversation.set_mic_muted(false);
    assert!(last_constraints().contains("echoCancellation\":true"));
    caller
        .until(|event| *event == Event::Mic(MicState::Live))
        .await;
    assert!(server.remote.peak(3_000).await > 0.02);
    assert_eq!(live_tracks(), 1);
    conversation.end_session();
    assert_nothing_left();
    server.remote.close().await;
}

#[wasm_bindgen_test]
async fn unplugged_microphone_falls_back_to_default_and_returns() {
    page();
    let chosen = other_input().await;
    let here = "audioinput ".to_owned() + &chosen + " Desk";
    // Listed from the start: the browser's own list could arrive late, after the test has unplugged
    // the microphone, and would bring it back.
    plugged(&["audioinput default Laptop", &here]);
    let caller = Caller::start(options().input_device(chosen.clone()), |_, _| {});
    let server = Server::accept().await;
    let conversation = caller.conversation();
    conversation.ready().await.unwrap();
    assert_eq!(used_input(), chosen);
    until(|| list_count() >= 1).await;
    let told = |reason| move |event: &Event| matches!(event, Event::InputDevice(change) if change.reason == reason);
    plugged(&["audioinput default Laptop", "audioinput lap Laptop"]);
    for _ in 0..5 {
        devices_changed();
    }
    caller.until(told(DeviceReason::Unplugged)).await;
    assert_ne!(used_input(), chosen);
    assert_eq!(live_tracks(), 1);
    // One for the burst, one with the label of the new device.
    assert!(list_count() <= 2, "{}", list_count());
    plugged(&["audioinput default Laptop", &here]);
    devices_changed();
    caller.until(told(DeviceReason::Returned)).await;
    assert_eq!((used_input(), live_tracks()), (chosen, 1));
    silence_track(true);
    caller
        .until(|event| *event == Event::Mic(MicState::Muted))
        .await;
    hold_time();
    conversation.end_session();
    assert_nothing_left();
    devices_changed();
    pass_time(1_000.0);
    prompts_settled().await;
    assert_nothing_left();
    server.remote.close().await;
}

#[wasm_bindgen_test]
async fn invalid_credentials_open_nothing() {
    page();
    for (url, token, reason) in [
        ("", "aa.bb.cc", ErrorReason::BadUrl),
        ("not a url", "aa.bb.cc", ErrorReason::BadUrl),
        ("wss://media.example", "", ErrorReason::BadToken),
        ("wss://media.example", "aa.bb", ErrorReason::BadToken),
    ] {
        let options = ConversationOptions::new(Credentials::new(url, token));
        let error = VoiceConversation::create(options).await.unwrap_err();
        assert_eq!(
            (error.code(), error.reason()),
            (ErrorCode::InvalidCredentials, reason)
        );
    }
    settled().await;
    assert_eq!(
        (
            socket_count(),
            peer_count(),
            prompt_count(),
            request_count()
        ),
        (0, 0, 0, 0)
    );
}

/// Each of these runs inside the browser callback whose listener it removes.
#[wasm_bindgen_test]
async fn conversation_can_be_ended_in_its_own_callbacks() {
    let end: fn(&Caller) = |caller| caller.conversation().end_session();
    for end in [end, Caller::hang_up_by_drop] {
        // In the data channel's callback.
        page();
        let caller = Caller::start(options(), move |caller, event| {
            if is_message(event) {
                caller.conversation().set_mic_muted(true);
                assert_eq!(tracks_enabled(), "false", "muted on return");
                end(caller);
                assert_nothing_left();
            }
        });
        let server = Server::accept().await;
        caller
            .until(|event| matches!(event, Event::Connected { .. }))
            .await;
        server.say("one").await;
        caller
            .until(|event| matches!(event, Event::Disconnected(_)))
            .await;
        assert_nothing_left();
        assert_eq!(caller.disconnections(), [DisconnectReason::User]);
        assert_eq!(
            server.left().await.reason(),
            wire::DisconnectReason::ClientInitiated
        );
        server.remote.close().await;
    }
}

#[wasm_bindgen_test]
async fn throwing_callback_does_not_leak_the_microphone() {
    page();
    let caller = Caller::start(options(), |_, event| {
        if is_message(event) {
            wasm_bindgen::throw_str("the app's own mistake");
        }
    });
    let server = Server::accept().await;
    caller.conversation().ready().await.unwrap();
    server.say("one").await;
    caller.until(is_message).await;
    settled().await;
    caller.conversation().end_session();
    assert_eq!(caller.conversation().status(), Status::Disconnected);
    assert_eq!(
        (live_tracks(), open_peers(), open_sockets(), element_count()),
        (0, 0, 0, 0)
    );
    assert_eq!(take_errors(), 1, "only the app's own error");
    server.remote.close().await;
}

/// The socket is closed while handling the socket's own frame.
#[wasm_bindgen_test]
async fn server_leave_ends_the_conversation_and_releases_everything() {
    page();
    let caller = Caller::start(options(), |_, _| {});
    let server = Server::accept().await;
    caller.conversation().ready().await.unwrap();
    server.tell(signal_response::Message::Leave(LeaveRequest {
        reason: wire::DisconnectReason::RoomDeleted.into(),
        ..Default::default()
    }));
    assert_eq!(caller.disconnections(), [DisconnectReason::Agent]);
    assert_nothing_left();
    server.remote.close().await;
}

#[wasm_bindgen_test]
async fn end_during_the_prompt_stops_a_late_microphone() {
    let end: fn(&Caller) = |caller| caller.conversation().end_session();
    for end in [end, Caller::hang_up_by_drop] {
        page();
        hold_prompt();
        let caller = Caller::start(options(), |_, _| {});
        let server = Server::accept().await;
        assert_eq!(prompt_count(), 1);
        end(&caller);
        assert_nothing_left();
        answer_prompt().await;
        assert_eq!(tracks_enabled().split(',').count(), 1, "a track was opened");
        assert_nothing_left();
        server.remote.close().await;
    }
}

#[wasm_bindgen_test]
async fn dropping_the_create_future_releases_everything() {
    page();
    hold_prompt();
    let mut create = Box::pin(VoiceConversation::create(options()));
    let polled = std::future::poll_fn(|context| {
        std::task::Poll::Ready(create.as_mut().poll(context).is_pending())
    });
    assert!(polled.await);
    assert_eq!((prompt_count(), open_peers()), (1, 1));
    drop(create);
    answer_prompt().await;
    assert_nothing_left();
}

#[wasm_bindgen_test]
async fn denied_microphone_ends_the_conversation_with_its_reason() {
    page();
    microphone_refuses("NotAllowedError");
    let caller = Caller::start(options(), |_, _| {});
    let error = caller.conversation().ready().await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::MicrophoneFailed);
    assert_eq!(error.reason(), ErrorReason::PermissionDenied);
    assert_eq!(error.cause(), Some("NotAllowedError"));
    assert_eq!(caller.conversation().status(), Status::Disconnected);
    assert_nothing_left();
    assert_eq!(caller.disconnections(), []);
}

#[wasm_bindgen_test]
async fn failed_socket_is_probed_once_over_http() {
    page();
    http_answers(401, "invalid token: token is expired (exp)");
    let caller = Caller::start(options().mic_enabled(false), |_, _| {});
    socket_drop(&next_socket().await, 1006);
    let error = caller.conversation().ready().await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::ConnectionFailed);
    assert_eq!((request_count(), prompt_count()), (1, 0));
    assert_nothing_left();
}

/// The timer is removed in its own callback.
#[wasm_bindgen_test]
async fn socket_that_never_opens_times_out() {
    page();
    hold_time();
    let caller = Caller::start(options(), |_, _| {});
    next_socket().await;
    pass_time(14_000.0);
    assert_eq!(caller.conversation().status(), Status::Connecting);
    let own = caller.conversation.clone();
    pass_time(1_100.0);
    assert_eq!(
        own.borrow().as_ref().unwrap().status(),
        Status::Disconnected
    );
    assert_eq!(open_sockets(), 0);
    let error = caller.conversation().ready().await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::ConnectionFailed);
    prompts_settled().await;
    assert_nothing_left();
}

#[wasm_bindgen_test]
async fn twenty_conversations_leak_nothing() {
    page();
    for round in 0..20 {
        let caller = Caller::start(options(), |_, _| {});
        // Some are cancelled while connecting.
        if round % 4 == 3 {
            next_socket().await;
            caller.conversation().end_session();
            continue;
        }
        let server = Server::accept().await;
        caller.conversation().ready().await.unwrap();
        caller.conversation().end_session();
        server.remote.close().await;
    }
    assert_eq!((prompt_count(), peer_count(), socket_count()), (20, 20, 20));
    prompts_settled().await;
    assert_nothing_left();
}

#[wasm_bindgen_test]
async fn start_session_behaves_like_create() {
    page();
    let (options, mut events) = options().events();
    let creating = Conversation::start_session(options);
    let accepting = Server::accept();
    let (conversation, server) = both(creating, accepting).await;
    let conversation = conversation.unwrap();
    assert!(conversation.is_open());
    assert_eq!(conversation.id(), "room-1");
    assert!(conversation.can_play_audio());
    drop(conversation);
    assert_nothing_left();
    let mut told = Vec::new();
    while let Some(event) = next(&mut events).await {
        told.push(event);
    }
    let place = |wanted: &Event| told.iter().position(|event| event == wanted).unwrap();
    assert!(place(&Event::Status(Status::Connecting)) < place(&Event::Status(Status::Connected)));
    assert!(
        matches!(told.last(), Some(Event::Disconnected(_))),
        "{told:?}"
    );
    server.remote.close().await;
}

#[wasm_bindgen_test]
async fn sends_fail_before_and_after_the_session() {
    page();
    let conversation = VoiceConversation::start(options()).unwrap();
    let refused = |conversation: &VoiceConversation| {
        for sent in [
            conversation.send_user_message("a"),
            conversation.send_contextual_update("b"),
            conversation.send_chat_message("c"),
        ] {
            assert_eq!(sent.unwrap_err().code(), ErrorCode::NotConnected);
        }
    };
    refused(&conversation);
    let server = Server::accept().await;
    conversation.ready().await.unwrap();
    conversation.send_user_message("now").unwrap();
    conversation.send_chat_message("now").unwrap();
    conversation.end_session();
    refused(&conversation);
    server.remote.close().await;
}

async fn next(events: &mut Events) -> Option<Event> {
    poll_fn(|context| Pin::new(&mut *events).poll_next(context)).await
}

/// Awaits both concurrently.
async fn both<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let (mut a, mut b) = (pin!(a), pin!(b));
    let (mut first, mut second) = (None, None);
    poll_fn(|context| {
        if first.is_none()
            && let Poll::Ready(value) = a.as_mut().poll(context)
        {
            first = Some(value);
        }
        if second.is_none()
            && let Poll::Ready(value) = b.as_mut().poll(context)
        {
            second = Some(value);
        }
        match (first.take(), second.take()) {
            (Some(one), Some(other)) => Poll::Ready((one, other)),
            (one, other) => {
                (first, second) = (one, other);
                Poll::Pending
            }
        }
    })
    .await
}
