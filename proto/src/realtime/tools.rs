//! The pending tool calls of the agent. Each is answered once and within a time limit.

use crate::json::Value;
use crate::time::Millis;

/// Time limit of a tool call, in ms. The agent is silent while it waits.
pub(super) const TOOL_TIMEOUT: u64 = 10_000;
/// Limit of pending calls, more than any agent makes at once.
const MAX_PENDING: usize = 64;

#[derive(Debug, Default)]
pub(super) struct Tools {
    pending: Vec<PendingCall>,
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
