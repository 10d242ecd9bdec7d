//! How a session begins, opens, and ends, whichever side or accident ends it.

use super::io::{Order, PeerOrder};
use super::machine::{Machine, Phase};
use super::negotiate::{self, Negotiator};
use super::proto::{AddTrackRequest, LeaveRequest, signal_request};
use super::publish::Outcome;
use super::signal::failed;
use super::url::Dial;
use super::{chat, join, sdp};
use crate::error::{ErrorCode, ErrorReason, SpekoClientError};
use crate::event::{AgentState, ConnectionState, DisconnectReason, Disconnection, Event, Status};
use crate::packet::Outbound;
use crate::time::Millis;

/// How long the media may take from the join on, in ms, as livekit-client has it. The permission prompt does not
/// count: a person may take their time.
const MEDIA_TIMEOUT: u64 = 15_000;

impl Machine {
    /// Everything that needs nothing else, side by side: the prompt, the offer; the socket follows the offer.
    pub(super) fn start(&mut self, now: Millis) {
        self.marks.click = Some(self.wishes.clicked_at.unwrap_or(now.0));
        self.marks.token = Some(now.0);
        self.phase = Phase::Connecting;
        self.told.status_is(Status::Connecting, &mut self.out);
        self.ask_for_microphone();
        self.dress();
        self.open_lines();
    }

    /// The same, ahead of the click: what a person would notice waits for it.
    pub(super) fn prepare(&mut self, now: Millis) {
        self.marks.token = Some(now.0);
        self.phase = Phase::Warm;
        self.selection.ours = true;
        self.dress();
        self.open_lines();
    }

    /// The click: the microphone opens, and what is said is heard.
    pub(super) fn begin_warm(&mut self, now: Millis) {
        self.marks.click = Some(self.wishes.clicked_at.unwrap_or(now.0));
        self.phase = Phase::Connecting;
        self.told.status_is(Status::Connecting, &mut self.out);
        self.ask_for_microphone();
        self.selection.open(&mut self.out);
        if self.media_by.is_some() {
            self.media_by = Some(now.after(MEDIA_TIMEOUT));
        }
    }

    /// Nobody clicked.
    pub(super) fn cool(&mut self) {
        self.leave();
        self.over_unopened(failed(ErrorReason::Cancelled));
    }

    fn ask_for_microphone(&mut self) {
        if self.publisher.enabled {
            self.publisher.start(&mut self.out);
        }
    }

    fn dress(&mut self) {
        self.out.push(Order::SetVolume(self.wishes.volume));
        if let Some(device) = self.wishes.output_device.take() {
            self.hotplug.set_output(Some(device), &mut self.out);
        }
    }

    /// A connection and its first offer, side by side with everything else.
    pub(super) fn open_lines(&mut self) {
        self.wants_join = true;
        self.out.peer(PeerOrder::Open {
            microphone: self.publisher.enabled,
            receivers: u32::from(!self.dual),
        });
        self.negotiator.offer(&mut self.out);
    }

    /// Joins, once nothing that was asked for has to come before it.
    pub(super) fn join_if_ready(&mut self, now: Millis) {
        let first = self.publisher.enabled
            && self.wishes.microphone_first
            && self.phase == Phase::Connecting
            && self.publisher.is_asking();
        if first || self.phase == Phase::Over {
            return;
        }
        if self.dual {
            // Nothing of ours has to be known before.
            if std::mem::take(&mut self.wants_join) {
                let dial = join::dual(!self.selection.ours);
                self.open_socket(now, dial);
            }
            if self.signal.is_joined()
                && let Some(sdp) = self.held_offer.take()
            {
                self.publish(now, &sdp);
            }
        } else if self.wants_join
            && let Some(sdp) = self.held_offer.take()
        {
            self.wants_join = false;
            self.join(now, sdp);
        }
    }

    fn open_socket(&mut self, now: Millis, mut dial: Dial) {
        dial.again = self.phase == Phase::Open;
        self.signal.open(now, dial, &mut self.out);
    }

    /// The first offer goes with the join.
    fn join(&mut self, now: Millis, sdp: String) {
        let Ok(microphone) = self.announcement(&sdp) else {
            return;
        };
        let offer = negotiate::description(Negotiator::FIRST_OFFER, sdp);
        let dial = join::single(offer, microphone, !self.selection.ours);
        self.open_socket(now, dial);
    }

    /// The first offer goes after the join; the server wants to know of a track before it.
    fn publish(&mut self, now: Millis, sdp: &str) {
        self.announce(sdp);
        if self.phase != Phase::Over {
            self.negotiator.joined(now, false, &mut self.out);
        }
    }

    /// Tells of the microphone's line in an offer that follows.
    pub(super) fn announce(&mut self, sdp: &str) {
        if let Ok(Some(microphone)) = self.announcement(sdp) {
            self.out
                .signal_now(signal_request::Message::AddTrack(microphone));
        }
    }

    fn announcement(&mut self, sdp: &str) -> Result<Option<AddTrackRequest>, ()> {
        if !self.publisher.enabled {
            return Ok(None);
        }
        let Some(cid) = sdp::microphone_cid(sdp) else {
            self.fail(failed(ErrorReason::Browser).with_cause("no microphone in the offer"));
            return Err(());
        };
        self.publisher.announced(cid);
        let silent = self.publisher.is_silent();
        let constraints = self.publisher.constraints;
        Ok(Some(join::microphone(cid, silent, constraints)))
    }

