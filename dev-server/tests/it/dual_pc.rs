//! A call with two peer connections, which Firefox needs.

use std::collections::HashSet;

use serde_json::{Value as Json, json};
use speko_dev_server::Config;
use speko_proto::livekit::wire::SyncState;
use speko_proto::livekit::wire::data_packet::Value;
use speko_proto::livekit::wire::signal_request::Message as Ask;
use speko_proto::livekit::wire::signal_response::Message as Say;

use crate::support::{DevServer, DualPhone, dial};

fn packets(heard: &Json) -> u64 {
    heard["packets"].as_u64().unwrap()
}

fn context_is(texts: &[&str]) -> impl Fn(&Json) -> bool {
    move |heard| heard["context"] == json!(texts)
}

#[tokio::test]
async fn dual_pc_sends_on_publisher_and_receives_on_subscriber() {
    let server = DevServer::start(Config::default()).await;
    let mut phone = DualPhone::call(&server).await;
    let greets = |phone: &DualPhone| phone.subscriber.played >= 20;
    phone.until("the greeting is heard", greets).await;
    let words = |phone: &DualPhone| {
        let mut values = phone.subscriber.data.iter().map(|packet| &packet.value);
        values.any(|value| matches!(value, Some(Value::StreamHeader(_))))
    };
    phone.until("the greeting's text arrives", words).await;
    let channel = |phone: &DualPhone| phone.publisher.reliable.is_some();
    phone
        .until("the publisher's data channel opens", channel)
        .await;
    phone.send_context(1, "one");
    let before = phone.subscriber.played;
    let more = |phone: &DualPhone| phone.subscriber.played >= before + 20;
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
    let mut phone = DualPhone::call(&server).await;
    let up =
        |phone: &DualPhone| phone.subscriber.played >= 10 && phone.publisher.reliable.is_some();
    phone.until("both peer connections are up", up).await;
    phone.send_context(1, "one");
    phone.send_context(2, "two");
    let before = phone.subscriber.played;
    let more = |phone: &DualPhone| phone.subscriber.played >= before + 5;
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
    let more = |phone: &DualPhone| phone.subscriber.played >= before + 30;
    phone.until("the agent's audio arrives", more).await;
    let hears = |report: &Json| packets(report) > heard + 10;
    phone
        .until_heard(&server, "the agent receives audio again", hears)
        .await;

    // The second packet was already received.
    phone.send_context(2, "two");
    phone.send_context(3, "three");
    let before = phone.subscriber.played;
    let more = |phone: &DualPhone| phone.subscriber.played >= before + 10;
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
