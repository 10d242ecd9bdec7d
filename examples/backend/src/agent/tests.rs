//! Whole calls in virtual time.

mod claims;

use super::*;

/// The length of the greeting of these tests.
const GREETING_MS: u64 = 2_000;

/// A call with an agent: what it ordered, and when.
struct Call {
    agent: Agent,
    now: u64,
    orders: Vec<(u64, Order)>,
}

impl Call {
    fn new() -> Self {
        let greeting = (0..GREETING_MS / FRAME).map(|n| frame(n * FRAME));
        Self {
            agent: Agent::new(greeting.collect()),
            now: 0,
            orders: Vec::new(),
        }
    }

    /// A call whose greeting is over.
    fn greeted() -> Self {
        let mut call = Self::new();
        call.agent.connected(0);
        call.wait(GREETING_MS + 100);
        call.orders.clear();
        call
    }

    fn drain(&mut self) {
        while let Some(order) = self.agent.poll() {
            self.orders.push((self.now, order));
        }
    }

    /// Time passes; the agent is woken exactly when it asks for it.
    fn wait(&mut self, millis: u64) {
        let end = self.now + millis;
        self.drain();
        while let Some(at) = self.agent.deadline().filter(|at| *at <= end) {
            assert!(
                at >= self.now || self.agent.deadline().is_some(),
                "the deadline is over"
            );
            self.now = at.max(self.now);
            self.agent.tick(self.now);
            let before = self.orders.len();
            self.drain();
            let again = self.agent.deadline().is_some_and(|next| next <= self.now);
            assert!(
                !(again && self.orders.len() == before),
                "the agent asks to be woken for nothing"
            );
        }
        self.now = end;
    }

