//! Offers with a missing, duplicated or truncated line. Each is answered or rejected, and the
//! server keeps running.

use std::sync::Arc;
use std::time::Instant;

use speko_dev_server::Config;
use speko_proto::livekit::wire::signal_request::Message as ClientMessage;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::livekit::wire::{DisconnectReason, SessionDescription};
use str0m::crypto::from_feature_flags;
use str0m::media::{Direction, MediaKind};
use str0m::{Candidate, Rtc};

use crate::support::DevServer;

fn offer() -> String {
    let mut rtc = Rtc::builder()
        .set_crypto_provider(Arc::new(from_feature_flags()))
        .build(Instant::now());
    rtc.add_local_candidate(Candidate::host("127.0.0.1:9".parse().unwrap(), "udp").unwrap());
    let mut changes = rtc.sdp_api();
    changes.add_channel("_reliable".into());
    changes.add_media(MediaKind::Audio, Direction::SendOnly, None, None, None);
    changes.add_media(MediaKind::Audio, Direction::RecvOnly, None, None, None);
    changes.apply().unwrap().0.to_sdp_string()
}

fn corrupted(offer: &str) -> Vec<String> {
    let lines: Vec<&str> = offer.lines().collect();
    let join = |lines: &[&str]| lines.join("\r\n") + "\r\n";
    let mut offers = Vec::new();
    for number in 0..lines.len() {
        let mut missing = lines.clone();
        missing.remove(number);
        let mut duplicated = lines.clone();
        duplicated.insert(number, lines[number]);
        let mut cut = lines.clone();
        cut[number] = &lines[number][..lines[number].len() / 2];
        offers.extend([
            join(&missing),
            join(&duplicated),
            join(&cut),
            join(&lines[..number]),
        ]);
    }
    offers.sort();
    offers.dedup();
    offers
}

#[tokio::test]
async fn corrupted_offer_is_answered_or_rejected() {
    let server = DevServer::start(Config::default()).await;
    let (mut answered, mut rejected) = (0, 0);
    for sdp in corrupted(&offer()) {
        let mut caller = server.join("room").await;
        let offer = SessionDescription {
            r#type: "offer".into(),
            sdp: sdp.clone(),
            id: 1,
            ..Default::default()
        };
        caller.send(ClientMessage::Offer(offer)).await;
        let reply = loop {
            match caller.next().await {
                Some(message @ (ServerMessage::Answer(_) | ServerMessage::Leave(_))) => {
                    break message;
                }
                Some(_) => {}
                None => panic!("the session closed on this offer:\n{sdp}"),
            }
        };
        match reply {
            ServerMessage::Leave(leave) => {
                assert_eq!(leave.reason, DisconnectReason::JoinFailure as i32);
                rejected += 1;
            }
            _ => {
                caller.send(ClientMessage::Ping(1)).await;
                caller
                    .until(|message| matches!(message, ServerMessage::Pong(_)).then_some(()))
                    .await;
                answered += 1;
            }
        }
    }
    assert!(
        answered > 0 && rejected > 0,
        "{answered} answered, {rejected} rejected"
    );
}
