//! A caller with two peer connections, which Firefox needs: a publisher and a subscriber.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};
use speko_dev_server::Config;
use speko_proto::livekit::wire::data_packet::Value;
use speko_proto::livekit::wire::signal_request::Message as Ask;
use speko_proto::livekit::wire::signal_response::Message as Say;
use speko_proto::livekit::wire::{
    AddTrackRequest, DataPacket, SessionDescription, SignalResponse, SignalTarget, SyncState,
    TrickleRequest, UserPacket,
};
use speko_proto::packet::Outbound;
use str0m::change::{SdpAnswer, SdpOffer};
use str0m::channel::ChannelId;
use str0m::crypto::from_feature_flags;
use str0m::media::{Direction, Frequency, MediaKind, MediaTime, Mid};
use str0m::net::{Protocol, Receive};
use str0m::{Candidate, Event, Input, Output, Rtc};
use tokio::net::UdpSocket;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message as Frame;

use crate::support::{Caller, DevServer, TIMEOUT};

/// One of the two peer connections.
struct End {
    rtc: Rtc,
    udp: UdpSocket,
    reliable: Option<ChannelId>,
    played: usize,
    data: Vec<DataPacket>,
}

impl End {
    async fn new() -> Self {
        let udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let mut rtc = Rtc::builder()
            .set_crypto_provider(Arc::new(from_feature_flags()))
            .clear_codecs()
            .enable_opus(true, false)
            .build(Instant::now());
        rtc.add_local_candidate(Candidate::host(udp.local_addr().unwrap(), "udp").unwrap());
        Self {
            rtc,
            udp,
            reliable: None,
            played: 0,
            data: Vec::new(),
        }
    }

    /// Executes its outputs, and handles the datagrams that have arrived.
    async fn turn(&mut self) {
        let mut buffer = [0; 2_000];
        while let Ok((length, source)) = self.udp.try_recv_from(&mut buffer) {
            let local = self.udp.local_addr().unwrap();
            if let Ok(received) = Receive::new(Protocol::Udp, source, local, &buffer[..length]) {
                let input = Input::Receive(Instant::now(), received);
                self.rtc.handle_input(input).unwrap();
                self.drain().await;
            }
        }
        self.rtc
            .handle_input(Input::Timeout(Instant::now()))
            .unwrap();
        self.drain().await;
    }

    async fn drain(&mut self) {
        loop {
            match self.rtc.poll_output().unwrap() {
                Output::Timeout(_) => return,
                Output::Transmit(out) => {
                    let sent = self.udp.send_to(&out.contents, out.destination);
                    sent.await.unwrap();
                }
                Output::Event(Event::ChannelOpen(id, label)) if label == "_reliable" => {
                    self.reliable = Some(id);
                }
                Output::Event(Event::ChannelData(data)) => {
                    let packet = DataPacket::decode(data.data.as_slice()).unwrap();
                    self.data.push(packet);
                }
                Output::Event(Event::MediaData(_)) => self.played += 1,
                Output::Event(_) => {}
            }
        }
    }
}

struct Phone {
    caller: Caller,
    sid: String,
    publisher: End,
    subscriber: End,
    mic: Mid,
    said: u64,
    offers: u32,
    answers: Vec<u32>,
}

async fn dial(server: &DevServer, more: &str) -> Caller {
    let token = server.token("room");
    let url = format!(
        "ws://{}/rtc?access_token={token}&protocol=16&auto_subscribe=1{more}",
        server.address
    );
    let (socket, _) = connect_async(url).await.unwrap();
    Caller::new(socket)
}

impl Phone {
    async fn call(server: &DevServer) -> Self {
        let mut caller = dial(server, "").await;
        let Some(Say::Join(join)) = caller.next().await else {
            panic!("the first message is not a join")
        };
        assert!(join.subscriber_primary);
        let mut publisher = End::new().await;
        let mut changes = publisher.rtc.sdp_api();
        changes.add_channel("_reliable".into());
        changes.add_channel("_lossy".into());
        let mic = changes.add_media(MediaKind::Audio, Direction::SendOnly, None, None, None);
        let (offer, pending) = changes.apply().unwrap();
        caller
            .send(Ask::AddTrack(AddTrackRequest {
                cid: "mic".into(),
                ..Default::default()
            }))
            .await;
        let mut phone = Self {
            caller,
            sid: join.participant.unwrap().sid,
            publisher,
            subscriber: End::new().await,
            mic,
            said: 0,
            offers: 0,
            answers: Vec::new(),
        };
        phone.publish(offer.to_sdp_string(), pending, 7).await;
        phone
    }

