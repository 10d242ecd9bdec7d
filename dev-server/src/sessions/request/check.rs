//! The rules of Speko's API for each field of the body.

use serde_json::{Map, Value};

use super::Issue;

const REGIONS: [&str; 4] = ["global", "us-east4", "europe-west3", "asia-southeast1"];
const GOALS: [&str; 4] = ["balanced", "accuracy", "latency", "cost"];
const RATES: [u64; 2] = [16_000, 24_000];
/// In seconds.
const MAX_TTL: u64 = 86_400;

/// Collects invalid fields.
#[derive(Default)]
pub(super) struct Check {
    pub(super) issues: Vec<Issue>,
}

impl Check {
    pub(super) fn all(&mut self, body: &Map<String, Value>) {
        let mode = self.one_of(body, "mode", "", &["cascade", "s2s"]);
        self.text(body, "agentId", 1, 256);
        self.text(body, "voice", 1, 256);
        self.text(body, "systemPrompt", 0, usize::MAX);
        self.text(body, "identity", 1, 128);
        if !body.get("firstMessage").is_some_and(Value::is_null) {
            self.text(body, "firstMessage", 0, 2_000);
        }
        self.number(body, "ttlSeconds", "", 1.0, MAX_TTL as f64, true);
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
