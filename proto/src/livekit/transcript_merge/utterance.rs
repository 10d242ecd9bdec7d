//! What was said once, and the updates that report it.

use super::{Origin, Path, Update};
use crate::event::{Message, Source};
use crate::time::Millis;
use crate::transcript::words::{begins_with, is_related, is_same};

#[derive(Debug)]
pub(super) struct Utterance {
    pub(super) source: Source,
    /// Unique among the remembered utterances, since it identifies this one.
    pub(super) started: Millis,
    pub(super) updated_at: Millis,
    pub(super) is_typed: bool,
    /// The id reported to the app.
    pub(super) id: Option<String>,
    /// The text reported to the app last. `text_path` is the path that it came by.
    pub(super) shown: String,
    pub(super) is_final: bool,
    pub(super) text_path: Path,
    pub(super) origins: Vec<Binding>,
}

#[derive(Debug)]
pub(super) struct Binding {
    pub(super) path: Path,
    pub(super) id: String,
    pub(super) is_final: bool,
}

impl Utterance {
    /// Returns whether this origin and id have reported it.
    pub(super) fn has(&self, update: &Update) -> bool {
        self.source == update.source && self.origins.iter().any(|binding| binding.is_of(update))
    }

    pub(super) fn bind(&mut self, update: &Update) {
        if let Some(binding) = self
            .origins
            .iter_mut()
            .find(|binding| binding.is_of(update))
        {
            binding.is_final |= update.is_final;
            return;
        }
        self.origins.push(Binding {
            path: update.path,
            id: update.id.clone(),
            is_final: update.is_final,
        });
    }

    pub(super) fn emit(&mut self, update: Update) -> Message {
        self.shown.clone_from(&update.text);
        self.is_final = update.is_final;
        self.text_path = update.path;
        if self.id.is_none() && !update.id.is_empty() {
            self.id = Some(update.id);
        }
        Message {
            source: self.source,
            text: update.text,
            is_final: self.is_final,
            segment_id: self.id.clone(),
            started_at: Some(self.started.0),
        }
    }

    /// Returns whether an update of a new origin, with different words, may belong to this
    /// utterance.
    pub(super) fn may_be(&self, update: &Update) -> bool {
        let ahead = begins_with(&update.text, &self.shown);
        let behind = begins_with(&self.shown, &update.text);
        // Only origins that reflect what was spoken can have a shorter text: an interrupted agent
        // did not speak the rest.
        let cut_short =
            |path: Path| update.source == Source::Agent && path.origin >= Origin::Legacy;
        match (update.is_final, self.is_final) {
            (false, false) => ahead || behind,
            (false, true) => behind,
            (true, false) => ahead || (behind && cut_short(update.path)),
            (true, true) => {
                (behind && cut_short(update.path)) || (ahead && cut_short(self.text_path))
            }
        }
    }

    /// Returns whether an update of a known origin belongs to another utterance, which only began
    /// alike.
    pub(super) fn is_other_utterance(&self, update: &Update) -> bool {
        self.is_final && update.path != self.text_path && !is_related(&self.shown, &update.text)
    }

    pub(super) fn apply(&mut self, now: Millis, update: Update) -> Option<Message> {
        self.updated_at = now;
        self.bind(&update);
        self.is_news(&update).then(|| self.emit(update))
    }

    fn is_news(&self, update: &Update) -> bool {
        if update.path == self.text_path {
            let late = self.is_final && !update.is_final;
            return !late && (update.text != self.shown || update.is_final != self.is_final);
        }
        let better = update.path.origin > self.text_path.origin;
        match (update.is_final, self.is_final) {
            (true, false) => true,
            (true, true) => better && !is_same(&update.text, &self.shown),
            (false, true) => false,
            (false, false) => {
                let ahead = begins_with(&update.text, &self.shown);
                let behind = begins_with(&self.shown, &update.text);
                !behind && (ahead || better)
            }
        }
    }
}

impl Binding {
    pub(super) fn is_of(&self, update: &Update) -> bool {
        self.path.origin == update.path.origin && self.id == update.id
    }
}
