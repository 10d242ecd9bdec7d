//! A server that starts conversations at Speko for the pages of your site.

mod conversations;
// Delete this when you copy the file.
#[cfg(test)]
mod tests;

use std::error::Error;
use std::net::SocketAddr;

use conversations::Backend;
use conversations::speko::Speko;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let (backend, address) = from_env(|name| std::env::var(name).ok())?;
    let listener = TcpListener::bind(&address).await;
    let listener = listener.map_err(|error| format!("LISTEN={address}: {error}"))?;
    let origins = backend.allowed_origins.join(", ");
    println!(
        "Listening on {} for pages of {origins}",
        listener.local_addr()?
    );
    let service = backend
        .router()
        .into_make_service_with_connect_info::<SocketAddr>();
    Ok(axum::serve(listener, service).await?)
}

/// Reads the environment. Returns the address to listen on, too.
fn from_env(
    variable: impl Fn(&str) -> Option<String>,
) -> Result<(Backend, String), Box<dyn Error + Send + Sync>> {
    let get = |name| {
        let value = variable(name)?.trim().to_owned();
        (!value.is_empty()).then_some(value)
    };
    let need = |name, value| get(name).ok_or(format!("set {name} to {value}"));
    let speko = Speko::new(
        &need("SPEKO_API_KEY", "the API key from your Speko account")?,
        &need("SPEKO_AGENT_ID", "the id of the agent that answers")?,
        &get("SPEKO_BASE_URL").unwrap_or("https://api.speko.dev".into()),
    )?;
    let origins = need(
        "ALLOWED_ORIGINS",
        "the origins of your pages: https://app.example,…",
    )?;
    let origins: Vec<_> = origins
        .split(',')
        .map(str::trim)
        .filter(|o| !o.is_empty())
        .collect();
    let backend = Backend::new(speko, &origins)?;
    Ok((backend, get("LISTEN").unwrap_or("127.0.0.1:3000".into())))
}