    /// Sends an offer for the publisher and waits for the answer with the same id.
    async fn publish(&mut self, sdp: String, pending: str0m::change::SdpPendingOffer, id: u32) {
        let offer = SessionDescription {
            r#type: "offer".into(),
            sdp,
            id,
            ..Default::default()
        };
        self.caller.send(Ask::Offer(offer)).await;
        loop {
            match self.caller.next().await.unwrap() {
                Say::Answer(answer) => {
                    assert_eq!(answer.id, id, "the offer's id is echoed");
                    let sdp = SdpAnswer::from_sdp_string(&answer.sdp).unwrap();
                    let api = self.publisher.rtc.sdp_api();
                    return api.accept_answer(pending, sdp).unwrap();
                }
                other => self.read(other).await,
            }
        }
    }

    async fn read(&mut self, say: Say) {
        match say {
            Say::Offer(offer) => {
                assert_eq!(offer.id, self.offers + 1, "offers are numbered");
                self.offers = offer.id;
                assert!(offer.mid_to_track_id[0].value.starts_with("TR_"));
                let sdp = SdpOffer::from_sdp_string(&offer.sdp).unwrap();
                let answer = self.subscriber.rtc.sdp_api().accept_offer(sdp).unwrap();
                let answer = SessionDescription {
                    r#type: "answer".into(),
                    sdp: answer.to_sdp_string(),
                    id: offer.id,
                    ..Default::default()
                };
                self.caller.send(Ask::Answer(answer)).await;
                // The server knows no address of the caller until it sends candidates.
                for (end, target) in [
                    (&self.subscriber, SignalTarget::Subscriber),
                    (&self.publisher, SignalTarget::Publisher),
                ] {
                    let address = end.udp.local_addr().unwrap();
                    let candidate = Candidate::host(address, "udp").unwrap().to_sdp_string();
                    let init = json!({ "candidate": candidate, "sdpMLineIndex": 0 });
                    let trickle = TrickleRequest {
                        candidate_init: init.to_string(),
                        target: target.into(),
                        ..Default::default()
                    };
                    self.caller.send(Ask::Trickle(trickle)).await;
                }
            }
            Say::Trickle(trickle) => {
                let init: Json = serde_json::from_str(&trickle.candidate_init).unwrap();
                let text = init["candidate"].as_str().unwrap();
                let candidate = Candidate::from_sdp_string(text).unwrap();
                let target = trickle.target();
                let end = match target {
                    SignalTarget::Subscriber => &mut self.subscriber,
                    _ => &mut self.publisher,
                };
                end.rtc.add_remote_candidate(candidate);
            }
            Say::Leave(leave) => panic!("the server ended the call: {leave:?}"),
            Say::MediaSectionsRequirement(_) => {
                panic!("MediaSectionsRequirement is only for a single peer connection")
            }
            Say::Answer(answer) => self.answers.push(answer.id),
            _ => {}
        }
    }

    /// Sends audio, runs, and reads all signaling messages, until `done`.
    async fn until(&mut self, what: &str, mut done: impl FnMut(&Self) -> bool) {
        let end = Instant::now() + TIMEOUT;
        let mut spoken = Instant::now();
        while !done(self) {
            assert!(Instant::now() < end, "timed out waiting for: {what}");
            self.publisher.turn().await;
            self.subscriber.turn().await;
            if spoken.elapsed() >= Duration::from_millis(20) {
                spoken = Instant::now();
                self.speak();
            }
            self.caller.keep_alive().await;
            let next = futures_util::StreamExt::next(&mut self.caller.socket);
            let next = tokio::time::timeout(Duration::from_millis(5), next).await;
            match next {
                Ok(Some(Ok(Frame::Binary(bytes)))) => {
                    let response = SignalResponse::decode(&bytes).unwrap();
                    self.read(response.message.unwrap()).await;
                }
                Ok(Some(Ok(Frame::Ping(_) | Frame::Pong(_)))) | Err(_) => {}
                Ok(closed) => panic!("the socket closed while waiting for {what}: {closed:?}"),
            }
        }
    }

    /// Runs until the server's statistics of the call satisfy `done`.
    async fn until_heard(&mut self, server: &DevServer, what: &str, done: impl Fn(&Json) -> bool) {
        let end = Instant::now() + TIMEOUT;
        while !done(&server.heard("room").await) {
            assert!(Instant::now() < end, "timed out waiting for: {what}");
            let turn = Instant::now() + Duration::from_millis(20);
            self.until("20 ms pass", |_| Instant::now() >= turn).await;
        }
    }

    /// Sends silence, since speech would interrupt the greeting.
    fn speak(&mut self) {
        let Some(writer) = self.publisher.rtc.writer(self.mic) else {
            return;
        };
        self.said += 1;
        let opus: Arc<[u8]> = format!("packet {}", self.said).into_bytes().into();
        let pt = writer.payload_params().next().unwrap().pt();
        let time = MediaTime::new(self.said * 960, Frequency::FORTY_EIGHT_KHZ);
        let writer = writer.audio_level(-100, false);
        writer.write(pt, Instant::now(), time, opus).unwrap();
    }

