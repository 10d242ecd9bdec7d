//! Components in a real browser. All tests share one page and run one after the other. A test
//! changes the page only by a guard of `support`, which restores it.

mod advice;
mod agent_state;
mod debug_panel;
mod devices;
mod focus;
mod levels;
mod media_session;
mod phrases;
mod pre_join;
mod press;
mod push_to_talk;
mod reconnect;
mod reentrancy;
mod scripted_session;
mod session;
mod transcript_export;
mod transcript_feed;
mod translation;
mod voice_widget;
