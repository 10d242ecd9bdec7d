//! What the agent wants done in the page, until it is answered: once, and in time.

use crate::json::Json;
use crate::time::Millis;

/// How long a tool may take, in ms. An agent that waits for one is silent.
pub(super) const WITHIN: u64 = 10_000;
/// More than any agent asks at once.
const MOST: usize = 64;

#[derive(Debug, Default)]
pub(super) struct Tools {
    asked: Vec<Asked>,
}

#[derive(Debug)]
struct Asked {
    id: String,
    name: String,
    by: Millis,
}

impl Tools {
    /// Whether it is under way.
    pub(super) fn has(&self, id: &str) -> bool {
        self.asked.iter().any(|asked| asked.id == id)
    }

    /// A call has come. Whether it is to be carried out: not one too many.
    pub(super) fn begin(&mut self, now: Millis, id: &str, name: &str) -> bool {
        if self.asked.len() == MOST {
            return false;
        }
        self.asked.push(Asked {
            id: id.to_owned(),
            name: name.to_owned(),
            by: now.after(WITHIN),
        });
        true
    }

    /// It has come to an end. Its name, if it is still waited for.
    pub(super) fn done(&mut self, id: &str) -> Option<String> {
        let place = self.asked.iter().position(|asked| asked.id == id)?;
        Some(self.asked.remove(place).name)
    }

    /// One that should have come to its end by then: its id and name. It is not waited for any more.
    pub(super) fn overdue(&mut self, now: Millis) -> Option<(String, String)> {
        let place = self.asked.iter().position(|asked| asked.by <= now)?;
        let asked = self.asked.remove(place);
        Some((asked.id, asked.name))
    }

    pub(super) fn deadline(&self) -> Option<Millis> {
        self.asked.iter().map(|asked| asked.by).min()
    }
}

/// What is answered for a tool that failed.
pub(super) fn error(what: &str) -> String {
    Json::object([("error", Json::text(what))]).write()
}
