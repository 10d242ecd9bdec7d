//! The transcript as a text to keep. A page that calls none of it does not have it.

use leptos::prelude::*;
use speko_client::{Export, ExportFormat};

use super::Voice;

impl Voice {
    /// The transcript written down, with the speakers called "Agent" and "You"; empty, or a file without turns, when
    /// nothing was said. It works after the end, until the next start.
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

    /// The same with other names, or with parts of the text taken out.
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
        // A copy, so that what the app's function reads or calls is not locked.
        let turns = self
            .core
            .try_with_value(|core| core.transcript.turns().to_vec())
            .unwrap_or_default();
        export.write(&turns, format)
    }
}
