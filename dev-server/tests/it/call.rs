//! A whole call over real WebRTC.

use std::sync::Arc;

use serde_json::json;
use speko_dev_server::Config;
use speko_proto::Overrides;
use speko_proto::livekit::wire::data_packet::Value;
use speko_proto::livekit::wire::signal_request::Message as ClientMessage;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::livekit::wire::{DisconnectReason, Entry, SessionDescription};
use speko_proto::packet::{Inbound, Outbound};
use str0m::change::SdpAnswer;
use str0m::media::{Direction, MediaKind};

use crate::support::{DevServer, TestCaller};

#[tokio::test]
async fn agent_greets_yields_to_speech_and_echoes_it() {
    let server = DevServer::start(Config::default()).await;
    let mut caller = TestCaller::call(&server, "room").await;
    let header = |caller: &TestCaller| {
        caller.data.iter().find_map(|packet| match &packet.value {
            Some(Value::StreamHeader(header)) => Some(header.clone()),
            _ => None,
        })
    };
    let greets = |caller: &TestCaller| caller.played.len() >= 20 && header(caller).is_some();
    assert!(caller.until(greets).await, "no greeting");
    assert!(
        caller
            .played
            .windows(2)
            .all(|pair| pair[1].0 - pair[0].0 == 960),
        "RTP time advances by 20 ms"
    );
    let header = header(&caller).unwrap();
    assert_eq!(header.topic, "lk.transcription");
    assert_eq!(
        Entry::find(&header.attributes, "lk.transcription_final"),
        Some("false")
    );
    let sequences: Vec<u32> = caller.data.iter().map(|packet| packet.sequence).collect();
    assert_eq!(sequences, (1..=sequences.len() as u32).collect::<Vec<_>>());

    let spoken = caller.speak_at_once(600, -20).await;
    let transcripts = |caller: &TestCaller| {
        let packets = caller.packets().into_iter();
        let transcripts = packets.filter_map(|packet| match packet {
            Inbound::Transcript { text, is_final, .. } => Some((text, is_final)),
            _ => None,
        });
        transcripts.collect::<Vec<_>>()
    };
    // The agent emits an interim transcript and the end of the greeting in one step. Queued audio
    // is sent before it takes the next packets.
    let is_heard = |caller: &TestCaller| !transcripts(caller).is_empty();
    assert!(caller.until(is_heard).await, "no transcript");
    let packets = |stats: &serde_json::Value| stats["packets"].as_u64().unwrap();
    let silent = spoken.len() as u64 + 10;
    caller.speak(300, -100).await;
    caller
        .until_caller_stats(&server, "room", |stats| packets(stats) >= silent)
        .await;
    caller.speak(20, -100).await;
    let greeting = caller.played.len();
    caller.speak(580, -100).await;
    let all_echoed = |caller: &TestCaller| {
        spoken
            .iter()
            .all(|word| caller.played.iter().any(|(_, played)| played == word))
    };
    assert!(
        caller.until(all_echoed).await,
        "the user's speech is not echoed"
    );
    let finished = |caller: &TestCaller| transcripts(caller).iter().any(|(_, is_final)| *is_final);
    assert!(caller.until(finished).await, "no final transcript");
    let is_echo = |(_, opus): &(u64, Arc<[u8]>)| opus.starts_with(b"packet");
    assert!(
        caller.played[greeting..].iter().all(is_echo),
        "the agent keeps speaking"
    );
    let transcripts = transcripts(&caller);
    assert!(!transcripts.first().unwrap().1);
    let (last, is_final) = transcripts.last().unwrap();
    assert!(
        *is_final && last.starts_with("You spoke for 0.6 seconds") && last.ends_with("at −20 dB"),
        "{last}"
    );
    let stats = server.caller_stats("room").await;
    assert_eq!(stats["audible_packets"], 30);
    assert_eq!(stats["connected"], true);
}

