//! Simulates a call before the first real one. A browser compiles each wasm function on its first
//! call, so the first call on a page would otherwise wait for that at every step.

use crate::credentials::Credentials;
use crate::engine::io::{Command, Input, Output, PeerInput, PeerOutput, RequestId, SocketInput};
use crate::livekit::machine::Machine;
use crate::options::ConversationOptions;
use crate::time::Millis;

const OFFER: &str = "v=0\r\nm=audio 9 X 111\r\na=mid:1\r\na=sendonly\r\na=msid:- a\r\n";
/// A join response with one ICE server.
const JOIN: [u8; 4] = [0x0a, 0x02, 0x2a, 0x00];

/// Runs the simulated call. Returns whether it got as far as a real call does, for a test.
pub(crate) fn rehearse() -> bool {
    let options = ConversationOptions::new(Credentials::new("wss://a.b", "a.b.c"));
    let Ok(mut machine) = Machine::new(&options, true) else {
        return false;
    };
    let mut configured = false;
    let mut take = |input| {
        machine.handle(Millis(0), input);
        let mut asked = None;
        while let Some(output) = machine.poll() {
            match output {
                Output::Peer(PeerOutput::CreateOffer(op)) | Output::OpenSocket(op, _) => {
                    asked = Some(op);
                }
                Output::Peer(PeerOutput::Configure { .. }) => configured = true,
                _ => {}
            }
        }
        asked.unwrap_or(RequestId(0))
    };
    let offer = take(Input::Command(Command::Start));
    let socket = take(Input::Peer(PeerInput::OfferCreated(
        offer,
        OFFER.to_owned(),
    )));
    take(Input::Socket(socket, SocketInput::Opened));
    take(Input::Socket(socket, SocketInput::Frame(JOIN.to_vec())));
    take(Input::Command(Command::End));
    configured
}

#[cfg(test)]
mod tests {
    #[test]
    fn rehearsal_reaches_the_join_response() {
        assert!(super::rehearse());
    }
}
