//! The command line.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use crate::config::Timings;
use crate::sessions::Limits;

/// What `--help` says.
pub const HELP: &str = "\
The local backend of leptos-speko: signalling, WebRTC and an agent that answers, for development on this machine.

Usage: speko-backend [--listen ADDRESS:PORT] [--page FOLDER] [--allow-origin ORIGIN]... [--sessions-per-minute N]
                     [--resume-within SECONDS]

  --listen ADDRESS:PORT  where to listen; 127.0.0.1:8787 unless told otherwise, port 0 for any free one
  --page FOLDER          serve this built page, for example trunk's dist folder
  --allow-origin ORIGIN  let pages of this origin, as https://app.example, start conversations too
  --sessions-per-minute N  how many one address may start; 120 unless told otherwise, five times as many for all
  --resume-within SECONDS  how long a caller whose socket broke may take to come back; from 1 on, 20 by default
  --help                 say this

Sessions are local, or from LIVEKIT_URL with LIVEKIT_API_KEY, LIVEKIT_API_SECRET and LIVEKIT_AGENT_NAME, or from Speko
with SPEKO_API_KEY, SPEKO_AGENT_ID and SPEKO_BASE_URL. SESSIONS_KEY is the bearer key of POST /v1/sessions.";

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Args {
    /// Serve.
    Serve {
        /// Where to listen.
        listen: SocketAddr,
        /// The page.
        page: Option<PathBuf>,
        /// Origins whose pages may start conversations.
        allowed_origins: Vec<String>,
        /// How many sessions pages may start.
        limits: Limits,
        /// How long a caller whose socket broke may take to come back.
        resume_within: Duration,
    },
    /// Say how to use it.
    Help,
}

impl Args {
    /// Reads the arguments that follow the program's name.
    ///
    /// # Errors
    /// Says what is wrong, in a sentence.
    pub fn parse(args: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut args = args.into_iter();
        let mut listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 8787));
        let mut page = None;
        let mut allowed_origins = Vec::new();
        let mut limits = Limits::default();
        let mut resume_within = Timings::default().resume_within;
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
                        format!("--sessions-per-minute {value}: not a number from 1 on")
                    })?;
                    limits.all = limits.each.saturating_mul(5);
                }
                "--resume-within" => {
                    let value = value()?;
                    let seconds = value.parse().ok().filter(|seconds| *seconds > 0);
                    resume_within = seconds
                        .map(Duration::from_secs)
                        .ok_or_else(|| format!("--resume-within {value}: not seconds from 1 on"))?;
                }
                _ => return Err(format!("{name}: no such option; --help names them")),
            }
        }
        Ok(Self::Serve {
            listen,
            page,
            allowed_origins,
            limits,
            resume_within,
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
    fn it_listens_on_this_machine_unless_told_otherwise() {
        let Ok(Args::Serve { listen, page, .. }) = parse("") else {
            panic!("not read")
        };
        assert_eq!(
            (listen.to_string().as_str(), page),
            ("127.0.0.1:8787", None)
        );
    }

    #[test]
    fn options_take_their_value_either_way() {
        let expected = Args::Serve {
            listen: "[::1]:0".parse().unwrap(),
            page: Some("dist".into()),
            allowed_origins: Vec::new(),
            limits: Limits::default(),
            resume_within: Duration::from_secs(20),
        };
        assert_eq!(parse("--listen [::1]:0 --page dist"), Ok(expected));
        assert_eq!(
            parse("--listen=[::1]:0 --page=dist"),
            parse("--listen [::1]:0 --page dist")
        );
    }

    #[test]
    fn mistakes_are_named() {
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
                .contains("from 1 on")
        );
        assert!(parse("--resume-within 0").unwrap_err().contains("1 on"));
        assert!(parse("--port 1").unwrap_err().starts_with("--port"));
    }
}
