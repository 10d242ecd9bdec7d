//! Transcript export. A page that does not call it does not contain its code.

use leptos::prelude::*;
use speko_client::{Export, ExportFormat};

use super::Voice;

impl Voice {
    /// Returns the transcript in `format`, with the speakers named "Agent" and "You". Without turns
    /// the text is empty, or a file without entries. Also works after the end, until the next
    /// start.
    ///
    /// ```
    /// use leptos_speko::{ExportFormat, Voice};
    ///
    /// fn notes(voice: Voice) -> String {
    ///     voice.export(ExportFormat::Markdown)
    /// }
    /// ```
    pub fn export(&self, format: ExportFormat) -> String {
        self.export_as(&Export::default(), format)
    }

    /// Returns the transcript with other speaker names or with redacted text.
    ///
    /// ```
    /// use leptos_speko::{Export, ExportFormat, Voice};
    ///
    /// fn without_digits(voice: Voice) -> String {
    ///     let export = Export {
    ///         redact: &|turn| turn.text.replace(|letter: char| letter.is_ascii_digit(), "#"),
    ///         ..Export::default()
    ///     };
    ///     voice.export_as(&export, ExportFormat::Text)
    /// }
    /// ```
    pub fn export_as(&self, export: &Export<'_>, format: ExportFormat) -> String {
        // Cloned, so that the app's callback runs while the core is not locked.
        let turns = self
            .core
            .try_with_value(|core| core.transcript.turns().to_vec())
            .unwrap_or_default();
        export.write(&turns, format)
    }
}
