//! What a token allows, and what the server takes back in the call.

use crate::support::livekit::{
    Bench, OFFER, agent, answer, join, options, published_as, unpublished, update,
};
use speko_client::livekit::io::*;
use speko_client::wire::proto::{
    self, signal_request::Message as Sent, signal_response::Message as Said,
};
use speko_client::{ErrorCode, ErrorReason, Event, MicState};

const CAMERA: i32 = 1;
const MICROPHONE: i32 = 2;

fn rights(publish: bool, data: bool, sources: &[i32]) -> proto::ParticipantPermission {
    proto::ParticipantPermission {
        can_subscribe: true,
        can_publish: publish,
        can_publish_data: data,
        can_publish_sources: sources.to_vec(),
    }
}

fn join_with(permission: proto::ParticipantPermission) -> Said {
    let Said::Join(mut join) = join() else {
        panic!("no join")
    };
    join.participant.as_mut().unwrap().permission = Some(permission);
    Said::Join(join)
}

fn me(permission: proto::ParticipantPermission) -> Said {
    update(proto::ParticipantInfo {
        permission: Some(permission),
        ..crate::support::livekit::me(true)
    })
}

/// The microphone's line as the offer shows it.
fn offer(cid: &str) -> String {
    OFFER.replace("mic-uuid", cid)
}

/// The cids that the server was told of, and the offers, in order.
fn announced(bench: &Bench) -> Vec<String> {
    let sent = bench.sent().into_iter();
    sent.filter_map(|sent| match sent {
        Sent::AddTrack(track) => Some(track.cid),
        Sent::Offer(_) => Some("offer".into()),
        _ => None,
    })
    .collect()
}

fn create(bench: &mut Bench, cid: &str) {
    let op = bench.op(|order| match order {
        Order::Peer(PeerOrder::CreateOffer(op)) => Some(*op),
        _ => None,
    });
    bench.peer(PeerInput::OfferCreated(op, offer(cid)));
}

/// The server takes our track back.
fn silence(bench: &mut Bench) {
    bench.server(me(rights(false, true, &[])));
    bench.server(unpublished("TR_me"));
    bench.orders.clear();
}

#[test]
fn a_token_that_does_not_allow_the_microphone_is_told_at_the_join() {
    for refused in [rights(false, true, &[]), rights(true, true, &[CAMERA])] {
        let mut bench = Bench::dialled(options());
        bench.server(join_with(refused));
        let error = bench.failure();
        assert_eq!(error.code(), ErrorCode::MicrophoneFailed);
        assert_eq!(error.reason(), ErrorReason::NotPermitted);
        assert!(error.to_string().contains("site's mistake"), "{error}");
    }
    for allowed in [
        rights(true, true, &[]),
        rights(true, true, &[CAMERA, MICROPHONE]),
    ] {
        let mut bench = Bench::dialled(options());
        bench.server(join_with(allowed));
        let settled = |order: &Order| matches!(order, Order::Settle(Err(_)));
        assert!(!bench.orders.iter().any(settled));
    }
}

#[test]
fn whether_data_may_be_sent_is_known_from_the_join_on_and_when_it_changes() {
    let mut bench = Bench::dialled(options());
    bench.server(join_with(rights(true, false, &[])));
    assert!(!bench.machine.may_send());
    bench.server(me(rights(true, true, &[])));
    assert!(bench.machine.may_send());
    bench.server(me(rights(true, false, &[])));
    assert!(!bench.machine.may_send());
    // An update of another kind says nothing of it.
    bench.server(update(agent()));
    assert!(!bench.machine.may_send());
}

#[test]
fn a_track_that_the_server_takes_back_is_heard_by_nobody_and_says_so() {
    let mut bench = Bench::open(options());
    let mic = bench.mic_op();
    bench.server(unpublished("TR_other"));
    assert_eq!(bench.events(), []);
    bench.server(unpublished("TR_me"));
    assert_eq!(bench.events(), [Event::Mic(MicState::ServerMuted)]);
    assert!(bench.orders.contains(&Order::EnableMic(mic, false)));
    bench.orders.clear();
    // Unlike a mute of the server's, no press lifts it; and there is no track to speak of.
    bench.command(Command::SetMicMuted(true));
    bench.command(Command::SetMicMuted(false));
    assert_eq!(bench.events(), []);
    assert!(!bench.orders.contains(&Order::EnableMic(mic, true)));
    assert!(
        !bench
            .sent()
            .iter()
            .any(|sent| matches!(sent, Sent::Mute(_)))
    );
}

#[test]
fn a_right_that_is_given_back_lets_the_open_microphone_be_heard_on_a_line_of_its_own() {
    let mut bench = Bench::open(options());
    let mic = bench.mic_op();
    silence(&mut bench);
    bench.server(me(rights(true, true, &[])));
    let line = Order::Peer(PeerOrder::AnotherMicrophoneLine);
    let orders = [
        line.clone(),
        Order::EnableMic(mic, true),
        Order::AttachMic(mic),
    ];
    assert_eq!(bench.orders[..3], orders, "nobody is asked again");
    assert_eq!(bench.events(), [Event::Mic(MicState::Live)]);
    create(&mut bench, "another");
    assert_eq!(announced(&bench), ["another", "offer"]);
    bench.orders.clear();
    bench.server(published_as("another", "TR_2"));
    bench.command(Command::SetMicMuted(true));
    let [Sent::Mute(mute)] = &bench.sent()[..] else {
        panic!("{:?}", bench.sent())
    };
    assert_eq!((mute.sid.as_str(), mute.muted), ("TR_2", true));
    // Once is enough.
    bench.server(me(rights(true, true, &[])));
    assert!(!bench.orders.contains(&line));
}

#[test]
fn who_muted_meanwhile_stays_muted_when_the_right_is_given_back() {
    let mut bench = Bench::open(options());
    let mic = bench.mic_op();
    silence(&mut bench);
    bench.command(Command::SetMicMuted(true));
    bench.server(me(rights(true, true, &[MICROPHONE])));
    create(&mut bench, "another");
    assert!(!bench.orders.contains(&Order::EnableMic(mic, true)));
    let sent = bench.sent();
    let muted = |sent: &Sent| matches!(sent, Sent::AddTrack(track) if track.muted);
    assert!(sent.iter().any(muted), "{sent:?}");
    assert_eq!(bench.events(), [Event::Mic(MicState::Muted)]);
}

#[test]
fn an_offer_that_was_on_its_way_does_not_announce_the_line_that_was() {
    let mut bench = Bench::open(options());
    silence(&mut bench);
    bench.server(Said::MediaSectionsRequirement(Default::default()));
    bench.server(me(rights(true, true, &[])));
    create(&mut bench, "mic-uuid");
    assert_eq!(announced(&bench), ["offer"]);
    bench.server(answer(2));
    bench.finish_negotiation();
    bench
        .orders
        .retain(|order| !matches!(order, Order::SendFrame(_)));
    create(&mut bench, "another");
    assert_eq!(announced(&bench), ["another", "offer"]);
}

#[test]
fn a_right_for_other_things_gives_no_voice_back() {
    let mut bench = Bench::open(options());
    silence(&mut bench);
    bench.server(me(rights(true, true, &[CAMERA])));
    bench.server(me(rights(false, true, &[MICROPHONE])));
    assert!(
        !bench
            .orders
            .contains(&Order::Peer(PeerOrder::AnotherMicrophoneLine))
    );
    assert_eq!(bench.events(), []);
}
