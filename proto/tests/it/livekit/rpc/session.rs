//! RPC packets in a session.

use super::*;

#[test]
fn session_forwards_unhandled_packets_and_departures() {
    let mut harness = Harness::open(options());
    let packet = RpcPacket {
        participant_identity: "agent".into(),
        value: Some(request("1", 1)),
        ..Default::default()
    };
    let bytes = packet.encode_to_vec();
    harness.peer(PeerInput::ChannelMessage(Channel::Reliable, bytes.clone()));
    assert_eq!(
        harness.outputs,
        [Output::Transport(LiveKitOutput::UnhandledPacket(bytes))]
    );
    assert!(harness.machine.is_present("agent"));
    assert_eq!(harness.machine.agent(), Some("agent"));
    harness.outputs.clear();
    let gone = wire::ParticipantInfo {
        state: 3,
        version: 2,
        ..agent()
    };
    harness.server(update(gone));
    assert!(
        harness
            .outputs
            .contains(&Output::Transport(LiveKitOutput::ParticipantLeft(
                "agent".into()
            )))
    );
    assert!(!harness.machine.is_present("agent"));
}

#[test]
fn previous_agent_stays_callable_during_a_full_reconnect() {
    let mut harness = Harness::open(options());
    harness.server(outages::leave_with(
        wire::DisconnectReason::ServerShutdown,
        2,
    ));
    harness.offer();
    assert_eq!(
        harness.machine.agent(),
        Some("agent"),
        "the agent stays known"
    );
    assert!(harness.machine.is_present("agent"));
    outages::opened(&mut harness);
    let ServerMessage::Join(mut join) = join() else {
        panic!("no join")
    };
    join.other_participants.clear();
    harness.server(ServerMessage::Join(join));
    assert_eq!(harness.machine.agent(), None);
    assert!(!harness.machine.is_present("agent"));
}

#[test]
fn rpc_packet_is_numbered_queued_while_disconnected_and_sent_once() {
    let mut harness = Harness::open(options());
    let fields = RpcPacket {
        destination_identities: vec!["agent".into()],
        value: Some(request("1", 1)),
        ..Default::default()
    }
    .encode_to_vec();
    let numbers = |harness: &Harness| -> Vec<u32> {
        let read = |output: &Output| match output {
            Output::Transport(LiveKitOutput::Publisher(PeerOutput::Send(
                Channel::Reliable,
                bytes,
            ))) => {
                let read = RpcPacket::decode(bytes).unwrap();
                assert_eq!(read.value, Some(request("1", 1)));
                Some(wire::DataPacket::decode(bytes).unwrap().sequence)
            }
            _ => None,
        };
        harness.outputs.iter().filter_map(read).collect()
    };
    harness.transport(LiveKitInput::SendFields(fields.clone(), None));
    assert_eq!(numbers(&harness), [1]);
    harness.peer(PeerInput::State(PeerState::Disconnected));
    harness.transport(LiveKitInput::SendFields(fields, None));
    assert_eq!(numbers(&harness), [1]);
    harness.peer(PeerInput::State(PeerState::Connected));
    assert_eq!(numbers(&harness), [1, 2]);
}

/// The app has seen the failure and may have retried: the request must not run twice.
#[test]
fn call_that_timed_out_while_queued_is_not_sent() {
    let mut manager = RpcManager::default();
    let mut harness = Harness::open(options());
    harness.peer(PeerInput::State(PeerState::Disconnected));
    manager
        .call(harness.now, "me", "agent".into(), RpcCall::new("pay"))
        .unwrap();
    let Some(RpcOutput::Send(fields, by)) = manager.poll() else {
        panic!("no request")
    };
    harness.transport(LiveKitInput::SendFields(fields.clone(), by));
    harness.now = by.unwrap();
    manager.tick(harness.now);
    assert!(matches!(
        manager.poll(),
        Some(RpcOutput::Complete(_, Err(_)))
    ));
    harness.peer(PeerInput::State(PeerState::Connected));
    let sends = |output: &Output| {
        matches!(
            output,
            Output::Transport(LiveKitOutput::Publisher(PeerOutput::Send(..)))
        )
    };
    assert!(!harness.outputs.iter().any(sends));
    harness.transport(LiveKitInput::SendFields(fields, Some(harness.now.after(1))));
    assert!(harness.outputs.iter().any(sends));
}

/// Whether an RPC packet was sent since the outputs were cleared.
fn has_sent(harness: &Harness) -> bool {
    harness.outputs.iter().any(|output| {
        matches!(
            output,
            Output::Transport(LiveKitOutput::Publisher(PeerOutput::Send(..)))
        )
    })
}

fn fields() -> Vec<u8> {
    RpcPacket {
        destination_identities: vec!["agent".into()],
        value: Some(request("1", 1)),
        ..Default::default()
    }
    .encode_to_vec()
}

#[test]
fn call_during_the_permission_prompt_is_answered_at_once() {
    let mut harness = Harness::joined(options());
    harness.peer(PeerInput::State(PeerState::Connected));
    harness.peer(PeerInput::ChannelOpened(Channel::Reliable));
    assert_eq!(harness.machine.status(), speko_proto::Status::Connecting);
    harness.outputs.clear();
    harness.transport(LiveKitInput::SendFields(fields(), None));
    assert!(has_sent(&harness), "the acknowledgement");
    // The numbers continue once the session is open.
    harness.grant_microphone();
    harness.outputs.clear();
    harness.transport(LiveKitInput::SendFields(fields(), None));
    let sequence = harness.find_last(|output| match output {
        Output::Transport(LiveKitOutput::Publisher(PeerOutput::Send(_, bytes))) => {
            Some(wire::DataPacket::decode(bytes).unwrap().sequence)
        }
        _ => None,
    });
    assert_eq!(sequence, 2);
}

/// The agent's packet may arrive on the lossy channel, which opens independently.
#[test]
fn response_waits_for_the_data_channel() {
    let mut harness = Harness::joined(options());
    harness.peer(PeerInput::State(PeerState::Connected));
    harness.outputs.clear();
    harness.transport(LiveKitInput::SendFields(fields(), None));
    harness.transport(LiveKitInput::SendFields(
        fields(),
        Some(harness.now.after(50)),
    ));
    assert!(!has_sent(&harness));
    harness.pass(100);
    harness.peer(PeerInput::ChannelOpened(Channel::Reliable));
    let sent = |output: &&Output| {
        matches!(
            output,
            Output::Transport(LiveKitOutput::Publisher(PeerOutput::Send(..)))
        )
    };
    assert_eq!(
        harness.outputs.iter().filter(sent).count(),
        1,
        "the other one is too late"
    );
}

#[test]
fn nothing_is_sent_for_a_session_that_has_ended() {
    let mut harness = Harness::joined(options());
    harness.peer(PeerInput::State(PeerState::Connected));
    harness.peer(PeerInput::ChannelOpened(Channel::Reliable));
    harness.command(Command::End);
    harness.outputs.clear();
    harness.transport(LiveKitInput::SendFields(fields(), None));
    assert!(harness.outputs.is_empty());
}
