//! Simulates a call before the first real one. A browser compiles each wasm function on its first
//! call, so the first call on a page would otherwise wait for that at every step.

use super::io::{
    Command, Input, LiveKitInput, LiveKitOutput, Output, PeerInput, PeerOutput, RequestId,
    SocketInput, StateMachine,
};
use crate::config::{Parsers, SessionConfig};
use crate::credentials::Credentials;
use crate::error::SpekoClientError;
use crate::livekit::machine::Machine;
use crate::time::Millis;

const OFFER: &str = "v=0\r\nm=audio 9 X 111\r\na=mid:1\r\na=sendonly\r\na=msid:- a\r\n";
/// A join response with one ICE server.
const JOIN: [u8; 4] = [0x0a, 0x02, 0x2a, 0x00];

/// Runs the simulated call, and returns its machine for the caller to drop. Dropped here, the wasm
/// would contain the code for that twice.
///
/// # Errors
/// None for a well-formed simulation.
pub fn simulate_call(parsers: Parsers) -> Result<Machine, SpekoClientError> {
    let credentials = Credentials::new("wss://a.b", "a.b.c");
    let mut machine = Machine::new(SessionConfig::new(credentials, parsers), true)?;
    let mut step = |input| {
        machine.handle(Millis(0), input);
        let mut request = None;
        while let Some(output) = machine.poll() {
            if let Output::Transport(
                LiveKitOutput::Publisher(PeerOutput::CreateOffer(id))
                | LiveKitOutput::OpenSocket(id, _),
            ) = output
            {
                request = Some(id);
            }
        }
        request.unwrap_or(RequestId(0))
    };
    let offer = step(Input::Command(Command::Start));
    let offered = PeerInput::OfferCreated(offer, OFFER.to_owned());
    let socket = step(Input::Transport(LiveKitInput::Publisher(offered)));
    let mut received = |input| step(Input::Transport(LiveKitInput::Socket(socket, input)));
    received(SocketInput::Opened);
    received(SocketInput::Frame(JOIN.to_vec()));
    step(Input::Command(Command::End));
    Ok(machine)
}

#[cfg(test)]
mod tests {
    #[test]
    fn simulated_call_reaches_the_join_response() {
        let machine = super::simulate_call(crate::Parsers::HOST).unwrap();
        assert_eq!(machine.timeline().join, Some(0));
    }
}
