//! `speko-dev-server`: starts the development server.

use std::io::Write;
use std::process::ExitCode;

use speko_dev_server::args::{Args, HELP};
use speko_dev_server::config::DEVELOPMENT_KEY;
use speko_dev_server::{Config, serve};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> ExitCode {
    match start().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("speko-dev-server: {error}");
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
        resume_within,
        greeting_times,
    } = Args::parse(std::env::args().skip(1))?
    else {
        return print_line(HELP);
    };
    if let Some(folder) = page
        .as_ref()
        .filter(|folder| !folder.join("index.html").is_file())
    {
        return Err(format!(
            "{} contains no index.html: build the page first",
            folder.display()
        ));
    }
    let mut config = Config {
        page,
        allowed_origins,
        limits,
        greeting_times,
        log: true,
        ..Config::from_env(|name| std::env::var(name).ok())?
    };
    config.timings.resume_within = resume_within;
    let source = config.source.name();
    let servers = match config.sessions_key.as_deref() {
        Some(DEVELOPMENT_KEY) => {
            format!("POST /v1/sessions: with the bearer key {DEVELOPMENT_KEY}")
        }
        Some(_) => "POST /v1/sessions: with the bearer key of SESSIONS_KEY".to_owned(),
        None => "POST /v1/sessions: disabled; set SESSIONS_KEY to enable it".to_owned(),
    };
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|error| format!("cannot listen on {listen}: {error}"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    print_line(match source {
        "local" => {
            "sessions: local, for development only: every client that can reach this port gets a token"
        }
        "livekit" => "sessions: livekit, at LIVEKIT_URL",
        _ => "sessions: speko, with SPEKO_API_KEY",
    })?;
    print_line(&servers)?;
    print_line(
        "calls: in this process, for development only; in production, use LiveKit or Speko",
    )?;
    print_line(&format!("ready: http://{address}/"))?;
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

/// Writes a line to standard output and flushes it, so that it also reaches a pipe at once.
fn print_line(line: &str) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")
        .and_then(|()| out.flush())
        .map_err(|error| error.to_string())
}
