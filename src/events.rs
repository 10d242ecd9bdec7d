//! Events as a `Stream`, in addition to the callbacks.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use futures_core::Stream;
use futures_core::stream::FusedStream;
use speko_proto::Event;

use crate::options::ConversationOptions;

/// How many unread events are kept. When the queue is full, the oldest are dropped first.
const MAX_QUEUED: usize = 1024;

/// A stream of all events of a conversation; created by [`ConversationOptions::events`].
///
/// The stream ends after [`Event::Disconnected`], and also if the conversation fails to open or is
/// dropped. It holds up to 1,024 unread events. Beyond that the oldest are dropped and counted by
/// [`missed`](Self::missed).
///
/// ```no_run
/// use futures_core::Stream;
/// use speko_client::{ConversationOptions, Credentials, Event, VoiceConversation};
///
/// # async fn next(events: &mut (impl Stream<Item = Event> + Unpin)) -> Option<Event> { None }
/// # async fn run(credentials: Credentials) -> Result<(), speko_client::SpekoClientError> {
/// let (options, mut events) = ConversationOptions::new(credentials).events();
/// let conversation = VoiceConversation::start(options)?;
/// while let Some(event) = next(&mut events).await { // or `events.next()` of futures-util
///     if let Event::Message(message) = event { /* show message.text */ }
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "it queues events until they are read"]
pub struct Events(Rc<RefCell<Queue>>);

#[derive(Default)]
struct Queue {
    queued: VecDeque<Event>,
    missed: u64,
    over: bool,
    reader: Option<Waker>,
}

impl Events {
    /// Returns how many events were dropped because they were not read in time.
    pub fn missed(&self) -> u64 {
        self.0.borrow().missed
    }
}

impl Stream for Events {
    type Item = Event;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Event>> {
        let mut queue = self.0.borrow_mut();
        match queue.queued.pop_front() {
            Some(event) => Poll::Ready(Some(event)),
            None if queue.over => Poll::Ready(None),
            None => {
                queue.reader = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl FusedStream for Events {
    fn is_terminated(&self) -> bool {
        let queue = self.0.borrow();
        queue.over && queue.queued.is_empty()
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Events")
    }
}

/// The sender half, owned by the conversation. Dropping it ends the stream.
struct EventSender(Rc<RefCell<Queue>>);

impl EventSender {
    fn send(&self, event: &Event) {
        self.change(|queue| {
            if queue.over {
                return;
            }
            if queue.queued.len() == MAX_QUEUED {
                queue.queued.pop_front();
                queue.missed += 1;
            }
            queue.queued.push_back(event.clone());
            queue.over = matches!(event, Event::Disconnected(_));
        });
    }

    /// Wakes the reader after the borrow is released: a waker may poll immediately.
    fn change(&self, change: impl FnOnce(&mut Queue)) {
        let mut queue = self.0.borrow_mut();
        change(&mut queue);
        let reader = queue.reader.take();
        drop(queue);
        if let Some(reader) = reader {
            reader.wake();
        }
    }
}

impl Drop for EventSender {
    fn drop(&mut self) {
        self.change(|queue| queue.over = true);
    }
}

impl ConversationOptions {
    /// Returns the options together with a stream of all [`Events`]. Callbacks are still called.
    pub fn events(self) -> (Self, Events) {
        let queue = Rc::<RefCell<Queue>>::default();
        let sender = EventSender(Rc::clone(&queue));
        (
            self.on_event(move |event| sender.send(event)),
            Events(queue),
        )
    }
}

#[cfg(test)]
mod tests {
    use std::task::Wake;

    use super::*;
    use speko_proto::Credentials;
    use speko_proto::{DisconnectReason, Disconnection, Mode, Status};

    /// Counts wake-ups.
    #[derive(Default)]
    struct CountingWaker(std::sync::atomic::AtomicU32);

    impl Wake for CountingWaker {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        }
    }

    fn options() -> (ConversationOptions, Events) {
        ConversationOptions::new(Credentials::new("wss://a", "a.b.c")).events()
    }

    fn poll(events: &mut Events) -> Poll<Option<Event>> {
        Pin::new(events).poll_next(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn events_arrive_in_order_and_stream_ends_with_the_conversation() {
        let (options, mut events) = options();
        assert_eq!(poll(&mut events), Poll::Pending);
        options.callbacks.call(&Event::Status(Status::Connected));
        options.callbacks.call(&Event::Mode(Mode::Speaking));
        let end = Event::Disconnected(Disconnection {
            reason: DisconnectReason::Agent,
            message: None,
        });
        options.callbacks.call(&end);
        options.callbacks.call(&Event::Mode(Mode::Listening));
        let connected = Event::Status(Status::Connected);
        assert_eq!(poll(&mut events), Poll::Ready(Some(connected)));
        let speaking = Event::Mode(Mode::Speaking);
        assert_eq!(poll(&mut events), Poll::Ready(Some(speaking)));
        assert!(!events.is_terminated());
        assert_eq!(poll(&mut events), Poll::Ready(Some(end)));
        assert_eq!(poll(&mut events), Poll::Ready(None));
        assert!(events.is_terminated());
    }

    #[test]
    fn a_reader_is_woken_by_an_event_and_by_the_end() {
        let (options, mut events) = options();
        let counter = std::sync::Arc::new(CountingWaker::default());
        let waker = Waker::from(std::sync::Arc::clone(&counter));
        let wakes = || counter.0.load(std::sync::atomic::Ordering::Relaxed);
        let mut poll = || Pin::new(&mut events).poll_next(&mut Context::from_waker(&waker));
        assert!(poll().is_pending());
        options.callbacks.call(&Event::AudioBlocked(true));
        assert_eq!(wakes(), 1);
        assert!(poll().is_ready());
        assert!(poll().is_pending());
        drop(options);
        assert_eq!(wakes(), 2);
        assert_eq!(poll(), Poll::Ready(None));
    }

    #[test]
    fn unread_stream_is_bounded_and_counts_missed_events() {
        let (options, mut events) = options();
        for _ in 0..MAX_QUEUED + 3 {
            options.callbacks.call(&Event::AudioBlocked(true));
        }
        options.callbacks.call(&Event::AudioBlocked(false));
        assert_eq!(events.missed(), 4);
        let mut last = None;
        let mut count = 0;
        while let Poll::Ready(Some(event)) = poll(&mut events) {
            last = Some(event);
            count += 1;
        }
        assert_eq!(count, MAX_QUEUED);
        assert_eq!(last, Some(Event::AudioBlocked(false)));
    }
}
