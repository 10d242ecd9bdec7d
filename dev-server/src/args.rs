//! The command line.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use crate::config::Timings;
use crate::sessions::Limits;

/// The output of `--help`.
pub const HELP: &str = "\
The development server of leptos-speko: signaling, WebRTC and a local agent.

Usage: speko-dev-server [--listen ADDRESS:PORT] [--page FOLDER] [--allow-origin ORIGIN]... [--sessions-per-minute N]
                     [--resume-within SECONDS] [--greeting-times N]

  --listen ADDRESS:PORT  address to listen on; default 127.0.0.1:8787, port 0 selects a free port
  --page FOLDER          built page to serve, for example trunk's dist folder
  --allow-origin ORIGIN  also allow pages of this origin to start conversations, for example https://app.example
  --sessions-per-minute N  limit for each client address; default 120. The limit for all clients is five times as high
  --resume-within SECONDS  how long a caller can resume after its socket closed; at least 1, default 20
  --greeting-times N     how many times in a row the agent plays its greeting, for tests; at least 1, default 1
  --help                 print this help

Environment variables select where sessions are created. LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET and
LIVEKIT_AGENT_NAME select a LiveKit server; SPEKO_API_KEY, SPEKO_AGENT_ID and SPEKO_BASE_URL select Speko. Default: local.
SESSIONS_KEY is the bearer key of POST /v1/sessions.";

/// The parsed command line.
#[derive(Debug, PartialEq, Eq)]
pub enum Args {
    /// Serve.
    Serve {
        /// The listen address.
        listen: SocketAddr,
        /// The folder of the built page.
        page: Option<PathBuf>,
        /// Origins whose pages may start conversations.
        allowed_origins: Vec<String>,
        /// Rate limits for sessions started by pages.
        limits: Limits,
        /// Time within which a caller whose socket closed may resume.
        resume_within: Duration,
        /// How many times in a row the agent plays its greeting.
        greeting_times: usize,
    },
    /// Print the help.
    Help,
}

impl Args {
    /// Parses the arguments after the program's name.
    ///
    /// # Errors
    /// Returns a sentence that says what is wrong.
    pub fn parse(args: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut args = args.into_iter();
        let mut listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 8787));
        let mut page = None;
        let mut allowed_origins = Vec::new();
        let mut limits = Limits::default();
        let mut resume_within = Timings::default().resume_within;
        let mut greeting_times = 1;
        while let Some(arg) = args.next() {
            let (name, inline) = match arg.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (arg, None),
            };
            let mut value = || {
                inline
                    .clone()
                    .or_else(|| args.next())
                    .ok_or_else(|| format!("{name} needs a value"))
            };
            match name.as_str() {
                "--help" | "-h" => return Ok(Self::Help),
                "--listen" => {
                    let value = value()?;
                    listen = value.parse().map_err(|_| {
                        format!("--listen {value}: not an address like 127.0.0.1:8787")
                    })?;
                }
                "--page" => page = Some(PathBuf::from(value()?)),
                "--allow-origin" => {
                    let value = value()?;
                    let host = value.split_once("://").map(|(_, host)| host);
                    if host.is_none_or(|host| host.is_empty() || host.contains(['/', '*', '?'])) {
                        return Err(format!(
                            "--allow-origin {value}: not an origin like https://app.example"
                        ));
                    }
                    allowed_origins.push(value);
                }
                "--sessions-per-minute" => {
                    let value = value()?;
                    limits.each = value.parse().ok().filter(|each| *each > 0).ok_or_else(|| {
                        format!("--sessions-per-minute {value}: must be at least 1")
                    })?;
                    limits.all = limits.each.saturating_mul(5);
                }
                "--resume-within" => {
                    let value = value()?;
                    let seconds = value.parse().ok().filter(|seconds| *seconds > 0);
                    resume_within = seconds
                        .map(Duration::from_secs)
                        .ok_or_else(|| format!("--resume-within {value}: must be at least 1"))?;
                }
                "--greeting-times" => {
                    let value = value()?;
                    let times = value.parse::<usize>().ok().filter(|times| *times > 0);
                    greeting_times = times
                        .ok_or_else(|| format!("--greeting-times {value}: must be at least 1"))?;
                }
                _ => return Err(format!("{name}: unknown option; see --help")),
            }
        }
        Ok(Self::Serve {
            listen,
            page,
            allowed_origins,
            limits,
            resume_within,
            greeting_times,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Args, String> {
        Args::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn default_listen_address_is_loopback() {
        let Ok(Args::Serve { listen, page, .. }) = parse("") else {
            panic!("not parsed")
        };
        assert_eq!(
            (listen.to_string().as_str(), page),
            ("127.0.0.1:8787", None)
        );
    }

    #[test]
    fn options_accept_a_space_or_an_equals_sign() {
        let expected = Args::Serve {
            listen: "[::1]:0".parse().unwrap(),
            page: Some("dist".into()),
            allowed_origins: Vec::new(),
            limits: Limits::default(),
            resume_within: Duration::from_secs(20),
            greeting_times: 1,
        };
        assert_eq!(parse("--listen [::1]:0 --page dist"), Ok(expected));
        assert_eq!(
            parse("--listen=[::1]:0 --page=dist"),
            parse("--listen [::1]:0 --page dist")
        );
    }

    #[test]
    fn invalid_arguments_are_named_in_the_error() {
        assert!(
            parse("--listen here")
                .unwrap_err()
                .contains("not an address")
        );
        assert_eq!(parse("--page").unwrap_err(), "--page needs a value");
        for origin in [
            "app.example",
            "*",
            "https://",
            "https://app.example/",
            "https://*.app.example",
        ] {
            let error = parse(&format!("--allow-origin {origin}")).unwrap_err();
            assert!(error.contains("not an origin"), "{origin}");
        }
        assert!(
            parse("--sessions-per-minute 0")
                .unwrap_err()
                .contains("at least 1")
        );
        assert!(
            parse("--resume-within 0")
                .unwrap_err()
                .contains("at least 1")
        );
        assert!(
            parse("--greeting-times 0")
                .unwrap_err()
                .contains("at least 1")
        );
        assert!(parse("--port 1").unwrap_err().starts_with("--port"));
    }
}
