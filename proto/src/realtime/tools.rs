//! The tool calls of the agent. Each runs once and is answered within a time limit. A repeated call
//! gets the same result again.

use crate::json::Value;
use crate::time::Millis;

/// Time limit of a tool call, in ms. The agent is silent while it waits.
pub(super) const TOOL_TIMEOUT: u64 = 10_000;
/// Limit of pending calls, more than any agent makes at once.
const MAX_PENDING: usize = 64;
/// Limit of remembered results. A server repeats a call soon, for example after a reconnect to its
/// model.
const MAX_DONE: usize = 64;

#[derive(Debug, Default)]
pub(super) struct Tools {
    pending: Vec<PendingCall>,
    /// The latest answered calls, with what was sent instead of the tool's name.
    done: Vec<PendingCall>,
}

#[derive(Debug)]
struct PendingCall {
    id: String,
    name: String,
    by: Millis,
}

impl Tools {
    /// Returns whether the call is pending.
    pub(super) fn has(&self, id: &str) -> bool {
        self.pending.iter().any(|pending| pending.id == id)
    }

    /// Adds a call. Returns `false` if too many are pending and it must not run.
    pub(super) fn begin(&mut self, now: Millis, id: &str, name: &str) -> bool {
        if self.pending.len() == MAX_PENDING {
            return false;
        }
        self.pending.push(PendingCall {
            id: id.to_owned(),
            name: name.to_owned(),
            by: now.after(TOOL_TIMEOUT),
        });
        true
    }

    /// Remembers what was sent as the result of a call. A call without an id cannot be recognized.
    pub(super) fn answered(&mut self, id: &str, output: &str) {
        if id.is_empty() {
            return;
        }
        if self.done.len() == MAX_DONE {
            self.done.remove(0);
        }
        self.done.push(PendingCall {
            id: id.to_owned(),
            name: output.to_owned(),
            by: Millis(0),
        });
    }

    /// Returns the result of an answered call.
    pub(super) fn result(&self, id: &str) -> Option<String> {
        let done = self.done.iter().find(|done| done.id == id)?;
        Some(done.name.clone())
    }

    /// Removes a call. Returns the name of its tool, or `None` if it is not pending.
    pub(super) fn done(&mut self, id: &str) -> Option<String> {
        let at = self.pending.iter().position(|pending| pending.id == id)?;
        Some(self.pending.remove(at).name)
    }

    /// Removes a call whose time limit has passed. Returns its id and the name of its tool.
    pub(super) fn overdue(&mut self, now: Millis) -> Option<(String, String)> {
        let at = self.pending.iter().position(|pending| pending.by <= now)?;
        let pending = self.pending.remove(at);
        Some((pending.id, pending.name))
    }

    pub(super) fn deadline(&self) -> Option<Millis> {
        self.pending.iter().map(|pending| pending.by).min()
    }
}

/// Returns the output that is sent for a failed tool.
pub(super) fn error(what: &str) -> String {
    Value::object([("error", Value::text(what))]).write()
}
