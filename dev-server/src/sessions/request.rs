//! The body of `POST /v1/sessions`, validated like Speko's API.

use std::time::Duration;

use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Issue, Refused};

const REGIONS: [&str; 4] = ["global", "us-east4", "europe-west3", "asia-southeast1"];
const GOALS: [&str; 4] = ["balanced", "accuracy", "latency", "cost"];
const RATES: [u64; 2] = [16_000, 24_000];
/// Default sample rate in Hz.
const DEFAULT_RATE: u32 = 24_000;
/// Default lifetime in seconds.
const DEFAULT_TTL: u64 = 900;
const LONGEST_TTL: u64 = 86_400;

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
    pub(crate) fn speech_to_speech(&mut self) -> (u32, u32) {
        if let Some(body) = self.body.as_object_mut() {
            body.insert("mode".into(), "s2s".into());
        }
        *self.s2s.insert((DEFAULT_RATE, DEFAULT_RATE))
    }

    /// Parses and validates a body.
    ///
    /// # Errors
    /// 400 `VALIDATION_ERROR` with each invalid field.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, Refused> {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let Some(fields) = body.as_object() else {
            let message = "the body is not a JSON object".to_owned();
            let path = String::new();
            return Err(Refused::invalid(vec![Issue { path, message }]));
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
            return Err(Refused::invalid(check.issues));
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

/// Collects invalid fields.
#[derive(Default)]
struct Check {
    issues: Vec<Issue>,
}

impl Check {
    fn all(&mut self, body: &Map<String, Value>) {
        let mode = self.one_of(body, "mode", "", &["cascade", "s2s"]);
        self.text(body, "agentId", 1, 256);
        self.text(body, "voice", 1, 256);
        self.text(body, "systemPrompt", 0, usize::MAX);
        self.text(body, "identity", 1, 128);
        if !body.get("firstMessage").is_some_and(Value::is_null) {
            self.text(body, "firstMessage", 0, 2_000);
        }
        self.number(body, "ttlSeconds", "", 1.0, LONGEST_TTL as f64, true);
        self.texts(body, "variables");
        self.texts(body, "webhookTags");
        self.object(body, "metadata");
        if let Some(intent) = self.object(body, "intent") {
            self.intent(intent);
        }
        if let Some(llm) = self.object(body, "llm") {
            self.number(llm, "temperature", "llm.", 0.0, 2.0, false);
            self.number(llm, "maxTokens", "llm.", 1.0, f64::MAX, true);
        }
        if let Some(tts) = self.object(body, "ttsOptions") {
            self.number(tts, "sampleRate", "ttsOptions.", 1.0, f64::MAX, true);
            self.number(tts, "speed", "ttsOptions.", 0.5, 2.0, false);
        }
        let has = |name: &str| body.get(name).is_some_and(|value| !value.is_null());
        if has("webhookTags") && !has("agentId") {
            self.wrong("webhookTags", "requires agentId");
        }
        let pinned = mode == Some("s2s") && self.pinned(body);
        if !has("agentId") && !has("intent") && !pinned {
            self.wrong("intent", "required unless agentId is given");
        }
    }

    fn intent(&mut self, intent: &Map<String, Value>) {
        match intent.get("language").and_then(Value::as_str) {
            Some(language) if is_language(language) => {}
            _ => self.wrong("intent.language", "required, as `en` or `en-US`"),
        }
        self.one_of(intent, "region", "intent.", &REGIONS);
        self.one_of(intent, "optimizeFor", "intent.", &GOALS);
        if intent.contains_key("vertical") {
            self.wrong("intent.vertical", "is no longer supported");
        }
    }

    /// Returns whether both provider and model are set. It is an error to set only one of them.
    fn pinned(&mut self, body: &Map<String, Value>) -> bool {
        let Some(s2s) = self.object(body, "s2s") else {
            return false;
        };
        for name in ["inputSampleRate", "outputSampleRate"] {
            let rate = s2s.get(name);
            if rate.is_some_and(|rate| !rate.as_u64().is_some_and(|rate| RATES.contains(&rate))) {
                self.wrong(&format!("s2s.{name}"), "must be 16000 or 24000");
            }
        }
        let given = |name| {
            s2s.get(name)
                .and_then(Value::as_str)
                .is_some_and(|text| !text.is_empty())
        };
        let (provider, model) = (given("provider"), given("model"));
        if provider != model {
            self.wrong("s2s", "provider and model must be set together");
        }
        provider && model
    }

    fn wrong(&mut self, path: &str, message: &str) {
        self.issues.push(Issue {
            path: path.to_owned(),
            message: message.to_owned(),
        });
    }

    fn object<'a>(
        &mut self,
        body: &'a Map<String, Value>,
        name: &str,
    ) -> Option<&'a Map<String, Value>> {
        let value = body.get(name).filter(|value| !value.is_null())?;
        if !value.is_object() {
            self.wrong(name, "must be an object");
        }
        value.as_object()
    }

    fn text(&mut self, body: &Map<String, Value>, name: &str, least: usize, most: usize) {
        let Some(value) = body.get(name) else { return };
        let length = value.as_str().map(|text| text.chars().count());
        if !length.is_some_and(|length| (least..=most).contains(&length)) {
            self.wrong(
                name,
                &format!("must be a string of {least} to {most} characters"),
            );
        }
    }

    fn texts(&mut self, body: &Map<String, Value>, name: &str) {
        if let Some(texts) = self.object(body, name)
            && !texts.values().all(Value::is_string)
        {
            self.wrong(name, "must contain only strings");
        }
    }

    fn number(
        &mut self,
        body: &Map<String, Value>,
        name: &str,
        at: &str,
        least: f64,
        most: f64,
        whole: bool,
    ) {
        let Some(value) = body.get(name) else { return };
        let fits = value
            .as_f64()
            .is_some_and(|number| (least..=most).contains(&number));
        if !fits || (whole && value.as_u64().is_none()) {
            let kind = if whole { "whole number" } else { "number" };
            let range = match most == f64::MAX {
                true => format!("must be a {kind} of at least {least}"),
                false => format!("must be a {kind} from {least} to {most}"),
            };
            self.wrong(&format!("{at}{name}"), &range);
        }
    }

    fn one_of<'a>(
        &mut self,
        body: &'a Map<String, Value>,
        name: &str,
        at: &str,
        known: &[&str],
    ) -> Option<&'a str> {
        let value = body.get(name)?;
        let text = value.as_str();
        if !text.is_some_and(|text| known.contains(&text)) {
            self.wrong(
                &format!("{at}{name}"),
                &format!("must be one of {}", known.join(", ")),
            );
        }
        text
    }
}

/// The API's `^[a-z]{2}(-[A-Z]{2})?$`: narrower than BCP 47.
fn is_language(text: &str) -> bool {
    let lower =
        |text: &str| text.len() == 2 && text.bytes().all(|letter| letter.is_ascii_lowercase());
    let upper =
        |text: &str| text.len() == 2 && text.bytes().all(|letter| letter.is_ascii_uppercase());
    match text.split_once('-') {
        Some((language, country)) => lower(language) && upper(country),
        None => lower(text),
    }
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
        let long = format!(
            r#"{{"agentId":"a","firstMessage":"{}"}}"#,
            "a".repeat(2_001)
        );
        assert_eq!(wrong(&long), ["firstMessage"]);
    }
}
