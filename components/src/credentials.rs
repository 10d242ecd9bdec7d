//! The source of a session's credentials.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use speko_client::{Credentials, SpekoClientError};

type Answer = Pin<Box<dyn Future<Output = Result<Credentials, SpekoClientError>>>>;

/// A source of [`Credentials`] for a session: a function that is called whenever credentials are
/// needed, or fixed values. They are needed at each start, before it with
/// [`Prewarm`](crate::Prewarm), and during a reconnect if the server rejects the token.
///
/// Apps rarely name this type: the `credentials` prop of [`VoiceSession`](crate::VoiceSession)
/// accepts both directly. A token is valid for one conversation and a few minutes, so a page that
/// can start twice needs the function.
///
/// ```
/// use leptos_speko::{Credentials, CredentialsSource, fetch_credentials};
///
/// let asked = CredentialsSource::from(|| fetch_credentials("/api/conversations"));
/// let fixed = CredentialsSource::from(Credentials::new("wss://media.example", "aa.bb.cc"));
/// # let _ = (asked, fixed);
/// ```
///
/// A request of the app's own, for example with other headers:
///
/// ```
/// use leptos_speko::{CredentialsSource, SpekoClientError, parse_credentials};
///
/// # async fn my_request() -> Result<String, String> {
/// #     Ok(String::new())
/// # }
/// let own = CredentialsSource::from(|| async {
///     let text = my_request().await.map_err(SpekoClientError::credentials)?;
///     parse_credentials(&text)
/// });
/// # let _ = own;
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
