//! `speko-backend`: starts the local backend.

use std::io::Write;
use std::process::ExitCode;

use speko_backend::args::{Args, HELP};
use speko_backend::sessions::Source;
use speko_backend::{Config, serve};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> ExitCode {
    match start().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("speko-backend: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn start() -> Result<(), String> {
    let Args::Serve {
        listen,
        page,
        allowed_origins,
        limits,
    } = Args::parse(std::env::args().skip(1))?
    else {
        return say(HELP);
    };
    if let Some(folder) = page
        .as_ref()
        .filter(|folder| !folder.join("index.html").is_file())
    {
        return Err(format!(
            "{} holds no index.html: build the page first",
            folder.display()
        ));
    }
    let variable = |name: &str| std::env::var(name).ok();
    let mut config = Config {
        page,
        allowed_origins,
        limits,
        source: Source::from_env(variable)?,
        log: true,
        ..Config::default()
    };
    if let Ok(key) = std::env::var("LIVEKIT_API_KEY") {
        config.api_key = key;
    }
    if let Ok(secret) = std::env::var("LIVEKIT_API_SECRET") {
        config.api_secret = secret;
    }
    if let Some(key) = variable("SESSIONS_KEY") {
        config.sessions_key = key;
    }
    let source = config.source.name();
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|error| format!("cannot listen on {listen}: {error}"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    say(match source {
        "local" => {
            "sessions: local, for development on this machine: anyone who can reach it gets a token"
        }
        "livekit" => "sessions: livekit, at LIVEKIT_URL",
        _ => "sessions: speko, by SPEKO_API_KEY",
    })?;
    say(&format!("ready: http://{address}/"))?;
    let stop = async {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
    };
    serve(listener, config, stop)
        .await
        .map_err(|error| error.to_string())
}

/// One line to standard output, at once, also into a pipe.
fn say(line: &str) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")
        .and_then(|()| out.flush())
        .map_err(|error| error.to_string())
}
