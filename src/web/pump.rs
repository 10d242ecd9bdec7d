//! Runs a state machine: passes one input to it, executes all outputs, and sets one timer for the
//! next deadline. It makes no decisions.
//!
//! App callbacks run after all queued inputs have been handled, not during that. A command given in
//! a callback therefore takes effect before the command returns, and if a callback panics, the
//! session can still be ended.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use speko_proto::engine::io::{Input, MediaOutput, Output, StateMachine};
use speko_proto::{Event, Millis, Source, list};

use super::input_sender::InputSender;
use super::js::now;
use super::meter::MeterSource;
use super::ready::Ready;
use super::timer::Timer;
use crate::handlers::Callbacks;
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
    fn meter_source(&self, side: Source) -> MeterSource;
}

/// The RPC object of a session, created when RPC is first used.
pub(super) type RpcSlot = Rc<RefCell<Option<Rc<dyn Rpc>>>>;

pub(super) struct Pump<M: StateMachine, D> {
    pub(super) machine: RefCell<M>,
    pub(super) ready: Ready,
    callbacks: Callbacks,
    inbox: Queue<Input<M::Input>>,
    /// Whether [`handle`](Self::handle) is running. A nested call only queues its input, which the
    /// outer call handles.
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
    timer_at: Cell<Option<Millis>>,
}

/// Mostly empty and rarely longer than two or three items, so no ring buffer is needed.
type Queue<T> = RefCell<Vec<T>>;

fn first<T>(queue: &Queue<T>) -> Option<T> {
    list::take_at(&mut queue.borrow_mut(), 0)
}

impl<M, D> Pump<M, D>
where
    M: StateMachine<Input: 'static> + 'static,
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
            ready: Ready::default(),
            callbacks,
            inbox: RefCell::default(),
            running: Cell::new(false),
            events: RefCell::default(),
            emitting: Cell::new(false),
            driver: RefCell::new(Some(driver(input_sender(pump), &rpc))),
            rpc,
            timer: {
                let inputs = input_sender(pump);
                Timer::new(move || inputs.send(Input::Tick))
            },
            timer_at: Cell::new(None),
        })
    }

    /// Handles an input. When this returns, all outputs have been executed, except in a nested call
    /// from within a browser call.
    pub(super) fn handle(self: &Rc<Self>, input: Input<M::Input>) {
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
            Output::ResolveReady(result) => self.ready.resolve(result),
            Output::Closed => {
                let driver = self.driver.take();
                drop(driver);
                let rpc = self.rpc.take();
                if let Some(rpc) = rpc {
                    rpc.session_ended();
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
    pub(super) fn meter_source(&self, side: Source) -> Option<MeterSource> {
        self.with_driver(|driver| driver.meter_source(side))
    }

    /// Runs `read` on the browser objects. `None` after the session has ended, or while an output
    /// is being executed.
    pub(super) fn with_driver<T>(&self, read: impl FnOnce(&D) -> T) -> Option<T> {
        Some(read(self.driver.try_borrow().ok()?.as_ref()?))
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
            None => self.timer.cancel(),
            Some(at) if self.timer.is_set() && self.timer_at.get() == Some(at) => {}
            Some(at) => self.timer.set(at.0.saturating_sub(now().0)),
        }
        self.timer_at.set(deadline);
    }
}

/// Browser callbacks hold the session weakly. Late ones have no effect.
fn input_sender<M, D>(pump: &Weak<Pump<M, D>>) -> InputSender<Input<M::Input>>
where
    M: StateMachine<Input: 'static> + 'static,
    D: Driver<Output = M::Output>,
{
    let pump = pump.clone();
    InputSender::new(move |input| {
        if let Some(pump) = pump.upgrade() {
            pump.handle(input);
        }
    })
}
