//! Transcript export, compared byte by byte.

use Source::{Agent, User};
use proptest::prelude::*;
use speko_proto::{Export, ExportFormat, Message, Source, Transcript};

fn say(source: Source, text: &str, is_final: bool, at: Option<u64>) -> Message {
    Message {
        source,
        text: text.into(),
        is_final,
        segment_id: None,
        started_at: at,
    }
}

/// Builds a transcript. Times are in ms after the first turn.
fn transcript_of(turns: &[(Source, &str, u64, u64)]) -> Transcript {
    const BEGUN: u64 = 1_700_000_000_000;
    let mut transcript = Transcript::new();
    for (source, text, start, end) in turns {
        let message = say(*source, text, true, Some(BEGUN + start));
        transcript.apply_at(&message, BEGUN + end);
    }
    transcript
}

fn short() -> Transcript {
    transcript_of(&[
        (Agent, "Good morning.", 0, 1_250),
        (User, "Hello!\nAre you <b>there</b>?", 65_000, 66_000),
        (Agent, "Yes & no --> maybe", 3_600_500, 3_600_600),
    ])
}

#[test]
fn exports_plain_text() {
    assert_eq!(
        short().export(ExportFormat::Text),
        "[0:00] Agent: Good morning.\n\
         [1:05] You: Hello!\n    Are you <b>there</b>?\n\
         [1:00:00] Agent: Yes & no --> maybe\n"
    );
}

#[test]
fn exports_markdown() {
    assert_eq!(
        short().export(ExportFormat::Markdown),
        "**Agent:** `0:00` Good morning.\n\n\
         **You:** `1:05` Hello!\\\nAre you \\<b\\>there\\</b\\>?\n\n\
         **Agent:** `1:00:00` Yes \\& no --\\> maybe\n"
    );
}

#[test]
fn exports_json() {
    assert_eq!(
        short().export(ExportFormat::Json),
        r#"[{"source":"agent","text":"Good morning.","isFinal":true,"startedAt":1700000000000,"endedAt":1700000001250},"#
            .to_owned()
            + r#"{"source":"user","text":"Hello!\nAre you <b>there</b>?","isFinal":true,"startedAt":1700000065000,"endedAt":1700000066000},"#
            + r#"{"source":"agent","text":"Yes & no --> maybe","isFinal":true,"startedAt":1700003600500,"endedAt":1700003600600}]"#
    );
}

#[test]
fn exports_web_vtt() {
    assert_eq!(
        short().export(ExportFormat::WebVtt),
        "WEBVTT\n\n\
         1\n00:00:00.000 --> 00:00:01.250\n<v Agent>Good morning.\n\n\
         2\n00:01:05.000 --> 00:01:06.000\n<v You>Hello!\nAre you &lt;b&gt;there&lt;/b&gt;?\n\n\
         3\n01:00:00.500 --> 01:00:01.500\n<v Agent>Yes &amp; no --&gt; maybe\n"
    );
}

#[test]
fn markdown_syntax_in_text_is_escaped() {
    for (text, written) in [
        ("*a* _b_ `c`", r"\*a\* \_b\_ \`c\`"),
        ("[x](y)", r"\[x\](y)"),
        ("# no heading", r"\# no heading"),
        ("a # b - c", "a # b - c"),
        ("a\n- b\n12. c\n12) d", "a\\\n\\- b\\\n12\\. c\\\n12\\) d"),
        ("a\n\n\n    b", "a\\\nb"),
        ("back\\slash | ~~x~~", r"back\\slash \| \~\~x\~\~"),
        ("3.5 and 1.", r"3\.5 and 1."),
    ] {
        let mut transcript = Transcript::new();
        transcript.apply(&say(User, text, true, None));
        let written = "**You:** ".to_owned() + written + "\n";
        assert_eq!(transcript.export(ExportFormat::Markdown), written, "{text}");
    }
}

