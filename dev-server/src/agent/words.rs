//! The agent's texts.

use speko_proto::Overrides;

/// The text of the recorded greeting.
pub(super) const GREETING: &str =
    "Hello. I am the local agent. Say something, and you will hear it again.";

/// The answer to the typed word that ends the call.
pub(super) const GOODBYE: &str = "Goodbye!";

/// Maximum length of a quoted text, in characters.
const QUOTED: usize = 200;

/// The interim transcript while the user speaks.
pub(super) fn speaking(millis: u64) -> String {
    format!("speaking: {} seconds", seconds(millis))
}

/// The final transcript of a turn. Duration and level are all that the agent knows about it.
pub(super) fn spoke(millis: u64, level: f64) -> String {
    format!(
        "You spoke for {} seconds, at −{:.0} dB",
        seconds(millis),
        level.abs()
    )
}

/// The transcript that precedes the playback of the user's turn.
pub(super) fn heard(millis: u64) -> String {
    format!(
        "I heard you for {} seconds. This is what you said:",
        seconds(millis)
    )
}

/// The answer to a typed message.
pub(super) fn answer(text: &str, overrides: Option<&Overrides>, context: &[String]) -> String {
    if text.to_lowercase().contains("what do you know") {
        return knowledge(overrides, context);
    }
    format!("You wrote: {}", quoted(text))
}

/// The answer after a tool call.
pub(super) fn tool_answer(output: &str) -> String {
    format!("Your page says: {}", quoted(output))
}

/// Returns whether a typed message ends the call.
pub(super) fn is_goodbye(text: &str) -> bool {
    text.trim()
        .trim_end_matches(['.', '!'])
        .eq_ignore_ascii_case("goodbye")
}

fn knowledge(overrides: Option<&Overrides>, context: &[String]) -> String {
    let mut facts: Vec<String> = context.iter().map(|update| quoted(update)).collect();
    if let Some(overrides) = overrides {
        let named = [
            ("My prompt is", overrides.agent.prompt.as_deref()),
            (
                "My first message is",
                overrides.agent.first_message.as_deref(),
            ),
            ("My language is", overrides.agent.language.as_deref()),
            ("My voice is", overrides.tts.voice_id.as_deref()),
        ];
        facts.extend(
            named.iter().filter_map(|(what, value)| {
                value.map(|value| format!("{what}: {}", quoted(value)))
            }),
        );
        facts.extend(
            overrides
                .tts
                .speed
                .map(|speed| format!("My speed is: {speed}")),
        );
    }
    if facts.is_empty() {
        "I know nothing yet.".into()
    } else {
        format!("I know: {}", facts.join("; "))
    }
}

fn quoted(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn seconds(millis: u64) -> String {
    let tenths = (millis + 50) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_have_one_decimal_place() {
        assert_eq!(speaking(1_234), "speaking: 1.2 seconds");
        assert_eq!(spoke(2_360, -22.6), "You spoke for 2.4 seconds, at −23 dB");
    }

    #[test]
    fn long_text_is_truncated_at_a_character_boundary() {
        let answer = answer(&"ä".repeat(60_000), None, &[]);
        assert_eq!(answer.chars().count(), "You wrote: ".len() + QUOTED + 1);
    }

    #[test]
    fn goodbye_must_be_the_whole_message() {
        assert!(is_goodbye(" Goodbye! "));
        assert!(!is_goodbye("don't say goodbye yet"));
    }

    #[test]
    fn answer_lists_all_context_updates_and_overrides() {
        assert_eq!(
            answer("What do you know?", None, &[]),
            "I know nothing yet."
        );
        let mut overrides = Overrides::default();
        overrides.agent.language = Some("de".into());
        overrides.tts.speed = Some(1.25);
        let answer = answer(
            "what do you know",
            Some(&overrides),
            &["the cart holds 3 things".into()],
        );
        assert_eq!(
            answer,
            "I know: the cart holds 3 things; My language is: de; My speed is: 1.25"
        );
    }
}
