//! `<TranscriptExport>` on a server: labelled and disabled.

use leptos::prelude::*;
use leptos_speko::*;

use super::render;

#[test]
fn transcript_export_renders_labelled_and_disabled() {
    let html = render(|| {
        provide_context(Voice::new(VoiceOptions::new(Credentials::new(
            "wss://a", "a.b.c",
        ))));
        view! { <TranscriptExport class="mine" /> }.into_any()
    });
    for part in [
        r#"data-slot="transcript-export""#,
        r#"role="group""#,
        r#"aria-label="Export transcript""#,
        r#"data-state="empty""#,
        r#"class="mine""#,
        r#"aria-label="Format""#,
        ">0 turns</span>",
        r#"<option value="vtt">Captions (WebVTT)</option>"#,
        ">Copy</button>",
        ">Download</button>",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert_eq!(html.matches(" disabled").count(), 3, "{html}");
}

#[test]
fn voice_exports_its_transcript_as_text() {
    Owner::new().with(|| {
        let voice = Voice::new(VoiceOptions::new(Credentials::new("wss://a", "a.b.c")));
        voice.emit(Event::Message(Message {
            source: Source::Agent,
            text: "Hi".into(),
            is_final: true,
            segment_id: None,
            started_at: None,
        }));
        assert_eq!(voice.export(ExportFormat::Text), "Agent: Hi\n");
        let loud = Export {
            agent: "AGENT",
            ..Export::default()
        };
        assert_eq!(voice.export_as(&loud, ExportFormat::Text), "AGENT: Hi\n");
    });
}
