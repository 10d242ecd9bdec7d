//! Sends the inputs of browser events to the state machine.

use std::rc::Rc;

use speko_proto::engine::io::{Input, MediaInput};
use wasm_bindgen::JsCast;
use web_sys::{Event, EventTarget};

use super::js::callback;
use super::listener::Listener;

/// Sends inputs to a session. It does not keep the session alive: inputs after the session is
/// dropped are discarded.
pub(super) struct InputSender<I>(Rc<dyn Fn(I)>);

impl<I> Clone for InputSender<I> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T: 'static> InputSender<Input<T>> {
    /// Returns a sender for what all transports share.
    pub(super) fn media(&self) -> InputSender<MediaInput> {
        let sender = self.clone();
        InputSender::new(move |input| sender.send(Input::Media(input)))
    }
}

impl<I: 'static> InputSender<I> {
    pub(super) fn new(send: impl Fn(I) + 'static) -> Self {
        Self(Rc::new(send))
    }

    pub(super) fn send(&self, input: I) {
        (self.0)(input);
    }

    /// Adds a listener for events of this name. If `input` returns an input for an event, sends it.
    pub(super) fn listen(
        &self,
        target: &EventTarget,
        name: &'static str,
        input: impl Fn(&Event) -> Option<I> + 'static,
    ) -> Listener {
        self.listen_for(target, name, Box::new(input))
    }

    /// Like [`listen`](Self::listen), but runs after all other listeners of `target`, even those
    /// added later. The event then shows what they did to it, such as `preventDefault()`.
    pub(super) fn listen_last(
        &self,
        target: &EventTarget,
        name: &'static str,
        input: impl Fn(&Event) -> Option<I> + Copy + 'static,
    ) -> Listener {
        let (sender, event_target) = (self.clone(), target.clone());
        let mut last = None;
        // A listener that is added during the capture phase runs last among the non-capturing ones.
        let on_event = callback(move |_| {
            drop(last.take());
            last = Some(sender.listen(&event_target, name, input));
        });
        Listener::add(target, name, on_event, true)
    }

    fn listen_for(&self, target: &EventTarget, name: &'static str, input: ToInput<I>) -> Listener {
        let sender = self.clone();
        let on_event = callback(move |event| {
            if let Some(input) = input(event.unchecked_ref()) {
                sender.send(input);
            }
        });
        Listener::add(target, name, on_event, false)
    }
}

type ToInput<I> = Box<dyn Fn(&Event) -> Option<I>>;
