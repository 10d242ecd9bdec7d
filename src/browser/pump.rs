//! The pump: one input into the machine, all orders out of it, one timer for what comes next. It decides nothing.
//!
//! The app is told when the machine has come to rest, and not from within: what it calls back takes effect before that
//! call returns, and if its callback panics, the session can still be ended.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use web_sys::RtcPeerConnection;

use super::devices::Devices;
use super::js::{Alarm, Link, now};
use super::meter::Heard;
use super::outcome::Outcome;
use crate::callbacks::Callbacks;
use crate::event::{Event, Source};
use crate::livekit::io::{Input, Order};
use crate::livekit::machine::Machine;
use crate::renew::Renewer;
use crate::rpc::Rpc;
use crate::time::Millis;

pub(super) struct Pump {
    pub(super) machine: RefCell<Machine>,
    pub(super) outcome: Outcome,
    callbacks: Callbacks,
    inbox: RefCell<VecDeque<Input>>,
    /// Who comes while it runs only leaves an input: the one who runs takes it.
    running: Cell<bool>,
    /// What the app has not heard yet.
    news: RefCell<VecDeque<Event>>,
    /// The same for telling: the order of events is theirs, whoever brought them.
    telling: Cell<bool>,
    /// Nothing once all is over.
    devices: RefCell<Option<Devices>>,
    /// Set when somebody asks for it.
    pub(super) rpc: RefCell<Option<Rc<dyn Rpc>>>,
    alarm: Alarm,
    alarm_at: Cell<Option<Millis>>,
}

impl Pump {
    pub(super) fn new(
        machine: Machine,
        callbacks: Callbacks,
        renewer: Option<Renewer>,
    ) -> Rc<Self> {
        Rc::new_cyclic(|pump| Self {
            machine: RefCell::new(machine),
            outcome: Outcome::default(),
            callbacks,
            inbox: RefCell::default(),
            running: Cell::new(false),
            news: RefCell::default(),
            telling: Cell::new(false),
            devices: RefCell::new(Some(Devices::new(link(pump), renewer))),
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
        self.inbox.borrow_mut().push_back(input);
        if self.running.replace(true) {
            return;
        }
        while let Some(input) = self.next_input() {
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
        while let Some(event) = self.next_event() {
            self.callbacks.call(&event);
        }
        self.telling.set(false);
    }

    // Functions, so that no borrow lives on in the loops that call them.
    fn next_event(&self) -> Option<Event> {
        self.news.borrow_mut().pop_front()
    }

    fn next_input(&self) -> Option<Input> {
        self.inbox.borrow_mut().pop_front()
    }

    fn next_order(&self) -> Option<Order> {
        self.machine.borrow_mut().poll()
    }

    fn obey(&self, order: Order) {
        match order {
            Order::Emit(event) => self.news.borrow_mut().push_back(event),
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
                    devices.obey(order);
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
        Some(self.devices.try_borrow().ok()?.as_ref()?.heard(side))
    }

    /// All lines that there are.
    pub(super) fn connections(&self) -> Vec<RtcPeerConnection> {
        let devices = self.devices.try_borrow();
        let devices = devices.as_ref().ok().and_then(|devices| devices.as_ref());
        devices.map(Devices::connections).unwrap_or_default()
    }

    /// Whether all is over.
    pub(super) fn is_over(&self) -> bool {
        self.devices
            .try_borrow()
            .is_ok_and(|devices| devices.is_none())
    }

    /// The line, while there is one.
    pub(super) fn connection(&self) -> Option<RtcPeerConnection> {
        self.devices.try_borrow().ok()?.as_ref()?.connection()
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

/// Callbacks of the browser hold the session weakly: what comes late finds nobody.
fn link(pump: &Weak<Pump>) -> Link {
    let pump = pump.clone();
    Link::new(move |input| {
        if let Some(pump) = pump.upgrade() {
            pump.take(input);
        }
    })
}
