//! Where a session gets its credentials from.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use speko_client::{Credentials, SpekoClientError};

type Answer = Pin<Box<dyn Future<Output = Result<Credentials, SpekoClientError>>>>;

/// Where a session gets its [`Credentials`] from: a function that is called at each start, or plain values.
///
/// It is seldom named: the `credentials` of [`VoiceSession`](crate::VoiceSession) takes either as it is. A token is
/// good for one conversation and a few minutes, so a page that can start twice needs the function.
///
/// ```
/// use leptos_speko::{Credentials, CredentialsSource, fetch_credentials};
///
/// let asked = CredentialsSource::from(|| fetch_credentials("/api/conversations"));
/// let fixed = CredentialsSource::from(Credentials::new("wss://media.example", "aa.bb.cc"));
/// # let _ = (asked, fixed);
/// ```
#[derive(Clone)]
pub struct CredentialsSource(Arc<dyn Fn() -> Answer + Send + Sync>);

impl CredentialsSource {
    pub(crate) fn ask(&self) -> Answer {
        (self.0)()
    }
}

impl<F, Fut> From<F> for CredentialsSource
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Credentials, SpekoClientError>> + 'static,
{
    fn from(ask: F) -> Self {
        Self(Arc::new(move || Box::pin(ask())))
    }
}

impl From<Credentials> for CredentialsSource {
    fn from(credentials: Credentials) -> Self {
        Self(Arc::new(move || {
            Box::pin(std::future::ready(Ok(credentials.clone())))
        }))
    }
}

impl fmt::Debug for CredentialsSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CredentialsSource")
    }
}
