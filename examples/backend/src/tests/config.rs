//! What the server reads from its environment.

use super::{PAGE, environment};

const ALL: [(&str, &str); 3] = [
    ("SPEKO_API_KEY", "sk_1"),
    ("SPEKO_AGENT_ID", "a"),
    ("ALLOWED_ORIGINS", PAGE),
];

/// The error if this variable has this value.
fn error(name: &str, value: &str) -> String {
    let mut variables = ALL.to_vec();
    variables.retain(|(known, _)| *known != name);
    variables.push((name, value));
    let error = environment(&variables).err();
    error.map_or(String::new(), |error| error.to_string())
}

#[test]
fn missing_variables_are_named_with_what_to_do() {
    assert!(environment(&ALL).is_ok());
    for (missing, _) in ALL {
        let mut variables = ALL.to_vec();
        variables.retain(|(name, _)| *name != missing);
        let unset = environment(&variables).err().unwrap().to_string();
        assert!(unset.starts_with(&format!("set {missing} to ")), "{unset}");
        assert_eq!(error(missing, " \n"), unset);
    }
}

#[test]
fn optional_variables_have_a_default_when_unset_or_empty() {
    for listen in [None, Some(""), Some(" "), Some(" [::1]:9\n")] {
        let mut variables = ALL.to_vec();
        variables.extend(listen.map(|listen| ("LISTEN", listen)));
        let (_, address) = environment(&variables).ok().unwrap();
        let expected = match listen {
            Some(set) if set.contains('9') => "[::1]:9",
            _ => "127.0.0.1:3000",
        };
        assert_eq!(address, expected, "{listen:?}");
    }
}

#[test]
fn only_origins_as_browsers_send_them_are_accepted() {
    for origins in [
        "https://app.example",
        " http://127.0.0.1:8080 ,, https://[::1]:9, ",
        "https://xn--bcher-kva.example",
    ] {
        assert_eq!(error("ALLOWED_ORIGINS", origins), "", "{origins}");
    }
    for (entry, write) in [
        ("https://app.example/", "https://app.example"),
        ("https://app.example/page", "https://app.example"),
        ("https://App.example", "https://app.example"),
        ("https://app.example:443", "https://app.example"),
        ("https://a@app.example", "https://app.example"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("app.example", "https://app.example"),
        ("localhost:8080", "https://app.example"),
        ("null", "https://app.example"),
        ("*", "https://app.example"),
    ] {
        assert_eq!(
            error("ALLOWED_ORIGINS", &format!("{PAGE}, {entry}")),
            format!("allowed origin {entry}: write it like {write}")
        );
    }
    let none = "no page is allowed: list the origins of your pages";
    assert_eq!(error("ALLOWED_ORIGINS", " , "), none);
}

#[test]
fn key_is_sent_only_over_tls_or_to_loopback() {
    for (url, sessions) in [
        ("", "https://api.speko.dev/v1/sessions"),
        ("https://a.example", "https://a.example/v1/sessions"),
        ("https://a.example/b/", "https://a.example/b/v1/sessions"),
        ("http://127.0.0.1:9", "http://127.0.0.1:9/v1/sessions"),
        ("http://[::1]:9", "http://[::1]:9/v1/sessions"),
        ("http://localhost:9/\n", "http://localhost:9/v1/sessions"),
    ] {
        let mut variables = ALL.to_vec();
        variables.push(("SPEKO_BASE_URL", url));
        let (backend, _) = environment(&variables).ok().unwrap();
        assert_eq!(backend.speko.sessions.as_str(), sessions);
    }
    for url in [
        "speko",
        "http://a.example",
        "http://127.0.0.1.a.example",
        "http://127.0.0.1@a.example",
        "http://localhost.a.example",
        "ws://a.example",
    ] {
        let error = error("SPEKO_BASE_URL", url);
        assert!(error.starts_with(&format!("base URL {url}: ")), "{error}");
    }
}
