//! A line that broke is mended: ICE begun anew, the session taken up again on a new socket, or joined anew.
//!
//! What still works is left alone. Sound goes on while only the socket is gone; ICE heals a short outage by itself,
//! faster than any restart; and while there is no network at all, the only thing tried is whether there is one.

use super::io::{Op, Order, PeerOrder, PeerState, Probe};
use super::join;
use super::lines::Lines;
use super::machine::{Machine, Phase};
use super::negotiate::Negotiator;
use super::proto::{
    DisconnectReason as Why, LeaveRequest, ReconnectResponse, SignalTarget as Role,
    leave_request::Action, signal_response,
};
use super::select::Selection;
use super::signal::{failed, refusal};
use super::stream::TextStreams;
use super::subscribe::Subscriber;
use crate::error::{ErrorReason, SpekoClientError};
use crate::event::{ConnectionState, DisconnectReason, Event};
use crate::options::Credentials;
use crate::reconnect::ReconnectPolicy;
use crate::time::{Millis, earliest};

/// How long an attempt may take that has reached the server, in ms.
const TRY: u64 = 10_000;
/// How long the server may be silent, in ms, once the media is.
const SILENCE: u64 = 4_000;
/// How long ICE is left to heal by itself, in ms, after the server was heard again.
const HEAL: u64 = 600;
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
enum Step {
    #[default]
    Whole,
    /// The next attempt begins then.
    Waiting(Millis),
    /// The server was asked whether it can be reached; the next question goes out then.
    Reaching(Millis),
    /// It was reached: it has so long to take us back.
    Trying(Millis),
    /// The app is getting fresh credentials.
    Renewing(Op),
}

