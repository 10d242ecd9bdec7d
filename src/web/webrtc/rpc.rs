//! RPC in the browser, in both directions: the app's methods, and the calls that await a response.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use futures_channel::oneshot;
use speko_proto::livekit::io::{Input, LiveKitInput};
use speko_proto::livekit::rpc::{RpcDesk, RpcOutput};
use speko_proto::{RpcCall, RpcError, RpcInvocation, Status};

use super::session::WebRtcPump;
use crate::rpc::{Handler, Outcome, Rpc};
use crate::web::js::{now, spawn};
use crate::web::timer::Timer;

type Answer = Result<String, RpcError>;

pub(super) struct CallDesk {
    /// A reference to itself, for tasks and timers.
    this: Weak<Self>,
    pump: Weak<WebRtcPump>,
    desk: RefCell<RpcDesk>,
    methods: RefCell<Vec<(String, Handler)>>,
    waiting: RefCell<Vec<(u64, oneshot::Sender<Answer>)>>,
    alarm: Timer,
}

impl CallDesk {
    pub(super) fn open(pump: &Rc<WebRtcPump>) -> Rc<dyn Rpc> {
        Rc::new_cyclic(|this: &Weak<Self>| Self {
            this: this.clone(),
            pump: Rc::downgrade(pump),
            desk: RefCell::default(),
            methods: RefCell::default(),
            waiting: RefCell::default(),
            alarm: {
                let this = this.clone();
                Timer::new(move || {
                    if let Some(this) = this.upgrade() {
                        this.work(|desk| desk.tick(now()));
                    }
                })
            },
        })
    }

    /// Passes one input to the [`RpcDesk`] and executes all of its outputs.
    fn work<T>(&self, input: impl FnOnce(&mut RpcDesk) -> T) -> T {
        let value = input(&mut self.desk.borrow_mut());
        while let Some(output) = self.next_output() {
            self.execute(output);
        }
        match self.desk.borrow().deadline() {
            None => self.alarm.off(),
            Some(at) => self.alarm.ring_in(at.0.saturating_sub(now().0)),
        }
        value
    }

    // A separate function, so that the borrow does not extend over the body of the loop.
    fn next_output(&self) -> Option<RpcOutput> {
        self.desk.borrow_mut().poll()
    }

    fn execute(&self, output: RpcOutput) {
        match output {
            RpcOutput::Send(fields, by) => {
                if let Some(pump) = self.pump.upgrade() {
                    pump.feed(Input::Transport(LiveKitInput::SendFields(fields, by)));
                }
            }
            RpcOutput::Invoke {
                ticket,
                method,
                invocation,
            } => self.invoke(ticket, &method, invocation),
            RpcOutput::Settle(number, answer) => {
                let mut waiting = self.waiting.borrow_mut();
                let place = waiting.iter().position(|(one, _)| *one == number);
                if let Some(place) = place {
                    let (_, waiter) = waiting.swap_remove(place);
                    // The caller may have dropped the future.
                    let _ = waiter.send(answer);
                }
            }
        }
    }

    fn invoke(&self, ticket: u64, method: &str, invocation: RpcInvocation) {
        let methods = self.methods.borrow();
        let handler = methods.iter().find(|(name, _)| name == method);
        let handler = handler.map(|(_, handler)| handler.clone());
        drop(methods);
        let this = self.this.clone();
        // In a task of its own, because the app's handler may call back into this object.
        spawn(async move {
            let answer = match handler {
                Some(handler) => handler.answer(invocation).await,
                None => Err(RpcError::known(RpcError::UNSUPPORTED_METHOD)),
            };
            if let Some(this) = this.upgrade() {
                this.work(|desk| desk.answer(ticket, answer));
            }
        });
    }

    fn begin(&self, call: RpcCall) -> Result<(u64, oneshot::Receiver<Answer>), RpcError> {
        let known = |code| Err(RpcError::known(code));
        let Some(pump) = self.pump.upgrade() else {
            return known(RpcError::SEND_FAILED);
        };
        let machine = pump.machine.borrow();
        if machine.status() != Status::Connected || !machine.may_send() {
            return known(RpcError::SEND_FAILED);
        }
        let to = call.to.clone();
        let to = to.or_else(|| machine.agent().map(str::to_owned));
        let Some(to) = to.filter(|to| machine.is_present(to)) else {
            return known(RpcError::RECIPIENT_NOT_FOUND);
        };
        let prefix = machine.local_sid().to_owned();
        drop(machine);
        let number = self.work(|desk| desk.call(now(), &prefix, to, call))?;
        let (waiter, answer) = oneshot::channel();
        self.waiting.borrow_mut().push((number, waiter));
        Ok((number, answer))
    }
}

impl Rpc for CallDesk {
    fn unread(&self, packet: &[u8]) {
        self.work(|desk| desk.packet(packet));
    }

    fn left(&self, identity: &str) {
        self.work(|desk| desk.left(identity));
    }

    fn over(&self) {
        self.work(RpcDesk::over);
    }

    fn register(&self, method: String, handler: Option<Handler>) {
        let mut methods = self.methods.borrow_mut();
        methods.retain(|(name, _)| *name != method);
        methods.extend(handler.map(|handler| (method, handler)));
    }

    fn perform(&self, call: RpcCall) -> Outcome {
        let this = self.this.clone();
        let begun = self.begin(call);
        let begun = begun.map(|(number, answer)| (GivenUp { this, number }, answer));
        Box::pin(async move {
            let (given_up, answer) = begun?;
            let answer = answer.await;
            drop(given_up);
            answer.unwrap_or_else(|_| Err(RpcError::known(RpcError::RECIPIENT_DISCONNECTED)))
        })
    }
}

/// Dropping it abandons the call.
struct GivenUp {
    this: Weak<CallDesk>,
    number: u64,
}

impl Drop for GivenUp {
    fn drop(&mut self) {
        if let Some(this) = self.this.upgrade() {
            this.work(|desk| desk.forget(self.number));
            this.waiting
                .borrow_mut()
                .retain(|(number, _)| *number != self.number);
        }
    }
}
