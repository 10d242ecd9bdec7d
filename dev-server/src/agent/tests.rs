//! Whole calls in virtual time.

mod claims;

use super::*;

/// Length of the greeting in these tests.
const GREETING_MS: u64 = 2_000;

/// A call with an agent, and its outputs with their times.
struct Call {
    agent: Agent,
    now: u64,
    actions: Vec<(u64, Action)>,
}

impl Call {
    fn new() -> Self {
        let greeting = (0..GREETING_MS / FRAME).map(|n| frame(n * FRAME));
        Self {
            agent: Agent::new(greeting.collect()),
            now: 0,
            actions: Vec::new(),
        }
    }

    /// A call after its greeting.
    fn greeted() -> Self {
        let mut call = Self::new();
        call.agent.connected(0);
        call.wait(GREETING_MS + 100);
        call.actions.clear();
        call
    }

    fn drain(&mut self) {
        while let Some(action) = self.agent.poll() {
            self.actions.push((self.now, action));
        }
    }

    /// Lets time pass. The agent is woken exactly at its deadlines.
    fn wait(&mut self, millis: u64) {
        let end = self.now + millis;
        self.drain();
        while let Some(at) = self.agent.deadline().filter(|at| *at <= end) {
            assert!(
                at >= self.now || self.agent.deadline().is_some(),
                "the deadline is in the past"
            );
            self.now = at.max(self.now);
            self.agent.tick(self.now);
            let before = self.actions.len();
            self.drain();
            let again = self.agent.deadline().is_some_and(|next| next <= self.now);
            assert!(
                !(again && self.actions.len() == before),
                "the agent set a deadline and did nothing"
            );
        }
        self.now = end;
    }

    /// Sends microphone packets of this level.
    fn speak(&mut self, millis: u64, level: i8) {
        for _ in 0..millis / FRAME {
            self.agent.hear(
                self.now,
                Packet {
                    time: self.now,
                    level,
                    opus: mark(self.now),
                },
            );
            self.wait(FRAME);
        }
    }

    fn write(&mut self, text: &str) {
        self.agent
            .receive(self.now, Outbound::UserMessage(text.into()));
        self.drain();
    }

    fn sent(&self) -> Vec<Inbound> {
        let sent = self.actions.iter().filter_map(|(_, action)| match action {
            Action::Send(packet) => Some(packet.clone()),
            _ => None,
        });
        sent.collect()
    }

    fn agent_messages(&self) -> Vec<(String, bool)> {
        let messages = self.sent().into_iter().filter_map(|packet| match packet {
            Inbound::AgentMessage { text, is_final } => Some((text, is_final)),
            _ => None,
        });
        messages.collect()
    }

    fn transcripts(&self) -> Vec<(String, bool)> {
        let transcripts = self.sent().into_iter().filter_map(|packet| match packet {
            Inbound::Transcript { text, is_final, .. } => Some((text, is_final)),
            _ => None,
        });
        transcripts.collect()
    }

    fn states(&self) -> Vec<AgentState> {
        let states = self.actions.iter().filter_map(|(_, action)| match action {
            Action::State(state) => Some(*state),
            _ => None,
        });
        states.collect()
    }

    /// Returns when each packet was played, its media time, and its content.
    fn played(&self) -> Vec<(u64, u64, Arc<[u8]>)> {
        let played = self
            .actions
            .iter()
            .filter_map(|(now, action)| match action {
                Action::Play { at, opus } => Some((*now, *at, opus.clone())),
                _ => None,
            });
        played.collect()
    }

    /// Returns the segment, the text and the end of each text stream.
    fn streams(&self) -> Vec<(String, String, bool)> {
        let mut streams: Vec<(String, String, String, bool)> = Vec::new();
        for (_, action) in &self.actions {
            let Action::Text(part) = action else { continue };
            match part {
                TextPart::Begins { stream, segment } => {
                    streams.push((stream.clone(), segment.clone(), String::new(), false));
                }
                TextPart::Words { stream, text } => {
                    streams
                        .iter_mut()
                        .find(|(id, ..)| id == stream)
                        .unwrap()
                        .2
                        .push_str(text);
                }
                TextPart::Ends { stream } => {
                    streams.iter_mut().find(|(id, ..)| id == stream).unwrap().3 = true
                }
            }
        }
        streams
            .into_iter()
            .map(|(_, segment, text, ended)| (segment, text, ended))
            .collect()
    }
}

