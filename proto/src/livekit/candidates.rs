//! ICE candidates: queues remote candidates until the remote description is set, and converts them
//! to and from LiveKit's trickle messages.

use super::io::{Candidate, LiveKitOutput, PeerOutput};
use super::outbox::Outbox;
use super::wire::{SignalTarget, TrickleRequest};
use crate::json::{ParseJson, Value};

/// Queue limit. It exceeds what any server sends before its description; further candidates are
/// dropped.
const MAX_QUEUED: usize = 128;

/// Remote candidates, queued until the remote description is set.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    described: bool,
    queued: Vec<Candidate>,
}

impl Candidates {
    /// Adds a remote candidate, or queues it until the remote description is set. `output` selects
    /// the peer connection.
    pub(super) fn add(
        &mut self,
        candidate: Candidate,
        output: fn(PeerOutput) -> LiveKitOutput,
        out: &mut Outbox,
    ) {
        if self.described {
            out.push(output(PeerOutput::AddCandidate(candidate)));
        } else if self.queued.len() < MAX_QUEUED {
            self.queued.push(candidate);
        }
    }

    /// Marks the remote description as set and adds the queued candidates.
    pub(super) fn described(&mut self, output: fn(PeerOutput) -> LiveKitOutput, out: &mut Outbox) {
        self.described = true;
        for candidate in std::mem::take(&mut self.queued) {
            out.push(output(PeerOutput::AddCandidate(candidate)));
        }
    }

    /// Prepares for an ICE restart: drops the queued candidates, and queues new ones until the next
    /// remote description.
    pub(super) fn restart(&mut self) {
        self.described = false;
        self.queued.clear();
    }
}

/// Converts a local candidate to a trickle message, which carries the browser's JSON as a string.
pub(super) fn trickle(candidate: &Candidate, target: SignalTarget) -> TrickleRequest {
    let text = |value: &Option<String>| value.as_deref().map(Value::text);
    let init = Value::sparse([
        ("candidate", Some(Value::text(&candidate.candidate))),
        ("sdpMid", text(&candidate.sdp_mid)),
        (
            "sdpMLineIndex",
            candidate
                .sdp_m_line_index
                .map(|index| Value::Number(index.into())),
        ),
        ("usernameFragment", text(&candidate.username_fragment)),
    ]);
    TrickleRequest {
        candidate_init: init.write(),
        target: target.into(),
        r#final: false,
    }
}

/// Reads the candidate of a trickle message. Returns `None` if it is malformed.
pub(super) fn parse(trickle: &TrickleRequest, parse: ParseJson) -> Option<Candidate> {
    let json = parse(&trickle.candidate_init)?;
    let text = |name: &str| {
        json.get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    };
    let index = json.get("sdpMLineIndex").and_then(Value::as_number);
    Some(Candidate {
        candidate: text("candidate")?.to_owned(),
        // Older servers send an empty `sdpMid`; the index then identifies the m-line.
        sdp_mid: text("sdpMid").map(str::to_owned),
        sdp_m_line_index: index
            .filter(|index| (0.0..65_536.0).contains(index))
            .map(|index| index as u16),
        username_fragment: text("usernameFragment").map(str::to_owned),
    })
}
