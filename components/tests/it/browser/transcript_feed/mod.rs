//! `<TranscriptFeed>` in a real browser.

mod endings;
mod limit;
mod mutations;
mod rows;
mod scrolling;
mod selection;

use leptos_speko::*;

use crate::support::*;

const FEED: &str = "[data-slot=transcript-feed]";

fn speaker(number: usize) -> Source {
    if number.is_multiple_of(2) {
        Source::Agent
    } else {
        Source::User
    }
}

fn fill(voice: Voice, turns: usize) {
    fill_from(voice, 0, turns);
}

fn fill_from(voice: Voice, first: usize, turns: usize) {
    for number in first..first + turns {
        voice.emit(message(
            speaker(number),
            &number.to_string(),
            "All that was said.",
            true,
        ));
    }
}

fn bounded() -> VoiceOptions {
    idle().transcript_limit(TranscriptLimit {
        turns: 100,
        ..Default::default()
    })
}