const FRAME: u64 = crate::recording::FRAME_MS;

fn mark(at: u64) -> Arc<[u8]> {
    at.to_be_bytes().as_slice().into()
}

fn frame(at: u64) -> Frame {
    Frame { at, opus: mark(at) }
}

fn overrides(first_message: &str) -> Outbound {
    let mut overrides = Overrides::default();
    overrides.agent.first_message = Some(first_message.into());
    Outbound::Overrides(overrides)
}

#[test]
fn greeting_is_paced_in_audio_and_text_then_agent_listens() {
    let mut call = Call::new();
    assert_eq!(call.agent.deadline(), None);
    call.agent.connected(0);
    call.wait(3_000);
    let played = call.played();
    assert_eq!(played.len() as u64, GREETING_MS / FRAME);
    assert!(
        played.iter().all(|(now, at, _)| now == at),
        "each packet is sent at its media time"
    );
    assert_eq!(
        call.streams(),
        [("greeting".to_owned(), words::GREETING.to_owned(), true)]
    );
    let ended = call
        .actions
        .iter()
        .find(|(_, action)| matches!(action, Action::Text(TextPart::Ends { .. })))
        .unwrap();
    assert!(
        (1_000..2_000).contains(&ended.0),
        "the text is paced with the audio; it ended at {}",
        ended.0
    );
    assert_eq!(call.states(), [AgentState::Speaking, AgentState::Listening]);
    assert_eq!(call.sent(), []);
    assert_eq!(call.agent.deadline(), None);
}

#[test]
fn repeated_greeting_repeats_audio_and_text() {
    let mut call = Call::new();
    call.agent = call.agent.with_greeting_times(3);
    call.agent.connected(0);
    call.wait(3 * GREETING_MS + 100);
    let played = call.played();
    let frames = GREETING_MS / FRAME;
    assert_eq!(played.len() as u64, 3 * frames);
    for (place, (now, at, opus)) in (0..).zip(&played) {
        assert_eq!((now, *at), (at, place * FRAME), "paced by 20 ms");
        assert_eq!(*opus, mark(place % frames * FRAME));
    }
    let text = [words::GREETING; 3].join(" ");
    assert_eq!(call.streams(), [("greeting".to_owned(), text, true)]);
    assert_eq!(call.states(), [AgentState::Speaking, AgentState::Listening]);
}

#[test]
fn agent_greets_only_once() {
    let mut call = Call::greeted();
    call.agent.connected(call.now);
    call.wait(1_000);
    assert_eq!(call.actions, []);
}

#[test]
fn overrides_before_the_greeting_text_replace_it() {
    let mut call = Call::new();
    call.agent.connected(0);
    call.wait(100);
    call.agent.receive(100, overrides("Guten Tag"));
    call.wait(3_000);
    assert_eq!(
        call.streams(),
        [("greeting".to_owned(), "Guten Tag".to_owned(), true)]
    );
}

#[test]
fn overrides_during_the_greeting_resend_the_same_segment() {
    let mut call = Call::new();
    call.agent.connected(0);
    call.wait(1_000);
    call.agent.receive(1_000, overrides("Guten Tag"));
    call.wait(3_000);
    let streams = call.streams();
    assert_eq!(streams.len(), 2);
    assert!(
        streams
            .iter()
            .all(|(segment, _, ended)| segment == "greeting" && *ended)
    );
    assert_eq!(streams[1].1, "Guten Tag");
}

#[test]
fn empty_first_message_suppresses_the_greeting() {
    let mut call = Call::new();
    call.agent.receive(0, overrides(""));
    call.agent.connected(0);
    call.wait(3_000);
    assert_eq!(call.played(), []);
    assert_eq!(call.streams(), []);
    assert_eq!(call.states(), [AgentState::Listening]);
}

