//! LiveKit RPC in both directions: pending calls, their deadlines, and the handling of each packet.
//!
//! It is separate from the machine, so that a page without RPC does not include it.

use std::collections::VecDeque;

use super::rpc_packets::{encode, response_value};
use super::wire::{RpcAck, RpcPacket, RpcRequest, RpcResponse, rpc_packet, rpc_response};
use crate::list;
use crate::rpc::{MAX_RPC_PAYLOAD, RpcCall, RpcError, RpcInvocation};
use crate::time::Millis;

/// The RPC version that we send and accept.
const VERSION: u32 = 1;
/// How long the acknowledgement of a call may take, in ms.
const ACK_TIMEOUT: u64 = 7_000;
/// The minimum response timeout sent to the recipient, in ms, since acknowledgement and transit
/// take a part of it.
const MIN_RESPONSE_TIMEOUT: u64 = 8_000;
/// The maximum number of pending calls per direction. Further calls fail at once.
const MAX_PENDING: usize = 256;
/// The maximum number of remembered responses.
const MAX_ANSWERED: usize = 64;

/// An output of [`RpcManager`].
#[derive(Clone, Debug, PartialEq)]
pub enum RpcOutput {
    /// Sends the encoded fields of a packet reliably. With a deadline, the packet is dropped if it
    /// has not been sent by then.
    Send(Vec<u8>, Option<Millis>),
    /// Invokes a local method.
    Invoke {
        /// Passed to [`RpcManager::answer`].
        invocation_id: u64,
        /// The method's name.
        method: String,
        /// The caller, payload and timeout.
        invocation: RpcInvocation,
    },
    /// Completes an outgoing call, by its number. Emitted at most once per call.
    Complete(u64, Result<String, RpcError>),
}

#[derive(Debug)]
struct Outgoing {
    number: u64,
    id: String,
    to: String,
    /// The deadline of the acknowledgement. `None` once it has arrived.
    ack_by: Option<Millis>,
    response_deadline: Millis,
}

/// The encoded response to a call, which a repeated request gets again.
#[derive(Debug)]
struct Answered {
    id: String,
    caller: String,
    fields: Vec<u8>,
}

#[derive(Debug)]
struct Incoming {
    invocation_id: u64,
    id: String,
    caller: String,
}

/// All RPC calls of one session.
#[derive(Debug, Default)]
pub struct RpcManager {
    last_number: u64,
    outgoing: Vec<Outgoing>,
    incoming: Vec<Incoming>,
    answered: Vec<Answered>,
    outputs: VecDeque<RpcOutput>,
    malformed: bool,
}

impl RpcManager {
    /// Calls a method of the participant `to`. Returns the call's number, which
    /// [`RpcOutput::Complete`] repeats. `prefix` and the number form an id that is unique in the
    /// room.
    ///
    /// # Errors
    /// The payload is too large, or too many calls are pending.
    pub fn call(
        &mut self,
        now: Millis,
        prefix: &str,
        to: String,
        call: RpcCall,
    ) -> Result<u64, RpcError> {
        if call.payload.len() > MAX_RPC_PAYLOAD {
            return Err(RpcError::known(RpcError::REQUEST_PAYLOAD_TOO_LARGE));
        }
        if self.outgoing.len() == MAX_PENDING {
            return Err(RpcError::known(RpcError::SEND_FAILED));
        }
        self.last_number += 1;
        let number = self.last_number;
        let id = prefix.to_owned() + "-" + &number.to_string();
        let timeout_ms = call.timeout.max(MIN_RESPONSE_TIMEOUT);
        let request = RpcRequest {
            id: id.clone(),
            method: call.method,
            payload: call.payload,
            response_timeout_ms: u32::try_from(timeout_ms).unwrap_or(u32::MAX),
            version: VERSION,
        };
        let ack_by = now.after(ACK_TIMEOUT);
        // After this deadline the caller sees a connection timeout and may retry. A late request is
        // dropped, so that it is not executed twice.
        self.send_by(&to, rpc_packet::Value::RpcRequest(request), Some(ack_by));
        self.outgoing.push(Outgoing {
            number,
            id,
            to,
            ack_by: Some(ack_by),
            response_deadline: now.after(call.timeout),
        });
        Ok(number)
    }

    /// Drops an outgoing call whose response is no longer needed.
    pub fn cancel(&mut self, number: u64) {
        self.outgoing.retain(|call| call.number != number);
    }

    /// Handles a packet that the session does not read. Returns whether it was an RPC packet.
    pub fn packet(&mut self, bytes: &[u8]) -> bool {
        let Ok(packet) = RpcPacket::decode(bytes) else {
            self.malformed = true;
            return false;
        };
        let from = packet.participant_identity;
        match packet.value {
            Some(rpc_packet::Value::RpcRequest(request)) => self.requested(from, request),
            Some(rpc_packet::Value::RpcAck(ack)) => {
                // A response may overtake its acknowledgement; then the call is already gone.
                if let Some(call) = self
                    .outgoing
                    .iter_mut()
                    .find(|call| call.id == ack.request_id && call.to == from)
                {
                    call.ack_by = None;
                }
            }
            Some(rpc_packet::Value::RpcResponse(response)) => self.responded(&from, response),
            None => return false,
        }
        true
    }

    /// Returns whether a packet since the last call was malformed.
    pub fn take_malformed(&mut self) -> bool {
        std::mem::take(&mut self.malformed)
    }

