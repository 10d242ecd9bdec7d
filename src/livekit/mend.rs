//! A line that broke is mended: ICE begun anew, the session taken up again on a new socket, or joined anew.
//!
//! What still works is left alone. Sound goes on while only the socket is gone; ICE heals a short outage by itself,
//! faster than any restart; and while there is no network at all, the only thing tried is whether there is one.

use super::io::{Op, Probe};
use super::join;
use super::machine::{Machine, Phase};
use super::signal::{failed, refusal};
use crate::error::{ErrorReason, SpekoClientError};
use crate::event::{ConnectionState, DisconnectReason, Event};
use crate::list;
use crate::reconnect::ReconnectPolicy;
use crate::time::{Millis, earliest};

/// How long an attempt may take that has reached the server, in ms.
pub(super) const TRY: u64 = 10_000;
/// How long the server may be silent, in ms, once the media is.
pub(super) const SILENCE: u64 = 4_000;
/// How long ICE is left to heal by itself, in ms, after the server was heard again.
pub(super) const HEAL: u64 = 600;
/// From the second attempt on no policy tries faster than this, in ms.
const LEAST_DELAY: u64 = 100;
/// How many questions for the server may be under way.
const MAX_PROBES: usize = 12;
/// How long a question may go unanswered before there is another, in ms. TCP itself asks again every second at first.
/// A browser gives a host six connections, and keeps those that found nobody, however often they are given up: with
/// more questions than this they are soon all old ones, which ask every four seconds, then every eight.
const ASK_AGAIN: u64 = 2_500;
/// A network change explains what breaks within this, in ms.
const CHANGE: u64 = 10_000;
/// The server has given up who was silent for longer than this, in ms: to take it up again is a round trip for nothing.
const GIVEN_UP: u64 = 40_000;

/// What is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// The socket is gone; the media may be well.
    Socket,
    /// Neither socket nor media were heard of for a while: perhaps there is no network.
    Silent,
    /// ICE has to begin anew.
    Media,
    /// Nothing of the session can be kept.
    Session,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Step {
    #[default]
    Whole,
    /// The next attempt begins then.
    Waiting(Millis),
    /// The server was asked whether it can be reached; the next question goes out then.
    Reaching(Millis),
    /// It was reached: it has so long to take us back.
    Trying(Millis),
    /// The app is getting fresh credentials; it has so long.
    Renewing(Op, Millis),
}

#[derive(Debug)]
pub(super) struct Mending {
    pub(super) policy: ReconnectPolicy,
    pub(super) step: Step,
    pub(super) since: Millis,
    pub(super) attempt: u32,
    /// The transport's name for what broke.
    pub(super) name: &'static str,
    /// Ask first whether there is a network.
    pub(super) unreachable: bool,
    pub(super) restart: bool,
    pub(super) anew: bool,
    pub(super) probes: Vec<(Op, Millis)>,
    knocks: bool,
    /// Since when the media is silent, while that may still heal by itself.
    pub(super) shaky: Option<Millis>,
    pub(super) restart_at: Option<Millis>,
    pub(super) changed: Option<Millis>,
    /// What the server knew of our mute when the line broke.
    pub(super) knew_muted: bool,
    /// The same, after the session was taken up, until the server says how it is now.
    pub(super) compare: Option<bool>,
    /// The session was taken up: there may be lines to ask for.
    pub(super) catch_up: bool,
    /// The browser calls the line connected, and nothing came on it: only what comes shows that it is mended.
    pub(super) deaf: bool,
}

impl Mending {
    pub(super) fn new(policy: ReconnectPolicy) -> Self {
        Self {
            policy,
            step: Step::Whole,
            since: Millis(0),
            attempt: 0,
            name: "",
            unreachable: false,
            restart: false,
            anew: false,
            probes: Vec::new(),
            knocks: true,
            shaky: None,
            restart_at: None,
            changed: None,
            knew_muted: false,
            compare: None,
            catch_up: false,
            deaf: false,
        }
    }

    pub(super) fn is_whole(&self) -> bool {
        matches!(self.step, Step::Whole)
    }

    pub(super) fn is_shaky(&self) -> bool {
        self.shaky.is_some()
    }

    pub(super) fn deadline(&self) -> Option<Millis> {
        let step = match self.step {
            Step::Waiting(at) | Step::Reaching(at) | Step::Trying(at) | Step::Renewing(_, at) => {
                Some(at)
            }
            Step::Whole => None,
        };
        earliest(&[step, self.restart_at])
    }
}