#[test]
fn overrides_after_the_greeting_do_not_greet_again() {
    let mut call = Call::greeted();
    call.agent.receive(call.now, overrides("Guten Tag"));
    call.wait(1_000);
    assert_eq!(call.actions, []);
    assert!(call.agent.overrides().is_some());
}

#[test]
fn turn_yields_interim_transcripts_then_a_final_then_an_audio_echo() {
    let mut call = Call::greeted();
    call.speak(400, -90);
    let began = call.now;
    call.speak(1_200, -23);
    let ended = call.now;
    call.speak(4_000, -90);

    let transcripts = call.transcripts();
    let (last, partials) = transcripts.split_last().unwrap();
    assert_eq!(
        *last,
        ("You spoke for 1.2 seconds, at −23 dB".to_owned(), true)
    );
    assert!(partials.len() >= 3, "{partials:?}");
    assert!(
        partials
            .iter()
            .all(|(text, is_final)| text.starts_with("speaking: ") && !is_final)
    );
    let final_at = call.actions.iter().position(|(_, action)| {
        matches!(
            action,
            Action::Send(Inbound::Transcript { is_final: true, .. })
        )
    });
    let (at, _) = call.actions[final_at.unwrap()];
    assert!(
        (ended + 600..=ended + 720).contains(&at),
        "the turn ended at {ended}; its final came at {at}"
    );

    let played = call.played();
    let words: Vec<_> = (began..ended).step_by(FRAME as usize).map(mark).collect();
    let first = played
        .iter()
        .position(|(_, _, opus)| *opus == words[0])
        .unwrap();
    assert!(
        played[first..]
            .iter()
            .map(|(_, _, opus)| opus)
            .zip(&words)
            .all(|(played, word)| played == word)
    );
    assert!(
        played.windows(2).all(|pair| pair[1].1 - pair[0].1 == FRAME),
        "paced by 20 ms"
    );

    let messages = call.agent_messages();
    assert_eq!(
        messages.last().unwrap(),
        &(
            "I heard you for 1.2 seconds. This is what you said:".to_owned(),
            true
        )
    );
    assert_eq!(messages.iter().filter(|(_, is_final)| *is_final).count(), 1);
    assert!(
        messages
            .windows(2)
            .all(|pair| pair[1].0.starts_with(&pair[0].0)),
        "partials are cumulative"
    );
    assert_eq!(
        call.states(),
        [
            AgentState::Thinking,
            AgentState::Speaking,
            AgentState::Listening
        ]
    );
    assert_eq!(
        call.streams(),
        [],
        "a turn is not also sent as a text stream"
    );
}

#[test]
fn gaps_between_packets_are_preserved_in_the_echo() {
    let mut call = Call::greeted();
    call.speak(400, -20);
    call.wait(300);
    call.speak(400, -20);
    call.wait(3_000);
    let played = call.played();
    let pauses: Vec<u64> = played
        .windows(2)
        .map(|pair| pair[1].1 - pair[0].1)
        .filter(|gap| *gap != FRAME)
        .collect();
    assert_eq!(pauses, [FRAME + 300]);
}

#[test]
fn turn_ends_when_packets_stop() {
    let mut call = Call::greeted();
    call.speak(1_000, -20);
    call.wait(3_000);
    assert!(call.transcripts().last().unwrap().1);
}

#[test]
fn click_causes_no_output() {
    let mut call = Call::greeted();
    call.speak(100, -10);
    call.speak(2_000, -90);
    assert_eq!(call.actions, []);
}

#[test]
fn agent_stops_speaking_when_the_user_speaks() {
    let mut call = Call::new();
    call.agent.connected(0);
    call.wait(500);
    let began = call.now;
    call.speak(1_000, -20);
    let last = call.played().last().unwrap().0;
    assert!(
        (began + 100..=began + 260).contains(&last),
        "speech began at {began}, last packet played at {last}"
    );
    let (_, text, ended) = call.streams().remove(0);
    assert!(
        ended && text.len() < words::GREETING.len(),
        "the transcript keeps only the spoken part: {text}"
    );
    assert_eq!(call.states(), [AgentState::Speaking, AgentState::Listening]);
}