    /// The server is too old for a single peer connection: with two it works, and will the next time at once.
    pub(super) fn fall_back(&mut self) {
        self.dual = true;
        let place = self.signal.place().to_owned();
        self.out.push(Order::RememberDual(place));
        self.negotiator = Negotiator::default();
        self.held_offer = None;
        self.open_lines();
        self.publisher.anew(&mut self.out);
    }

    /// From the join on the media has its time.
    pub(super) fn joined(&mut self, now: Millis) {
        self.marks.join.get_or_insert(now.0);
        if matches!(self.phase, Phase::Connecting | Phase::Warm) {
            self.media_by = Some(now.after(MEDIA_TIMEOUT));
        }
        if !self.dual {
            self.negotiator.joined(now, true, &mut self.out);
        }
    }

    pub(super) fn send(&mut self, packet: &Outbound) {
        self.data
            .send_user(packet.encode().into_bytes(), &mut self.out);
    }

    pub(super) fn chat(&mut self, now: Millis, text: &str) {
        self.chats += 1;
        let stream = self.participants.local_sid().to_owned() + "-" + &self.chats.to_string();
        chat::send(now, &stream, text, &mut self.data, &mut self.out);
    }

    /// After each fact: whether the session is open now, and what of the state is news.
    pub(super) fn settle(&mut self) {
        if self.phase != Phase::Over {
            self.told.mic_is(self.publisher.state(), &mut self.out);
        }
        if matches!(self.phase, Phase::Connecting | Phase::Warm) {
            let server_knows = !self.publisher.enabled || !self.publisher.awaits_server();
            if self.lines.are_connected() && server_knows {
                self.media_by = None;
            }
            let published = !self.publisher.enabled || self.publisher.is_published();
            let wanted = self.phase == Phase::Connecting;
            if wanted && self.signal.is_joined() && self.lines.are_connected() && published {
                self.open();
            }
        }
        if self.phase == Phase::Open {
            self.settle_mending();
            self.settle_watch();
            let typed = self.data.typed_waiting();
            self.told.queued_is(typed, &mut self.out);
        }
        // While it is mended, nobody knows.
        if self.phase == Phase::Open && self.mending.is_whole() {
            self.told.mode_is(self.participants.mode(), &mut self.out);
            let alone = self.participants.is_alone();
            self.presence.settle(self.data.now, alone);
            let state = if self.presence.is_absent {
                AgentState::Absent
            } else {
                self.participants.agent_state()
            };
            self.told.agent_state_is(state, &mut self.out);
        }
        if self.phase != Phase::Over {
            self.hotplug.settle(&self.publisher, &mut self.out);
        }
    }

    fn open(&mut self) {
        self.phase = Phase::Open;
        self.hotplug.want_list();
        self.told.status_is(Status::Connected, &mut self.out);
        self.told
            .connection_is(ConnectionState::Good, &mut self.out);
        if let Some(overrides) = self.wishes.overrides.take() {
            self.send(&Outbound::Overrides(overrides));
        }
        self.out.emit(Event::Connected {
            conversation_id: self.conversation_id.clone(),
        });
        self.out.push(Order::Settle(Ok(())));
    }

    /// The app hangs up.
    pub(super) fn end(&mut self) {
        let was_open = self.phase == Phase::Open;
        self.told.status_is(Status::Disconnecting, &mut self.out);
        self.leave();
        if was_open {
            self.over(DisconnectReason::User, Some("CLIENT_INITIATED"));
        } else {
            self.over_unopened(failed(ErrorReason::Cancelled));
        }
    }

    /// What became of the microphone.
    pub(super) fn microphone(&mut self, outcome: Outcome) {
        let (reason, name, goes_on) = match outcome {
            Outcome::None => return,
            Outcome::Failed(reason, name) => (reason, name, false),
            Outcome::Kept(reason, name) => (reason, name, true),
        };
        let error = SpekoClientError::new(ErrorCode::MicrophoneFailed, reason).with_cause(name);
        match self.phase {
            Phase::Connecting if !goes_on => self.fail(error),
            Phase::Connecting | Phase::Open => self.out.emit(Event::Error(error)),
            Phase::Idle | Phase::Warm | Phase::Over => {}
        }
    }

    /// It will not open.
    pub(super) fn fail(&mut self, error: SpekoClientError) {
        if matches!(self.phase, Phase::Connecting | Phase::Warm) {
            self.leave();
            self.over_unopened(error);
        }
    }

    /// Without this word an agent stays in the room until the server gives us up.
    pub(super) fn leave(&mut self) {
        if self.signal.is_joined() {
            let leave = LeaveRequest {
                reason: 1,
                ..Default::default()
            };
            self.out.signal_now(signal_request::Message::Leave(leave));
        }
    }

    pub(super) fn over(&mut self, reason: DisconnectReason, name: Option<&str>) {
        self.release();
        let message = name.map(str::to_owned);
        self.out
            .emit(Event::Disconnected(Disconnection { reason, message }));
        self.out.push(Order::Finish);
    }

    fn over_unopened(&mut self, error: SpekoClientError) {
        self.release();
        self.out.push(Order::Settle(Err(error)));
        self.out.push(Order::Finish);
    }

    /// The microphone first of all: its light is what people look at.
    fn release(&mut self) {
        self.phase = Phase::Over;
        self.publisher.release(&mut self.out);
        self.participants.clear(&mut self.out);
        self.out.peer(PeerOrder::Close);
        if self.dual {
            self.out.push(Order::Subscriber(PeerOrder::Close));
        }
        self.signal.close(&mut self.out);
        self.told.clear(&mut self.out);
    }
}