impl Machine {
    /// It broke by itself: before it opened that is `create`'s error, afterwards it is mended.
    pub(super) fn broken(
        &mut self,
        now: Millis,
        cut: Cut,
        why: SpekoClientError,
        name: &'static str,
    ) {
        match self.phase {
            Phase::Connecting | Phase::Warm => self.fail(why),
            Phase::Open => {
                self.begin(now, cut, name);
                self.next_attempt(now);
            }
            Phase::Idle | Phase::Over => {}
        }
    }

    pub(super) fn begin(&mut self, now: Millis, cut: Cut, name: &'static str) {
        let mending = &mut self.mending;
        if mending.is_whole() {
            mending.since = mending.shaky.unwrap_or(now);
            mending.attempt = 0;
            mending.knew_muted = self.publisher.told_muted;
            mending.compare = None;
        }
        let moved = mending.changed.is_some_and(|at| at.after(CHANGE) > now);
        mending.name = name;
        mending.restart |= moved || cut == Cut::Media;
        mending.unreachable |= cut == Cut::Silent;
        mending.anew |= cut == Cut::Session || self.never_resumes;
        mending.deaf |= mending.is_shaky() && self.lines.are_connected();
        (mending.shaky, mending.restart_at) = (None, None);
        self.negotiator.pause();
        self.out.hold();
        self.told
            .connection_is(ConnectionState::Reconnecting, &mut self.out);
    }

    /// ICE is to begin anew, and what it needs is there: the first attempt waits for no policy.
    fn begin_at_once(&mut self, now: Millis, name: &'static str) {
        self.begin(now, Cut::Media, name);
        self.mending.attempt = 1;
        self.out.emit(Event::Reconnecting { attempt: 1 });
    }

    pub(super) fn next_attempt(&mut self, now: Millis) {
        let mending = &mut self.mending;
        let elapsed = now.0.saturating_sub(mending.since.0);
        match mending.policy.delay(mending.attempt + 1, elapsed) {
            None => self.give_up(failed(ErrorReason::LineLost)),
            Some(0) if mending.attempt == 0 => self.attempt(now),
            Some(delay) => {
                // What has broken off may still hold a socket, whose word nobody waits for.
                mending.step = Step::Waiting(now.after(delay.max(LEAST_DELAY)));
            }
        }
    }

    pub(super) fn attempt(&mut self, now: Millis) {
        let mending = &mut self.mending;
        mending.attempt += 1;
        let attempt = mending.attempt;
        self.out.emit(Event::Reconnecting { attempt });
        if !self.mending.unreachable {
            return self.dial(now);
        }
        // A socket that waits for a network asks ever more seldom: so there are questions of their own, and the first that
        // is answered counts. Nothing is closed for it, since what is there may come back by itself.
        let waits = |(_, at): &(Op, Millis)| at.after(ASK_AGAIN) > now;
        if !self.mending.probes.last().is_some_and(waits) {
            self.ask(now);
        }
        let mending = &mut self.mending;
        let elapsed = now.0.saturating_sub(mending.since.0);
        match mending.policy.delay(attempt + 1, elapsed) {
            Some(delay) => mending.step = Step::Reaching(now.after(delay.max(LEAST_DELAY))),
            None => mending.step = Step::Reaching(now.after(TRY)),
        }
    }

    pub(super) fn ask(&mut self, now: Millis) {
        let dial = join::resume(self.dual, self.participants.local_sid());
        let mending = &mut self.mending;
        if mending.probes.len() == MAX_PROBES {
            list::take_at(&mut mending.probes, 0);
        }
        // Each kind has connections of its own. The first asks why, where something is said against us.
        mending.knocks = !mending.knocks && !mending.probes.is_empty();
        let probe = self.signal.reach(&dial, mending.knocks, &mut self.out);
        mending.probes.push((probe, now));
    }

