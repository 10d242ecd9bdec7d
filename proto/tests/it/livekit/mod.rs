//! Sessions over LiveKit's protocol.

mod agent_presence;
mod agent_selection;
mod call;
mod chat;
mod connect_errors;
mod dual_pc;
mod during_reconnect;
mod ending;
mod join;
mod microphone;
mod model;
mod permissions;
mod prewarm;
mod proto;
mod reconnect;
mod reconnect_messages;
mod returning_participant;
mod rpc;
mod suspend;
mod transcript_merge;
