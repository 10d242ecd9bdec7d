//! The command line.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

/// What `--help` says.
pub const HELP: &str = "\
The local backend of leptos-speko: signalling, WebRTC and an agent that answers, for development on this machine.

Usage: speko-backend [--listen ADDRESS:PORT] [--page FOLDER]

  --listen ADDRESS:PORT  where to listen; 127.0.0.1:8787 unless told otherwise, port 0 for any free one
  --page FOLDER          serve this built page, for example trunk's dist folder
  --help                 say this

LIVEKIT_API_KEY and LIVEKIT_API_SECRET, where set, replace devkey and secret.";

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Args {
    /// Serve.
    Serve {
        /// Where to listen.
        listen: SocketAddr,
        /// The page.
        page: Option<PathBuf>,
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
                _ => return Err(format!("{name}: no such option; --help names them")),
            }
        }
        Ok(Self::Serve { listen, page })
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
        let Ok(Args::Serve { listen, page }) = parse("") else {
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
        assert!(parse("--port 1").unwrap_err().starts_with("--port"));
    }
}
