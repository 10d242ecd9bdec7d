//! What a token allows, and what the server takes back in the call.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use speko_client::livekit::io::*;
use speko_client::wire::proto::{
    self, signal_request::Message as Sent, signal_response::Message as Said,
};
use speko_client::{ErrorCode, ErrorReason, Event, MicState};
use support::{Bench, agent, join, options, update};

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
        sid: "PA_me".into(),
        identity: "me".into(),
        permission: Some(permission),
        ..Default::default()
    })
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
    let gone = |sid: &str| {
        Said::TrackUnpublished(proto::TrackUnpublishedResponse {
            track_sid: sid.into(),
        })
    };
    bench.server(gone("TR_other"));
    assert_eq!(bench.events(), []);
    bench.server(gone("TR_me"));
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
