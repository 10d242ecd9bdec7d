//! The app's request for a [`ConnectTimeline`].

use std::fmt;
use std::rc::Rc;

use speko_proto::ConnectTimeline;

pub(crate) type TimelineCallback = Rc<dyn Fn(&ConnectTimeline)>;

/// The app's request for a timeline. `measure` is a function pointer, so that programs without such
/// a request do not link the measuring code.
#[derive(Clone)]
pub(crate) struct TimelineRequest {
    #[cfg_attr(
        not(target_arch = "wasm32"),
        allow(dead_code, reason = "sessions need a browser")
    )]
    pub(crate) callback: TimelineCallback,
    #[cfg(target_arch = "wasm32")]
    pub(crate) measure: crate::web::Measure,
}

impl TimelineRequest {
    pub(crate) fn new(callback: impl Fn(&ConnectTimeline) + 'static) -> Self {
        Self {
            callback: Rc::new(callback),
            #[cfg(target_arch = "wasm32")]
            measure: crate::web::measure,
        }
    }
}

impl fmt::Debug for TimelineRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TimelineRequest")
    }
}
