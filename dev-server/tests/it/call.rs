//! A whole call over real WebRTC.

use std::sync::Arc;

use serde_json::json;
use speko_dev_server::Config;
use speko_proto::Overrides;
use speko_proto::livekit::wire::data_packet::Value;
use speko_proto::livekit::wire::signal_request::Message as Ask;
use speko_proto::livekit::wire::signal_response::Message as Say;
use speko_proto::livekit::wire::{DisconnectReason, Entry, SessionDescription};
use speko_proto::packet::{Inbound, Outbound};
use str0m::change::SdpAnswer;
use str0m::media::{Direction, MediaKind};

use crate::support::{DevServer, Phone};

#[tokio::test]

async fn agent_greets_yields_to_speech_and_echoes_it() {
    let server = DevServer::start(Config::default()).await;
    let mut phone = Phone::call(&server, "room").await;
    let header = |phone: &Phone| {
        phone.data.iter().find_map(|packet| match &packet.value {
            Some(Value::StreamHeader(header)) => Some(header.clone()),
            _ => None,
        })
    };
    let greets = |phone: &Phone| phone.played.len() >= 20 && header(phone).is_some();
    assert!(phone.until(greets).await, "no greeting");
    assert!(
        phone
            .played
            .windows(2)
            .all(|pair| pair[1].0 - pair[0].0 == 960),
        "RTP time advances by 20 ms"
    );
    let header = header(&phone).unwrap();
    assert_eq!(header.topic, "lk.transcription");
    assert_eq!(
        Entry::find(&header.attributes, "lk.transcription_final"),
        Some("false")
    );
    let sequences: Vec<u32> = phone.data.iter().map(|packet| packet.sequence).collect();
    assert_eq!(sequences, (1..=sequences.len() as u32).collect::<Vec<_>>());

    let spoken = phone.speak_at_once(600, -20).await;
    let transcripts = |phone: &Phone| {
        let packets = phone.packets().into_iter();
        let transcripts = packets.filter_map(|packet| match packet {
            Inbound::Transcript { text, is_final, .. } => Some((text, is_final)),
            _ => None,
        });
        transcripts.collect::<Vec<_>>()
    };
    // The agent emits an interim transcript and the end of the greeting in one step. Queued audio
    // is sent before it takes the next packets.
    let is_heard = |phone: &Phone| !transcripts(phone).is_empty();
    assert!(phone.until(is_heard).await, "no transcript");
    let packets = |heard: &serde_json::Value| heard["packets"].as_u64().unwrap();
    let silent = spoken.len() as u64 + 10;
    phone.speak(300, -100).await;
    phone
        .until_heard(&server, "room", |heard| packets(heard) >= silent)
        .await;
    phone.speak(20, -100).await;
    let greeting = phone.played.len();
    phone.speak(580, -100).await;
    let all_back = |phone: &Phone| {
        spoken
            .iter()
            .all(|word| phone.played.iter().any(|(_, played)| played == word))
    };
    assert!(
        phone.until(all_back).await,
        "the user's speech is not echoed"
    );
    let finished = |phone: &Phone| transcripts(phone).iter().any(|(_, is_final)| *is_final);
    assert!(phone.until(finished).await, "no final transcript");
    let own = |(_, opus): &(u64, Arc<[u8]>)| opus.starts_with(b"packet");
    assert!(
        phone.played[greeting..].iter().all(own),
        "the agent keeps speaking"
    );
    let transcripts = transcripts(&phone);
    assert!(!transcripts.first().unwrap().1);
    let (last, is_final) = transcripts.last().unwrap();
    assert!(
        *is_final && last.starts_with("You spoke for 0.6 seconds") && last.ends_with("at −20 dB"),
        "{last}"
    );
    let heard = server.heard("room").await;
    assert_eq!(heard["audible_packets"], 30);
    assert_eq!(heard["connected"], true);
}

