//! The realtime WebSocket: audio in binary messages, everything else as text.

use std::cell::RefCell;
use std::rc::Rc;

use speko_proto::realtime::io::{Input, RealtimeInput, WsToken};
use wasm_bindgen::JsCast;
use web_sys::{BinaryType, CloseEvent, MessageEvent, WebSocket};

use super::audio_graph::Clock;
use crate::web::input_sender::InputSender;
use crate::web::js::binary;
use crate::web::listener::Listener;
use crate::web::page;

/// The close code that is reported if the socket could not be created. It is the one that browsers
/// report for a lost connection.
const ABNORMAL: u16 = 1006;

/// The socket, if there is one. Its clones share it.
#[derive(Clone, Default)]
pub(super) struct Socket(Rc<RefCell<Option<Open>>>);

struct Open {
    socket: WebSocket,
    listeners: Vec<Listener>,
}

impl Socket {
    /// Opens the socket. The token is the only subprotocol: browsers cannot set headers, and a
    /// token in the URL would appear in logs.
    pub(super) fn connect(
        &self,
        inputs: &InputSender<Input>,
        url: &str,
        token: &WsToken,
        clock: &Clock,
    ) {
        let socket = match WebSocket::new_with_str(url, token.reveal()) {
            Ok(socket) => socket,
            Err(error) => {
                return inputs.send(Input::Transport(match page::blocked_by(&error) {
                    Some(directive) => RealtimeInput::Blocked(directive),
                    None => RealtimeInput::Closed {
                        code: ABNORMAL,
                        reason: String::new(),
                    },
                }));
            }
        };
        socket.set_binary_type(BinaryType::Arraybuffer);
        let clock = clock.clone();
        let blocked = {
            let inputs = inputs.clone();
            let report = move |directive| {
                inputs.send(Input::Transport(RealtimeInput::Blocked(directive)));
            };
            page::on_blocked(socket.url(), Box::new(report))
        };
        let listeners = vec![
            blocked,
            inputs.listen(&socket, "message", move |event| {
                let input = match binary(event) {
                    Some(bytes) => RealtimeInput::Audio(bytes, clock.now()),
                    None => {
                        let data = event.unchecked_ref::<MessageEvent>().data();
                        RealtimeInput::Text(data.as_string().unwrap_or_default())
                    }
                };
                Some(Input::Transport(input))
            }),
            inputs.listen(&socket, "close", move |event| {
                let event = event.unchecked_ref::<CloseEvent>();
                let (code, reason) = (event.code(), event.reason());
                Some(Input::Transport(RealtimeInput::Closed { code, reason }))
            }),
        ];
        self.0.replace(Some(Open { socket, listeners }));
    }

    // Sends only while the socket is open. Chromium logs an error for each frame on a closing
    // socket, and the close is reported anyway.
    pub(super) fn send_text(&self, text: &str) {
        if let Some(socket) = self.socket().filter(is_open) {
            let _ = socket.send_with_str(text);
        }
    }

    pub(super) fn send_audio(&self, frame: &[u8]) {
        if let Some(socket) = self.socket().filter(is_open) {
            let _ = socket.send_with_u8_array(frame);
        }
    }

    /// Returns how many bytes are queued in the socket but not sent yet (`bufferedAmount`).
    pub(super) fn buffered(&self) -> u32 {
        let socket = self.socket();
        socket.map_or(0, |socket| socket.buffered_amount())
    }

    pub(super) fn is_open(&self) -> bool {
        self.socket().is_some_and(|socket| is_open(&socket))
    }

    /// Returns a handle to the socket, so that nothing is borrowed while it is used.
    fn socket(&self) -> Option<WebSocket> {
        let open = self.0.borrow();
        Some(open.as_ref()?.socket.clone())
    }

    /// Closes the socket. No inputs are sent after that.
    pub(super) fn close(&self, code: u16, reason: &str) {
        if let Some(Open { socket, listeners }) = self.0.take() {
            drop(listeners);
            let _ = socket.close_with_code_and_reason(code, reason);
        }
    }
}

fn is_open(socket: &WebSocket) -> bool {
    socket.ready_state() == WebSocket::OPEN
}