    fn tell(&mut self, sequence: u32, text: &str) {
        let payload = Outbound::ContextualUpdate(text.into()).encode();
        let packet = DataPacket {
            sequence,
            value: Some(Value::User(UserPacket {
                payload: payload.into_bytes(),
                topic: None,
            })),
            ..Default::default()
        };
        let id = self.publisher.reliable.unwrap();
        let mut channel = self.publisher.rtc.channel(id).unwrap();
        assert!(channel.write(true, &packet.encode_to_vec()).unwrap());
    }
}

fn packets(heard: &Json) -> u64 {
    heard["packets"].as_u64().unwrap()
}

fn context_is(texts: &[&str]) -> impl Fn(&Json) -> bool {
    move |heard| heard["context"] == json!(texts)
}

#[tokio::test]
async fn dual_pc_sends_on_publisher_and_receives_on_subscriber() {
    let server = DevServer::start(Config::default()).await;
    let mut phone = Phone::call(&server).await;
    let greets = |phone: &Phone| phone.subscriber.played >= 20;
    phone.until("the greeting is heard", greets).await;
    let words = |phone: &Phone| {
        let mut values = phone.subscriber.data.iter().map(|packet| &packet.value);
        values.any(|value| matches!(value, Some(Value::StreamHeader(_))))
    };
    phone.until("the greeting's text arrives", words).await;
    let channel = |phone: &Phone| phone.publisher.reliable.is_some();
    phone
        .until("the publisher's data channel opens", channel)
        .await;
    phone.tell(1, "one");
    let before = phone.subscriber.played;
    let more = |phone: &Phone| phone.subscriber.played >= before + 20;
    phone.until("the audio continues", more).await;
    phone
        .until_heard(&server, "the agent receives audio", |heard| {
            packets(heard) > 10
        })
        .await;
    phone
        .until_heard(&server, "the update arrives", context_is(&["one"]))
        .await;
    assert_eq!(phone.publisher.played, 0);
    assert!(
        phone.publisher.data.is_empty(),
        "data arrives on the subscriber only"
    );
}

#[tokio::test]
async fn dual_pc_resume_with_ice_restart_loses_and_repeats_no_packets() {
    let server = DevServer::start(Config::default()).await;
    let mut phone = Phone::call(&server).await;
    let up = |phone: &Phone| phone.subscriber.played >= 10 && phone.publisher.reliable.is_some();
    phone.until("both peer connections are up", up).await;
    phone.tell(1, "one");
    phone.tell(2, "two");
    let before = phone.subscriber.played;
    let more = |phone: &Phone| phone.subscriber.played >= before + 5;
    phone.until("the audio continues", more).await;
    phone
        .until_heard(&server, "both updates arrive", context_is(&["one", "two"]))
        .await;

    phone.caller.socket.close(None).await.unwrap();
    let sid = phone.sid.clone();
    phone.caller = dial(&server, &format!("&reconnect=1&sid={sid}")).await;
    let Some(Say::Reconnect(reconnect)) = phone.caller.next().await else {
        panic!("no ReconnectResponse")
    };
    assert_eq!(reconnect.last_message_seq, 2);
    phone
        .caller
        .send(Ask::SyncState(SyncState::default()))
        .await;
    let mut changes = phone.publisher.rtc.sdp_api();
    changes.ice_restart(true);
    let (offer, pending) = changes.apply().unwrap();
    phone.publish(offer.to_sdp_string(), pending, 8).await;
    phone
        .until("the server sends a new offer", |phone| phone.offers == 2)
        .await;
    let before = phone.subscriber.played;
    let heard = packets(&server.heard("room").await);
    let more = |phone: &Phone| phone.subscriber.played >= before + 30;
    phone.until("the agent's audio arrives", more).await;
    let hears = |report: &Json| packets(report) > heard + 10;
    phone
        .until_heard(&server, "the agent receives audio again", hears)
        .await;

    // The second packet was already received.
    phone.tell(2, "two");
    phone.tell(3, "three");
    let before = phone.subscriber.played;
    let more = |phone: &Phone| phone.subscriber.played >= before + 10;
    phone.until("the audio continues", more).await;
    let all = context_is(&["one", "two", "three"]);
    phone
        .until_heard(&server, "the third update arrives once", all)
        .await;
    let numbers: Vec<u32> = phone
        .subscriber
        .data
        .iter()
        .map(|one| one.sequence)
        .collect();
    let unique: HashSet<u32> = numbers.iter().copied().collect();
    assert_eq!(unique.len(), numbers.len());
    assert_eq!(numbers, (1..=numbers.len() as u32).collect::<Vec<_>>());
}
