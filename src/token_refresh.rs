//! Fetches fresh credentials for a reconnect.

use std::fmt;
use std::pin::Pin;
use std::rc::Rc;

use speko_proto::{Credentials, SpekoClientError};

pub(crate) type Renewal = Pin<Box<dyn Future<Output = Result<Credentials, SpekoClientError>>>>;

/// The app's function that fetches credentials.
#[derive(Clone)]
pub(crate) struct Renewer(Rc<dyn Fn() -> Renewal>);

impl Renewer {
    pub(crate) fn new<F>(renew: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Result<Credentials, SpekoClientError>> + 'static,
    {
        Self(Rc::new(move || Box::pin(renew())))
    }

    #[cfg_attr(
        not(target_arch = "wasm32"),
        allow(dead_code, reason = "sessions need a browser")
    )]
    pub(crate) fn renew(&self) -> Renewal {
        (self.0)()
    }
}

impl fmt::Debug for Renewer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Renewer")
    }
}
