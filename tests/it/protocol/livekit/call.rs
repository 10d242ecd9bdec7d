//! An open session: mute, messages, transcripts, participants, speakers, renegotiation, keepalive.

use crate::support::livekit::*;
use speko_client::livekit::io::*;
use speko_client::wire::proto::{
    self, data_packet::Value, data_stream, signal_request::Message as Sent,
    signal_response::Message as Said,
};
use speko_client::{
    AgentState, ConnectionState, ErrorCode, Event, Message, MicState, Mode, Source,
};

fn messages(bench: &Bench) -> Vec<Message> {
    let message = |event| match event {
        Event::Message(message) => Some(message),
        _ => None,
    };
    bench.events().into_iter().filter_map(message).collect()
}

#[test]
fn mute_disables_the_track_before_notifying_the_server() {
    let mut bench = Bench::open(options());
    let op = bench.mic_op();
    bench.command(Command::SetMicMuted(true));
    assert_eq!(bench.orders[0], Order::EnableMic(op, false));
    assert_eq!(
        bench.sent(),
        [Sent::Mute(proto::MuteTrackRequest {
            sid: "TR_me".into(),
            muted: true
        })]
    );
    assert_eq!(bench.events(), [Event::Mic(MicState::Muted)]);
    bench.orders.clear();
    bench.command(Command::SetMicMuted(true));
    assert!(
        bench.sent().is_empty() && bench.events().is_empty(),
        "a repeated mute has no effect"
    );
    bench.command(Command::SetMicMuted(false));
    assert!(bench.orders.contains(&Order::EnableMic(op, true)));
    assert_eq!(bench.events(), [Event::Mic(MicState::Live)]);
}

#[test]
fn mute_during_the_prompt_applies_before_the_track_is_attached() {
    let mut bench = Bench::joined(options());
    bench.command(Command::SetMicMuted(true));
    bench.orders.clear();
    bench.grant_microphone();
    let op = bench.mic_op();
    let at = |wanted: &Order| {
        bench
            .orders
            .iter()
            .position(|order| order == wanted)
            .unwrap()
    };
    assert!(
        at(&Order::EnableMic(op, false)) < at(&Order::AttachMic(op)),
        "disabled before it is attached"
    );
}

#[test]
fn server_mute_disables_the_track_without_a_reply() {
    let mut bench = Bench::open(options());
    let op = bench.mic_op();
    bench.server(Said::Mute(proto::MuteTrackRequest {
        sid: "TR_other".into(),
        muted: true,
    }));
    assert!(bench.orders.is_empty());
    bench.server(Said::Mute(proto::MuteTrackRequest {
        sid: "TR_me".into(),
        muted: true,
    }));
    assert_eq!(
        bench.orders,
        [
            Order::EnableMic(op, false),
            Order::Emit(Event::Mic(MicState::ServerMuted))
        ]
    );
}

