//! The browser driver without the machine: what each output does, what each input reports, and that
//! everything is released.

mod microphone;
mod network;
mod page_events;
mod peer;
mod playback;

use speko_client::AudioConstraints;
use speko_client::web::testing::Rig;
use speko_proto::livekit::io::{
    Candidate, IceServer, Input, LiveKitInput, LiveKitOutput, MediaOutput, Output, PeerInput,
    PeerOutput, PeerState, RequestId,
};

use super::support::*;

const MIC: RequestId = RequestId(1);

fn rig() -> Rig {
    reset();
    Rig::new()
}

fn transport(output: LiveKitOutput) -> Output {
    Output::Transport(output)
}

fn peer(output: PeerOutput) -> Output {
    transport(LiveKitOutput::Publisher(output))
}

fn media(output: MediaOutput) -> Output {
    Output::Media(output)
}

fn open_mic(muted: bool) -> Output {
    media(MediaOutput::OpenMic {
        id: MIC,
        device: None,
        constraints: AudioConstraints::default(),
        muted,
    })
}

fn open_peer(microphone: bool) -> Output {
    peer(PeerOutput::Create {
        microphone,
        receivers: 1,
    })
}

/// Reads inputs until `wanted` accepts one.
async fn until<T>(rig: &Rig, wanted: impl Fn(Input) -> Option<T>) -> T {
    loop {
        let input = rig.next().await;
        if let Some(found) = wanted(input) {
            return found;
        }
    }
}

/// Offers, applies the answer, and exchanges candidates until connected. Returns the `mid` of the
/// remote track.
async fn connect(rig: &mut Rig, remote: &Remote) -> String {
    rig.execute(peer(PeerOutput::CreateOffer(RequestId(10))));
    let offer = until(rig, |input| match input {
        Input::Transport(LiveKitInput::Publisher(PeerInput::OfferCreated(RequestId(10), sdp))) => {
            Some(sdp)
        }
        _ => None,
    })
    .await;
    rig.execute(peer(PeerOutput::Configure {
        ice_servers: vec![IceServer {
            urls: vec!["stun:127.0.0.1:9".to_owned()],
            username: String::new(),
            credential: String::new(),
        }],
        relay_only: false,
    }));
    rig.execute(peer(PeerOutput::SetLocal(RequestId(11), offer.clone())));
    let answer = remote.answer(&offer).await;
    until(rig, |input| {
        (input
            == Input::Transport(LiveKitInput::Publisher(PeerInput::DescriptionSet(
                RequestId(11),
            ))))
        .then_some(())
    })
    .await;
    rig.execute(peer(PeerOutput::SetRemote(RequestId(12), answer)));
    let found = remote.next_candidate().await;
    rig.execute(peer(PeerOutput::AddCandidate(Candidate {
        candidate: field(&found, "candidate").unwrap().as_string().unwrap(),
        sdp_mid: field(&found, "sdpMid").and_then(|mid| mid.as_string()),
        sdp_m_line_index: field(&found, "sdpMLineIndex")
            .and_then(|index| index.as_f64())
            .map(|index| index as u16),
        username_fragment: field(&found, "usernameFragment").and_then(|f| f.as_string()),
    })));
    let (mut mid, mut open, mut connected) = (None, 0, false);
    while mid.is_none() || open < 2 || !connected {
        let input = rig.next().await;
        match input {
            Input::Transport(LiveKitInput::Publisher(PeerInput::Track { mid: agent, stream })) => {
                assert_eq!(stream, "PA_agent|TR_hum");
                mid = Some(agent);
            }
            Input::Transport(LiveKitInput::Publisher(PeerInput::ChannelOpened(_))) => open += 1,
            Input::Transport(LiveKitInput::Publisher(PeerInput::State(PeerState::Connected))) => {
                connected = true
            }
            Input::Transport(LiveKitInput::Publisher(PeerInput::Failed(_, name))) => {
                panic!("{name}")
            }
            _ => {}
        }
    }
    mid.unwrap()
}
