//! A token's permissions, and permissions that the server revokes during the call.

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

/// Returns an offer with the microphone's m-line.
fn offer(cid: &str) -> String {
    OFFER.replace("mic-uuid", cid)
}

/// Returns the announced cids and the offers, in order.
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

/// Revokes the publish permission and unpublishes our track.
fn silence(bench: &mut Bench) {
    bench.server(me(rights(false, true, &[])));
    bench.server(unpublished("TR_me"));
    bench.orders.clear();
}

#[test]
fn join_without_microphone_permission_fails_with_not_permitted() {
    for refused in [rights(false, true, &[]), rights(true, true, &[CAMERA])] {
        let mut bench = Bench::dialled(options());
        bench.server(join_with(refused));
        let error = bench.failure();
        assert_eq!(error.code(), ErrorCode::MicrophoneFailed);
        assert_eq!(error.reason(), ErrorReason::NotPermitted);
        assert!(error.to_string().contains("error of the site"), "{error}");
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
fn data_permission_follows_the_join_and_own_updates() {
    let mut bench = Bench::dialled(options());
    bench.server(join_with(rights(true, false, &[])));
    assert!(!bench.machine.may_send());
    bench.server(me(rights(true, true, &[])));
    assert!(bench.machine.may_send());
    bench.server(me(rights(true, false, &[])));
    assert!(!bench.machine.may_send());
    // An update of another participant does not change it.
    bench.server(update(agent()));
    assert!(!bench.machine.may_send());
}

#[test]
fn unpublished_microphone_reports_server_muted_and_stays_disabled() {
    let mut bench = Bench::open(options());
    let mic = bench.mic_op();
    bench.server(unpublished("TR_other"));
    assert_eq!(bench.events(), []);
    bench.server(unpublished("TR_me"));
    assert_eq!(bench.events(), [Event::Mic(MicState::ServerMuted)]);
    assert!(bench.orders.contains(&Order::EnableMic(mic, false)));
    bench.orders.clear();
    // Unlike for a mute by the server, an unmute does not lift it; and there is no track to report
    // on.
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
fn restored_publish_permission_renegotiates_microphone() {
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
    assert_eq!(bench.orders[..3], orders, "no second prompt");
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
    // Another update does not publish it again.
    bench.server(me(rights(true, true, &[])));
    assert!(!bench.orders.contains(&line));
}

#[test]
fn restored_publish_permission_keeps_the_users_mute() {
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
fn pending_offer_does_not_announce_the_unpublished_track() {
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
fn unrelated_permissions_do_not_republish_the_microphone() {
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
