//! A token's permissions, and permissions that the server revokes during the call.

use speko_proto::livekit::io::*;
use speko_proto::livekit::wire;
use speko_proto::livekit::wire::signal_request::Message as ClientMessage;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::{ErrorCode, ErrorReason, Event, MicState};

use crate::support::livekit::{
    Harness, OFFER, agent, answer, join, options, published_as, unpublished, update,
};

const CAMERA: i32 = 1;
const MICROPHONE: i32 = 2;

fn rights(publish: bool, data: bool, sources: &[i32]) -> wire::ParticipantPermission {
    wire::ParticipantPermission {
        can_subscribe: true,
        can_publish: publish,
        can_publish_data: data,
        can_publish_sources: sources.to_vec(),
    }
}

fn join_with(permission: wire::ParticipantPermission) -> ServerMessage {
    let ServerMessage::Join(mut join) = join() else {
        panic!("no join")
    };
    join.participant.as_mut().unwrap().permission = Some(permission);
    ServerMessage::Join(join)
}

fn me(permission: wire::ParticipantPermission) -> ServerMessage {
    update(wire::ParticipantInfo {
        permission: Some(permission),
        ..crate::support::livekit::me(true)
    })
}

/// Returns an offer with the microphone's m-line.
fn offer(cid: &str) -> String {
    OFFER.replace("mic-uuid", cid)
}

/// Returns the announced cids and the offers, in order.
fn announced(harness: &Harness) -> Vec<String> {
    let sent = harness.sent().into_iter();
    sent.filter_map(|sent| match sent {
        ClientMessage::AddTrack(track) => Some(track.cid),
        ClientMessage::Offer(_) => Some("offer".into()),
        _ => None,
    })
    .collect()
}

fn create(harness: &mut Harness, cid: &str) {
    let id = harness.find_last(|output| match output {
        Output::Transport(LiveKitOutput::Publisher(PeerOutput::CreateOffer(id))) => Some(*id),
        _ => None,
    });
    harness.peer(PeerInput::OfferCreated(id, offer(cid)));
}

/// Revokes the publish permission and unpublishes our track.
fn silence(harness: &mut Harness) {
    harness.server(me(rights(false, true, &[])));
    harness.server(unpublished("TR_me"));
    harness.outputs.clear();
}

#[test]
fn join_without_microphone_permission_fails_with_not_permitted() {
    for refused in [rights(false, true, &[]), rights(true, true, &[CAMERA])] {
        let mut harness = Harness::connecting(options());
        harness.server(join_with(refused));
        let error = harness.failure();
        assert_eq!(error.code(), ErrorCode::MicrophoneFailed);
        assert_eq!(error.reason(), ErrorReason::NotPermitted);
        assert!(error.to_string().contains("error of the site"), "{error}");
    }
    for allowed in [
        rights(true, true, &[]),
        rights(true, true, &[CAMERA, MICROPHONE]),
    ] {
        let mut harness = Harness::connecting(options());
        harness.server(join_with(allowed));
        let settled = |output: &Output| matches!(output, Output::ResolveReady(Err(_)));
        assert!(!harness.outputs.iter().any(settled));
    }
}

#[test]
fn data_permission_follows_the_join_and_own_updates() {
    let mut harness = Harness::connecting(options());
    harness.server(join_with(rights(true, false, &[])));
    assert!(!harness.machine.may_send());
    harness.server(me(rights(true, true, &[])));
    assert!(harness.machine.may_send());
    harness.server(me(rights(true, false, &[])));
    assert!(!harness.machine.may_send());
    // An update of another participant does not change it.
    harness.server(update(agent()));
    assert!(!harness.machine.may_send());
}