    /// The server has answered by HTTP, perhaps. Whether it was asked for this.
    pub(super) fn reached(&mut self, now: Millis, op: Op, probe: &Probe) -> bool {
        let asked = self.mending.probes.iter().position(|(one, _)| *one == op);
        let Some(place) = asked else {
            return false;
        };
        match probe {
            // It was asked when the media fell silent, and neither the media nor the socket was heard of since: the machine is
            // in another network, and what it had in the old one does not come back.
            Probe::Answered { .. } if self.mending.is_whole() => {
                // The browser may keep ICE connected for a while yet: it has to begin anew all the same.
                self.begin_at_once(now, "CONNECTION_TIMEOUT");
                self.dial(now);
            }
            Probe::Answered { status, .. } if *status < 500 => match status {
                401 | 403 => self.renew(now, refusal(probe)),
                _ => self.dial(now),
            },
            // That did not wait for a network: the next attempt asks again.
            _ => drop(list::take_at(&mut self.mending.probes, place)),
        }
        true
    }

    pub(super) fn dial(&mut self, now: Millis) {
        let mending = &mut self.mending;
        mending.probes.clear();
        mending.unreachable = false;
        mending.step = Step::Trying(now.after(TRY));
        mending.anew |= mending.since.after(GIVEN_UP) < now;
        let anew = mending.anew;
        self.signal.close(&mut self.out);
        if anew {
            mending.deaf = false;
            self.leave_behind();
            self.open_lines();
            // The microphone stays open: only its line is another.
            self.publisher.anew(&mut self.out);
        } else {
            let mut dial = join::resume(self.dual, self.participants.local_sid());
            dial.again = true;
            self.signal.open(now, dial, &mut self.out);
        }
    }

    pub(super) fn mend_on_tick(&mut self, now: Millis) {
        let mending = &mut self.mending;
        if mending.restart_at.is_some_and(|at| at <= now) {
            self.begin_at_once(now, "MEDIA_FAILURE");
            if self.lines.two {
                // The server begins its own line anew only for a session that is taken up again.
                return self.dial(now);
            }
            self.mending.step = Step::Trying(now.after(TRY));
            // On the socket that is there: a new one would cost two round trips.
            return self.negotiator.restart(&mut self.out);
        }
        match mending.step {
            Step::Waiting(at) | Step::Reaching(at) if at <= now => {
                let elapsed = now.0.saturating_sub(mending.since.0);
                if mending.policy.delay(mending.attempt + 1, elapsed).is_none() {
                    self.give_up(failed(ErrorReason::LineLost));
                } else {
                    self.attempt(now);
                }
            }
            Step::Renewing(_, at) if at <= now => self.next_attempt(now),
            Step::Trying(at) if at <= now => {
                // Where it never got so far, the server may still have the session.
                mending.anew |= self.signal.is_joined();
                mending.unreachable = true;
                self.signal.close(&mut self.out);
                self.next_attempt(now);
            }
            _ => {}
        }
    }

    /// The person, or the machine's network, will not have us wait.
    pub(super) fn attempt_now(&mut self, now: Millis) {
        if matches!(
            self.mending.step,
            Step::Waiting(_) | Step::Reaching(_) | Step::Renewing(..)
        ) {
            self.attempt(now);
        }
    }

    pub(super) fn network_changed(&mut self, now: Millis) {
        if self.phase != Phase::Open {
            return;
        }
        self.mending.changed = Some(now);
        if self.mending.is_whole() {
            self.signal.ask(now, SILENCE);
        } else {
            self.attempt_now(now);
        }
    }

    /// After each fact: whether the attempt has succeeded.
    pub(super) fn settle_mending(&mut self) {
        let mic = &self.publisher;
        let published = !mic.enabled || mic.taken || !mic.awaits_server();
        if matches!(self.mending.step, Step::Trying(_))
            && self.signal.is_joined()
            && self.lines.are_connected()
            && self.negotiator.is_stable()
            && !self.mending.deaf
            && published
        {
            self.data.resume(&mut self.out);
            self.whole();
        }
    }

    pub(super) fn whole(&mut self) {
        let mending = &mut self.mending;
        mending.step = Step::Whole;
        mending.probes.clear();
        (mending.unreachable, mending.restart, mending.anew) = (false, false, false);
        if std::mem::take(&mut mending.catch_up) && !self.dual {
            // Its wish for lines for who came meanwhile went to the old socket; it has another after each answer.
            self.negotiator.offer(&mut self.out);
        }
        self.watch.rest(self.data.now);
        self.out.release();
        self.told
            .connection_is(ConnectionState::Good, &mut self.out);
    }

    pub(super) fn give_up(&mut self, error: SpekoClientError) {
        self.leave();
        self.told
            .connection_is(ConnectionState::Lost, &mut self.out);
        self.out.emit(Event::Error(error));
        self.over(DisconnectReason::Unknown, Some(self.mending.name));
    }
}
