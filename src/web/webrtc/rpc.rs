//! RPC in the browser, in both directions: the app's methods, and the calls that await a response.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use futures_channel::oneshot;
use speko_proto::livekit::io::{Input, LiveKitInput};
use speko_proto::livekit::rpc::{RpcManager, RpcOutput};
use speko_proto::{RpcCall, RpcError, RpcInvocation, Status};

use super::session::WebRtcPump;
use crate::rpc::{Handler, ResponseFuture, Rpc};
use crate::web::js::{now, spawn};
use crate::web::timer::Timer;

type RpcResult = Result<String, RpcError>;

pub(super) struct RpcDriver {
    /// A reference to itself, for tasks and timers.
    this: Weak<Self>,
    pump: Weak<WebRtcPump>,
    manager: RefCell<RpcManager>,
    methods: RefCell<Vec<(String, Handler)>>,
    waiting: RefCell<Vec<(u64, oneshot::Sender<RpcResult>)>>,
    timer: Timer,
}

impl RpcDriver {
    pub(super) fn open(pump: &Rc<WebRtcPump>) -> Rc<dyn Rpc> {
        Rc::new_cyclic(|this: &Weak<Self>| Self {
            this: this.clone(),
            pump: Rc::downgrade(pump),
            manager: RefCell::default(),
            methods: RefCell::default(),
            waiting: RefCell::default(),
            timer: {
                let this = this.clone();
                Timer::new(move || {
                    if let Some(this) = this.upgrade() {
                        this.with_manager(|manager| manager.tick(now()));
                    }
                })
            },
        })
    }

    /// Passes one input to the [`RpcManager`] and executes all of its outputs.
    fn with_manager<T>(&self, input: impl FnOnce(&mut RpcManager) -> T) -> T {
        let value = input(&mut self.manager.borrow_mut());
        while let Some(output) = self.next_output() {
            self.execute(output);
        }
        match self.manager.borrow().deadline() {
            None => self.timer.cancel(),
            Some(at) => self.timer.set(at.0.saturating_sub(now().0)),
        }
        value
    }

    // A separate function, so that the borrow does not extend over the body of the loop.
    fn next_output(&self) -> Option<RpcOutput> {
        self.manager.borrow_mut().poll()
    }

    fn execute(&self, output: RpcOutput) {
        match output {
            RpcOutput::Send(fields, by) => {
                if let Some(pump) = self.pump.upgrade() {
                    pump.handle(Input::Transport(LiveKitInput::SendFields(fields, by)));
                }
            }
            RpcOutput::Invoke {
                invocation_id,
                method,
                invocation,
            } => self.invoke(invocation_id, &method, invocation),
            RpcOutput::Complete(number, answer) => {
                let mut waiting = self.waiting.borrow_mut();
                let at = waiting.iter().position(|(one, _)| *one == number);
                if let Some(at) = at {
                    let (_, sender) = waiting.swap_remove(at);
                    // The caller may have dropped the future.
                    let _ = sender.send(answer);
                }
            }
        }
    }

    fn invoke(&self, invocation_id: u64, method: &str, invocation: RpcInvocation) {
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
                this.with_manager(|manager| manager.answer(invocation_id, answer));
            }
        });
    }

    fn start_call(&self, call: RpcCall) -> Result<(u64, oneshot::Receiver<RpcResult>), RpcError> {
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
        let number = self.with_manager(|manager| manager.call(now(), &prefix, to, call))?;
        let (sender, answer) = oneshot::channel();
        self.waiting.borrow_mut().push((number, sender));
        Ok((number, answer))
    }
}

impl Rpc for RpcDriver {
    fn unhandled_packet(&self, packet: &[u8]) {
        let malformed = self.with_manager(|manager| {
            manager.packet(packet);
            manager.take_malformed()
        });
        if let Some(pump) = self.pump.upgrade().filter(|_| malformed) {
            pump.handle(Input::Transport(LiveKitInput::Ignored));
        }
    }

    fn participant_left(&self, identity: &str) {
        self.with_manager(|manager| manager.participant_left(identity));
    }

    fn session_ended(&self) {
        self.with_manager(RpcManager::close);
    }

    fn register(&self, method: String, handler: Option<Handler>) {
        let mut methods = self.methods.borrow_mut();
        methods.retain(|(name, _)| *name != method);
        methods.extend(handler.map(|handler| (method, handler)));
    }

    fn perform(&self, call: RpcCall) -> ResponseFuture {
        let this = self.this.clone();
        let call = self.start_call(call);
        let call = call.map(|(number, answer)| (AbandonOnDrop { this, number }, answer));
        Box::pin(async move {
            let (abandon, answer) = call?;
            let answer = answer.await;
            drop(abandon);
            answer.unwrap_or_else(|_| Err(RpcError::known(RpcError::RECIPIENT_DISCONNECTED)))
        })
    }
}

/// Dropping it abandons the call.
struct AbandonOnDrop {
    this: Weak<RpcDriver>,
    number: u64,
}

impl Drop for AbandonOnDrop {
    fn drop(&mut self) {
        if let Some(this) = self.this.upgrade() {
            this.with_manager(|manager| manager.cancel(self.number));
            this.waiting
                .borrow_mut()
                .retain(|(number, _)| *number != self.number);
        }
    }
}