#[test]
fn unpublished_microphone_reports_server_muted_and_stays_disabled() {
    let mut harness = Harness::open(options());
    let mic = harness.mic_id();
    harness.server(unpublished("TR_other"));
    assert_eq!(harness.events(), []);
    harness.server(unpublished("TR_me"));
    assert_eq!(harness.events(), [Event::Mic(MicState::ServerMuted)]);
    assert!(
        harness
            .outputs
            .contains(&Output::Media(MediaOutput::EnableMic(mic, false)))
    );
    harness.outputs.clear();
    // Unlike for a mute by the server, an unmute does not lift it; and there is no track to report
    // on.
    harness.command(Command::SetMicMuted(true));
    harness.command(Command::SetMicMuted(false));
    assert_eq!(harness.events(), []);
    assert!(
        !harness
            .outputs
            .contains(&Output::Media(MediaOutput::EnableMic(mic, true)))
    );
    assert!(
        !harness
            .sent()
            .iter()
            .any(|sent| matches!(sent, ClientMessage::Mute(_)))
    );
}

#[test]
fn restored_publish_permission_renegotiates_microphone() {
    let mut harness = Harness::open(options());
    let mic = harness.mic_id();
    silence(&mut harness);
    harness.server(me(rights(true, true, &[])));
    let replaced = Output::Transport(LiveKitOutput::Publisher(PeerOutput::ReplaceMicTransceiver));
    let outputs = [
        replaced.clone(),
        Output::Media(MediaOutput::EnableMic(mic, true)),
        Output::Media(MediaOutput::AttachMic(mic)),
    ];
    assert_eq!(harness.outputs[..3], outputs, "no second prompt");
    let attached = Event::Mic(MicState::Live);
    assert!(!harness.events().contains(&attached), "not attached yet");
    harness.input(Input::Media(MediaInput::Mic(mic, MicInput::Attached)));
    assert_eq!(harness.events().last(), Some(&attached));
    create(&mut harness, "another");
    assert_eq!(announced(&harness), ["another", "offer"]);
    harness.outputs.clear();
    harness.server(published_as("another", "TR_2"));
    harness.command(Command::SetMicMuted(true));
    let [ClientMessage::Mute(mute)] = &harness.sent()[..] else {
        panic!("{:?}", harness.sent())
    };
    assert_eq!((mute.sid.as_str(), mute.muted), ("TR_2", true));
    // Another update does not publish it again.
    harness.server(me(rights(true, true, &[])));
    assert!(!harness.outputs.contains(&replaced));
}

#[test]
fn restored_publish_permission_keeps_the_users_mute() {
    let mut harness = Harness::open(options());
    let mic = harness.mic_id();
    silence(&mut harness);
    harness.command(Command::SetMicMuted(true));
    harness.server(me(rights(true, true, &[MICROPHONE])));
    create(&mut harness, "another");
    assert!(
        !harness
            .outputs
            .contains(&Output::Media(MediaOutput::EnableMic(mic, true)))
    );
    let sent = harness.sent();
    let muted =
        |sent: &ClientMessage| matches!(sent, ClientMessage::AddTrack(track) if track.muted);
    assert!(sent.iter().any(muted), "{sent:?}");
    assert_eq!(harness.events(), [Event::Mic(MicState::Muted)]);
}

#[test]
fn pending_offer_does_not_announce_the_unpublished_track() {
    let mut harness = Harness::open(options());
    silence(&mut harness);
    harness.server(ServerMessage::MediaSectionsRequirement(Default::default()));
    harness.server(me(rights(true, true, &[])));
    create(&mut harness, "mic-uuid");
    assert_eq!(announced(&harness), ["offer"]);
    harness.server(answer(2));
    harness.finish_negotiation();
    harness
        .outputs
        .retain(|output| !matches!(output, Output::Transport(LiveKitOutput::SendFrame(_))));
    create(&mut harness, "another");
    assert_eq!(announced(&harness), ["another", "offer"]);
}

#[test]
fn unrelated_permissions_do_not_republish_the_microphone() {
    let mut harness = Harness::open(options());
    silence(&mut harness);
    harness.server(me(rights(true, true, &[CAMERA])));
    harness.server(me(rights(false, true, &[MICROPHONE])));
    assert!(
        !harness
            .outputs
            .contains(&Output::Transport(LiveKitOutput::Publisher(
                PeerOutput::ReplaceMicTransceiver
            )))
    );
    assert_eq!(harness.events(), []);
}
