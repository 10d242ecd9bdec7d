//! A whole call over real WebRTC: the caller is str0m too, with made-up packets for sound.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::Arc;
use std::time::{Duration, Instant};

use common::{Backend, Caller, PATIENCE};
use speko_backend::Config;
use speko_client::wire::packet::{Inbound, Outbound};
use speko_client::wire::proto::data_packet::Value;
use speko_client::wire::proto::signal_request::Message as Ask;
use speko_client::wire::proto::signal_response::Message as Say;
use speko_client::wire::proto::{
    AddTrackRequest, DataPacket, DisconnectReason, Entry, JoinRequest, SessionDescription,
    SignalResponse, UserPacket,
};
use str0m::change::SdpAnswer;
use str0m::channel::{ChannelConfig, ChannelId, Reliability};
use str0m::crypto::from_feature_flags;
use str0m::media::{Direction, Frequency, MediaKind, MediaTime, Mid};
use str0m::net::{Protocol, Receive};
use str0m::{Candidate, Event, Input, Output, Rtc};
use tokio::net::UdpSocket;
use tokio_tungstenite::tungstenite::Message as Frame;

/// A caller with media.
struct Phone {
    rtc: Rtc,
    udp: UdpSocket,
    caller: Caller,
    mic: Mid,
    voice: Mid,
    reliable: Option<ChannelId>,
    signals: Vec<Say>,
    data: Vec<DataPacket>,
    /// RTP time and content of what the agent played.
    played: Vec<(u64, Arc<[u8]>)>,
    said: u64,
}

impl Phone {
    async fn call(backend: &Backend, room: &str) -> Self {
        let udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let crypto = Arc::new(from_feature_flags());
        let builder = Rtc::builder()
            .set_crypto_provider(crypto)
            .clear_codecs()
            .enable_opus(true, false);
        let mut rtc = builder.build(Instant::now());
        rtc.add_local_candidate(Candidate::host(udp.local_addr().unwrap(), "udp").unwrap());
        let mut changes = rtc.sdp_api();
        changes.add_channel("_reliable".into());
        changes.add_channel_with_config(ChannelConfig {
            label: "_lossy".into(),
            ordered: false,
            reliability: Reliability::MaxRetransmits { retransmits: 0 },
            ..ChannelConfig::default()
        });
        let mic = changes.add_media(MediaKind::Audio, Direction::SendOnly, None, None, None);
        let voice = changes.add_media(MediaKind::Audio, Direction::RecvOnly, None, None, None);
        let (offer, pending) = changes.apply().unwrap();
        let request = JoinRequest {
            add_track_requests: vec![AddTrackRequest {
                cid: "mic".into(),
                ..Default::default()
            }],
            publisher_offer: Some(SessionDescription {
                r#type: "offer".into(),
                sdp: offer.to_sdp_string(),
                id: 1,
                ..Default::default()
            }),
            ..JoinRequest::default()
        };
        let mut caller = backend
            .try_join(&backend.token(room), &request)
            .await
            .unwrap();

        let mut order = Vec::new();
        let answer = caller
            .until(|say| match say {
                Say::Answer(answer) => Some(answer),
                other => {
                    order.push(other);
                    None
                }
            })
            .await;
        assert!(
            matches!(order.as_slice(), [Say::Join(_), Say::TrackPublished(_)]),
            "LiveKit's order"
        );
        assert_eq!(answer.id, 1);
        let track = Entry::find(&answer.mid_to_track_id, &voice.to_string()).unwrap();
        assert!(track.starts_with("TR_"));
        assert!(
            answer.sdp.contains(&format!("|{track} ")),
            "the agent's line names its track"
        );
        rtc.sdp_api()
            .accept_answer(pending, SdpAnswer::from_sdp_string(&answer.sdp).unwrap())
            .unwrap();
        let (signals, data, played) = (order, Vec::new(), Vec::new());
        Self {
            rtc,
            udp,
            caller,
            mic,
            voice,
            reliable: None,
            signals,
            data,
            played,
            said: 0,
        }
    }

