//! A complete conversation in a real browser.

mod call;
mod ending;
mod failed_start;
mod microphone;
mod server;

use std::cell::RefCell;
use std::rc::Rc;

use speko_client::{ConversationOptions, Credentials, DisconnectReason, Event, VoiceConversation};

use super::support::*;
use server::Server;

fn options() -> ConversationOptions {
    ConversationOptions::new(Credentials::new("ws://media.example", "aa.bb.cc"))
}

/// A conversation that its own callbacks can access, and the events that it emitted.
#[derive(Clone, Default)]
struct Caller {
    conversation: Rc<RefCell<Option<Rc<VoiceConversation>>>>,
    events: Rc<RefCell<Vec<Event>>>,
}

impl Caller {
    fn start(options: ConversationOptions, react: impl Fn(&Self, &Event) + 'static) -> Self {
        let caller = Self::default();
        let own = caller.clone();
        let options = options.on_event(move |event| {
            own.events.borrow_mut().push(event.clone());
            react(&own, event);
        });
        let conversation = VoiceConversation::start(options).unwrap();
        caller.conversation.replace(Some(Rc::new(conversation)));
        caller
    }

    fn conversation(&self) -> Rc<VoiceConversation> {
        self.conversation.borrow().clone().unwrap()
    }

    fn hang_up_by_drop(&self) {
        let last = self.conversation.take();
        drop(last);
    }

    fn disconnections(&self) -> Vec<DisconnectReason> {
        let reason = |event: &Event| match event {
            Event::Disconnected(details) => Some(details.reason),
            _ => None,
        };
        self.events.borrow().iter().filter_map(reason).collect()
    }

    #[track_caller]
    fn until(&self, wanted: impl Fn(&Event) -> bool) -> impl Future<Output = ()> {
        until(move || self.events.borrow().iter().any(&wanted))
    }
}

/// Starts a conversation and waits until it is connected. Returns it with its server.
async fn connected(options: ConversationOptions) -> (Caller, Server) {
    let caller = Caller::start(options, |_, _| {});
    let server = Server::accept().await;
    caller.conversation().ready().await.unwrap();
    (caller, server)
}

fn is_message(event: &Event) -> bool {
    matches!(event, Event::Message(_))
}
