use std::fmt;

use leptos::prelude::*;
use leptos::task::spawn_local;
use speko_client::{Export, ExportFormat, Turn};

use super::file::File;
use crate::dom::copy;
use crate::{Phrases, Voice, phrases};

/// What a [`TranscriptExport`](super::TranscriptExport) is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExportState {
    /// Nothing was said yet.
    #[default]
    Empty,
    /// There is something to take along.
    Ready,
    /// All that is there now was copied.
    Copied,
    /// The browser did not allow it.
    Failed,
}

impl ExportState {
    /// The spelling in `data-state`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Ready => "ready",
            Self::Copied => "copied",
            Self::Failed => "failed",
        }
    }
}

/// What a [`TranscriptExport`](super::TranscriptExport) knows and does, for one that looks different. `Copy`, so that
/// closures take it as it is.
#[derive(Clone, Copy)]
pub struct ExportControls {
    voice: Voice,
    words: Phrases,
    redact: Option<Callback<Turn, String>>,
    name: StoredValue<String>,
    format: RwSignal<ExportFormat>,
    /// How the last act went, and what there was to take along.
    last: RwSignal<Option<(bool, Extent)>>,
    file: StoredValue<Option<File>>,
}

/// How far a transcript goes: of which conversation, which row is the last, and how long that is.
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

    /// How many turns there are. Inside a view or an effect it tells of changes, as all of these do.
    pub fn turns(&self) -> usize {
        self.voice.turns.get().len()
    }

    /// Whether a press would do something.
    pub fn enabled(&self) -> bool {
        self.voice.ready.get() && self.turns() > 0
    }

    /// Where it stands.
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

    /// The format that is chosen.
    pub fn format(&self) -> ExportFormat {
        self.format.get()
    }

    /// Chooses a format.
    pub fn set_format(&self, format: ExportFormat) {
        self.format.set(format);
        self.last.set(None);
    }

    /// What would be copied or saved now, redacted.
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
                // One that is gone lets nothing through.
                Some(redact) => redact.try_run(turn.clone()).unwrap_or_default(),
                None => turn.text.clone(),
            },
        };
        self.voice.export_as(&export, self.format.get_untracked())
    }

    /// Copies it. Call it inside a click or key handler; how it went is told by [`state`](Self::state).
    pub fn copy(&self) {
        let controls = *self;
        let extent = untrack(|| self.extent());
        // Told anew each time.
        self.last.set(None);
        let copied = copy(&self.text());
        spawn_local(async move {
            let done = copied.await;
            controls.last.try_set(extent.map(|extent| (done, extent)));
        });
    }

    /// Saves it as a file. Call it inside a click or key handler.
    pub fn download(&self) {
        let format = self.format.get_untracked();
        let name = self.name.try_get_value().unwrap_or_default() + "." + format.extension();
        let file = File::save(&self.text(), format.media_type(), &name);
        let failed = untrack(|| self.extent()).filter(|_| file.is_none());
        self.last.set(failed.map(|extent| (false, extent)));
        // The one before goes, and this one with the component.
        self.file.try_set_value(file);
    }
}

impl fmt::Debug for ExportControls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExportControls")
    }
}
