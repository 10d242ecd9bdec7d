//! The pending tool calls of the agent. Each is answered once and within a time limit.

use crate::json::Value;
use crate::time::Millis;

/// Time limit of a tool call, in ms. The agent is silent while it waits.
pub(super) const WITHIN: u64 = 10_000;
/// Limit of pending calls, more than any agent makes at once.
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
    /// Returns whether the call is pending.
    pub(super) fn has(&self, id: &str) -> bool {
        self.asked.iter().any(|asked| asked.id == id)
    }

    /// Adds a call. Returns `false` if too many are pending and it must not run.
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

    /// Removes a call. Returns the name of its tool, or `None` if it is not pending.
    pub(super) fn done(&mut self, id: &str) -> Option<String> {
        let place = self.asked.iter().position(|asked| asked.id == id)?;
        Some(self.asked.remove(place).name)
    }

    /// Removes a call whose time limit has passed. Returns its id and the name of its tool.
    pub(super) fn overdue(&mut self, now: Millis) -> Option<(String, String)> {
        let place = self.asked.iter().position(|asked| asked.by <= now)?;
        let asked = self.asked.remove(place);
        Some((asked.id, asked.name))
    }

    pub(super) fn deadline(&self) -> Option<Millis> {
        self.asked.iter().map(|asked| asked.by).min()
    }
}

/// Returns the output that is sent for a failed tool.
pub(super) fn error(what: &str) -> String {
    Value::object([("error", Value::text(what))]).write()
}