#[tokio::test]
async fn agent_answers_text_and_hangs_up_on_goodbye() {
    let server = DevServer::start(Config::default()).await;
    let mut caller = TestCaller::call(&server, "room").await;
    let ready = |caller: &TestCaller| caller.reliable.is_some();
    assert!(caller.until(ready).await, "no data channel");
    caller.send(&Outbound::ContextualUpdate(
        "the cart holds 3 things".into(),
    ));
    caller.send_raw(&[0xff; 64]);
    caller.send_raw(b"{}");
    caller.send(&Outbound::UserMessage("what do you know".into()));
    let knows = |caller: &TestCaller| {
        caller.said_by_agent().as_deref() == Some("I know: the cart holds 3 things")
    };
    assert!(caller.until(knows).await, "{:?}", caller.packets());
    assert!(caller.packets().contains(&Inbound::UserMessageEcho {
        text: "what do you know".into()
    }));
    let stats = server.caller_stats("room").await;
    assert_eq!(stats["ignored_packets"], 2);
    assert_eq!(stats["context"][0], "the cart holds 3 things");

    caller.send(&Outbound::UserMessage("goodbye".into()));
    // The transcript and the end of the call arrive on different connections, in any order.
    let goodbye = |caller: &TestCaller| caller.said_by_agent().as_deref() == Some("Goodbye!");
    assert!(caller.until(goodbye).await, "{:?}", caller.said_by_agent());
    let left = |caller: &TestCaller| {
        caller.signals.iter().any(|message| {
            matches!(message, ServerMessage::Leave(leave) if leave.reason == DisconnectReason::RoomDeleted as i32)
        })
    };
    assert!(caller.until(left).await, "the agent does not hang up");
    assert_eq!(caller.said_by_agent().as_deref(), Some("Goodbye!"));
    drop(caller);
    server.until_open(0).await;
}

#[tokio::test]
async fn s153_overrides_and_updates_reach_the_worker_and_are_reported() {
    let server = DevServer::start(Config::default()).await;
    let mut caller = TestCaller::call(&server, "room").await;
    let ready = |caller: &TestCaller| caller.reliable.is_some();
    assert!(caller.until(ready).await, "no data channel");
    assert_eq!(server.caller_stats("room").await["overrides"], json!(null));

    let mut overrides = Overrides::default();
    overrides.agent.first_message = Some("Welcome back, Ada.".into());
    overrides.agent.language = Some("de".into());
    overrides.tts.voice_id = Some("voice_7".into());
    caller.send(&Outbound::Overrides(overrides));
    caller.send(&Outbound::ContextualUpdate("the cart is empty".into()));
    let greeted = |caller: &TestCaller| {
        let streams = caller.streams();
        streams.iter().any(|text| text == "Welcome back, Ada.")
    };
    assert!(caller.until(greeted).await, "{:?}", caller.streams());
    let stats = caller
        .until_caller_stats(&server, "room", |stats| stats["context"] != json!([]))
        .await;
    assert_eq!(
        stats["overrides"],
        json!({
            "agent": { "firstMessage": "Welcome back, Ada.", "language": "de" },
            "tts": { "voiceId": "voice_7" },
        })
    );
    assert_eq!(stats["context"], json!(["the cart is empty"]));

    caller.send(&Outbound::UserMessage("what do you know?".into()));
    let expected = "I know: the cart is empty; My first message is: Welcome back, Ada.; My language is: de; \
                    My voice is: voice_7";
    let answered = |caller: &TestCaller| caller.said_by_agent().as_deref() == Some(expected);
    assert!(caller.until(answered).await, "{:?}", caller.said_by_agent());
}

#[tokio::test]
async fn renegotiation_is_answered_with_its_id_and_audio_continues() {
    let server = DevServer::start(Config::default()).await;
    let mut caller = TestCaller::call(&server, "room").await;
    let asked = |caller: &TestCaller| {
        caller
            .signals
            .iter()
            .any(|message| matches!(message, ServerMessage::MediaSectionsRequirement(_)))
    };
    assert!(caller.until(asked).await, "no MediaSectionsRequirement");
    let greets = |caller: &TestCaller| caller.played.len() >= 5;
    assert!(caller.until(greets).await, "no greeting");
    let mut changes = caller.rtc.sdp_api();
    changes.add_media(MediaKind::Audio, Direction::RecvOnly, None, None, None);
    let (offer, pending) = changes.apply().unwrap();
    let offer = SessionDescription {
        sdp: offer.to_sdp_string(),
        id: 7,
        ..Default::default()
    };
    caller.signaling.send(ClientMessage::Offer(offer)).await;
    let answered = |caller: &TestCaller| {
        let is_it = |message: &ServerMessage| matches!(message, ServerMessage::Answer(answer) if answer.id == 7);
        caller.signals.iter().any(is_it)
    };
    assert!(caller.until(answered).await, "no answer");
    let answer = caller.signals.iter().find_map(|message| {
        if let ServerMessage::Answer(answer) = message {
            Some(answer.clone())
        } else {
            None
        }
    });
    let answer = answer.unwrap();
    assert!(
        Entry::find(&answer.mid_to_track_id, &caller.voice.to_string()).is_some(),
        "the agent keeps its m-line"
    );
    caller
        .rtc
        .sdp_api()
        .accept_answer(pending, SdpAnswer::from_sdp_string(&answer.sdp).unwrap())
        .unwrap();
    let before = caller.played.len();
    let continues = |caller: &TestCaller| caller.played.len() > before + 20;
    assert!(caller.until(continues).await, "the audio stops");
}
