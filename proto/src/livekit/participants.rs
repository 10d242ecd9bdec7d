//! Tracks the participants in the room: their playing tracks, who is speaking, and which one is the
//! agent.

use super::io::LiveKitOutput;
use super::outbox::Outbox;
use super::wire::{Entry, ParticipantInfo, SpeakerInfo, TrackInfo, TrackType, participant_info};
use crate::event::{AgentPresence, AgentState, Mode};
use crate::list;
use crate::text;

/// The maximum number of participants. It exceeds what a voice room holds; more are ignored.
const MAX_PARTICIPANTS: usize = 256;
/// How many departed participants are remembered. Late messages name only the most recent ones.
const MAX_DEPARTED: usize = 32;

#[derive(Debug, Default)]
struct Remote {
    sid: String,
    identity: String,
    version: u32,
    /// When the participant joined, in ms. 0 if the server does not say.
    joined_at: i64,
    rank: Rank,
    agent_state: AgentState,
}

/// Which participant is the agent that talks to the user: the one with the highest rank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    #[default]
    NoAgent,
    /// An agent without audio or a state, which may only transcribe.
    Agent,
    /// An agent that has published audio or a state.
    Active,
}

/// A remote track on one of our m-lines.
#[derive(Debug)]
struct Playing {
    mid: String,
    participant: String,
    track: String,
    /// The participant's track list has contained the track, so its absence there means that it was
    /// unpublished. Before that, the track may have arrived ahead of the list.
    listed: bool,
}

#[derive(Debug, Default)]
pub(super) struct Participants {
    local_sid: String,
    local_identity: String,
    remotes: Vec<Remote>,
    /// The sids of participants that have left, which late messages may still name. A participant
    /// that comes back has a new sid.
    departed: Vec<String>,
    speaking: Vec<String>,
    playing: Vec<Playing>,
    /// An agent has been in the room.
    had_agent: bool,
}

impl Participants {
    pub(super) fn join(&mut self, local: Option<ParticipantInfo>) {
        let local = local.unwrap_or_default();
        (self.local_sid, self.local_identity) = (local.sid, local.identity);
        self.remotes.clear();
        self.departed.clear();
    }

    /// Returns the server's id of the local participant, which is unique in the room.
    pub(super) fn local_sid(&self) -> &str {
        &self.local_sid
    }

    pub(super) fn is_local(&self, identity: &str) -> bool {
        !identity.is_empty() && identity == self.local_identity
    }

    pub(super) fn is_local_sid(&self, sid: &str) -> bool {
        sid == self.local_sid
    }

    /// Returns `Speaking` while any remote participant is an active speaker.
    pub(super) fn mode(&self) -> Mode {
        if self.speaking.is_empty() {
            Mode::Listening
        } else {
            Mode::Speaking
        }
    }

    /// Returns whether an agent is in the room or has been there, and its state.
    pub(super) fn agent_now(&self) -> (AgentPresence, AgentState) {
        match self.current_agent() {
            Some(agent) => (AgentPresence::Present, agent.agent_state),
            None if self.had_agent => (AgentPresence::Left, AgentState::Unknown),
            None => (AgentPresence::Waiting, AgentState::Unknown),
        }
    }

    pub(super) fn is_present(&self, identity: &str) -> bool {
        self.remotes
            .iter()
            .any(|remote| remote.identity == identity)
    }

    /// Returns the agent that talks to the user. The highest rank comes first, then the one that
    /// joined last, because in a hand-over the old agent leaves last. The list of a join response
    /// has no order, so the order of arrival decides only between equal times.
    fn current_agent(&self) -> Option<&Remote> {
        let agents = self.remotes.iter();
        agents
            .filter(|remote| remote.rank != Rank::NoAgent)
            .max_by_key(|remote| (remote.rank, remote.joined_at))
    }

    pub(super) fn agent(&self) -> Option<&str> {
        Some(&self.current_agent()?.identity)
    }

    /// Returns whether the update is outdated: a newer one was applied, or the participant has left
    /// or has been replaced by a later one with the same identity.
    pub(super) fn is_outdated(&self, info: &ParticipantInfo) -> bool {
        let is_newer = |remote: &Remote| {
            if remote.sid == info.sid {
                remote.version > info.version
            } else {
                has_identity(remote, info) && remote.joined_at > joined_at(info)
            }
        };
        !is_gone(info) && (self.departed.contains(&info.sid) || self.remotes.iter().any(is_newer))
    }

    /// Removes the participant whose departure this update implies, and returns the identity: the
    /// participant has left, or has come back under a new sid before its departure is reported.
    pub(super) fn departure(&mut self, info: &ParticipantInfo, out: &mut Outbox) -> Option<String> {
        let left = if is_gone(info) {
            info.sid.clone()
        } else {
            let is_old = |remote: &&Remote| remote.sid != info.sid && has_identity(remote, info);
            self.remotes.iter().find(is_old)?.sid.clone()
        };
        self.remove(left, out)
    }