    /// Runs for some time, or until `done`.
    async fn run(&mut self, millis: u64, mut done: impl FnMut(&Self) -> bool) -> bool {
        let end = Instant::now() + Duration::from_millis(millis);
        let mut buffer = vec![0; 2_000];
        loop {
            let wake = self.drain().await;
            if done(self) || Instant::now() >= end {
                return done(self);
            }
            tokio::select! {
                received = self.udp.recv_from(&mut buffer) => {
                    let (length, source) = received.unwrap();
                    let local = self.udp.local_addr().unwrap();
                    if let Ok(received) = Receive::new(Protocol::Udp, source, local, &buffer[..length]) {
                        self.rtc.handle_input(Input::Receive(Instant::now(), received)).unwrap();
                    }
                }
                frame = futures_util::StreamExt::next(&mut self.caller.socket) => {
                    let Some(Ok(Frame::Binary(bytes))) = frame else { return done(self) };
                    let say = SignalResponse::decode(&bytes).unwrap().message.unwrap();
                    if let Say::Trickle(trickle) = &say {
                        let init: serde_json::Value = serde_json::from_str(&trickle.candidate_init).unwrap();
                        let candidate = Candidate::from_sdp_string(init["candidate"].as_str().unwrap()).unwrap();
                        self.rtc.add_remote_candidate(candidate);
                    }
                    self.signals.push(say);
                }
                () = tokio::time::sleep_until(wake.min(end).into()) => {
                    self.rtc.handle_input(Input::Timeout(Instant::now())).unwrap();
                }
            }
        }
    }

    async fn drain(&mut self) -> Instant {
        loop {
            match self.rtc.poll_output().unwrap() {
                Output::Timeout(at) => return at,
                Output::Transmit(datagram) => {
                    self.udp
                        .send_to(&datagram.contents, datagram.destination)
                        .await
                        .unwrap();
                }
                Output::Event(Event::ChannelOpen(id, label)) if label == "_reliable" => {
                    self.reliable = Some(id)
                }
                Output::Event(Event::ChannelData(data)) => {
                    self.data
                        .push(DataPacket::decode(data.data.as_slice()).unwrap());
                }
                Output::Event(Event::MediaData(media)) => {
                    assert_eq!(media.mid, self.voice);
                    self.played.push((media.time.numer(), media.data));
                }
                Output::Event(_) => {}
            }
        }
    }

    /// Sends packets of this loudness in real time. Each is one of a kind.
    async fn speak(&mut self, millis: u64, level: i8) -> Vec<Arc<[u8]>> {
        let mut packets = Vec::new();
        for _ in 0..millis / 20 {
            self.said += 1;
            let opus: Arc<[u8]> = format!("packet {}", self.said).into_bytes().into();
            let writer = self.rtc.writer(self.mic).unwrap();
            let pt = writer.payload_params().next().unwrap().pt();
            let time = MediaTime::new(self.said * 960, Frequency::FORTY_EIGHT_KHZ);
            writer
                .audio_level(level, false)
                .write(pt, Instant::now(), time, opus.clone())
                .unwrap();
            packets.push(opus);
            self.run(20, |_| false).await;
        }
        packets
    }

    fn send(&mut self, packet: &Outbound) {
        let user = UserPacket {
            payload: packet.encode().into_bytes(),
            topic: None,
        };
        self.send_raw(
            &DataPacket {
                value: Some(Value::User(user)),
                ..DataPacket::default()
            }
            .encode_to_vec(),
        );
    }

    fn send_raw(&mut self, bytes: &[u8]) {
        assert!(
            self.rtc
                .channel(self.reliable.unwrap())
                .unwrap()
                .write(true, bytes)
                .unwrap()
        );
    }

    fn packets(&self) -> Vec<Inbound> {
        let users = self.data.iter().filter_map(|packet| match &packet.value {
            Some(Value::User(user)) => {
                Inbound::decode(std::str::from_utf8(&user.payload).unwrap()).ok()
            }
            _ => None,
        });
        users.collect()
    }

    fn said_by_agent(&self) -> Option<String> {
        self.packets()
            .into_iter()
            .rev()
            .find_map(|packet| match packet {
                Inbound::AgentMessage {
                    text,
                    is_final: true,
                } => Some(text),
                _ => None,
            })
    }
}