    fn requested(&mut self, caller: String, request: RpcRequest) {
        let same = |call: &Incoming| call.id == request.id && call.caller == caller;
        if self.incoming.iter().any(same) {
            return;
        }
        // Acknowledged first, whatever the outcome.
        let request_id = request.id.clone();
        self.send(&caller, rpc_packet::Value::RpcAck(RpcAck { request_id }));
        let again = |call: &&Answered| call.id == request.id && call.caller == caller;
        if let Some(answered) = self.answered.iter().find(again) {
            let fields = answered.fields.clone();
            return self.outputs.push_back(RpcOutput::Send(fields, None));
        }
        if request.version != VERSION {
            let error = RpcError::known(RpcError::UNSUPPORTED_VERSION);
            return self.respond(&caller, request.id, Err(error));
        }
        if self.incoming.len() == MAX_PENDING {
            let error = RpcError::known(RpcError::APPLICATION_ERROR);
            return self.respond(&caller, request.id, Err(error));
        }
        self.last_number += 1;
        let invocation_id = self.last_number;
        self.incoming.push(Incoming {
            invocation_id,
            id: request.id,
            caller: caller.clone(),
        });
        let timeout = u64::from(request.response_timeout_ms);
        self.outputs.push_back(RpcOutput::Invoke {
            invocation_id,
            method: request.method,
            invocation: RpcInvocation::new(caller, request.payload, timeout),
        });
    }

    /// Sends the response of a local method. Does nothing if the caller has left.
    pub fn answer(&mut self, invocation_id: u64, answer: Result<String, RpcError>) {
        let at = self
            .incoming
            .iter()
            .position(|call| call.invocation_id == invocation_id);
        let Some(at) = at else { return };
        let call = self.incoming.swap_remove(at);
        let answer = answer.and_then(|payload| {
            if payload.len() > MAX_RPC_PAYLOAD {
                Err(RpcError::known(RpcError::RESPONSE_PAYLOAD_TOO_LARGE))
            } else {
                Ok(payload)
            }
        });
        self.respond(&call.caller, call.id, answer);
    }

    fn respond(&mut self, to: &str, request_id: String, answer: Result<String, RpcError>) {
        let response = RpcResponse {
            request_id: request_id.clone(),
            value: Some(response_value(answer)),
        };
        let fields = encode(to, rpc_packet::Value::RpcResponse(response));
        let answered = Answered {
            id: request_id,
            caller: to.to_owned(),
            fields: fields.clone(),
        };
        list::push(&mut self.answered, MAX_ANSWERED, answered);
        self.outputs.push_back(RpcOutput::Send(fields, None));
    }

    fn responded(&mut self, from: &str, response: RpcResponse) {
        let at = self
            .outgoing
            .iter()
            .position(|call| call.id == response.request_id && call.to == from);
        // A late or duplicate response is ignored.
        let Some(at) = at else { return };
        let call = self.outgoing.swap_remove(at);
        let answer = match response.value {
            Some(rpc_response::Value::Payload(payload)) => Ok(payload),
            Some(rpc_response::Value::Error(error)) => {
                Err(RpcError::new(error.code, error.message).with_data(error.data))
            }
            // An empty payload may be omitted on the wire.
            None => Ok(String::new()),
        };
        self.outputs
            .push_back(RpcOutput::Complete(call.number, answer));
    }

    /// Handles a participant that has left: fails the calls to it and drops those from it.
    pub fn participant_left(&mut self, identity: &str) {
        self.incoming.retain(|call| call.caller != identity);
        self.answered.retain(|call| call.caller != identity);
        self.fail(RpcError::RECIPIENT_DISCONNECTED, |call| call.to == identity);
    }

    /// Ends the session: fails all outgoing calls and drops the incoming ones.
    pub fn close(&mut self) {
        self.incoming.clear();
        self.answered.clear();
        self.fail(RpcError::RECIPIENT_DISCONNECTED, |_| true);
    }

    fn fail(&mut self, code: u32, which: impl Fn(&Outgoing) -> bool) {
        let outputs = &mut self.outputs;
        self.outgoing.retain(|call| {
            let failed = which(call);
            if failed {
                let error = Err(RpcError::known(code));
                outputs.push_back(RpcOutput::Complete(call.number, error));
            }
            !failed
        });
    }

    /// Fails the calls whose deadlines have passed.
    pub fn tick(&mut self, now: Millis) {
        self.fail(RpcError::RESPONSE_TIMEOUT, |call| {
            call.response_deadline <= now
        });
        self.fail(RpcError::CONNECTION_TIMEOUT, |call| {
            call.ack_by.is_some_and(|by| by <= now)
        });
    }

    /// Returns when to call [`tick`](Self::tick) next.
    pub fn deadline(&self) -> Option<Millis> {
        let earliest = |call: &Outgoing| {
            call.ack_by
                .map_or(call.response_deadline, |by| by.min(call.response_deadline))
        };
        self.outgoing.iter().map(earliest).min()
    }

    /// Returns the next output.
    pub fn poll(&mut self) -> Option<RpcOutput> {
        self.outputs.pop_front()
    }

    fn send(&mut self, to: &str, value: rpc_packet::Value) {
        self.send_by(to, value, None);
    }

    fn send_by(&mut self, to: &str, value: rpc_packet::Value, by: Option<Millis>) {
        let fields = encode(to, value);
        self.outputs.push_back(RpcOutput::Send(fields, by));
    }
}