#[test]
fn packets_are_numbered_and_only_sent_while_connected() {
    use speko_client::wire::packet::Outbound;
    let mut bench = Bench::joined(options());
    bench.command(Command::Send(Outbound::UserMessage("early".into())));
    bench.grant_microphone();
    bench.peer(PeerInput::State(PeerState::Connected));
    bench.peer(PeerInput::ChannelOpened(Channel::Reliable));
    assert_eq!(bench.packets_sent(), []);
    bench.command(Command::Send(Outbound::UserMessage(String::new())));
    bench.command(Command::Send(Outbound::ContextualUpdate("c".into())));
    let sent = bench.packets_sent();
    assert_eq!(sent[0], (1, r#"{"type":"user_message","text":""}"#.into()));
    assert_eq!(
        sent[1],
        (2, r#"{"type":"contextual_update","text":"c"}"#.into())
    );
}

#[test]
fn speko_packets_are_emitted_as_messages() {
    let mut bench = Bench::open(options());
    bench.user_packet(r#"{"type":"transcript","source":"user","text":"hel","isFinal":false}"#);
    bench.user_packet(r#"{"type":"agent_message","text":"Hi"}"#);
    bench.user_packet(r#"{"type":"user_message_echo","text":"typed"}"#);
    let said: Vec<_> = messages(&bench)
        .into_iter()
        .map(|m| (m.source, m.text, m.is_final, m.segment_id))
        .collect();
    assert_eq!(said[0], (Source::User, "hel".into(), false, None));
    assert_eq!(said[1], (Source::Agent, "Hi".into(), true, None));
    assert_eq!(said[2], (Source::User, "typed".into(), true, None));
}

#[test]
fn malformed_packets_are_ignored_and_counted() {
    let mut bench = Bench::open(options());
    let before = bench.machine.ignored();
    let megabyte = format!(
        r#"{{"type":"agent_message","text":"{}"}}"#,
        "a".repeat(1 << 20)
    );
    for bad in [
        "not json",
        "{}",
        r#"{"type":"later"}"#,
        r#"{"type":"agent_message","text":5}"#,
        &megabyte,
    ] {
        bench.user_packet(bad);
    }
    bench.peer(PeerInput::ChannelMessage(Channel::Lossy, vec![0xFF; 100]));
    bench.packet(Value::User(proto::UserPacket {
        payload: vec![0xC3],
        topic: None,
    }));
    bench.frame(vec![0xFF; 10]);
    assert_eq!(bench.machine.ignored() - before, 8);
    assert!(bench.events().is_empty());
    bench.user_packet(r#"{"type":"agent_message","text":"still here"}"#);
    assert_eq!(messages(&bench).len(), 1);
}

#[test]
fn duplicate_packets_are_ignored() {
    let mut bench = Bench::open(options());
    let say = |text: &str| {
        let payload = format!(r#"{{"type":"agent_message","text":"{text}"}}"#).into();
        Value::User(proto::UserPacket {
            payload,
            topic: None,
        })
    };
    for (sid, sequence, text) in [
        ("A", 1, "a1"),
        ("A", 1, "a1"),
        ("B", 1, "b1"),
        ("A", 2, "a2"),
        ("A", 1, "a1"),
        ("A", 0, "un"),
        ("A", 0, "un"),
    ] {
        bench.packet_of("agent", sid, sequence, say(text));
    }
    let texts: Vec<_> = messages(&bench)
        .into_iter()
        .map(|message| message.text)
        .collect();
    assert_eq!(texts, ["a1", "b1", "a2", "un", "un"]);
}

fn stream(bench: &mut Bench, identity: &str, id: &str, segment: &str, is_final: &str, text: &str) {
    let attributes = [
        ("lk.segment_id", segment),
        ("lk.transcription_final", is_final),
    ];
    let header = data_stream::Header {
        stream_id: id.into(),
        topic: "lk.transcription".into(),
        attributes: attributes.map(proto::Entry::from).into(),
        ..Default::default()
    };
    bench.packet_of(identity, identity, 0, Value::StreamHeader(header));
    let chunk = data_stream::Chunk {
        stream_id: id.into(),
        content: text.into(),
        ..Default::default()
    };
    bench.packet_of(identity, identity, 0, Value::StreamChunk(chunk));
    let trailer = data_stream::Trailer {
        stream_id: id.into(),
        ..Default::default()
    };
    bench.packet_of(identity, identity, 0, Value::StreamTrailer(trailer));
}

#[test]
fn transcription_streams_are_emitted_as_segments_with_start_times() {
    let mut bench = Bench::open(options());
    let begun = bench.now;
    stream(&mut bench, "me", "s1", "SG_1", "false", "hello");
    bench.pass(1_000);
    stream(&mut bench, "me", "s2", "SG_1", "true", "hello you");
    stream(&mut bench, "agent", "s3", "SG_1", "true", "hi");
    let mut said = messages(&bench);
    said.dedup();
    let user = |text: &str, is_final| Message {
        source: Source::User,
        text: text.into(),
        is_final,
        segment_id: Some("SG_1".into()),
        started_at: Some(begun.0),
    };
    assert_eq!(said[..2], [user("hello", false), user("hello you", true)]);
    assert_eq!(
        (said[2].source, said[2].started_at),
        (Source::Agent, Some(begun.0 + 1_000))
    );
}

#[test]
fn legacy_transcriptions_are_emitted_unless_a_stream_duplicates_them() {
    let mut bench = Bench::open(options());
    let packet = |text: &str| {
        Value::Transcription(proto::Transcription {
            transcribed_participant_identity: "me".into(),
            segments: vec![
                proto::TranscriptionSegment {
                    id: "x".into(),
                    text: text.into(),
                    r#final: true,
                },
                proto::TranscriptionSegment {
                    id: "y".into(),
                    ..Default::default()
                },
            ],
        })
    };
    bench.packet(packet("one"));
    stream(&mut bench, "agent", "s", "SG", "true", "two");
    bench.packet(packet("three"));
    stream(&mut bench, "me", "t", "SG_3", "true", "three");
    bench.packet(packet("three"));
    let mut texts: Vec<_> = messages(&bench)
        .into_iter()
        .map(|message| message.text)
        .collect();
    texts.dedup();
    assert_eq!(texts, ["one", "two", "three"]);
}

#[test]
fn mode_follows_remote_speakers_and_ignores_the_user() {
    let mut bench = Bench::open(options());
    let speaks = |sid: &str, active| {
        let speaker = proto::SpeakerInfo {
            sid: sid.into(),
            active,
        };
        Said::SpeakersChanged(proto::SpeakersChanged {
            speakers: vec![speaker],
        })
    };
    bench.server(speaks("PA_me", true));
    assert_eq!(bench.events(), []);
    bench.server(speaks("PA_agent", true));
    bench.server(speaks("PA_agent", true));
    bench.server(speaks("PA_other", true));
    bench.server(speaks("PA_agent", false));
    assert_eq!(bench.events(), [Event::Mode(Mode::Speaking)]);
    bench.server(speaks("PA_other", false));
    assert_eq!(bench.events().last(), Some(&Event::Mode(Mode::Listening)));
}

#[test]
fn agent_leaving_while_speaking_resets_mode_and_playback() {
    let mut bench = Bench::open(options());
    let speaker = proto::SpeakerInfo {
        sid: "PA_agent".into(),
        active: true,
    };
    bench.server(Said::SpeakersChanged(proto::SpeakersChanged {
        speakers: vec![speaker],
    }));
    bench.orders.clear();
    bench.server(update(proto::ParticipantInfo {
        state: 3,
        version: 2,
        ..agent()
    }));
    assert!(bench.orders.contains(&Order::StopPlaying("2".into())));
    let events = bench.events();
    assert!(events.contains(&Event::Mode(Mode::Listening)));
    assert!(events.contains(&Event::AgentState(AgentState::Unknown)));
}

#[test]
fn agent_state_ignores_avatar_and_outdated_updates() {
    let mut bench = Bench::open(options());
    let state = |state: &str| vec![proto::Entry::from(("lk.agent.state", state))];
    bench.server(update(proto::ParticipantInfo {
        attributes: state("thinking"),
        version: 2,
        ..agent()
    }));
    let avatar = proto::ParticipantInfo {
        sid: "PA_avatar".into(),
        kind: 4,
        attributes: vec![
            ("lk.publish_on_behalf", "agent").into(),
            state("idle")[0].clone(),
        ],
        ..Default::default()
    };
    bench.server(update(avatar));
    // Outdated: the version above is newer.
    bench.server(update(proto::ParticipantInfo {
        attributes: state("speaking"),
        version: 1,
        ..agent()
    }));
    assert_eq!(bench.events(), [Event::AgentState(AgentState::Thinking)]);
}

#[test]
fn tracks_play_before_the_participant_list_and_stop_when_unlisted() {
    let mut bench = Bench::open(options());
    // Before it has a track, the browser fires the event of this transceiver with a stream id of
    // its own.
    bench.peer(PeerInput::Track {
        mid: "3".into(),
        stream: "default".into(),
    });
    assert!(bench.orders.is_empty());
    // Before the participant list.
    bench.peer(PeerInput::Track {
        mid: "3".into(),
        stream: "PA_late|TR_late".into(),
    });
    assert_eq!(bench.orders, [Order::Play("3".into())]);
    let late = |tracks: &[&str], version| {
        let tracks = tracks.iter().map(|sid| proto::TrackInfo {
            sid: (*sid).into(),
            ..Default::default()
        });
        update(proto::ParticipantInfo {
            sid: "PA_late".into(),
            tracks: tracks.collect(),
            version,
            ..Default::default()
        })
    };
    bench.orders.clear();
    bench.server(late(&[], 1));
    assert!(
        bench.orders.is_empty(),
        "the participant list is older than the track"
    );
    bench.server(late(&["TR_late"], 2));
    bench.server(late(&[], 3));
    assert_eq!(bench.orders, [Order::StopPlaying("3".into())]);
}

#[test]
fn answer_without_the_agents_track_is_followed_by_an_offer() {
    let offers = |tracks: &[&str], maps: bool| {
        let mut bench = Bench::dialled(options());
        let Said::Join(mut hello) = join() else {
            panic!()
        };
        hello.other_participants = vec![proto::ParticipantInfo {
            tracks: tracks
                .iter()
                .map(|sid| proto::TrackInfo {
                    sid: (*sid).into(),
                    ..Default::default()
                })
                .collect(),
            ..agent()
        }];
        bench.server(Said::Join(hello));
        let Said::Answer(mut answer) = answer(1) else {
            panic!()
        };
        if !maps {
            answer.mid_to_track_id.clear();
        }
        let local = bench.op(|order| match order {
            Order::Peer(PeerOrder::SetLocal(op, _)) => Some(*op),
            _ => None,
        });
        bench.peer(PeerInput::Done(local));
        bench.server(Said::Answer(answer));
        let remote = bench.op(|order| match order {
            Order::Peer(PeerOrder::SetRemote(op, _)) => Some(*op),
            _ => None,
        });
        bench.orders.clear();
        bench.peer(PeerInput::Done(remote));
        let offer = |order: &Order| matches!(order, Order::Peer(PeerOrder::CreateOffer(_)));
        bench.orders.iter().any(offer)
    };
    assert!(
        offers(&["TR_agent"], false),
        "otherwise the server waits 150 ms"
    );
    assert!(!offers(&["TR_agent"], true), "the answer maps all tracks");
    assert!(!offers(&[], false), "the agent has no track");
}

#[test]
fn required_media_sections_are_offered_one_offer_at_a_time() {
    let mut bench = Bench::open(options());
    bench.server(Said::MediaSectionsRequirement(
        proto::MediaSectionsRequirement {
            num_audios: 2,
            num_videos: 1,
        },
    ));
    assert_eq!(bench.orders[0], Order::Peer(PeerOrder::AddReceivers(2)));
    let Order::Peer(PeerOrder::CreateOffer(op)) = bench.orders[1] else {
        panic!("{:?}", bench.orders)
    };
    // Requested again while an offer is in flight: the next one follows it.
    bench.server(Said::MediaSectionsRequirement(
        proto::MediaSectionsRequirement::default(),
    ));
    bench.orders.clear();
    bench.peer(PeerInput::OfferCreated(op, "second".into()));
    let Sent::Offer(offer) = bench.sent().remove(0) else {
        panic!()
    };
    assert_eq!((offer.id, offer.sdp.as_str()), (2, "second"));
    let ignored = bench.machine.ignored();
    bench.server(answer(1));
    assert_eq!(
        bench.machine.ignored(),
        ignored + 1,
        "an outdated answer is ignored"
    );
    bench.server(answer(2));
    bench.finish_negotiation();
    assert!(
        bench
            .orders
            .iter()
            .any(|order| matches!(order, Order::Peer(PeerOrder::CreateOffer(_))))
    );
}

#[test]
fn required_media_sections_are_limited_to_16() {
    let mut bench = Bench::open(options());
    let flood = proto::MediaSectionsRequirement {
        num_audios: u32::MAX,
        num_videos: 0,
    };
    bench.server(Said::MediaSectionsRequirement(flood));
    assert_eq!(bench.orders[0], Order::Peer(PeerOrder::AddReceivers(16)));
}

#[test]
fn remote_candidates_wait_for_the_remote_description() {
    let mut bench = Bench::dialled(options());
    bench.server(join());
    let trickle = |init: &str| {
        Said::Trickle(proto::TrickleRequest {
            candidate_init: init.into(),
            ..Default::default()
        })
    };
    bench.server(trickle(
        r#"{"candidate":"c1","sdpMid":"","sdpMLineIndex":0}"#,
    ));
    bench.server(answer(1));
    let added = |bench: &Bench| -> Vec<Candidate> {
        let candidate = |order: &Order| match order {
            Order::Peer(PeerOrder::AddCandidate(candidate)) => Some(candidate.clone()),
            _ => None,
        };
        bench.orders.iter().filter_map(candidate).collect()
    };
    assert_eq!(added(&bench), []);
    bench.finish_negotiation();
    let first = Candidate {
        candidate: "c1".into(),
        sdp_m_line_index: Some(0),
        ..Default::default()
    };
    assert_eq!(added(&bench), [first]);
    bench.server(trickle(
        r#"{"candidate":"c2","sdpMid":"1","usernameFragment":"u"}"#,
    ));
    assert_eq!(added(&bench)[1].sdp_mid.as_deref(), Some("1"));
    let ignored = bench.machine.ignored();
    for bad in ["", "{}", "[]", r#"{"candidate":""}"#] {
        bench.server(trickle(bad));
    }
    assert_eq!(
        (added(&bench).len(), bench.machine.ignored()),
        (2, ignored + 4)
    );
}

#[test]
fn local_candidates_are_sent_to_the_server() {
    let mut bench = Bench::joined(options());
    bench.orders.clear();
    bench.peer(PeerInput::Candidate(Candidate::default()));
    assert_eq!(bench.sent(), [], "Firefox ends with an empty candidate");
    bench.peer(PeerInput::Candidate(Candidate {
        candidate: "cand".into(),
        sdp_mid: Some("0".into()),
        sdp_m_line_index: Some(0),
        username_fragment: None,
    }));
    let Sent::Trickle(trickle) = bench.sent().remove(0) else {
        panic!()
    };
    assert_eq!(
        trickle.candidate_init,
        r#"{"candidate":"cand","sdpMid":"0","sdpMLineIndex":0}"#
    );
    assert_eq!(trickle.target, 0);
}

#[test]
fn both_pings_are_sent_every_interval_with_the_round_trip_time() {
    let mut bench = Bench::open(options());
    bench.pass(5_000);
    let sent_at = i64::try_from(bench.now.0).unwrap();
    let [Sent::Ping(first), Sent::PingReq(second)] = &bench.sent()[..] else {
        panic!("{:?}", bench.sent())
    };
    assert_eq!(
        (*first, second.timestamp, second.rtt),
        (sent_at, sent_at, 0)
    );
    bench.pass(40);
    bench.server(Said::PongResp(proto::Pong {
        last_ping_timestamp: sent_at,
        timestamp: 0,
    }));
    bench.orders.clear();
    bench.pass(5_000);
    let Sent::PingReq(ping) = &bench.sent()[1] else {
        panic!()
    };
    assert_eq!(ping.rtt, 40);
}

#[test]
fn brief_disconnected_state_does_not_end_the_call() {
    let mut bench = Bench::open(options());
    bench.peer(PeerInput::State(PeerState::Disconnected));
    bench.peer(PeerInput::State(PeerState::Connected));
    let states = [ConnectionState::Reconnecting, ConnectionState::Good].map(Event::Connection);
    assert_eq!(bench.events(), states);
}

#[test]
fn blocked_audio_is_reported_once_and_resumed_on_request() {
    let mut bench = Bench::open(options());
    bench.input(Input::Speaker(SpeakerInput::Blocked));
    bench.input(Input::Speaker(SpeakerInput::Blocked));
    bench.command(Command::StartAudio);
    bench.input(Input::Speaker(SpeakerInput::Playing));
    let blocked = |value| Order::Emit(Event::AudioBlocked(value));
    assert_eq!(
        bench.orders,
        [blocked(true), Order::ResumeAudio, blocked(false)]
    );
}

#[test]
fn failed_output_device_reports_error_and_falls_back_to_default() {
    let mut bench = Bench::open(options());
    bench.command(Command::SetOutputDevice(Some("x".into())));
    bench.input(Input::Speaker(SpeakerInput::OutputFailed(
        "NotFoundError".into(),
    )));
    let events = bench.events();
    let Some(Event::Error(error)) = events.last() else {
        panic!("{events:?}")
    };
    assert_eq!(error.code(), ErrorCode::OutputFailed);
    assert_eq!(
        bench.orders.iter().rev().nth(2),
        Some(&Order::SetOutputDevice(String::new())),
        "falls back to the system default"
    );
    assert_eq!(bench.machine.status(), speko_client::Status::Connected);
}