#[test]
fn speaker_names_are_sanitized() {
    let transcript = transcript_of(&[(User, "hi", 0, 0)]);
    let export = Export {
        user: "A*\n\n<v B> & --> C",
        ..Export::default()
    };
    let write = |format| export.write(transcript.turns(), format);
    assert_eq!(write(ExportFormat::Text), "[0:00] A* <v B> & --> C: hi\n");
    assert!(write(ExportFormat::Markdown).starts_with(r"**A\* \<v B\> \& --\> C:**"));
    let cue = "<v A* &lt;v B&gt; &amp; --&gt; C>hi\n";
    assert!(write(ExportFormat::WebVtt).ends_with(cue));
}

#[test]
fn redacted_text_appears_in_no_format() {
    let transcript = transcript_of(&[
        (User, "My card is 4711 0815", 0, 10),
        (Agent, "Thanks", 1_000, 1_010),
        (User, "secret", 2_000, 2_010),
    ]);
    let export = Export {
        redact: &|turn| match turn.text.as_str() {
            "secret" => String::new(),
            text => text.replace(|letter: char| letter.is_ascii_digit(), "#"),
        },
        ..Export::default()
    };
    for format in ExportFormat::ALL {
        let text = export.write(transcript.turns(), format);
        assert!(text.contains("Thanks") && !text.contains("4711"), "{text}");
        assert!(!text.contains("secret"), "{text}");
    }
}

#[test]
fn missing_times_are_omitted_and_captions_are_sequential() {
    let mut transcript = Transcript::new();
    transcript.apply(&say(User, "one", true, None));
    transcript.apply(&say(Agent, "two", false, None));
    assert_eq!(
        transcript.export(ExportFormat::Text),
        "You: one\nAgent: two\n"
    );
    assert_eq!(
        transcript.export(ExportFormat::Json),
        r#"[{"source":"user","text":"one","isFinal":true},{"source":"agent","text":"two","isFinal":false}]"#
    );
    let captions = transcript.export(ExportFormat::WebVtt);
    assert!(
        captions.contains("\n00:00:00.000 --> 00:00:01.000\n"),
        "{captions}"
    );
    assert!(
        captions.contains("\n00:00:01.000 --> 00:00:02.000\n"),
        "{captions}"
    );
}

#[test]
fn empty_transcript_exports_a_valid_file() {
    let empty = Transcript::new();
    let written = ExportFormat::ALL.map(|format| empty.export(format));
    assert_eq!(written, ["", "", "[]", "WEBVTT\n"]);
}

proptest! {
    /// For any texts, captions have one cue per turn, in order, and no line of a text is parsed as
    /// anything else.
    #[test]
    fn any_text_produces_one_valid_cue_per_turn(texts in prop::collection::vec("[a\\-<>&\n\r \u{85}\u{2028}]{0,12}", 1..8)) {
        let mut transcript = Transcript::new();
        for (n, text) in texts.iter().enumerate() {
            let source = if n % 2 == 0 { User } else { Agent };
            transcript.apply(&say(source, text, true, Some(n as u64 * 10)));
        }
        let captions = transcript.export(ExportFormat::WebVtt);
        let mut blocks = captions.split("\n\n");
        prop_assert_eq!(blocks.next(), Some(if transcript.turns().is_empty() { "WEBVTT\n" } else { "WEBVTT" }));
        let mut cues = 0;
        for block in blocks {
            cues += 1;
            let mut lines = block.trim_end_matches('\n').split('\n');
            prop_assert_eq!(lines.next().unwrap(), cues.to_string());
            prop_assert_eq!(lines.next().unwrap().matches("-->").count(), 1);
            let text: Vec<_> = lines.collect();
            prop_assert!(text[0].starts_with("<v "));
            prop_assert!(text.iter().all(|line| !line.is_empty() && !line.contains("-->")));
        }
        prop_assert_eq!(cues, transcript.turns().len());
    }
}
