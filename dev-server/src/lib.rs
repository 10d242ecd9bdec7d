//! The development server: everything that a voice page needs, on one machine.
//!
//! It speaks LiveKit's signaling protocol, terminates each caller's WebRTC connection, and runs an
//! agent that greets, listens, plays back what it heard, and reports what it knows. See the
//! README of this crate.

pub mod agent;
pub mod args;
mod caller_stats;
pub mod config;
mod http;
mod messages;
mod peer;
mod realtime;
pub mod recording;
mod rooms;
mod sdp;
mod session;
pub mod sessions;
mod signal;
mod time;
pub mod token;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;

pub use config::{Config, Timings};

/// How long the server waits for callers to disconnect when it shuts down.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(2);

/// Serves on `listener` until `stop` completes, then notifies all callers and shuts down.
///
/// # Errors
/// Fails if the listener fails.
pub async fn serve(
    listener: TcpListener,
    config: Config,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let (end, ending) = watch::channel(false);
    let app = http::App {
        listens_on: listener.local_addr()?.ip(),
        rooms: rooms::Rooms::default(),
        realtime: realtime::OpenSessions::default(),
        limiter: Arc::new(sessions::Limiter::new(config.limits)),
        greeting: recording::frames(include_bytes!("../assets/greeting.opus")).into(),
        config: Arc::new(config),
        ending,
    };
    let rooms = app.rooms.clone();
    let router = http::router(app).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, router);
    tokio::select! {
        served = serving => return served,
        () = stop => {}
    }
    end.send_replace(true);
    let all_gone = async {
        while !rooms.open().is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    // Callers that do not close in time are disconnected when the process exits.
    let _ = tokio::time::timeout(SHUTDOWN_TIMEOUT, all_gone).await;
    Ok(())
}
