//! A call with two peer connections, which Firefox needs.

use std::collections::HashSet;

use serde_json::{Value as Json, json};
use speko_dev_server::Config;
use speko_proto::livekit::wire::SyncState;
use speko_proto::livekit::wire::data_packet::Value;
use speko_proto::livekit::wire::signal_request::Message as ClientMessage;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;

use crate::support::{DevServer, DualPcCaller, connect};

fn packets(stats: &Json) -> u64 {
    stats["packets"].as_u64().unwrap()
}

fn context_is(texts: &[&str]) -> impl Fn(&Json) -> bool {
    move |stats| stats["context"] == json!(texts)
}

#[tokio::test]
async fn dual_pc_sends_on_publisher_and_receives_on_subscriber() {
    let server = DevServer::start(Config::default()).await;
    let mut caller = DualPcCaller::call(&server).await;
    let greets = |caller: &DualPcCaller| caller.subscriber.played >= 20;
    caller.until("the greeting is heard", greets).await;
    let words = |caller: &DualPcCaller| {
        let mut values = caller.subscriber.data.iter().map(|packet| &packet.value);
        values.any(|value| matches!(value, Some(Value::StreamHeader(_))))
    };
    caller.until("the greeting's text arrives", words).await;
    let channel = |caller: &DualPcCaller| caller.publisher.reliable.is_some();
    caller
        .until("the publisher's data channel opens", channel)
        .await;
    caller.send_context(1, "one");
    let before = caller.subscriber.played;
    let more = |caller: &DualPcCaller| caller.subscriber.played >= before + 20;
    caller.until("the audio continues", more).await;
    caller
        .until_caller_stats(&server, "the agent receives audio", |stats| {
            packets(stats) > 10
        })
        .await;
    caller
        .until_caller_stats(&server, "the update arrives", context_is(&["one"]))
        .await;
    assert_eq!(caller.publisher.played, 0);
    assert!(
        caller.publisher.data.is_empty(),
        "data arrives on the subscriber only"
    );
}

#[tokio::test]
async fn dual_pc_resume_with_ice_restart_loses_and_repeats_no_packets() {
    let server = DevServer::start(Config::default()).await;
    let mut caller = DualPcCaller::call(&server).await;
    let up = |caller: &DualPcCaller| {
        caller.subscriber.played >= 10 && caller.publisher.reliable.is_some()
    };
    caller.until("both peer connections are up", up).await;
    caller.send_context(1, "one");
    caller.send_context(2, "two");
    let before = caller.subscriber.played;
    let more = |caller: &DualPcCaller| caller.subscriber.played >= before + 5;
    caller.until("the audio continues", more).await;
    caller
        .until_caller_stats(&server, "both updates arrive", context_is(&["one", "two"]))
        .await;

    caller.signaling.socket.close(None).await.unwrap();
    let sid = caller.sid.clone();
    caller.signaling = connect(&server, &format!("&reconnect=1&sid={sid}")).await;
    let Some(ServerMessage::Reconnect(reconnect)) = caller.signaling.next().await else {
        panic!("no ReconnectResponse")
    };
    assert_eq!(reconnect.last_message_seq, 2);
    caller
        .signaling
        .send(ClientMessage::SyncState(SyncState::default()))
        .await;
    let mut changes = caller.publisher.rtc.sdp_api();
    changes.ice_restart(true);
    let (offer, pending) = changes.apply().unwrap();
    caller.publish(offer.to_sdp_string(), pending, 8).await;
    caller
        .until("the server sends a new offer", |caller| caller.offers == 2)
        .await;
    let before = caller.subscriber.played;
    let received = packets(&server.caller_stats("room").await);
    let more = |caller: &DualPcCaller| caller.subscriber.played >= before + 30;
    caller.until("the agent's audio arrives", more).await;
    let hears = |report: &Json| packets(report) > received + 10;
    caller
        .until_caller_stats(&server, "the agent receives audio again", hears)
        .await;

    // The second packet was already received.
    caller.send_context(2, "two");
    caller.send_context(3, "three");
    let before = caller.subscriber.played;
    let more = |caller: &DualPcCaller| caller.subscriber.played >= before + 10;
    caller.until("the audio continues", more).await;
    let all = context_is(&["one", "two", "three"]);
    caller
        .until_caller_stats(&server, "the third update arrives once", all)
        .await;
    let numbers: Vec<u32> = caller
        .subscriber
        .data
        .iter()
        .map(|one| one.sequence)
        .collect();
    let unique: HashSet<u32> = numbers.iter().copied().collect();
    assert_eq!(unique.len(), numbers.len());
    assert_eq!(numbers, (1..=numbers.len() as u32).collect::<Vec<_>>());
}
