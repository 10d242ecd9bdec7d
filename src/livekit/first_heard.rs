//! When what is said began: the transcript stands in that order.

use std::collections::VecDeque;

use crate::event::Source;
use crate::time::Millis;

/// How many segments' first times are remembered.
const MAX_SEGMENTS: usize = 512;

/// When each segment was first heard of, oldest forgotten first.
#[derive(Debug, Default)]
pub(super) struct FirstHeard {
    times: VecDeque<(Source, String, Millis)>,
}

impl FirstHeard {
    pub(super) fn of(&mut self, source: Source, id: &str, now: Millis) -> Millis {
        let known = self.times.iter().rev();
        let mut same = known.filter(|(theirs, segment, _)| *theirs == source && segment == id);
        if let Some((_, _, time)) = same.next() {
            return *time;
        }
        if self.times.len() >= MAX_SEGMENTS {
            self.times.pop_front();
        }
        self.times.push_back((source, id.to_owned(), now));
        now
    }
}