    /// The microphone sends packets of this loudness.
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
        let sent = self.orders.iter().filter_map(|(_, order)| match order {
            Order::Send(packet) => Some(packet.clone()),
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
        let states = self.orders.iter().filter_map(|(_, order)| match order {
            Order::State(state) => Some(*state),
            _ => None,
        });
        states.collect()
    }

    /// When each packet was played, its media time, and what it was.
    fn played(&self) -> Vec<(u64, u64, Arc<[u8]>)> {
        let played = self.orders.iter().filter_map(|(now, order)| match order {
            Order::Play { at, opus } => Some((*now, *at, opus.clone())),
            _ => None,
        });
        played.collect()
    }

    /// Each text stream: its segment, its text, and whether it ended.
    fn streams(&self) -> Vec<(String, String, bool)> {
        let mut streams: Vec<(String, String, String, bool)> = Vec::new();
        for (_, order) in &self.orders {
            let Order::Text(part) = order else { continue };
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
fn it_greets_with_sound_and_text_side_by_side_and_then_listens() {
    let mut call = Call::new();
    assert_eq!(call.agent.deadline(), None);
    call.agent.connected(0);
    call.wait(3_000);
    let played = call.played();
    assert_eq!(played.len() as u64, GREETING_MS / FRAME);
    assert!(
        played.iter().all(|(now, at, _)| now == at),
        "each packet leaves at its time"
    );
    assert_eq!(
        call.streams(),
        [("greeting".to_owned(), words::GREETING.to_owned(), true)]
    );
    let ended = call
        .orders
        .iter()
        .find(|(_, order)| matches!(order, Order::Text(TextPart::Ends { .. })))
        .unwrap();
    assert!(
        (1_000..2_000).contains(&ended.0),
        "the text is paced with the sound, and ended at {}",
        ended.0
    );
    assert_eq!(call.states(), [AgentState::Speaking, AgentState::Listening]);
    assert_eq!(call.sent(), []);
    assert_eq!(call.agent.deadline(), None);
}

#[test]
fn it_greets_once() {
    let mut call = Call::greeted();
    call.agent.connected(call.now);
    call.wait(1_000);
    assert_eq!(call.orders, []);
}

#[test]
fn overrides_before_the_text_begins_change_what_the_greeting_says() {
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
fn overrides_in_the_middle_of_the_greeting_tell_the_same_segment_again() {
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
fn an_empty_first_message_means_that_the_person_begins() {
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
    assert_eq!(call.orders, []);
    assert!(call.agent.overrides().is_some());
}

#[test]
fn a_turn_gives_partials_then_a_final_then_the_persons_own_words() {
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
    let final_at = call.orders.iter().position(|(_, order)| {
        matches!(
            order,
            Order::Send(Inbound::Transcript { is_final: true, .. })
        )
    });
    let (at, _) = call.orders[final_at.unwrap()];
    assert!(
        (ended + 600..=ended + 720).contains(&at),
        "the turn ended at {ended}, and was final at {at}"
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
    assert_eq!(call.streams(), [], "an utterance goes one way only");
}

#[test]
fn gaps_between_packets_are_played_as_gaps() {
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
fn a_turn_ends_also_when_no_packet_comes_any_more() {
    let mut call = Call::greeted();
    call.speak(1_000, -20);
    call.wait(3_000);
    assert!(call.transcripts().last().unwrap().1);
}

#[test]
fn a_click_is_no_turn() {
    let mut call = Call::greeted();
    call.speak(100, -10);
    call.speak(2_000, -90);
    assert_eq!(call.orders, []);
}

#[test]
fn it_stops_talking_when_the_person_talks() {
    let mut call = Call::new();
    call.agent.connected(0);
    call.wait(500);
    let began = call.now;
    call.speak(1_000, -20);
    let last = call.played().last().unwrap().0;
    assert!(
        (began + 100..=began + 260).contains(&last),
        "began at {began}, silent after {last}"
    );
    let (_, text, ended) = call.streams().remove(0);
    assert!(
        ended && text.len() < words::GREETING.len(),
        "what was told stays: {text}"
    );
    assert_eq!(call.states(), [AgentState::Speaking, AgentState::Listening]);
}

#[test]
fn a_noise_while_it_talks_does_not_stop_it() {
    let mut call = Call::new();
    call.agent.connected(0);
    call.wait(500);
    call.speak(120, -20);
    call.speak(3_000, -90);
    assert_eq!(call.played().len() as u64, GREETING_MS / FRAME);
    assert_eq!(call.sent(), []);
}

#[test]
fn the_person_can_interrupt_their_own_echo_and_gets_one_final_each() {
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
fn active_speakers_come_and_go_in_pairs() {
    let mut call = Call::new();
    call.agent.connected(0);
    call.wait(500);
    call.speak(1_000, -20);
    call.speak(5_000, -90);
    let speakers = call.orders.iter().filter_map(|(_, order)| match order {
        Order::Speaks(who, active) => Some((*who, *active)),
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
fn a_typed_message_is_echoed_and_answered_in_words() {
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
fn a_typed_message_interrupts_the_greeting() {
    let mut call = Call::new();
    call.agent.connected(0);
    call.wait(500);
    call.write("stop");
    let played = call.played().len();
    call.wait(3_000);
    assert_eq!(call.played().len(), played);
}

#[test]
fn it_says_what_it_was_told() {
    let mut call = Call::greeted();
    call.agent.receive(
        call.now,
        Outbound::ContextualUpdate("the cart holds 3 things".into()),
    );
    let mut overrides = Overrides::default();
    overrides.tts.voice_id = Some("nova".into());
    call.agent.receive(call.now, Outbound::Overrides(overrides));
    assert_eq!(call.orders, []);
    call.write("What do you know?");
    call.wait(3_000);
    let answer = call.agent_messages().pop().unwrap().0;
    assert_eq!(answer, "I know: the cart holds 3 things; My voice is: nova");
}

#[test]
fn it_remembers_the_last_fifty_updates() {
    let mut call = Call::greeted();
    for number in 0..60 {
        call.agent
            .receive(call.now, Outbound::ContextualUpdate(number.to_string()));
    }
    assert_eq!(call.agent.context().len(), 50);
    assert_eq!(call.agent.context()[0], "10");
}

#[test]
fn goodbye_is_answered_before_it_hangs_up() {
    let mut call = Call::greeted();
    call.write("Goodbye!");
    call.wait(3_000);
    assert_eq!(call.agent_messages(), [(words::GOODBYE.to_owned(), true)]);
    let said = call
        .orders
        .iter()
        .position(|(_, order)| matches!(order, Order::Send(Inbound::AgentMessage { .. })));
    let hung_up = call
        .orders
        .iter()
        .position(|(_, order)| *order == Order::HangUp);
    assert!(call.orders[hung_up.unwrap()].0 >= call.orders[said.unwrap()].0 + FAREWELL_MS);
    assert_eq!(
        call.orders
            .iter()
            .filter(|(_, order)| *order == Order::HangUp)
            .count(),
        1
    );
}
