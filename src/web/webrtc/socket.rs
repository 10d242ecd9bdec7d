//! The WebSocket to the LiveKit server.

use speko_proto::livekit::io::{Input, LiveKitInput, RequestId, SocketInput};
use speko_proto::livekit::url::SecretUrl;
use wasm_bindgen::JsCast;
use web_sys::{BinaryType, CloseEvent, WebSocket};

use crate::web::input_sender::InputSender;
use crate::web::js::binary;
use crate::web::listener::Listener;
use crate::web::page;

/// The close code that is reported if the socket could not be created. It is the one that browsers
/// report for a lost connection.
const ABNORMAL: u16 = 1006;

/// An open or opening socket. Dropping it closes it. No inputs are sent after that.
#[must_use = "dropping it closes the socket"]
pub(super) struct Socket {
    socket: WebSocket,
    listeners: Vec<Listener>,
}

impl Socket {
    /// Opens a socket. If the browser refuses (a bad URL, or a policy), reports it as closed and
    /// returns `None`.
    pub(super) fn open(
        inputs: &InputSender<Input>,
        id: RequestId,
        url: &SecretUrl,
    ) -> Option<Self> {
        let input = move |input| Input::Transport(LiveKitInput::Socket(id, input));
        let socket = match WebSocket::new(url.reveal()) {
            Ok(socket) => socket,
            Err(error) => {
                inputs.send(input(match page::blocked_by(&error) {
                    Some(directive) => SocketInput::Blocked(directive),
                    None => SocketInput::Closed { code: ABNORMAL },
                }));
                return None;
            }
        };
        socket.set_binary_type(BinaryType::Arraybuffer);
        let blocked = {
            let inputs = inputs.clone();
            let report = move |directive| inputs.send(input(SocketInput::Blocked(directive)));
            page::on_blocked(socket.url(), Box::new(report))
        };
        let listeners = vec![
            blocked,
            inputs.listen(&socket, "open", move |_| Some(input(SocketInput::Opened))),
            // LiveKit sends binary frames to clients that send binary frames.
            inputs.listen(&socket, "message", move |event| {
                let frame = binary(event).map_or(SocketInput::Text, SocketInput::Frame);
                Some(input(frame))
            }),
            inputs.listen(&socket, "close", move |event| {
                let code = event.unchecked_ref::<CloseEvent>().code();
                Some(input(SocketInput::Closed { code }))
            }),
        ];
        Some(Self { socket, listeners })
    }

    pub(super) fn send(&self, frame: &[u8]) {
        // `send()` throws only while connecting. A closed socket discards the frame, and its close
        // is reported anyway.
        let _ = self.socket.send_with_u8_array(frame);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.listeners.clear();
        let _ = self.socket.close_with_code(1000);
    }
}
