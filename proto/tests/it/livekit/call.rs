//! An open session: mute, messages, transcripts, participants, speakers, renegotiation, keepalive.

use speko_proto::livekit::io::*;
use speko_proto::livekit::wire;
use speko_proto::livekit::wire::data_packet::Value;
use speko_proto::livekit::wire::data_stream;
use speko_proto::livekit::wire::signal_request::Message as Sent;
use speko_proto::livekit::wire::signal_response::Message as Said;
use speko_proto::{AgentState, ConnectionState, ErrorCode, Event, Message, MicState, Mode, Source};

use crate::support::livekit::*;

fn messages(harness: &Harness) -> Vec<Message> {
    let message = |event| match event {
        Event::Message(message) => Some(message),
        _ => None,
    };
    harness.events().into_iter().filter_map(message).collect()
}

#[test]
fn mute_disables_the_track_before_notifying_the_server() {
    let mut harness = Harness::open(options());
    let op = harness.mic_op();
    harness.command(Command::SetMicMuted(true));
    assert_eq!(
        harness.outputs[0],
        Output::Media(MediaOutput::EnableMic(op, false))
    );
    assert_eq!(
        harness.sent(),
        [Sent::Mute(wire::MuteTrackRequest {
            sid: "TR_me".into(),
            muted: true
        })]
    );
    assert_eq!(harness.events(), [Event::Mic(MicState::Muted)]);
    harness.outputs.clear();
    harness.command(Command::SetMicMuted(true));
    assert!(
        harness.sent().is_empty() && harness.events().is_empty(),
        "a repeated mute has no effect"
    );
    harness.command(Command::SetMicMuted(false));
    assert!(
        harness
            .outputs
            .contains(&Output::Media(MediaOutput::EnableMic(op, true)))
    );
    assert_eq!(harness.events(), [Event::Mic(MicState::Live)]);
}

#[test]
fn mute_during_the_prompt_applies_before_the_track_is_attached() {
    let mut harness = Harness::joined(options());
    harness.command(Command::SetMicMuted(true));
    harness.outputs.clear();
    harness.grant_microphone();
    let op = harness.mic_op();
    let at = |wanted: &Output| {
        harness
            .outputs
            .iter()
            .position(|output| output == wanted)
            .unwrap()
    };
    assert!(
        at(&Output::Media(MediaOutput::EnableMic(op, false)))
            < at(&Output::Media(MediaOutput::AttachMic(op))),
        "disabled before it is attached"
    );
}

#[test]
fn server_mute_disables_the_track_without_a_reply() {
    let mut harness = Harness::open(options());
    let op = harness.mic_op();
    harness.server(Said::Mute(wire::MuteTrackRequest {
        sid: "TR_other".into(),
        muted: true,
    }));
    assert!(harness.outputs.is_empty());
    harness.server(Said::Mute(wire::MuteTrackRequest {
        sid: "TR_me".into(),
        muted: true,
    }));
    assert_eq!(
        harness.outputs,
        [
            Output::Media(MediaOutput::EnableMic(op, false)),
            Output::Emit(Event::Mic(MicState::ServerMuted))
        ]
    );
}

