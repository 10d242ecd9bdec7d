//! Simulates everything around the machine: a browser, a user and a server, which delay, reorder,
//! fail, stop responding or hang up. A list of numbers makes the choices; with an empty list
//! nothing fails.
//!
//! Every output is checked immediately: see [`Checks`].

mod browser;
mod invariants;
mod server;
mod user;

use std::collections::BTreeMap;

use speko_proto::SessionConfig;
use speko_proto::livekit::Millis;
use speko_proto::livekit::io::*;
use speko_proto::livekit::machine::Machine;

use self::invariants::Checks;
use super::options;
use crate::support::choices::Choices;
use crate::support::tracks::Tracks;

pub struct Simulator {
    machine: Machine,
    now: Millis,
    choices: Choices,
    /// The scheduled inputs, by time and then by number.
    queue: BTreeMap<(Millis, u64), Input>,
    number: u64,
    /// Frames stay in order: the next one does not arrive before this.
    socket_clock: Millis,
    /// The server has stopped responding.
    server_hangs: bool,
    wants_mute: bool,
    has_mic: bool,
    releases: bool,
    dual_pc: bool,
    checks: Checks,
    tracks: Tracks,
    /// Answers of the sender stay in order: the next one does not arrive before this.
    sender_clock: Millis,
}

impl Simulator {
    pub fn new(choices: Vec<u16>) -> Self {
        let mut choices = Choices::new(choices);
        let wants_mute = choices.one_in(4);
        let has_mic = !choices.one_in(6);
        let releases = choices.one_in(5);
        let mut options = SessionConfig {
            mic_muted: wants_mute,
            mic_enabled: has_mic,
            release_mic_on_mute: releases,
            ..options()
        };
        if choices.one_in(3) {
            options.input_device = Some("desk".into());
            options.output_device = Some("hall".into());
        }
        if choices.one_in(4) {
            options.renews_credentials = true;
        }
        let dual_pc = choices.one_in(4);
        let machine = Machine::new(options, true).unwrap();
        Self {
            machine: if dual_pc { machine.dual_pc() } else { machine },
            dual_pc,
            now: Millis(1_000),
            choices,
            queue: BTreeMap::new(),
            number: 0,
            socket_clock: Millis(0),
            server_hangs: false,
            wants_mute,
            has_mic,
            releases,
            checks: Checks::default(),
            tracks: Tracks::default(),
            sender_clock: Millis(0),
        }
    }

    /// Runs the simulation to its end. Returns whether the session opened.
    pub fn run(mut self) -> bool {
        self.handle(Input::Command(Command::Start));
        for _ in 0..200 {
            self.unsolicited_input();
            if !self.step() {
                break;
            }
        }
        self.assert_recovers();
        self.handle(Input::Command(Command::End));
        while let Some(((time, _), input)) = self.queue.pop_first() {
            self.at(time, input);
        }
        self.assert_released();
        self.checks.connected == 1
    }

    /// Handles the next input. Returns whether there was one.
    fn step(&mut self) -> bool {
        let tick = self
            .machine
            .deadline()
            .map(|deadline| (deadline, Input::Tick));
        let next = self.queue.first_key_value().map(|((time, _), _)| *time);
        match (next, tick) {
            (Some(time), Some((deadline, tick))) if deadline < time => self.at(deadline, tick),
            (Some(time), _) => {
                let (_, input) = self.queue.pop_first().unwrap();
                self.at(time, input);
            }
            (None, Some((deadline, tick))) => self.at(deadline, tick),
            (None, None) => return false,
        }
        true
    }

    fn at(&mut self, time: Millis, input: Input) {
        self.now = self.now.max(time);
        self.handle(input);
    }

    fn handle(&mut self, input: Input) {
        self.track_input(&input);
        // A deadline may equal the current time until its tick, but not after it.
        let earliest = if input == Input::Tick {
            self.now.after(1)
        } else {
            self.now
        };
        self.machine.handle(self.now, input);
        while let Some(output) = self.machine.poll() {
            self.output(output);
        }
        let deadline = self.machine.deadline();
        assert!(
            deadline.is_none_or(|deadline| deadline >= earliest),
            "a deadline in the past"
        );
        self.assert_muted_sends_nothing();
        self.tracks.assert_reported();
    }

    fn later(&mut self, input: Input) {
        let delay = self.choices.delay();
        self.after(delay, input);
    }

    fn after(&mut self, delay: u64, input: Input) {
        self.number += 1;
        self.queue
            .insert((self.now.after(delay), self.number), input);
    }
}
