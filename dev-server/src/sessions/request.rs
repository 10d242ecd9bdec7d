//! The body of `POST /v1/sessions`, validated like Speko's API.

mod check;

use std::time::Duration;

use serde_json::Value;
use uuid::Uuid;

use super::{Issue, SessionError};
use check::Check;

/// Default sample rate in Hz.
const DEFAULT_RATE: u32 = 24_000;
/// Default lifetime in seconds.
const DEFAULT_TTL: u64 = 900;

/// A valid request for a session.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SessionRequest {
    pub identity: String,
    pub ttl: Duration,
    /// Input and output sample rates in Hz of a realtime session. `None` for a cascade session.
    pub s2s: Option<(u32, u32)>,
    /// The whole body, which is passed to the agent.
    pub body: Value,
}

impl SessionRequest {
    /// Creates the request of a page of this server, which has no body.
    pub(crate) fn plain(agent: Option<&str>) -> Self {
        let body = match agent {
            Some(agent) => serde_json::json!({ "agentId": agent }),
            None => serde_json::json!({ "intent": { "language": "en" } }),
        };
        Self {
            identity: user(),
            ttl: Duration::from_secs(DEFAULT_TTL),
            s2s: None,
            body,
        }
    }

    /// Changes the request to a realtime session. Returns its sample rates.
    pub(crate) fn set_realtime(&mut self) -> (u32, u32) {
        if let Some(body) = self.body.as_object_mut() {
            body.insert("mode".into(), "s2s".into());
        }
        *self.s2s.insert((DEFAULT_RATE, DEFAULT_RATE))
    }

    /// Parses and validates a body.
    ///
    /// # Errors
    /// 400 `VALIDATION_ERROR` with each invalid field.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, SessionError> {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let Some(fields) = body.as_object() else {
            let message = "the body is not a JSON object".to_owned();
            let path = String::new();
            return Err(SessionError::invalid(vec![Issue { path, message }]));
        };
        let mut check = Check::default();
        check.all(fields);
        let identity = fields.get("identity").and_then(Value::as_str);
        let ttl = fields.get("ttlSeconds").and_then(Value::as_u64);
        let s2s = (fields.get("mode").and_then(Value::as_str) == Some("s2s")).then(|| {
            let rate = |name| {
                let options = fields.get("s2s").and_then(|s2s| s2s.get(name));
                let rate = options.and_then(Value::as_u64);
                rate.and_then(|rate| u32::try_from(rate).ok())
                    .unwrap_or(DEFAULT_RATE)
            };
            (rate("inputSampleRate"), rate("outputSampleRate"))
        });
        if !check.issues.is_empty() {
            return Err(SessionError::invalid(check.issues));
        }
        Ok(Self {
            identity: identity.map_or_else(user, str::to_owned),
            ttl: Duration::from_secs(ttl.unwrap_or(DEFAULT_TTL)),
            s2s,
            body,
        })
    }
}

fn user() -> String {
    format!("user_{}", Uuid::new_v4())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(body: &str) -> Vec<String> {
        match SessionRequest::parse(body.as_bytes()) {
            Ok(_) => Vec::new(),
            Err(refused) => refused.issues.into_iter().map(|issue| issue.path).collect(),
        }
    }

    #[test]
    fn invalid_fields_are_reported_by_path() {
        for (body, expected) in [
            (r#"{"agentId":"a"}"#, &[][..]),
            (r#"{"intent":{"language":"en"}}"#, &[]),
            (
                r#"{"agentId":"a","intent":{"language":"de-AT","region":"europe-west3","optimizeFor":"latency"}}"#,
                &[],
            ),
            (
                r#"{"agentId":"a","firstMessage":null,"metadata":{"a":1},"webhookTags":{"a":"b"},"variables":{"a":"b"}}"#,
                &[],
            ),
            (
                r#"{"agentId":"a","llm":{"temperature":2,"maxTokens":1},"ttsOptions":{"speed":0.5,"sampleRate":8000}}"#,
                &[],
            ),
            ("{}", &["intent"]),
            ("[]", &[""]),
            ("no", &[""]),
            (r#"{"intent":{}}"#, &["intent.language"]),
            (r#"{"intent":{"language":"zh-Hans"}}"#, &["intent.language"]),
            (
                r#"{"intent":{"language":"en","region":"mars"}}"#,
                &["intent.region"],
            ),
            (
                r#"{"intent":{"language":"en","vertical":"x"}}"#,
                &["intent.vertical"],
            ),
            (r#"{"agentId":""}"#, &["agentId"]),
            (r#"{"agentId":"a","mode":"phone"}"#, &["mode"]),
            (
                r#"{"agentId":"a","llm":{"temperature":2.1,"maxTokens":0}}"#,
                &["llm.temperature", "llm.maxTokens"],
            ),
            (
                r#"{"agentId":"a","ttsOptions":{"speed":3}}"#,
                &["ttsOptions.speed"],
            ),
            (r#"{"agentId":"a","variables":{"a":1}}"#, &["variables"]),
            (
                r#"{"intent":{"language":"en"},"webhookTags":{}}"#,
                &["webhookTags"],
            ),
            (r#"{"mode":"s2s"}"#, &["intent"]),
            (r#"{"mode":"s2s","s2s":{"provider":"p","model":"m"}}"#, &[]),
            (
                r#"{"mode":"s2s","agentId":"a","s2s":{"provider":"p"}}"#,
                &["s2s"],
            ),
            (
                r#"{"mode":"s2s","agentId":"a","s2s":{"inputSampleRate":8000}}"#,
                &["s2s.inputSampleRate"],
            ),
            (r#"{"s2s":{"provider":"p","model":"m"}}"#, &["intent"]),
        ] {
            assert_eq!(wrong(body), expected, "{body}");
        }
    }

    #[test]
    fn first_message_has_a_maximum_length() {
        let long = format!(
            r#"{{"agentId":"a","firstMessage":"{}"}}"#,
            "a".repeat(2_001)
        );
        assert_eq!(wrong(&long), ["firstMessage"]);
    }
}
