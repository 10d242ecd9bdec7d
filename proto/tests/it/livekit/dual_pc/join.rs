//! The join: the socket does not wait for the offer.

use super::*;

#[test]
fn socket_opens_without_waiting_for_the_offer() {
    let harness = harness();
    let url = url(&harness);
    assert!(url.starts_with("wss://media.example/rtc?access_token=aaa.bbb.ccc&protocol=15&"));
    assert!(url.contains("&auto_subscribe=1"));
    assert!(!url.contains("join_request"));
}

#[test]
fn add_track_is_sent_before_the_offer() {
    let mut harness = harness();
    harness.offer();
    open_socket(&mut harness);
    assert_eq!(harness.sent(), []);
    harness.server(primary());
    let sent = harness.sent();
    assert!(matches!(&sent[0], ClientMessage::AddTrack(track) if track.cid == "mic-uuid"));
    assert!(matches!(&sent[1], ClientMessage::Offer(offer) if offer.id == 1 && offer.sdp == OFFER));
}

#[test]
fn http_404_falls_back_to_two_peer_connections_and_remembers_host() {
    let mut harness = Harness::new(options());
    harness.command(Command::Start);
    harness.offer();
    let socket = harness.socket_id();
    harness.transport(LiveKitInput::Socket(
        socket,
        SocketInput::Closed { code: 1006 },
    ));
    let probe = harness.find_last(|output| match output {
        Output::Transport(LiveKitOutput::Probe(id, _)) => Some(*id),
        _ => None,
    });
    harness.transport(LiveKitInput::Probed(
        probe,
        Probe::Answered {
            status: 404,
            body: "404 page not found".into(),
        },
    ));
    assert!(
        harness
            .outputs
            .contains(&Output::Transport(LiveKitOutput::RememberDualPc(
                "media.example".into()
            )))
    );
    assert!(url(&harness).contains("/rtc?"));
    assert_eq!(harness.ready_result(), None);
    open_socket(&mut harness);
    harness.server(primary());
    harness.offer();
    let sent = harness.sent();
    assert!(
        sent.iter()
            .any(|sent| matches!(sent, ClientMessage::AddTrack(_)))
    );
}

#[test]
fn subscriber_primary_join_falls_back_to_two_peer_connections() {
    let mut harness = Harness::connecting(options());
    harness.server(primary());
    assert!(
        harness
            .outputs
            .contains(&Output::Transport(LiveKitOutput::CloseSocket))
    );
    assert!(url(&harness).contains("/rtc?"));
    assert_eq!(harness.ready_result(), None);
}
