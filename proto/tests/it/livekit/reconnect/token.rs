//! A token that has expired during the call.

use super::*;

#[test]
fn expired_token_is_refreshed_for_a_full_reconnect() {
    let fresh = Credentials::new("wss://other.example", "ddd.eee.fff");
    let renewing = SessionConfig {
        renews_credentials: true,
        ..options()
    };
    let mut harness = Harness::open(renewing);
    lose_socket(&mut harness);
    reject_resume(&mut harness, 401, "token is expired (exp)");
    let id = harness.find_last(|output| match output {
        Output::Transport(LiveKitOutput::RenewCredentials(id)) => Some(*id),
        _ => None,
    });
    harness.transport(LiveKitInput::Renewed(id, Ok(fresh)));
    harness.offer();
    let url = sockets(&harness).pop().unwrap();
    assert!(url.starts_with("wss://other.example/rtc/v1?access_token=ddd.eee.fff&"));
    assert!(!harness.join_request().reconnect);
}

#[test]
fn expired_token_without_refresh_ends_the_call_with_an_error() {
    let mut harness = Harness::open(options());
    lose_socket(&mut harness);
    reject_resume(&mut harness, 401, "token is expired (exp)");
    let error = harness.events().into_iter().find_map(|event| match event {
        Event::Error(error) => Some(error),
        _ => None,
    });
    assert_eq!(error.unwrap().reason(), ErrorReason::TokenExpired);
    assert_eq!(harness.outputs.last(), Some(&Output::Closed));
}
