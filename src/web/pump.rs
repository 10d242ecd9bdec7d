//! Runs a state machine: passes one input to it, executes all outputs, and sets one timer for the
//! next deadline. It makes no decisions.
//!
//! App callbacks run after all queued inputs have been handled, not during that. A command given in
//! a callback therefore takes effect before the command returns, and if a callback panics, the
//! session can still be ended.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use speko_proto::engine::io::{Input, Machine, MediaOutput, Output};
use speko_proto::{Event, Millis, Source, list};

use super::input_sender::InputSender;
use super::js::now;
use super::meter::Heard;
use super::ready::Outcome;
use super::timer::Timer;
use crate::callbacks::Callbacks;
use crate::rpc::Rpc;

/// Executes outputs. Dropping it releases all browser objects.
pub(super) trait Driver: 'static {
    /// The outputs of the transport's state machine.
    type Output;

    /// Executes an output of the transport.
    fn execute(&mut self, output: &Self::Output);

    /// Executes an output on the microphone, the audio playback or the devices.
    fn media(&mut self, output: &MediaOutput);

    /// Returns the current audio of one side.
    fn heard(&self, side: Source) -> Heard;
}

/// The RPC object of a session, created when RPC is first used.
pub(super) type RpcSlot = Rc<RefCell<Option<Rc<dyn Rpc>>>>;

pub(super) struct Pump<M: Machine, D> {
    pub(super) machine: RefCell<M>,
    pub(super) outcome: Outcome,
    callbacks: Callbacks,
    inbox: Queue<Input<M::Input>>,
    /// Whether [`feed`](Self::feed) is running. A nested call only queues its input; the outer call
    /// handles it.
    running: Cell<bool>,
    /// Events that have not been emitted yet.
    events: Queue<Event>,
    /// Whether events are being emitted. A nested call only queues its events, which keeps them in
    /// order.
    emitting: Cell<bool>,
    /// `None` after the session has ended.
    driver: RefCell<Option<D>>,
    pub(super) rpc: RpcSlot,
    timer: Timer,
    alarm_at: Cell<Option<Millis>>,
}

/// Mostly empty and rarely longer than two or three items, so no ring buffer is needed.
type Queue<T> = RefCell<Vec<T>>;

fn first<T>(queue: &Queue<T>) -> Option<T> {
    list::take_at(&mut queue.borrow_mut(), 0)
}

impl<M, D> Pump<M, D>
where
    M: Machine<Input: 'static> + 'static,
    D: Driver<Output = M::Output>,
{
    pub(super) fn new(
        machine: M,
        callbacks: Callbacks,
        driver: impl FnOnce(InputSender<Input<M::Input>>, &RpcSlot) -> D,
    ) -> Rc<Self> {
        let rpc = RpcSlot::default();
        Rc::new_cyclic(|pump| Self {
            machine: RefCell::new(machine),
            outcome: Outcome::default(),
            callbacks,
            inbox: RefCell::default(),
            running: Cell::new(false),
            events: RefCell::default(),
            emitting: Cell::new(false),
            driver: RefCell::new(Some(driver(link(pump), &rpc))),
            rpc,
            timer: {
                let link = link(pump);
                Timer::new(move || link.send(Input::Tick))
            },
            alarm_at: Cell::new(None),
        })
    }

    /// Handles an input. When this returns, all outputs have been executed, except in a nested call
    /// from within a browser call.
    pub(super) fn feed(self: &Rc<Self>, input: Input<M::Input>) {
        // A callback may drop the session during its own command.
        let _session = Rc::clone(self);
        self.inbox.borrow_mut().push(input);
        if self.running.replace(true) {
            return;
        }
        while let Some(input) = first(&self.inbox) {
            self.machine.borrow_mut().handle(now(), input);
            while let Some(output) = self.next_output() {
                self.execute(output);
            }
        }
        self.running.set(false);
        self.set_timer();
        self.emit_events();
    }

    fn emit_events(&self) {
        if self.emitting.replace(true) {
            return;
        }
        while let Some(event) = first(&self.events) {
            self.callbacks.call(&event);
        }
        self.emitting.set(false);
    }

    // A separate function, so that the borrow does not extend over the body of the loop.
    fn next_output(&self) -> Option<Output<M::Output>> {
        self.machine.borrow_mut().poll()
    }

    fn execute(&self, output: Output<M::Output>) {
        match output {
            Output::Emit(event) => self.events.borrow_mut().push(event),
            Output::ResolveReady(result) => self.outcome.settle(result),
            Output::Closed => {
                let driver = self.driver.take();
                drop(driver);
                let rpc = self.rpc.take();
                if let Some(rpc) = rpc {
                    rpc.over();
                }
            }
            Output::Media(output) => {
                if let Some(driver) = &mut *self.driver.borrow_mut() {
                    driver.media(&output);
                }
            }
            Output::Transport(output) => {
                if let Some(driver) = &mut *self.driver.borrow_mut() {
                    driver.execute(&output);
                }
            }
        }
    }

    /// Returns the current audio of one side. `None` after the session has ended.
    pub(super) fn heard(&self, side: Source) -> Option<Heard> {
        self.look(|driver| driver.heard(side))
    }

    /// Runs `look` on the browser objects. `None` after the session has ended, or while an output
    /// is being executed.
    pub(super) fn look<T>(&self, look: impl FnOnce(&D) -> T) -> Option<T> {
        Some(look(self.driver.try_borrow().ok()?.as_ref()?))
    }

    /// Returns whether the session has ended.
    pub(super) fn is_over(&self) -> bool {
        self.driver
            .try_borrow()
            .is_ok_and(|driver| driver.is_none())
    }

    fn set_timer(&self) {
        let over = self.driver.borrow().is_none();
        let deadline = self.machine.borrow().deadline().filter(|_| !over);
        match deadline {
            None => self.timer.off(),
            Some(at) if self.timer.is_set() && self.alarm_at.get() == Some(at) => {}
            Some(at) => self.timer.ring_in(at.0.saturating_sub(now().0)),
        }
        self.alarm_at.set(deadline);
    }
}

/// Browser callbacks hold the session weakly. Late ones have no effect.
fn link<M, D>(pump: &Weak<Pump<M, D>>) -> InputSender<Input<M::Input>>
where
    M: Machine<Input: 'static> + 'static,
    D: Driver<Output = M::Output>,
{
    let pump = pump.clone();
    InputSender::new(move |input| {
        if let Some(pump) = pump.upgrade() {
            pump.feed(input);
        }
    })
}
