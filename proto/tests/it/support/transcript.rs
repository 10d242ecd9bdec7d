//! Random conversations and what must hold for their transcript. See docs/transcript.md.

use std::collections::HashMap;

use proptest::prelude::*;
use speko_proto::Source::{Agent, User};
use speko_proto::{Change, Message, Source, Transcript, Turn};

/// A step of a conversation.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// The first words of the current utterance, or all of them.
    Interim(Source, usize),
    /// All words of the current utterance, which is then over.
    Final(Source),
    /// A final without text.
    Blank(Source),
    /// The speaker goes on to the next utterance without a final.
    Abandon(Source),
    /// The agent is interrupted, by the app or at the server. Its final may follow.
    Interrupt { by_app: bool },
    /// The user starts or stops speaking.
    Speak(bool),
    /// The user types a message.
    Type,
    /// Time passes, in ms.
    Wait(u64),
}

pub fn any_steps() -> impl Strategy<Value = Vec<Step>> {
    let source = || prop_oneof![Just(Agent), Just(User)];
    let step = prop_oneof![
        6 => (source(), 1..4_usize).prop_map(|(source, words)| Step::Interim(source, words)),
        5 => source().prop_map(Step::Final),
        2 => source().prop_map(Step::Blank),
        1 => source().prop_map(Step::Abandon),
        2 => any::<bool>().prop_map(|by_app| Step::Interrupt { by_app }),
        3 => any::<bool>().prop_map(Step::Speak),
        1 => Just(Step::Type),
        5 => prop_oneof![0..400_u64, 400..3_000_u64, 3_000..12_000_u64].prop_map(Step::Wait),
    ];
    prop::collection::vec(step, 0..40)
}

/// The words of the utterances, which are unique. Some utterances begin with the previous one.
#[derive(Debug, Default)]
pub struct Script {
    numbers: [usize; 2],
    texts: [String; 2],
    /// What was finally said. No word of it may be lost.
    pub said: Vec<(Source, String)>,
}

impl Script {
    fn number(&mut self, source: Source) -> &mut usize {
        &mut self.numbers[usize::from(source == User)]
    }

    /// Returns the id of the speaker's current utterance.
    pub fn id(&mut self, source: Source) -> String {
        self.number(source).to_string()
    }

    pub fn next(&mut self, source: Source) {
        *self.number(source) += 1;
    }

    /// Returns the first words of the current utterance.
    pub fn text(&mut self, source: Source, words: usize) -> String {
        let number = *self.number(source);
        let name = source.as_str();
        let new = (0..words).map(|word| format!("{name}{number}x{word}"));
        let new = new.collect::<Vec<_>>().join(" ");
        let former = &self.texts[usize::from(source == User)];
        if number % 4 == 3 && !former.is_empty() {
            return format!("{former} {new}");
        }
        new
    }

    /// Returns all words of the current utterance and goes on to the next one.
    pub fn finish(&mut self, source: Source) -> String {
        let text = self.text(source, 3);
        self.said.push((source, text.clone()));
        self.texts[usize::from(source == User)].clone_from(&text);
        self.next(source);
        text
    }

    /// Returns a typed message.
    pub fn typed(&mut self) -> String {
        let text = format!("typed{}", self.said.len());
        self.said.push((User, text.clone()));
        text
    }
}

/// Checks the transcript of these messages, after each of them and at the end.
pub fn check(messages: &[Message], said: &[(Source, String)]) -> Result<(), TestCaseError> {
    let mut transcript = Transcript::new();
    let mut copy: Vec<Turn> = Vec::new();
    // When the words of each row last changed, when each side last began a row, and the finals:
    // when, and in which row.
    let mut changed = HashMap::new();
    let mut begun = HashMap::new();
    let mut finals = Vec::new();
    for (now, message) in messages.iter().enumerate() {
        prop_assert!(!message.text.trim().is_empty(), "reported without text");
        let change = transcript.apply_at(message, 7);
        let turns = transcript.turns();
        let further = transcript.further_changes();
        for change in [change].iter().chain(further) {
            match *change {
                Change::None => {}
                Change::Added(at) => copy.insert(at, turns[at].clone()),
                Change::Updated(at) => copy[at] = turns[at].clone(),
            }
        }
        prop_assert_eq!(seen(turns), seen(&copy), "the changes are complete");

        let at = match change {
            Change::None => continue,
            Change::Added(at) => {
                begun.insert(message.source == User, now);
                at
            }
            Change::Updated(at) => at,
        };
        changed.insert(turns[at].key, now);
        for change in further {
            if let Change::Added(rest) = *change {
                let former = changed.get(&turns[rest - 2].key).copied();
                changed.insert(turns[rest].key, former.unwrap_or_default());
            }
        }
        if message.is_final {
            finals.push((now, turns[at].key, message.source));
        }
        for (row, turn) in turns.iter().enumerate() {
            if turn.is_final {
                continue;
            }
            let since = changed[&turn.key];
            prop_assert!(
                begun
                    .get(&(turn.source == User))
                    .is_none_or(|at| *at <= since),
                "a former row of the speaker is open: {turns:#?}"
            );
            let mut later = finals
                .iter()
                .filter(|(at, _, source)| *at > since && *source != turn.source);
            let below = |key: u64| turns[row..].iter().any(|turn| turn.key == key);
            prop_assert!(
                !later.any(|(_, key, _)| below(*key)),
                "a row above a later final of the other side is open: {turns:#?}"
            );
        }
    }
    let turns = transcript.turns();
    prop_assert!(turns.is_sorted_by_key(|turn| turn.started_at));
    prop_assert!(turns.iter().all(|turn| !turn.text.is_empty()));
    for (source, text) in said {
        for word in text.split(' ') {
            let is_it = |one: &str| {
                let one = one.trim_matches(|letter: char| !letter.is_alphanumeric());
                one.to_lowercase() == word
            };
            let mut rows = turns.iter().filter(|turn| turn.source == *source);
            let found = rows.any(|turn| turn.text.split(' ').any(is_it));
            prop_assert!(found, "{word} is lost: {turns:#?}\n{messages:#?}");
        }
    }
    Ok(())
}

fn seen(turns: &[Turn]) -> Vec<(u64, Source, &str, bool, Option<u64>)> {
    turns
        .iter()
        .map(|turn| {
            let text = turn.text.as_str();
            (turn.key, turn.source, text, turn.is_final, turn.started_at)
        })
        .collect()
}