#[test]
fn short_noise_does_not_interrupt_the_agent() {
    let mut call = Call::new();
    call.agent.connected(0);
    call.wait(500);
    call.speak(120, -20);
    call.speak(3_000, -90);
    assert_eq!(call.played().len() as u64, GREETING_MS / FRAME);
    assert_eq!(call.sent(), []);
}

#[test]
fn user_can_interrupt_the_echo_and_gets_one_final_per_turn() {
    let mut call = Call::greeted();
    call.speak(2_000, -20);
    call.speak(1_400, -90);
    call.speak(1_000, -30);
    call.speak(3_000, -90);
    assert_eq!(
        call.transcripts()
            .iter()
            .filter(|(_, is_final)| *is_final)
            .count(),
        2
    );
    assert_eq!(
        call.agent_messages()
            .iter()
            .filter(|(_, is_final)| *is_final)
            .count(),
        2
    );
}

#[test]
fn each_active_speaker_start_has_a_matching_end() {
    let mut call = Call::new();
    call.agent.connected(0);
    call.wait(500);
    call.speak(1_000, -20);
    call.speak(5_000, -90);
    let speakers = call.actions.iter().filter_map(|(_, action)| match action {
        Action::Speaks(who, active) => Some((*who, *active)),
        _ => None,
    });
    let (agent, user) = (Source::Agent, Source::User);
    let expected = [
        (agent, true),
        (user, true),
        (agent, false),
        (user, false),
        (agent, true),
        (agent, false),
    ];
    assert_eq!(speakers.collect::<Vec<_>>(), expected);
}

#[test]
fn typed_message_is_echoed_and_answered_with_text() {
    let mut call = Call::greeted();
    call.write("hello there");
    assert_eq!(
        call.sent(),
        [Inbound::UserMessageEcho {
            text: "hello there".into()
        }]
    );
    call.wait(2_000);
    let messages = call.agent_messages();
    assert_eq!(
        messages.last().unwrap(),
        &("You wrote: hello there".to_owned(), true)
    );
    assert!(messages.iter().rev().skip(1).all(|(_, is_final)| !is_final));
    assert_eq!(call.played(), []);
}

#[test]
fn typed_message_interrupts_the_greeting() {
    let mut call = Call::new();
    call.agent.connected(0);
    call.wait(500);
    call.write("stop");
    let played = call.played().len();
    call.wait(3_000);
    assert_eq!(call.played().len(), played);
}

#[test]
fn agent_reports_context_updates_and_overrides_on_request() {
    let mut call = Call::greeted();
    call.agent.receive(
        call.now,
        Outbound::ContextualUpdate("the cart holds 3 things".into()),
    );
    let mut overrides = Overrides::default();
    overrides.tts.voice_id = Some("nova".into());
    call.agent.receive(call.now, Outbound::Overrides(overrides));
    assert_eq!(call.actions, []);
    call.write("What do you know?");
    call.wait(3_000);
    let answer = call.agent_messages().pop().unwrap().0;
    assert_eq!(answer, "I know: the cart holds 3 things; My voice is: nova");
}

#[test]
fn agent_keeps_the_last_50_context_updates() {
    let mut call = Call::greeted();
    for number in 0..60 {
        call.agent
            .receive(call.now, Outbound::ContextualUpdate(number.to_string()));
    }
    assert_eq!(call.agent.context().len(), 50);
    assert_eq!(call.agent.context()[0], "10");
}

#[test]
fn agent_says_goodbye_before_hanging_up() {
    let mut call = Call::greeted();
    call.write("Goodbye!");
    call.wait(3_000);
    assert_eq!(call.agent_messages(), [(words::GOODBYE.to_owned(), true)]);
    let said = call
        .actions
        .iter()
        .position(|(_, action)| matches!(action, Action::Send(Inbound::AgentMessage { .. })));
    let hung_up = call
        .actions
        .iter()
        .position(|(_, action)| *action == Action::HangUp);
    assert!(call.actions[hung_up.unwrap()].0 >= call.actions[said.unwrap()].0 + HANG_UP_DELAY_MS);
    assert_eq!(
        call.actions
            .iter()
            .filter(|(_, action)| *action == Action::HangUp)
            .count(),
        1
    );
}
