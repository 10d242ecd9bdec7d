//! Announces finished turns of both speakers to screen readers, each once.

use speko_client::Source;
use web_sys::Element;

use crate::dom::{create_element, insert};
use crate::{Phrases, Voice, phrases};

/// How many announcements stay in the page, so that none disappears before it is read.
const KEPT: u32 = 4;

pub(super) struct Announcer {
    region: Element,
    voice: Voice,
    words: Phrases,
    announced: u32,
}

impl Announcer {
    /// Creates an announcer. Turns that are already finished are not announced.
    pub(super) fn new(region: Element, voice: Voice, words: Phrases) -> Self {
        Self {
            region,
            voice,
            words,
            announced: voice.finals.get_untracked().count,
        }
    }

    /// Announces what has finished since the last call.
    ///
    /// Each announcement is a new node, so a repeated text is announced again.
    pub(super) fn announce(&mut self) {
        let finals = self.voice.finals.get();
        let new = finals.count.wrapping_sub(self.announced) as usize;
        self.announced = finals.count;
        if finals.last.is_empty() {
            self.region.set_text_content(None);
        }
        let known = finals.last.len().saturating_sub(new);
        for (source, text) in finals.last.iter().skip(known) {
            let phrase = match source {
                Source::Agent => phrases::SAID_AGENT,
                Source::User => phrases::SAID_USER,
            };
            let node = create_element("p");
            node.set_text_content(Some(&self.words.say_with(phrase, text)));
            insert(&self.region, &node, None);
        }
        while self.region.child_element_count() > KEPT
            && let Some(oldest) = self.region.first_element_child()
        {
            oldest.remove();
        }
    }
}
