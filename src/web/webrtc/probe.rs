//! HTTP probes: whether the server is reachable, and why it rejects a join.

use speko_proto::livekit::io::{Input, LiveKitInput, Probe, RequestId};
use speko_proto::livekit::url::SecretUrl;

use crate::web::fetch::{Request, read};
use crate::web::input_sender::InputSender;
use crate::web::js::{spawn, texts};

/// The timeout of a probe, in ms. It is longer than the phase in which TCP retransmits every few
/// seconds. Aborting earlier would free no connection: Chromium keeps those that are still being
/// established and uses them for the next request.
const PROBE_TIMEOUT: u64 = 40_000;
const MAX_BODY: u32 = 4_096;

/// Sends a probe: a GET request to the server, whose URL contains the token. With `no_cors` it is a
/// `no-cors` request, whose response cannot be read. It includes credentials and therefore uses
/// separate connections: browsers allow six per host for requests with credentials and six for
/// those without.
pub(super) fn send(
    inputs: &InputSender<Input>,
    id: RequestId,
    url: &SecretUrl,
    no_cors: bool,
) -> Option<Request> {
    let (credentials, mode) = if no_cors {
        ("include", "no-cors")
    } else {
        ("omit", "cors")
    };
    let init = texts(&[
        ("credentials", credentials),
        ("mode", mode),
        ("cache", "no-store"),
    ]);
    let inputs = inputs.clone();
    let sender = inputs.clone();
    let report = Box::new(move |_| sender.send(Input::Transport(LiveKitInput::ProbesBlocked)));
    let Ok((request, answer)) = Request::send(url.reveal(), init, PROBE_TIMEOUT, report) else {
        inputs.send(Input::Transport(LiveKitInput::Probed(
            id,
            Probe::Unreachable,
        )));
        return None;
    };
    spawn(async move {
        let probe = match read(answer, MAX_BODY).await {
            Ok((response, body)) => Probe::Answered {
                status: response.status(),
                body,
            },
            Err(_) => Probe::Unreachable,
        };
        inputs.send(Input::Transport(LiveKitInput::Probed(id, probe)));
    });
    Some(request)
}
