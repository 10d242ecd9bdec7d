//! The one table of everything that the components say. A constant that no component of a page uses adds nothing to it.

use super::Phrase;

macro_rules! phrases {
    ($($(#[$about:meta])* $name:ident = $key:literal, $english:literal $(, $plural:literal)?;)*) => {
        $($(#[$about])* pub const $name: Phrase = phrases!(@one $key, $english $(, $plural)?);)*

        /// All of them, in the order of the components: what a translator goes through.
        pub const ALL: &[Phrase] = &[$($name),*];
    };
    (@one $key:literal, $english:literal) => { Phrase::new($key, $english) };
    (@one $key:literal, $one:literal, $other:literal) => { Phrase::counted($key, $one, $other) };
}

phrases! {
    /// `CallButton`: what a press begins.
    CALL_START = "call-button.start", "Start conversation";
    /// The same as short as a button needs it.
    CALL_START_SHORT = "call-button.start-short", "Start";
    /// `CallButton` while it connects.
    CALL_CANCEL = "call-button.cancel", "Cancel connecting";
    /// The same, short.
    CALL_CANCEL_SHORT = "call-button.cancel-short", "Cancel";
    /// `CallButton` during a conversation.
    CALL_END = "call-button.end", "End conversation";
    /// The same, short.
    CALL_END_SHORT = "call-button.end-short", "End";
    /// `CallButton` while it ends.
    CALL_ENDING = "call-button.ending", "Ending conversation";
    /// The same, short.
    CALL_ENDING_SHORT = "call-button.ending-short", "Ending…";
    /// `MicToggle`: the button's name.
    MIC_MUTE = "mic-toggle.mute", "Mute microphone";
    /// What it shows while the microphone is open.
    MIC_MUTE_SHORT = "mic-toggle.mute-short", "Mute";
    /// What it shows while muted is wanted.
    MIC_MUTED_SHORT = "mic-toggle.muted-short", "Muted";
    /// `StartAudio`.
    START_AUDIO = "start-audio.press", "Turn on sound";
    /// `TranscriptExport`: how many turns there are.
    TURNS = "transcript-export.turns", "{} turn", "{} turns";
    /// `TranscriptExport`: what it is.
    EXPORT = "transcript-export.name", "Export transcript";
    /// The choice of a format.
    EXPORT_FORMAT = "transcript-export.format", "Format";
    /// Plain text.
    EXPORT_TEXT = "transcript-export.text", "Text";
    /// Markdown.
    EXPORT_MARKDOWN = "transcript-export.markdown", "Markdown";
    /// JSON.
    EXPORT_JSON = "transcript-export.json", "JSON";
    /// Captions.
    EXPORT_WEB_VTT = "transcript-export.web-vtt", "Captions (WebVTT)";
    /// The button that copies.
    EXPORT_COPY = "transcript-export.copy", "Copy";
    /// The button that saves a file.
    EXPORT_DOWNLOAD = "transcript-export.download", "Download";
    /// What is said once it is on the clipboard.
    EXPORT_COPIED = "transcript-export.copied", "Copied";
    /// What is said when the browser did not allow it.
    EXPORT_FAILED = "transcript-export.failed", "The browser did not allow that. Try the other button.";
    /// The agent's name in what is exported.
    EXPORT_AGENT = "transcript-export.agent", "Agent";
    /// The person's name in what is exported.
    EXPORT_USER = "transcript-export.user", "You";
}
