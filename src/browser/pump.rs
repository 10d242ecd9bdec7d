//! The pump: one input into the machine, all orders out of it, one timer for what comes next. It decides nothing.
//!
//! The app is told when the machine has come to rest, and not from within: what it calls back takes effect before that
//! call returns, and if its callback panics, the session can still be ended.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use web_sys::RtcPeerConnection;

use super::devices::Devices;
use super::js::{Alarm, Link, now};
use super::meter::Heard;
use super::outcome::Outcome;
use crate::call::io::{Input, Order};
use crate::callbacks::Callbacks;
use crate::event::{Event, Source};
use crate::list;
use crate::livekit::machine::Machine;
use crate::rpc::Rpc;
use crate::time::Millis;

/// What decides.
pub(super) trait Brain: 'static {
    fn handle(&mut self, now: Millis, input: Input);
    fn poll(&mut self) -> Option<Order>;
    fn deadline(&self) -> Option<Millis>;
}

/// What acts. Dropped, all of it is let go.
pub(super) trait Hands: 'static {
    /// Carries out an order. Those that are for the app and for the session itself are none of its business.
    fn obey(&mut self, order: &Order);
    /// What there is to hear of a side now.
    fn heard(&self, side: Source) -> Heard;
}

pub(super) struct Pump<M = Machine, D = Devices> {
    pub(super) machine: RefCell<M>,
    pub(super) outcome: Outcome,
    callbacks: Callbacks,
    inbox: Queue<Input>,
    /// Who comes while it runs only leaves an input: the one who runs takes it.
    running: Cell<bool>,
    /// What the app has not heard yet.
    news: Queue<Event>,
    /// The same for telling: the order of events is theirs, whoever brought them.
    telling: Cell<bool>,
    /// Nothing once all is over.
    devices: RefCell<Option<D>>,
    /// Set when somebody asks for it.
    pub(super) rpc: RefCell<Option<Rc<dyn Rpc>>>,
    alarm: Alarm,
    alarm_at: Cell<Option<Millis>>,
}

/// Mostly empty, and seldom of more than two or three: no ring is needed.
type Queue<T> = RefCell<Vec<T>>;

fn first<T>(queue: &Queue<T>) -> Option<T> {
    list::take_at(&mut queue.borrow_mut(), 0)
}

impl<M: Brain, D: Hands> Pump<M, D> {
    pub(super) fn new(
        machine: M,
        callbacks: Callbacks,
        devices: impl FnOnce(Link) -> D,
    ) -> Rc<Self> {
        Rc::new_cyclic(|pump| Self {
            machine: RefCell::new(machine),
            outcome: Outcome::default(),
            callbacks,
            inbox: RefCell::default(),
            running: Cell::new(false),
            news: RefCell::default(),
            telling: Cell::new(false),
            devices: RefCell::new(Some(devices(link(pump)))),
            rpc: RefCell::default(),
            alarm: {
                let link = link(pump);
                Alarm::new(move || link.tell(Input::Tick))
            },
            alarm_at: Cell::new(None),
        })
    }

    /// Takes a fact. When this returns it has been acted on, unless one of the browser's own calls led here.
    pub(super) fn take(&self, input: Input) {
        self.inbox.borrow_mut().push(input);
        if self.running.replace(true) {
            return;
        }
        while let Some(input) = first(&self.inbox) {
            self.machine.borrow_mut().handle(now(), input);
            while let Some(order) = self.next_order() {
                self.obey(order);
            }
        }
        self.running.set(false);
        self.set_alarm();
        self.tell();
    }

    fn tell(&self) {
        if self.telling.replace(true) {
            return;
        }
        while let Some(event) = first(&self.news) {
            self.callbacks.call(&event);
        }
        self.telling.set(false);
    }

    // A function, so that no borrow lives on in the loop that calls it.
    fn next_order(&self) -> Option<Order> {
        self.machine.borrow_mut().poll()
    }

    fn obey(&self, order: Order) {
        match order {
            Order::Emit(event) => self.news.borrow_mut().push(event),
            Order::Settle(result) => self.outcome.settle(result),
            Order::Unread(packet) => {
                if let Some(rpc) = self.rpc() {
                    rpc.unread(&packet);
                }
            }
            Order::Left(identity) => {
                if let Some(rpc) = self.rpc() {
                    rpc.left(&identity);
                }
            }
            Order::Finish => {
                let devices = self.devices.take();
                drop(devices);
                let rpc = self.rpc.take();
                if let Some(rpc) = rpc {
                    rpc.over();
                }
            }
            order => {
                if let Some(devices) = &mut *self.devices.borrow_mut() {
                    devices.obey(&order);
                }
            }
        }
    }

    // A function, so that no borrow lives on while it works.
    fn rpc(&self) -> Option<Rc<dyn Rpc>> {
        self.rpc.borrow().clone()
    }

    /// What there is to hear of a side now; nothing once all is over.
    pub(super) fn heard(&self, side: Source) -> Option<Heard> {
        self.look(|devices| devices.heard(side))
    }

    /// Looks at the devices; nothing once all is over.
    pub(super) fn look<T>(&self, look: impl FnOnce(&D) -> T) -> Option<T> {
        Some(look(self.devices.try_borrow().ok()?.as_ref()?))
    }

    /// Whether all is over.
    pub(super) fn is_over(&self) -> bool {
        self.devices
            .try_borrow()
            .is_ok_and(|devices| devices.is_none())
    }

    fn set_alarm(&self) {
        let over = self.devices.borrow().is_none();
        let deadline = self.machine.borrow().deadline().filter(|_| !over);
        match deadline {
            None => self.alarm.off(),
            Some(at) if self.alarm.is_set() && self.alarm_at.get() == Some(at) => {}
            Some(at) => self.alarm.ring_in(at.0.saturating_sub(now().0)),
        }
        self.alarm_at.set(deadline);
    }
}

impl Pump {
    /// All lines that there are.
    pub(super) fn connections(&self) -> Vec<RtcPeerConnection> {
        self.look(Devices::connections).unwrap_or_default()
    }

    /// The line, while there is one.
    pub(super) fn connection(&self) -> Option<RtcPeerConnection> {
        self.look(Devices::connection).flatten()
    }
}

impl Brain for Machine {
    fn handle(&mut self, now: Millis, input: Input) {
        Self::handle(self, now, input);
    }

    fn poll(&mut self) -> Option<Order> {
        Self::poll(self)
    }

    fn deadline(&self) -> Option<Millis> {
        Self::deadline(self)
    }
}

/// Callbacks of the browser hold the session weakly: what comes late finds nobody.
fn link<M: Brain, D: Hands>(pump: &Weak<Pump<M, D>>) -> Link {
    let pump = pump.clone();
    Link::new(move |input| {
        if let Some(pump) = pump.upgrade() {
            pump.take(input);
        }
    })
}
