//! What a screen reader is told of: finished turns, of both speakers, each once.

use leptos::tachys::renderer::Rndr;
use speko_client::Source;
use web_sys::Element;

use crate::{Phrases, Voice, phrases};

/// So many stay in the page: one that a reader has not come to yet must not vanish under it.
const KEPT: u32 = 4;

pub(super) struct Announcer {
    place: Element,
    voice: Voice,
    words: Phrases,
    told: u32,
}

impl Announcer {
    /// What was said before is not told.
    pub(super) fn new(place: Element, voice: Voice, words: Phrases) -> Self {
        Self {
            place,
            voice,
            words,
            told: voice.finals.get_untracked().count,
        }
    }

    /// Tells what is new. Each gets a node of its own: the same words said twice are told twice.
    pub(super) fn tell(&mut self) {
        let finals = self.voice.finals.get();
        let new = finals.count.wrapping_sub(self.told) as usize;
        self.told = finals.count;
        if finals.last.is_empty() {
            self.place.set_text_content(None);
        }
        let known = finals.last.len().saturating_sub(new);
        for (source, text) in finals.last.iter().skip(known) {
            let phrase = match source {
                Source::Agent => phrases::SAID_AGENT,
                Source::User => phrases::SAID_USER,
            };
            let line = Rndr::create_element("p", None);
            line.set_text_content(Some(&self.words.say_with(phrase, text)));
            Rndr::insert_node(&self.place, &line, None);
        }
        while self.place.child_element_count() > KEPT
            && let Some(oldest) = self.place.first_element_child()
        {
            oldest.remove();
        }
    }
}