    /// Applies an update about a remote participant.
    pub(super) fn update(&mut self, info: &ParticipantInfo, out: &mut Outbox) -> Option<()> {
        let mut remotes = self.remotes.iter();
        let remote = match remotes.position(|remote| remote.sid == info.sid) {
            Some(at) => self.remotes.get_mut(at)?,
            None if self.remotes.len() < MAX_PARTICIPANTS => {
                self.remotes.push(Remote {
                    sid: info.sid.clone(),
                    joined_at: joined_at(info),
                    ..Default::default()
                });
                self.remotes.last_mut()?
            }
            None => return None,
        };
        let attribute = |name: &str| Entry::find(&info.attributes, name);
        remote.version = info.version;
        // Old servers omit the identity in later updates.
        if !info.identity.is_empty() {
            remote.identity = info.identity.clone();
        }
        let state = attribute("lk.agent.state").filter(|state| !state.is_empty());
        let has_audio = |track: &TrackInfo| track.r#type() == TrackType::Audio;
        // A worker whose token has no kind still publishes its state. The numbers, because newer
        // kinds would be read as the default. A participant that publishes on behalf of another is
        // an avatar; the other one is the agent.
        let is_worker = info.kind == participant_info::Kind::Agent as i32
            || (info.kind == participant_info::Kind::Standard as i32 && state.is_some());
        remote.rank = if !is_worker || attribute("lk.publish_on_behalf").is_some() {
            Rank::NoAgent
        } else if state.is_some() || info.tracks.iter().any(has_audio) {
            Rank::Active
        } else {
            Rank::Agent
        };
        remote.agent_state = AgentState::parse(state.unwrap_or_default());
        self.had_agent |= remote.rank != Rank::NoAgent;
        // Stops tracks that the participant has unpublished.
        self.stop(&info.sid, Some(&info.tracks), out);
        None
    }

    /// Stops the participant's tracks that were listed and no longer are. Without `tracks`, stops
    /// all of them.
    fn stop(&mut self, sid: &str, tracks: Option<&[TrackInfo]>, out: &mut Outbox) {
        let mut at = 0;
        while let Some(playing) = self.playing.get_mut(at) {
            let listed = tracks.map(|all| all.iter().any(|track| track.sid == playing.track));
            let gone = match listed {
                _ if playing.participant != sid => false,
                Some(listed) => {
                    let gone = playing.listed && !listed;
                    playing.listed |= listed;
                    gone
                }
                None => true,
            };
            if !gone {
                at += 1;
            } else if let Some(playing) = list::take_at(&mut self.playing, at) {
                out.push(LiveKitOutput::StopPlaying(playing.mid));
            }
        }
    }

    fn remove(&mut self, sid: String, out: &mut Outbox) -> Option<String> {
        self.remove_speaker(&sid);
        self.stop(&sid, None, out);
        let gone = list::take(&mut self.remotes, |remote| remote.sid == sid);
        list::push(&mut self.departed, MAX_DEPARTED, sid);
        gone.map(|remote| remote.identity)
    }

    /// Removes the participant from the active speakers.
    fn remove_speaker(&mut self, sid: &str) {
        list::take(&mut self.speaking, |speaking| speaking == sid);
    }

    /// Clears the active speakers.
    pub(super) fn clear_active_speakers(&mut self) {
        self.speaking.clear();
    }

    /// Applies changes of the active speakers. The local participant and departed ones do not
    /// count.
    pub(super) fn speakers(&mut self, changes: &[SpeakerInfo]) {
        for speaker in changes {
            self.remove_speaker(&speaker.sid);
            let counts = speaker.active
                && !self.is_local_sid(&speaker.sid)
                && !self.departed.contains(&speaker.sid);
            if counts && self.speaking.len() < MAX_PARTICIPANTS {
                self.speaking.push(speaker.sid.clone());
            }
        }
    }

    /// Handles a remote track. `stream` is `PA_…|TR_…`, or the track id comes from the answer's
    /// map.
    ///
    /// The event also fires for a transceiver without a track, with a stream id made up by the
    /// browser; that one is ignored. It fires again when the transceiver gets another track.
    pub(super) fn track_added(
        &mut self,
        mid: String,
        stream: &str,
        mapped: Option<&str>,
        out: &mut Outbox,
    ) {
        if !stream.starts_with("PA_") {
            return;
        }
        let (participant, rest) = text::split_once(stream, b'|').unwrap_or((stream, ""));
        let track = if rest.starts_with("TR") {
            rest
        } else {
            mapped.unwrap_or(rest)
        };
        list::take(&mut self.playing, |playing| playing.mid == mid);
        self.playing.push(Playing {
            mid: mid.clone(),
            participant: participant.to_owned(),
            track: track.to_owned(),
            listed: false,
        });
        out.push(LiveKitOutput::Play(mid));
    }

    /// Stops all playback. The participants are kept as the best guess until the next join.
    pub(super) fn clear(&mut self, out: &mut Outbox) {
        for playing in std::mem::take(&mut self.playing) {
            out.push(LiveKitOutput::StopPlaying(playing.mid));
        }
        self.speaking.clear();
    }
}

/// Returns whether the update reports that the participant has left.
pub(super) fn is_gone(info: &ParticipantInfo) -> bool {
    info.state() == participant_info::State::Disconnected
}

fn has_identity(remote: &Remote, info: &ParticipantInfo) -> bool {
    !info.identity.is_empty() && remote.identity == info.identity
}

/// Returns when the participant joined, in ms. Older servers report only seconds.
fn joined_at(info: &ParticipantInfo) -> i64 {
    match info.joined_at_ms {
        0 => info.joined_at.saturating_mul(1_000),
        millis => millis,
    }
}
