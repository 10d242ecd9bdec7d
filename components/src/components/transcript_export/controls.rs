use std::fmt;

use leptos::prelude::*;
use leptos::task::spawn_local;
use speko_client::{Export, ExportFormat, Turn};

use super::file::File;
use crate::dom::copy;
use crate::{Phrases, Voice, phrases};

/// The state of a [`TranscriptExport`](super::TranscriptExport).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExportState {
    /// There are no turns.
    #[default]
    Empty,
    /// There are turns to export.
    Ready,
    /// The current transcript was copied.
    Copied,
    /// The browser refused to copy or save.
    Failed,
}

impl ExportState {
    /// Returns the value of `data-state`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Ready => "ready",
            Self::Copied => "copied",
            Self::Failed => "failed",
        }
    }
}

/// The state and the actions of a [`TranscriptExport`](super::TranscriptExport), for custom markup.
///
/// `Copy`, so closures can capture it.
#[derive(Clone, Copy)]
pub struct ExportControls {
    voice: Voice,
    words: Phrases,
    redact: Option<Callback<Turn, String>>,
    name: StoredValue<String>,
    format: RwSignal<ExportFormat>,
    /// Whether the last action succeeded, and the extent of the transcript at that time.
    last: RwSignal<Option<(bool, Extent)>>,
    file: StoredValue<Option<File>>,
}

/// How far a transcript goes: conversation, key of the last row, and length of its text.
type Extent = (u32, u64, usize);

impl ExportControls {
    fn extent(&self) -> Option<Extent> {
        let turns = self.voice.turns.get();
        let last = turns.last()?;
        Some((last.call(), last.key(), last.text().len()))
    }

    pub(super) fn new(
        voice: Voice,
        format: ExportFormat,
        redact: Option<Callback<Turn, String>>,
        name: String,
    ) -> Self {
        Self {
            voice,
            words: Phrases::find(),
            redact,
            name: StoredValue::new(name),
            format: RwSignal::new(format),
            last: RwSignal::new(None),
            file: StoredValue::new(None),
        }
    }

    /// Returns the number of turns.
    ///
    /// Inside a view or an effect it is reactive, as are [`enabled`](Self::enabled),
    /// [`state`](Self::state) and [`format`](Self::format).
    pub fn turns(&self) -> usize {
        self.voice.turns.get().len()
    }

    /// Returns whether there is something to copy or save, and the page is hydrated.
    pub fn enabled(&self) -> bool {
        self.voice.ready.get() && self.turns() > 0
    }

    /// Returns the state.
    pub fn state(&self) -> ExportState {
        let Some(extent) = self.extent() else {
            return ExportState::Empty;
        };
        match self.last.get() {
            Some((done, then)) if then == extent => match done {
                true => ExportState::Copied,
                false => ExportState::Failed,
            },
            _ => ExportState::Ready,
        }
    }

    /// Returns the selected format.
    pub fn format(&self) -> ExportFormat {
        self.format.get()
    }

    /// Selects a format.
    pub fn set_format(&self, format: ExportFormat) {
        self.format.set(format);
        self.last.set(None);
    }

    /// Returns the text that would be copied or saved now, after redaction.
    pub fn text(&self) -> String {
        let redact = self.redact;
        let (agent, user) = (
            self.words.say(phrases::EXPORT_AGENT),
            self.words.say(phrases::EXPORT_USER),
        );
        let export = Export {
            agent: &agent,
            user: &user,
            redact: &move |turn| match redact {
                // A disposed callback lets no text through.
                Some(redact) => redact.try_run(turn.clone()).unwrap_or_default(),
                None => turn.text.clone(),
            },
        };
        self.voice.export_as(&export, self.format.get_untracked())
    }

    /// Copies the text. Call it inside a click or key handler.
    ///
    /// [`state`](Self::state) reports the result.
    pub fn copy(&self) {
        let controls = *self;
        let extent = untrack(|| self.extent());
        // Reset first, so that each result is announced.
        self.last.set(None);
        let copied = copy(&self.text());
        spawn_local(async move {
            let done = copied.await;
            controls.last.try_set(extent.map(|extent| (done, extent)));
        });
    }

    /// Saves the text as a file. Call it inside a click or key handler.
    ///
    /// [`state`](Self::state) reports a failure.
    pub fn download(&self) {
        let format = self.format.get_untracked();
        let name = self.name.try_get_value().unwrap_or_default() + "." + format.extension();
        let file = File::save(&self.text(), format.media_type(), &name);
        let failed = untrack(|| self.extent()).filter(|_| file.is_none());
        self.last.set(failed.map(|extent| (false, extent)));
        // Releases the previous file. This one is released with the component.
        self.file.try_set_value(file);
    }
}

impl fmt::Debug for ExportControls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExportControls")
    }
}