#[test]
fn packets_are_numbered_and_only_sent_while_connected() {
    use speko_proto::packet::Outbound;
    let mut harness = Harness::joined(options());
    harness.transport(LiveKitInput::Send(Outbound::UserMessage("early".into())));
    harness.grant_microphone();
    harness.peer(PeerInput::State(PeerState::Connected));
    harness.peer(PeerInput::ChannelOpened(Channel::Reliable));
    assert_eq!(harness.packets_sent(), []);
    harness.transport(LiveKitInput::Send(Outbound::UserMessage(String::new())));
    harness.transport(LiveKitInput::Send(Outbound::ContextualUpdate("c".into())));
    let sent = harness.packets_sent();
    assert_eq!(sent[0], (1, r#"{"type":"user_message","text":""}"#.into()));
    assert_eq!(
        sent[1],
        (2, r#"{"type":"contextual_update","text":"c"}"#.into())
    );
}

#[test]
fn speko_packets_are_emitted_as_messages() {
    let mut harness = Harness::open(options());
    harness.user_packet(r#"{"type":"transcript","source":"user","text":"hel","isFinal":false}"#);
    harness.user_packet(r#"{"type":"agent_message","text":"Hi"}"#);
    harness.user_packet(r#"{"type":"user_message_echo","text":"typed"}"#);
    let said: Vec<_> = messages(&harness)
        .into_iter()
        .map(|m| (m.source, m.text, m.is_final, m.segment_id))
        .collect();
    assert_eq!(said[0], (Source::User, "hel".into(), false, None));
    assert_eq!(said[1], (Source::Agent, "Hi".into(), true, None));
    assert_eq!(said[2], (Source::User, "typed".into(), true, None));
}

#[test]
fn malformed_packets_are_ignored_and_counted() {
    let mut harness = Harness::open(options());
    let before = harness.machine.ignored();
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
        harness.user_packet(bad);
    }
    harness.peer(PeerInput::ChannelMessage(Channel::Lossy, vec![0xFF; 100]));
    harness.packet(Value::User(wire::UserPacket {
        payload: vec![0xC3],
        topic: None,
    }));
    harness.frame(vec![0xFF; 10]);
    assert_eq!(harness.machine.ignored() - before, 8);
    assert!(harness.events().is_empty());
    harness.user_packet(r#"{"type":"agent_message","text":"still here"}"#);
    assert_eq!(messages(&harness).len(), 1);
}

#[test]
fn duplicate_packets_are_ignored() {
    let mut harness = Harness::open(options());
    let say = |text: &str| {
        let payload = format!(r#"{{"type":"agent_message","text":"{text}"}}"#).into();
        Value::User(wire::UserPacket {
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
        harness.packet_of("agent", sid, sequence, say(text));
    }
    let texts: Vec<_> = messages(&harness)
        .into_iter()
        .map(|message| message.text)
        .collect();
    assert_eq!(texts, ["a1", "b1", "a2", "un", "un"]);
}

fn stream(
    harness: &mut Harness,
    identity: &str,
    id: &str,
    segment: &str,
    is_final: &str,
    text: &str,
) {
    let attributes = [
        ("lk.segment_id", segment),
        ("lk.transcription_final", is_final),
    ];
    let header = data_stream::Header {
        stream_id: id.into(),
        topic: "lk.transcription".into(),
        attributes: attributes.map(wire::Entry::from).into(),
        ..Default::default()
    };
    harness.packet_of(identity, identity, 0, Value::StreamHeader(header));
    let chunk = data_stream::Chunk {
        stream_id: id.into(),
        content: text.into(),
        ..Default::default()
    };
    harness.packet_of(identity, identity, 0, Value::StreamChunk(chunk));
    let trailer = data_stream::Trailer {
        stream_id: id.into(),
        ..Default::default()
    };
    harness.packet_of(identity, identity, 0, Value::StreamTrailer(trailer));
}

#[test]
fn transcription_streams_are_emitted_as_segments_with_start_times() {
    let mut harness = Harness::open(options());
    let begun = harness.now;
    stream(&mut harness, "me", "s1", "SG_1", "false", "hello");
    harness.pass(1_000);
    stream(&mut harness, "me", "s2", "SG_1", "true", "hello you");
    stream(&mut harness, "agent", "s3", "SG_1", "true", "hi");
    let mut said = messages(&harness);
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
    let mut harness = Harness::open(options());
    let packet = |text: &str| {
        Value::Transcription(wire::Transcription {
            transcribed_participant_identity: "me".into(),
            segments: vec![
                wire::TranscriptionSegment {
                    id: "x".into(),
                    text: text.into(),
                    r#final: true,
                },
                wire::TranscriptionSegment {
                    id: "y".into(),
                    ..Default::default()
                },
            ],
        })
    };
    harness.packet(packet("one"));
    stream(&mut harness, "agent", "s", "SG", "true", "two");
    harness.packet(packet("three"));
    stream(&mut harness, "me", "t", "SG_3", "true", "three");
    harness.packet(packet("three"));
    let mut texts: Vec<_> = messages(&harness)
        .into_iter()
        .map(|message| message.text)
        .collect();
    texts.dedup();
    assert_eq!(texts, ["one", "two", "three"]);
}

#[test]
fn mode_follows_remote_speakers_and_ignores_the_user() {
    let mut harness = Harness::open(options());
    let speaks = |sid: &str, active| {
        let speaker = wire::SpeakerInfo {
            sid: sid.into(),
            active,
        };
        Said::SpeakersChanged(wire::SpeakersChanged {
            speakers: vec![speaker],
        })
    };
    harness.server(speaks("PA_me", true));
    assert_eq!(harness.events(), []);
    harness.server(speaks("PA_agent", true));
    harness.server(speaks("PA_agent", true));
    harness.server(speaks("PA_other", true));
    harness.server(speaks("PA_agent", false));
    assert_eq!(harness.events(), [Event::Mode(Mode::Speaking)]);
    harness.server(speaks("PA_other", false));
    assert_eq!(harness.events().last(), Some(&Event::Mode(Mode::Listening)));
}

#[test]
fn agent_leaving_while_speaking_resets_mode_and_playback() {
    let mut harness = Harness::open(options());
    let speaker = wire::SpeakerInfo {
        sid: "PA_agent".into(),
        active: true,
    };
    harness.server(Said::SpeakersChanged(wire::SpeakersChanged {
        speakers: vec![speaker],
    }));
    harness.outputs.clear();
    harness.server(update(wire::ParticipantInfo {
        state: 3,
        version: 2,
        ..agent()
    }));
    assert!(
        harness
            .outputs
            .contains(&Output::Transport(LiveKitOutput::StopPlaying("2".into())))
    );
    let events = harness.events();
    assert!(events.contains(&Event::Mode(Mode::Listening)));
    assert!(events.contains(&Event::AgentState(AgentState::Unknown)));
}

#[test]
fn agent_state_ignores_avatar_and_outdated_updates() {
    let mut harness = Harness::open(options());
    let state = |state: &str| vec![wire::Entry::from(("lk.agent.state", state))];
    harness.server(update(wire::ParticipantInfo {
        attributes: state("thinking"),
        version: 2,
        ..agent()
    }));
    let avatar = wire::ParticipantInfo {
        sid: "PA_avatar".into(),
        kind: 4,
        attributes: vec![
            ("lk.publish_on_behalf", "agent").into(),
            state("idle")[0].clone(),
        ],
        ..Default::default()
    };
    harness.server(update(avatar));
    // Outdated: the version above is newer.
    harness.server(update(wire::ParticipantInfo {
        attributes: state("speaking"),
        version: 1,
        ..agent()
    }));
    assert_eq!(harness.events(), [Event::AgentState(AgentState::Thinking)]);
}

#[test]
fn tracks_play_before_the_participant_list_and_stop_when_unlisted() {
    let mut harness = Harness::open(options());
    // Before it has a track, the browser fires the event of this transceiver with a stream id of
    // its own.
    harness.peer(PeerInput::Track {
        mid: "3".into(),
        stream: "default".into(),
    });
    assert!(harness.outputs.is_empty());
    // Before the participant list.
    harness.peer(PeerInput::Track {
        mid: "3".into(),
        stream: "PA_late|TR_late".into(),
    });
    assert_eq!(
        harness.outputs,
        [Output::Transport(LiveKitOutput::Play("3".into()))]
    );
    let late = |tracks: &[&str], version| {
        let tracks = tracks.iter().map(|sid| wire::TrackInfo {
            sid: (*sid).into(),
            ..Default::default()
        });
        update(wire::ParticipantInfo {
            sid: "PA_late".into(),
            tracks: tracks.collect(),
            version,
            ..Default::default()
        })
    };
    harness.outputs.clear();
    harness.server(late(&[], 1));
    assert!(
        harness.outputs.is_empty(),
        "the participant list is older than the track"
    );
    harness.server(late(&["TR_late"], 2));
    harness.server(late(&[], 3));
    assert_eq!(
        harness.outputs,
        [Output::Transport(LiveKitOutput::StopPlaying("3".into()))]
    );
}

#[test]
fn answer_without_the_agents_track_is_followed_by_an_offer() {
    let offers = |tracks: &[&str], maps: bool| {
        let mut harness = Harness::dialled(options());
        let Said::Join(mut hello) = join() else {
            panic!()
        };
        hello.other_participants = vec![wire::ParticipantInfo {
            tracks: tracks
                .iter()
                .map(|sid| wire::TrackInfo {
                    sid: (*sid).into(),
                    ..Default::default()
                })
                .collect(),
            ..agent()
        }];
        harness.server(Said::Join(hello));
        let Said::Answer(mut answer) = answer(1) else {
            panic!()
        };
        if !maps {
            answer.mid_to_track_id.clear();
        }
        let local = harness.op(|output| match output {
            Output::Transport(LiveKitOutput::Peer(PeerOutput::SetLocal(op, _))) => Some(*op),
            _ => None,
        });
        harness.peer(PeerInput::DescriptionSet(local));
        harness.server(Said::Answer(answer));
        let remote = harness.op(|output| match output {
            Output::Transport(LiveKitOutput::Peer(PeerOutput::SetRemote(op, _))) => Some(*op),
            _ => None,
        });
        harness.outputs.clear();
        harness.peer(PeerInput::DescriptionSet(remote));
        let offer = |output: &Output| {
            matches!(
                output,
                Output::Transport(LiveKitOutput::Peer(PeerOutput::CreateOffer(_)))
            )
        };
        harness.outputs.iter().any(offer)
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
    let mut harness = Harness::open(options());
    harness.server(Said::MediaSectionsRequirement(
        wire::MediaSectionsRequirement {
            num_audios: 2,
            num_videos: 1,
        },
    ));
    assert_eq!(
        harness.outputs[0],
        Output::Transport(LiveKitOutput::Peer(PeerOutput::AddRecvTransceivers(2)))
    );
    let Output::Transport(LiveKitOutput::Peer(PeerOutput::CreateOffer(op))) = harness.outputs[1]
    else {
        panic!("{:?}", harness.outputs)
    };
    // Requested again while an offer is in flight: the next one follows it.
    harness.server(Said::MediaSectionsRequirement(
        wire::MediaSectionsRequirement::default(),
    ));
    harness.outputs.clear();
    harness.peer(PeerInput::OfferCreated(op, "second".into()));
    let Sent::Offer(offer) = harness.sent().remove(0) else {
        panic!()
    };
    assert_eq!((offer.id, offer.sdp.as_str()), (2, "second"));
    let ignored = harness.machine.ignored();
    harness.server(answer(1));
    assert_eq!(
        harness.machine.ignored(),
        ignored + 1,
        "an outdated answer is ignored"
    );
    harness.server(answer(2));
    harness.finish_negotiation();
    assert!(harness.outputs.iter().any(|output| matches!(
        output,
        Output::Transport(LiveKitOutput::Peer(PeerOutput::CreateOffer(_)))
    )));
}

#[test]
fn required_media_sections_are_limited_to_16() {
    let mut harness = Harness::open(options());
    let flood = wire::MediaSectionsRequirement {
        num_audios: u32::MAX,
        num_videos: 0,
    };
    harness.server(Said::MediaSectionsRequirement(flood));
    assert_eq!(
        harness.outputs[0],
        Output::Transport(LiveKitOutput::Peer(PeerOutput::AddRecvTransceivers(16)))
    );
}

#[test]
fn remote_candidates_wait_for_the_remote_description() {
    let mut harness = Harness::dialled(options());
    harness.server(join());
    let trickle = |init: &str| {
        Said::Trickle(wire::TrickleRequest {
            candidate_init: init.into(),
            ..Default::default()
        })
    };
    harness.server(trickle(
        r#"{"candidate":"c1","sdpMid":"","sdpMLineIndex":0}"#,
    ));
    harness.server(answer(1));
    let added = |harness: &Harness| -> Vec<Candidate> {
        let candidate = |output: &Output| match output {
            Output::Transport(LiveKitOutput::Peer(PeerOutput::AddCandidate(candidate))) => {
                Some(candidate.clone())
            }
            _ => None,
        };
        harness.outputs.iter().filter_map(candidate).collect()
    };
    assert_eq!(added(&harness), []);
    harness.finish_negotiation();
    let first = Candidate {
        candidate: "c1".into(),
        sdp_m_line_index: Some(0),
        ..Default::default()
    };
    assert_eq!(added(&harness), [first]);
    harness.server(trickle(
        r#"{"candidate":"c2","sdpMid":"1","usernameFragment":"u"}"#,
    ));
    assert_eq!(added(&harness)[1].sdp_mid.as_deref(), Some("1"));
    let ignored = harness.machine.ignored();
    for bad in ["", "{}", "[]", r#"{"candidate":""}"#] {
        harness.server(trickle(bad));
    }
    assert_eq!(
        (added(&harness).len(), harness.machine.ignored()),
        (2, ignored + 4)
    );
}

#[test]
fn local_candidates_are_sent_to_the_server() {
    let mut harness = Harness::joined(options());
    harness.outputs.clear();
    harness.peer(PeerInput::Candidate(Candidate::default()));
    assert_eq!(harness.sent(), [], "Firefox ends with an empty candidate");
    harness.peer(PeerInput::Candidate(Candidate {
        candidate: "cand".into(),
        sdp_mid: Some("0".into()),
        sdp_m_line_index: Some(0),
        username_fragment: None,
    }));
    let Sent::Trickle(trickle) = harness.sent().remove(0) else {
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
    let mut harness = Harness::open(options());
    harness.pass(5_000);
    let sent_at = i64::try_from(harness.now.0).unwrap();
    let [Sent::Ping(first), Sent::PingReq(second)] = &harness.sent()[..] else {
        panic!("{:?}", harness.sent())
    };
    assert_eq!(
        (*first, second.timestamp, second.rtt),
        (sent_at, sent_at, 0)
    );
    harness.pass(40);
    harness.server(Said::PongResp(wire::Pong {
        last_ping_timestamp: sent_at,
        timestamp: 0,
    }));
    harness.outputs.clear();
    harness.pass(5_000);
    let Sent::PingReq(ping) = &harness.sent()[1] else {
        panic!()
    };
    assert_eq!(ping.rtt, 40);
}

#[test]
fn brief_disconnected_state_does_not_end_the_call() {
    let mut harness = Harness::open(options());
    harness.peer(PeerInput::State(PeerState::Disconnected));
    harness.peer(PeerInput::State(PeerState::Connected));
    let states = [ConnectionState::Reconnecting, ConnectionState::Good].map(Event::Connection);
    assert_eq!(harness.events(), states);
}

#[test]
fn blocked_audio_is_reported_once_and_resumed_on_request() {
    let mut harness = Harness::open(options());
    harness.input(Input::Media(MediaInput::Speaker(SpeakerInput::Blocked)));
    harness.input(Input::Media(MediaInput::Speaker(SpeakerInput::Blocked)));
    harness.command(Command::StartAudio);
    harness.input(Input::Media(MediaInput::Speaker(SpeakerInput::Playing)));
    let blocked = |value| Output::Emit(Event::AudioBlocked(value));
    assert_eq!(
        harness.outputs,
        [
            blocked(true),
            Output::Media(MediaOutput::ResumeAudio),
            blocked(false)
        ]
    );
}

#[test]
fn failed_output_device_reports_error_and_falls_back_to_default() {
    let mut harness = Harness::open(options());
    harness.command(Command::SetOutputDevice(Some("x".into())));
    harness.input(Input::Media(MediaInput::Speaker(
        SpeakerInput::OutputFailed("NotFoundError".into()),
    )));
    let events = harness.events();
    let Some(Event::Error(error)) = events.last() else {
        panic!("{events:?}")
    };
    assert_eq!(error.code(), ErrorCode::OutputFailed);
    assert_eq!(
        harness.outputs.iter().rev().nth(2),
        Some(&Output::Media(MediaOutput::SetOutputDevice(String::new()))),
        "falls back to the system default"
    );
    assert_eq!(harness.machine.status(), speko_proto::Status::Connected);
}
