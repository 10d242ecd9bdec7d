//! Transcript rows of realtime conversations. See docs/transcript.md.

mod any_order;
mod interruption;
mod late;
mod order;
mod utterances;

use crate::support::realtime::*;
use Source::{Agent, User};
use speko_proto::realtime::frame::Downlink;
use speko_proto::realtime::io::RealtimeInput;
use speko_proto::{Event, Message, Source, Transcript};

fn say(sim: &mut Simulator, source: Source, text: &str, is_final: bool) {
    sim.frame(&Downlink::Transcript {
        source,
        text: text.to_owned(),
        is_final,
    });
}

fn interrupt(sim: &mut Simulator, by_app: bool) {
    if by_app {
        sim.handle(RealtimeInput::Interrupt);
    } else {
        sim.frame(&Downlink::Interruption);
    }
}

/// Captures audio every 20 ms while time passes.
fn capture(sim: &mut Simulator, millis: u64, level: f32) {
    for _ in 0..millis / 20 {
        // Few samples: what counts is their level.
        sim.handle(RealtimeInput::Captured(vec![level; 16], 0));
        sim.pass(20);
    }
}

fn messages(sim: &Simulator) -> Vec<Message> {
    let message = |event: &Event| match event {
        Event::Message(message) => Some(message.clone()),
        _ => None,
    };
    sim.events.iter().filter_map(message).collect()
}

fn rows(sim: &Simulator) -> Vec<(Source, String, bool)> {
    let mut transcript = Transcript::new();
    for message in messages(sim) {
        transcript.apply(&message);
    }
    let turns = transcript.turns().iter();
    turns
        .map(|turn| (turn.source, turn.text.clone(), turn.is_final))
        .collect()
}

fn row(source: Source, text: &str) -> (Source, String, bool) {
    (source, text.into(), true)
}
