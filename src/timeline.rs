//! The app's request for a [`ConnectTimeline`].

use std::fmt;
use std::rc::Rc;

use speko_proto::ConnectTimeline;

use crate::handlers::TimelineCallback;
use crate::platform::{Session, measure};

/// The app's request for a timeline. `measure` is a function pointer, so that programs without such
/// a request do not link the measuring code.
#[derive(Clone)]
pub(crate) struct TimelineRequest {
    pub(crate) callback: TimelineCallback,
    pub(crate) measure: fn(&Session, TimelineCallback),
}

impl TimelineRequest {
    pub(crate) fn new(callback: impl Fn(&ConnectTimeline) + 'static) -> Self {
        Self {
            callback: Rc::new(callback),
            measure,
        }
    }
}

impl fmt::Debug for TimelineRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TimelineRequest")
    }
}