#[tokio::test]
async fn it_greets_hears_yields_and_plays_back_what_it_heard() {
    let backend = Backend::start(Config::default()).await;
    let mut phone = Phone::call(&backend, "room").await;
    assert!(
        phone.run(5_000, |phone| phone.played.len() >= 20).await,
        "no greeting"
    );
    assert!(
        phone
            .played
            .windows(2)
            .all(|pair| pair[1].0 - pair[0].0 == 960),
        "RTP time goes by 20 ms"
    );
    let header = phone.data.iter().find_map(|packet| match &packet.value {
        Some(Value::StreamHeader(header)) => Some(header.clone()),
        _ => None,
    });
    let header = header.unwrap();
    assert_eq!(header.topic, "lk.transcription");
    assert_eq!(
        Entry::find(&header.attributes, "lk.transcription_final"),
        Some("false")
    );
    let sequences: Vec<u32> = phone.data.iter().map(|packet| packet.sequence).collect();
    assert_eq!(sequences, (1..=sequences.len() as u32).collect::<Vec<_>>());

    let spoken = phone.speak(600, -20).await;
    let greeting = phone.played.len();
    phone.speak(900, -100).await;
    let all_back = |phone: &Phone| {
        spoken
            .iter()
            .all(|word| phone.played.iter().any(|(_, played)| played == word))
    };
    assert!(
        phone.run(3_000, all_back).await,
        "the own words do not come back"
    );
    let own = |(_, opus): &(u64, Arc<[u8]>)| opus.starts_with(b"packet");
    assert!(phone.played[greeting..].iter().all(own), "it talks on");
    let transcripts = phone
        .packets()
        .into_iter()
        .filter_map(|packet| match packet {
            Inbound::Transcript { text, is_final, .. } => Some((text, is_final)),
            _ => None,
        });
    let transcripts: Vec<_> = transcripts.collect();
    assert!(!transcripts.first().unwrap().1);
    let (last, is_final) = transcripts.last().unwrap();
    assert!(
        *is_final && last.starts_with("You spoke for 0.6 seconds") && last.ends_with("at −20 dB"),
        "{last}"
    );
    let heard = backend.heard("room").await;
    assert_eq!(heard["audible_packets"], 30);
    assert_eq!(heard["connected"], true);
}

#[tokio::test]
async fn it_answers_in_words_and_hangs_up_on_goodbye() {
    let backend = Backend::start(Config::default()).await;
    let mut phone = Phone::call(&backend, "room").await;
    assert!(
        phone.run(5_000, |phone| phone.reliable.is_some()).await,
        "no data channel"
    );
    phone.send(&Outbound::ContextualUpdate(
        "the cart holds 3 things".into(),
    ));
    phone.send_raw(&[0xff; 64]);
    phone.send_raw(b"{}");
    phone.send(&Outbound::UserMessage("what do you know".into()));
    let knows =
        |phone: &Phone| phone.said_by_agent().as_deref() == Some("I know: the cart holds 3 things");
    assert!(phone.run(3_000, knows).await, "{:?}", phone.packets());
    assert!(phone.packets().contains(&Inbound::UserMessageEcho {
        text: "what do you know".into()
    }));
    let heard = backend.heard("room").await;
    assert_eq!(heard["ignored_packets"], 2);
    assert_eq!(heard["context"][0], "the cart holds 3 things");

    phone.send(&Outbound::UserMessage("goodbye".into()));
    let told = |phone: &Phone| {
        phone.signals.iter().any(|say| {
            matches!(say, Say::Leave(leave) if leave.reason == DisconnectReason::RoomDeleted as i32)
        })
    };
    assert!(phone.run(3_000, told).await, "it does not hang up");
    assert_eq!(phone.said_by_agent().as_deref(), Some("Goodbye!"));
    drop(phone);
    backend.until_open(0).await;
}

#[tokio::test]
async fn a_new_offer_gets_an_answer_with_its_id_and_the_sound_goes_on() {
    let backend = Backend::start(Config::default()).await;
    let mut phone = Phone::call(&backend, "room").await;
    let asked = |phone: &Phone| {
        phone
            .signals
            .iter()
            .any(|say| matches!(say, Say::MediaSectionsRequirement(_)))
    };
    assert!(
        phone.run(PATIENCE.as_millis() as u64, asked).await,
        "no requirement"
    );
    assert!(
        phone.run(5_000, |phone| phone.played.len() >= 5).await,
        "no greeting"
    );
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
    assert!(phone.run(2_000, answered).await, "no answer");
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
        "the agent keeps its line"
    );
    phone
        .rtc
        .sdp_api()
        .accept_answer(pending, SdpAnswer::from_sdp_string(&answer.sdp).unwrap())
        .unwrap();
    let before = phone.played.len();
    assert!(
        phone
            .run(2_000, |phone| phone.played.len() > before + 20)
            .await,
        "the sound stops"
    );
}