#[derive(Debug)]
pub(super) struct Mending {
    policy: ReconnectPolicy,
    step: Step,
    since: Millis,
    attempt: u32,
    /// The transport's name for what broke.
    name: &'static str,
    /// Ask first whether there is a network.
    unreachable: bool,
    restart: bool,
    anew: bool,
    probes: Vec<(Op, Millis)>,
    /// Since when the media is silent, while that may still heal by itself.
    shaky: Option<Millis>,
    restart_at: Option<Millis>,
    changed: Option<Millis>,
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
            shaky: None,
            restart_at: None,
            changed: None,
        }
    }

    pub(super) fn is_whole(&self) -> bool {
        self.step == Step::Whole
    }

    pub(super) fn is_shaky(&self) -> bool {
        self.shaky.is_some()
    }

    pub(super) fn deadline(&self) -> Option<Millis> {
        let step = match self.step {
            Step::Waiting(at) | Step::Reaching(at) | Step::Trying(at) => Some(at),
            Step::Whole | Step::Renewing(_) => None,
        };
        earliest([step, self.restart_at])
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

    fn begin(&mut self, now: Millis, cut: Cut, name: &'static str) {
        let mending = &mut self.mending;
        if mending.is_whole() {
            mending.since = mending.shaky.unwrap_or(now);
            mending.attempt = 0;
        }
        let moved = mending.changed.is_some_and(|at| at.after(CHANGE) > now);
        mending.name = name;
        mending.restart |= moved || cut == Cut::Media;
        mending.unreachable |= cut == Cut::Silent;
        mending.anew |= cut == Cut::Session || self.never_resumes;
        (mending.shaky, mending.restart_at) = (None, None);
        self.negotiator.pause();
        self.out.hold();
        self.told
            .connection_is(ConnectionState::Reconnecting, &mut self.out);
    }

    fn next_attempt(&mut self, now: Millis) {
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

    fn attempt(&mut self, now: Millis) {
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

    fn ask(&mut self, now: Millis) {
        let dial = join::resume(self.dual, self.participants.local_sid());
        let probes = &mut self.mending.probes;
        if probes.len() == MAX_PROBES {
            probes.remove(0);
        }
        // Each kind has connections of its own.
        let knock = probes.len() % 2 == 1;
        let probe = self.signal.reach(&dial, knock, &mut self.out);
        probes.push((probe, now));
    }

    /// The server has answered by HTTP, perhaps. Whether it was asked for this.
    pub(super) fn reached(&mut self, now: Millis, op: Op, probe: &Probe) -> bool {
        let asked = self.mending.probes.iter().position(|(one, _)| *one == op);
        let Some(place) = asked else {
            return false;
        };
        match probe {
            Probe::Answered { status, .. } if *status < 500 => match status {
                401 | 403 => self.renew(refusal(probe)),
                _ => self.dial(now),
            },
            // That did not wait for a network: the next attempt asks again.
            _ => drop(self.mending.probes.remove(place)),
        }
        true
    }

    fn dial(&mut self, now: Millis) {
        let mending = &mut self.mending;
        mending.probes.clear();
        mending.unreachable = false;
        mending.step = Step::Trying(now.after(TRY));
        mending.anew |= mending.since.after(GIVEN_UP) < now;
        let anew = mending.anew;
        self.signal.close(&mut self.out);
        if anew {
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

    /// Everything that belongs to the session that was.
    fn leave_behind(&mut self) {
        self.out.forget_held();
        self.participants.clear(&mut self.out);
        self.streams = TextStreams::default();
        self.negotiator = Negotiator::default();
        self.subscriber = Subscriber::default();
        self.lines = Lines::default();
        self.held_offer = None;
        self.selection = Selection::default();
        self.data.anew();
    }

    /// The server takes the session up again.
    pub(super) fn resumed(&mut self, now: Millis, message: signal_response::Message) {
        let response = match message {
            signal_response::Message::Reconnect(response) => response,
            other => {
                self.resumed(
                    now,
                    signal_response::Message::Reconnect(ReconnectResponse::default()),
                );
                return self.signal_message(now, other);
            }
        };
        self.mending.step = Step::Trying(now.after(TRY));
        if !response.ice_servers.is_empty() {
            self.configure(response.ice_servers, response.client_configuration);
        }
        self.send_sync_state();
        self.data.resend(response.last_message_seq, &mut self.out);
        if self.mending.restart || !self.lines.are_connected() {
            self.negotiator.restart(&mut self.out);
        } else if !self.negotiator.is_stable() {
            self.negotiator.repeat(&mut self.out);
        }
    }

    /// The server does not: it may still take us in anew.
    pub(super) fn unresumed(&mut self, now: Millis, leave: &LeaveRequest) {
        if is_final(leave) {
            return self.server_left(now, leave);
        }
        self.mending.anew = true;
        self.dial(now);
    }

    /// This attempt came to nothing.
    pub(super) fn refused(&mut self, now: Millis, error: SpekoClientError) {
        if self.phase != Phase::Open {
            return self.fail(error);
        }
        if self.mending.is_whole() {
            return;
        }
        self.signal.close(&mut self.out);
        match error.reason() {
            ErrorReason::TokenExpired | ErrorReason::TokenInvalid | ErrorReason::RoomNotFound => {
                self.renew(error);
            }
            reason => {
                self.mending.unreachable |=
                    matches!(reason, ErrorReason::Network | ErrorReason::Timeout);
                self.next_attempt(now);
            }
        }
    }

    /// The token has had its day.
    fn renew(&mut self, error: SpekoClientError) {
        self.mending.probes.clear();
        if !self.options.can_renew() {
            return self.give_up(error);
        }
        let op = self.out.op();
        self.mending.step = Step::Renewing(op);
        self.out.push(Order::RenewCredentials(op));
    }

    pub(super) fn renewed(
        &mut self,
        now: Millis,
        op: Op,
        credentials: Result<Credentials, SpekoClientError>,
    ) {
        if self.mending.step != Step::Renewing(op) {
            return;
        }
        let valid = credentials.and_then(|credentials| {
            let server = credentials.server(self.secure_page)?;
            Ok((server, credentials.token().clone()))
        });
        match valid {
            Ok((server, token)) => {
                self.signal.renew(server, token);
                self.mending.anew = true;
                self.dial(now);
            }
            // The backend is as far away as everything else, perhaps.
            Err(_) => self.next_attempt(now),
        }
    }

    /// The server ends the session, or asks for another attempt.
    pub(super) fn server_left(&mut self, now: Millis, leave: &LeaveRequest) {
        let name = leave.reason().as_str_name();
        if self.phase != Phase::Open {
            return self.fail(failed(ErrorReason::Refused).with_cause(name));
        }
        if is_final(leave) {
            let reason = match leave.reason() {
                Why::ClientInitiated => DisconnectReason::User,
                Why::ParticipantRemoved | Why::RoomDeleted | Why::RoomClosed => {
                    DisconnectReason::Agent
                }
                Why::JoinFailure => DisconnectReason::Error,
                _ => DisconnectReason::Unknown,
            };
            // The number 0 is no reason.
            return self.over(
                reason,
                (leave.reason() != Why::UnknownReason).then_some(name),
            );
        }
        let resume = leave.action() == Action::Resume;
        let cut = if resume { Cut::Media } else { Cut::Session };
        self.broken(now, cut, failed(ErrorReason::Refused), name);
    }

    pub(super) fn peer_state(&mut self, now: Millis, role: Role, state: PeerState) {
        self.lines.is(role, state);
        if state == PeerState::Connected && self.lines.are_connected() {
            self.marks.dtls.get_or_insert(now.0);
        }
        if self.phase != Phase::Open && self.lines.have_failed() {
            return self.fail(failed(ErrorReason::Media));
        }
        if self.phase != Phase::Open {
            return;
        }
        match state {
            PeerState::Connected if self.lines.are_connected() => self.media_is_back(now),
            // Often for a moment only: ICE mends it by itself, or says that it failed.
            PeerState::Disconnected => self.media_is_silent(now),
            PeerState::Failed => self.media_failed(now),
            _ => {}
        }
    }

    pub(super) fn media_is_silent(&mut self, now: Millis) {
        self.data.pause();
        if self.mending.is_whole() && self.mending.shaky.is_none() {
            self.mending.shaky = Some(now);
            self.signal.ask(now, SILENCE);
            self.told
                .connection_is(ConnectionState::Reconnecting, &mut self.out);
        }
    }

    pub(super) fn media_is_back(&mut self, now: Millis) {
        (self.mending.shaky, self.mending.restart_at) = (None, None);
        self.data.resume(&mut self.out);
        match self.mending.step {
            Step::Whole => self
                .told
                .connection_is(ConnectionState::Good, &mut self.out),
            // There is a network again, and the socket has not been given up: it shows by itself whether it lives.
            Step::Waiting(_) | Step::Reaching(_) if self.signal.is_joined() => {
                self.whole();
                self.signal.ask(now, SILENCE);
            }
            _ => {}
        }
    }

    fn media_failed(&mut self, now: Millis) {
        self.data.pause();
        match self.mending.step {
            Step::Whole => {
                let error = failed(ErrorReason::Media);
                self.broken(now, Cut::Media, error, "MEDIA_FAILURE");
            }
            // ICE was begun anew, and failed too.
            Step::Trying(_) if self.signal.is_joined() && self.negotiator.is_stable() => {
                self.mending.anew = true;
                self.next_attempt(now);
            }
            _ => {}
        }
    }

    /// The server was heard while the media is silent: then it is the media's path alone that is gone.
    pub(super) fn watch_media(&mut self, now: Millis) {
        let Some(since) = self.mending.shaky else {
            return;
        };
        let heard = self.signal.heard_at().is_some_and(|at| at > since);
        if heard && self.mending.restart_at.is_none() {
            self.mending.restart_at = Some(now.after(HEAL));
        }
    }

    pub(super) fn mend_on_tick(&mut self, now: Millis) {
        let mending = &mut self.mending;
        if mending.restart_at.is_some_and(|at| at <= now) {
            self.begin(now, Cut::Media, "MEDIA_FAILURE");
            let mending = &mut self.mending;
            mending.attempt = 1;
            mending.step = Step::Trying(now.after(TRY));
            self.out.emit(Event::Reconnecting { attempt: 1 });
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
            Step::Trying(at) if at <= now => {
                mending.anew = true;
                mending.unreachable = true;
                self.signal.close(&mut self.out);
                self.next_attempt(now);
            }
            _ => {}
        }
    }

    /// The person, or the machine's network, will not have us wait.
    pub(super) fn attempt_now(&mut self, now: Millis) {
        if matches!(self.mending.step, Step::Waiting(_) | Step::Reaching(_)) {
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
        let published = !self.options.mic_enabled || !self.publisher.awaits_server();
        if matches!(self.mending.step, Step::Trying(_))
            && self.signal.is_joined()
            && self.lines.are_connected()
            && self.negotiator.is_stable()
            && published
        {
            self.data.resume(&mut self.out);
            self.whole();
        }
    }

    fn whole(&mut self) {
        let mending = &mut self.mending;
        mending.step = Step::Whole;
        mending.probes.clear();
        (mending.unreachable, mending.restart, mending.anew) = (false, false, false);
        self.watch.rest(self.data.now);
        self.out.release();
        self.told
            .connection_is(ConnectionState::Good, &mut self.out);
    }

    /// The server's yes holds less than we need.
    pub(super) fn turned_away(&mut self, error: SpekoClientError) {
        if self.phase == Phase::Open {
            self.give_up(error);
        } else {
            self.fail(error);
        }
    }

    fn give_up(&mut self, error: SpekoClientError) {
        self.leave();
        self.told
            .connection_is(ConnectionState::Lost, &mut self.out);
        self.out.emit(Event::Error(error));
        self.over(DisconnectReason::Unknown, Some(self.mending.name));
    }

    /// The second connection, once the server is known to offer on one.
    pub(super) fn open_subscriber(&mut self) {
        self.out.push(Order::Subscriber(PeerOrder::Open {
            microphone: false,
            receivers: 0,
        }));
    }
}

/// Whether another attempt would be refused, or would throw somebody else out.
fn is_final(leave: &LeaveRequest) -> bool {
    let reconnects = leave.action() != Action::Disconnect
        // Older servers say it so.
        || leave.can_reconnect
        // Nobody's wish, and none of it says that another join would be refused.
        || matches!(
            leave.reason(),
            Why::ServerShutdown | Why::StateMismatch | Why::Migration | Why::SignalClose | Why::ConnectionTimeout
        );
    !reconnects || leave.reason() == Why::DuplicateIdentity
}
