//! A caller with media, also based on str0m, with made-up packets as audio.

mod packets;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::livekit::wire::{
    AddTrackRequest, DataPacket, Entry, JoinRequest, SessionDescription, SignalResponse,
};
use str0m::change::SdpAnswer;
use str0m::channel::{ChannelConfig, ChannelId, Reliability};
use str0m::crypto::from_feature_flags;
use str0m::media::{Direction, Frequency, MediaKind, MediaTime, Mid};
use str0m::net::{Protocol, Receive};
use str0m::{Candidate, Event, Input, Output, Rtc};
use tokio::net::UdpSocket;
use tokio_tungstenite::tungstenite::Message as Frame;

use super::{Caller, DevServer, TIMEOUT};

/// A caller with media.
pub(crate) struct TestCaller {
    pub(crate) rtc: Rtc,
    pub(crate) udp: UdpSocket,
    pub(crate) signaling: Caller,
    pub(crate) mic: Mid,
    pub(crate) voice: Mid,
    pub(crate) reliable: Option<ChannelId>,
    pub(crate) signals: Vec<ServerMessage>,
    pub(crate) data: Vec<DataPacket>,
    /// RTP time and content of the agent's audio.
    pub(crate) played: Vec<(u64, Arc<[u8]>)>,
    pub(crate) sent_count: u64,
}

impl TestCaller {
    pub(crate) async fn call(server: &DevServer, room: &str) -> Self {
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
        let mut signaling = server
            .try_join(&server.token(room), &request)
            .await
            .unwrap();

        let mut order = Vec::new();
        let answer = signaling
            .until(|message| match message {
                ServerMessage::Answer(answer) => Some(answer),
                other => {
                    order.push(other);
                    None
                }
            })
            .await;
        assert!(
            matches!(
                order.as_slice(),
                [ServerMessage::Join(_), ServerMessage::TrackPublished(_)]
            ),
            "messages in LiveKit's order"
        );
        assert_eq!(answer.id, 1);
        let track = Entry::find(&answer.mid_to_track_id, &voice.to_string()).unwrap();
        assert!(track.starts_with("TR_"));
        assert!(
            answer.sdp.contains(&format!("|{track} ")),
            "the agent's m-line names its track"
        );
        rtc.sdp_api()
            .accept_answer(pending, SdpAnswer::from_sdp_string(&answer.sdp).unwrap())
            .unwrap();
        let (signals, data, played) = (order, Vec::new(), Vec::new());
        Self {
            rtc,
            udp,
            signaling,
            mic,
            voice,
            reliable: None,
            signals,
            data,
            played,
            sent_count: 0,
        }
    }

    /// Runs until `done`. Returns `false` if that does not happen within [`TIMEOUT`].
    pub(crate) async fn until(&mut self, done: impl FnMut(&Self) -> bool) -> bool {
        self.run(TIMEOUT, done).await
    }

    /// Runs until the server's statistics of this room satisfy `done`. Returns the last
    /// statistics.
    pub(crate) async fn until_caller_stats(
        &mut self,
        server: &DevServer,
        room: &str,
        done: impl Fn(&serde_json::Value) -> bool,
    ) -> serde_json::Value {
        let end = Instant::now() + TIMEOUT;
        loop {
            let stats = server.caller_stats(room).await;
            if done(&stats) || Instant::now() >= end {
                return stats;
            }
            self.run(Duration::from_millis(20), |_| false).await;
        }
    }

    /// Runs for this long, or until `done`. Media and data continue after the signaling socket has
    /// closed.
    async fn run(&mut self, time: Duration, mut done: impl FnMut(&Self) -> bool) -> bool {
        let end = Instant::now() + time;
        let mut buffer = vec![0; 2_000];
        let mut open = true;
        loop {
            let wake = self.drain().await;
            if done(self) {
                return true;
            }
            if Instant::now() >= end {
                // After a stall, several datagrams are queued in the socket.
                while let Ok((length, source)) = self.udp.try_recv_from(&mut buffer) {
                    self.receive(source, &buffer[..length]);
                    self.drain().await;
                }
                return done(self);
            }
            if open {
                self.signaling.keep_alive().await;
            }
            tokio::select! {
                received = self.udp.recv_from(&mut buffer) => {
                    let (length, source) = received.unwrap();
                    self.receive(source, &buffer[..length]);
                }
                frame = futures_util::StreamExt::next(&mut self.signaling.socket), if open => {
                    let Some(Ok(Frame::Binary(bytes))) = frame else {
                        open = false;
                        continue;
                    };
                    let message = SignalResponse::decode(&bytes).unwrap().message.unwrap();
                    if let ServerMessage::Trickle(trickle) = &message {
                        let init: serde_json::Value = serde_json::from_str(&trickle.candidate_init).unwrap();
                        let candidate = Candidate::from_sdp_string(init["candidate"].as_str().unwrap()).unwrap();
                        self.rtc.add_remote_candidate(candidate);
                    }
                    self.signals.push(message);
                }
                () = tokio::time::sleep_until(wake.min(end).into()) => {
                    self.rtc.handle_input(Input::Timeout(Instant::now())).unwrap();
                }
            }
        }
    }

    fn receive(&mut self, source: SocketAddr, datagram: &[u8]) {
        let local = self.udp.local_addr().unwrap();
        if let Ok(received) = Receive::new(Protocol::Udp, source, local, datagram) {
            let input = Input::Receive(Instant::now(), received);
            self.rtc.handle_input(input).unwrap();
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

    /// Sends packets of this level in real time. Each has unique content.
    pub(crate) async fn speak(&mut self, millis: u64, level: i8) -> Vec<Arc<[u8]>> {
        let mut packets = Vec::new();
        for _ in 0..millis / 20 {
            packets.push(self.write(level));
            self.run(Duration::from_millis(20), |_| false).await;
        }
        packets
    }

    /// Sends packets of this level all at once, with the media times of real time.
    ///
    /// A turn ends when the agent receives no loud packet for 700 ms. Paced packets would become
    /// two turns if the test stalls that long.
    pub(crate) async fn speak_at_once(&mut self, millis: u64, level: i8) -> Vec<Arc<[u8]>> {
        let mut packets = Vec::new();
        for _ in 0..millis / 20 {
            packets.push(self.write(level));
            self.drain().await;
        }
        packets
    }

    fn write(&mut self, level: i8) -> Arc<[u8]> {
        self.sent_count += 1;
        let opus: Arc<[u8]> = format!("packet {}", self.sent_count).into_bytes().into();
        let writer = self.rtc.writer(self.mic).unwrap();
        let pt = writer.payload_params().next().unwrap().pt();
        let time = MediaTime::new(self.sent_count * 960, Frequency::FORTY_EIGHT_KHZ);
        writer
            .audio_level(level, false)
            .write(pt, Instant::now(), time, opus.clone())
            .unwrap();
        opus
    }
}
