//! The socket: sound in binary messages, everything else as text.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{BinaryType, CloseEvent, MessageEvent, WebSocket};

use super::sound::Clock;
use crate::browser::js::{Link, Listener, binary};
use crate::call::io::Input;
use crate::s2s::io::{RealtimeInput, WsToken};

/// The code for a socket that never was, as a browser gives it for one that broke.
const ABNORMAL: u16 = 1006;

/// The socket, if there is one; shared with those who only look at it.
#[derive(Clone, Default)]
pub(super) struct Line(Rc<RefCell<Option<Open>>>);

struct Open {
    socket: WebSocket,
    listeners: [Listener; 2],
}

impl Line {
    /// The token is the only subprotocol: a browser can set no header, and in the URL it would be in every log.
    pub(super) fn connect(&self, link: &Link, url: &str, token: &WsToken, clock: &Clock) {
        let Ok(socket) = WebSocket::new_with_str(url, token.reveal()) else {
            let reason = String::new();
            let closed = RealtimeInput::Closed {
                code: ABNORMAL,
                reason,
            };
            return link.tell(Input::Realtime(closed));
        };
        socket.set_binary_type(BinaryType::Arraybuffer);
        let clock = clock.clone();
        let listeners = [
            link.listen(&socket, "message", move |event| {
                let fact = match binary(event) {
                    Some(bytes) => RealtimeInput::Sound(bytes, clock.now()),
                    None => {
                        let data = event.unchecked_ref::<MessageEvent>().data();
                        RealtimeInput::Text(data.as_string()?)
                    }
                };
                Some(Input::Realtime(fact))
            }),
            link.listen(&socket, "close", move |event| {
                let event = event.unchecked_ref::<CloseEvent>();
                let (code, reason) = (event.code(), event.reason());
                Some(Input::Realtime(RealtimeInput::Closed { code, reason }))
            }),
        ];
        self.0.replace(Some(Open { socket, listeners }));
    }

    // Nothing while it is closing: Chromium would complain of each frame, and its close is told anyway.
    pub(super) fn send_text(&self, text: &str) {
        if let Some(socket) = self.socket().filter(is_open) {
            let _ = socket.send_with_str(text);
        }
    }

    pub(super) fn send_sound(&self, frame: &[u8]) {
        if let Some(socket) = self.socket().filter(is_open) {
            let _ = socket.send_with_u8_array(frame);
        }
    }

    /// How many bytes were sent that have not left yet.
    pub(super) fn waiting(&self) -> u32 {
        let socket = self.socket();
        socket.map_or(0, |socket| socket.buffered_amount())
    }

    pub(super) fn is_open(&self) -> bool {
        self.socket().is_some_and(|socket| is_open(&socket))
    }

    /// Taken out: whatever it does, nothing is borrowed meanwhile.
    fn socket(&self) -> Option<WebSocket> {
        let open = self.0.borrow();
        Some(open.as_ref()?.socket.clone())
    }

    /// It says nothing any more.
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