#[tokio::test]
async fn agent_answers_text_and_hangs_up_on_goodbye() {
    let server = DevServer::start(Config::default()).await;
    let mut phone = Phone::call(&server, "room").await;
    let ready = |phone: &Phone| phone.reliable.is_some();
    assert!(phone.until(ready).await, "no data channel");
    phone.send(&Outbound::ContextualUpdate(
        "the cart holds 3 things".into(),
    ));
    phone.send_raw(&[0xff; 64]);
    phone.send_raw(b"{}");
    phone.send(&Outbound::UserMessage("what do you know".into()));
    let knows =
        |phone: &Phone| phone.said_by_agent().as_deref() == Some("I know: the cart holds 3 things");
    assert!(phone.until(knows).await, "{:?}", phone.packets());
    assert!(phone.packets().contains(&Inbound::UserMessageEcho {
        text: "what do you know".into()
    }));
    let heard = server.heard("room").await;
    assert_eq!(heard["ignored_packets"], 2);
    assert_eq!(heard["context"][0], "the cart holds 3 things");

    phone.send(&Outbound::UserMessage("goodbye".into()));
    // The transcript and the end of the call arrive on different connections, in any order.
    let goodbye = |phone: &Phone| phone.said_by_agent().as_deref() == Some("Goodbye!");
    assert!(phone.until(goodbye).await, "{:?}", phone.said_by_agent());
    let left = |phone: &Phone| {
        phone.signals.iter().any(|say| {
            matches!(say, Say::Leave(leave) if leave.reason == DisconnectReason::RoomDeleted as i32)
        })
    };
    assert!(phone.until(left).await, "the agent does not hang up");
    assert_eq!(phone.said_by_agent().as_deref(), Some("Goodbye!"));
    drop(phone);
    server.until_open(0).await;
}

#[tokio::test]
async fn s153_overrides_and_updates_reach_the_worker_and_are_reported() {
    let server = DevServer::start(Config::default()).await;
    let mut phone = Phone::call(&server, "room").await;
    let ready = |phone: &Phone| phone.reliable.is_some();
    assert!(phone.until(ready).await, "no data channel");
    assert_eq!(server.heard("room").await["overrides"], json!(null));

    let mut overrides = Overrides::default();
    overrides.agent.first_message = Some("Welcome back, Ada.".into());
    overrides.agent.language = Some("de".into());
    overrides.tts.voice_id = Some("voice_7".into());
    phone.send(&Outbound::Overrides(overrides));
    phone.send(&Outbound::ContextualUpdate("the cart is empty".into()));
    let greeted = |phone: &Phone| {
        let streams = phone.streams();
        streams.iter().any(|text| text == "Welcome back, Ada.")
    };
    assert!(phone.until(greeted).await, "{:?}", phone.streams());
    let heard = phone
        .until_heard(&server, "room", |heard| heard["context"] != json!([]))
        .await;
    assert_eq!(
        heard["overrides"],
        json!({
            "agent": { "firstMessage": "Welcome back, Ada.", "language": "de" },
            "tts": { "voiceId": "voice_7" },
        })
    );
    assert_eq!(heard["context"], json!(["the cart is empty"]));

    phone.send(&Outbound::UserMessage("what do you know?".into()));
    let expected = "I know: the cart is empty; My first message is: Welcome back, Ada.; My language is: de; \
                    My voice is: voice_7";
    let answered = |phone: &Phone| phone.said_by_agent().as_deref() == Some(expected);
    assert!(phone.until(answered).await, "{:?}", phone.said_by_agent());
}

#[tokio::test]
async fn renegotiation_is_answered_with_its_id_and_audio_continues() {
    let server = DevServer::start(Config::default()).await;
    let mut phone = Phone::call(&server, "room").await;
    let asked = |phone: &Phone| {
        phone
            .signals
            .iter()
            .any(|say| matches!(say, Say::MediaSectionsRequirement(_)))
    };
    assert!(phone.until(asked).await, "no MediaSectionsRequirement");
    let greets = |phone: &Phone| phone.played.len() >= 5;
    assert!(phone.until(greets).await, "no greeting");
    let mut changes = phone.rtc.sdp_api();
    changes.add_media(MediaKind::Audio, Direction::RecvOnly, None, None, None);
    let (offer, pending) = changes.apply().unwrap();
    let offer = SessionDescription {
        sdp: offer.to_sdp_string(),
        id: 7,
        ..Default::default()
    };
    phone.caller.send(Ask::Offer(offer)).await;
    let answered = |phone: &Phone| {
        let is_it = |say: &Say| matches!(say, Say::Answer(answer) if answer.id == 7);
        phone.signals.iter().any(is_it)
    };
    assert!(phone.until(answered).await, "no answer");
    let answer = phone.signals.iter().find_map(|say| {
        if let Say::Answer(answer) = say {
            Some(answer.clone())
        } else {
            None
        }
    });
    let answer = answer.unwrap();
    assert!(
        Entry::find(&answer.mid_to_track_id, &phone.voice.to_string()).is_some(),
        "the agent keeps its m-line"
    );
    phone
        .rtc
        .sdp_api()
        .accept_answer(pending, SdpAnswer::from_sdp_string(&answer.sdp).unwrap())
        .unwrap();
    let before = phone.played.len();
    let goes_on = |phone: &Phone| phone.played.len() > before + 20;
    assert!(phone.until(goes_on).await, "the audio stops");
}
