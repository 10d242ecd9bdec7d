//! Renegotiation and ICE candidates during a call.

use super::*;

#[test]
fn answer_without_the_agents_track_is_followed_by_an_offer() {
    let offers = |tracks: &[&str], maps: bool| {
        let mut harness = Harness::connecting(options());
        let ServerMessage::Join(mut hello) = join() else {
            panic!()
        };
        hello.other_participants = vec![wire::ParticipantInfo {
            tracks: tracks
                .iter()
                .map(|sid| wire::TrackInfo {
                    sid: (*sid).into(),
                    ..Default::default()
                })
                .collect(),
            ..agent()
        }];
        harness.server(ServerMessage::Join(hello));
        let ServerMessage::Answer(mut answer) = answer(1) else {
            panic!()
        };
        if !maps {
            answer.mid_to_track_id.clear();
        }
        let local = harness.find_last(|output| match output {
            Output::Transport(LiveKitOutput::Publisher(PeerOutput::SetLocal(id, _))) => Some(*id),
            _ => None,
        });
        harness.peer(PeerInput::DescriptionSet(local));
        harness.server(ServerMessage::Answer(answer));
        let remote = harness.find_last(|output| match output {
            Output::Transport(LiveKitOutput::Publisher(PeerOutput::SetRemote(id, _))) => Some(*id),
            _ => None,
        });
        harness.outputs.clear();
        harness.peer(PeerInput::DescriptionSet(remote));
        let offer = |output: &Output| {
            matches!(
                output,
                Output::Transport(LiveKitOutput::Publisher(PeerOutput::CreateOffer(_)))
            )
        };
        harness.outputs.iter().any(offer)
    };
    assert!(
        offers(&["TR_agent"], false),
        "otherwise the server waits 150 ms"
    );
    assert!(!offers(&["TR_agent"], true), "the answer maps all tracks");
    assert!(!offers(&[], false), "the agent has no track");
}

#[test]
fn required_media_sections_are_offered_one_offer_at_a_time() {
    let mut harness = Harness::open(options());
    harness.server(ServerMessage::MediaSectionsRequirement(
        wire::MediaSectionsRequirement {
            num_audios: 2,
            num_videos: 1,
        },
    ));
    assert_eq!(
        harness.outputs[0],
        Output::Transport(LiveKitOutput::Publisher(PeerOutput::AddRecvTransceivers(2)))
    );
    let Output::Transport(LiveKitOutput::Publisher(PeerOutput::CreateOffer(id))) =
        harness.outputs[1]
    else {
        panic!("{:?}", harness.outputs)
    };
    // Requested again while an offer is in flight: the next one follows it.
    harness.server(ServerMessage::MediaSectionsRequirement(
        wire::MediaSectionsRequirement::default(),
    ));
    harness.outputs.clear();
    harness.peer(PeerInput::OfferCreated(id, "second".into()));
    let ClientMessage::Offer(offer) = harness.sent().remove(0) else {
        panic!()
    };
    assert_eq!((offer.id, offer.sdp.as_str()), (2, "second"));
    let ignored = harness.machine.ignored();
    harness.server(answer(1));
    assert_eq!(
        harness.machine.ignored(),
        ignored + 1,
        "an outdated answer is ignored"
    );
    harness.server(answer(2));
    harness.finish_negotiation();
    assert!(harness.outputs.iter().any(|output| matches!(
        output,
        Output::Transport(LiveKitOutput::Publisher(PeerOutput::CreateOffer(_)))
    )));
}

#[test]
fn required_media_sections_are_limited_to_16() {
    let mut harness = Harness::open(options());
    let flood = wire::MediaSectionsRequirement {
        num_audios: u32::MAX,
        num_videos: 0,
    };
    harness.server(ServerMessage::MediaSectionsRequirement(flood));
    assert_eq!(
        harness.outputs[0],
        Output::Transport(LiveKitOutput::Publisher(PeerOutput::AddRecvTransceivers(
            16
        )))
    );
}

#[test]
fn remote_candidates_wait_for_the_remote_description() {
    let mut harness = Harness::connecting(options());
    harness.server(join());
    let trickle = |init: &str| {
        ServerMessage::Trickle(wire::TrickleRequest {
            candidate_init: init.into(),
            ..Default::default()
        })
    };
    harness.server(trickle(
        r#"{"candidate":"c1","sdpMid":"","sdpMLineIndex":0}"#,
    ));
    harness.server(answer(1));
    let added = |harness: &Harness| -> Vec<Candidate> {
        let candidate = |output: &Output| match output {
            Output::Transport(LiveKitOutput::Publisher(PeerOutput::AddCandidate(candidate))) => {
                Some(candidate.clone())
            }
            _ => None,
        };
        harness.outputs.iter().filter_map(candidate).collect()
    };
    assert_eq!(added(&harness), []);
    harness.finish_negotiation();
    let first = Candidate {
        candidate: "c1".into(),
        sdp_m_line_index: Some(0),
        ..Default::default()
    };
    assert_eq!(added(&harness), [first]);
    harness.server(trickle(
        r#"{"candidate":"c2","sdpMid":"1","usernameFragment":"u"}"#,
    ));
    assert_eq!(added(&harness)[1].sdp_mid.as_deref(), Some("1"));
    let ignored = harness.machine.ignored();
    for bad in ["", "{}", "[]", r#"{"candidate":""}"#] {
        harness.server(trickle(bad));
    }
    assert_eq!(
        (added(&harness).len(), harness.machine.ignored()),
        (2, ignored + 4)
    );
}

#[test]
fn local_candidates_are_sent_to_the_server() {
    let mut harness = Harness::joined(options());
    harness.outputs.clear();
    harness.peer(PeerInput::Candidate(Candidate::default()));
    assert_eq!(harness.sent(), [], "Firefox ends with an empty candidate");
    harness.peer(PeerInput::Candidate(Candidate {
        candidate: "cand".into(),
        sdp_mid: Some("0".into()),
        sdp_m_line_index: Some(0),
        username_fragment: None,
    }));
    let ClientMessage::Trickle(trickle) = harness.sent().remove(0) else {
        panic!()
    };
    assert_eq!(
        trickle.candidate_init,
        r#"{"candidate":"cand","sdpMid":"0","sdpMLineIndex":0}"#
    );
    assert_eq!(trickle.target, 0);
}
