//! The WebSocket to the server.

use wasm_bindgen::JsCast;
use web_sys::{BinaryType, CloseEvent, WebSocket};

use super::js::{Link, Listener, binary};
use crate::call::io::{Input, Op, SocketInput};
use crate::livekit::url::SecretUrl;

/// The code for a socket that never was, as a browser gives it for one that broke.
const ABNORMAL: u16 = 1006;

/// An open or opening socket. Dropped, it is closed and says nothing any more.
#[must_use = "dropping it closes the socket"]
pub(super) struct Socket {
    socket: WebSocket,
    listeners: Vec<Listener>,
}

impl Socket {
    /// Nothing when the browser refuses to try (a bad URL, or a policy): that is told as closed.
    pub(super) fn open(link: &Link, op: Op, url: &SecretUrl) -> Option<Self> {
        let fact = move |fact| Some(Input::Socket(op, fact));
        let Ok(socket) = WebSocket::new(url.reveal()) else {
            link.tell(Input::Socket(op, SocketInput::Closed { code: ABNORMAL }));
            return None;
        };
        socket.set_binary_type(BinaryType::Arraybuffer);
        let listeners = vec![
            link.listen(&socket, "open", move |_| fact(SocketInput::Opened)),
            // LiveKit speaks binary to whom it is spoken to in binary: a text frame is none of ours.
            link.listen(&socket, "message", move |event| {
                fact(SocketInput::Frame(binary(event)?))
            }),
            link.listen(&socket, "close", move |event| {
                let code = event.unchecked_ref::<CloseEvent>().code();
                fact(SocketInput::Closed { code })
            }),
        ];
        Some(Self { socket, listeners })
    }

    pub(super) fn send(&self, frame: &[u8]) {
        // It throws only while connecting; a closed one swallows the frame, and its close is told anyway.
        let _ = self.socket.send_with_u8_array(frame);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.listeners.clear();
        let _ = self.socket.close_with_code(1000);
    }
}
