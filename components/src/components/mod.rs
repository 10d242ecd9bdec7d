//! The components, a folder each: `mod.rs` is the component and `style.css` its style sheet.
//! `use_*.rs` is its logic without the markup, for apps with their own. Such a hook is used by its
//! component; a component with little logic has none.
//!
//! Each renders one root element with `class`, `data-slot` and `data-state`, except `VoiceSession`,
//! which renders its children only.

mod agent_state;
mod audio_visualizer;
mod call_button;
mod call_media_session;
mod connection_notice;
mod debug_panel;
mod device_notice;
mod error_notice;
mod level_meter;
mod message_input;
mod mic_select;
mod mic_toggle;
mod pre_join;
mod push_to_talk;
mod speaker_select;
mod start_audio;
mod status_badge;
mod transcript_export;
mod transcript_feed;
mod voice_session;
mod voice_widget;
mod volume_slider;

pub use agent_state::*;
pub use audio_visualizer::*;
pub use call_button::*;
pub use call_media_session::*;
pub use connection_notice::*;
pub use debug_panel::*;
pub use device_notice::*;
pub use error_notice::*;
pub use level_meter::*;
pub use message_input::*;
pub use mic_select::*;
pub use mic_toggle::*;
pub use pre_join::*;
pub use push_to_talk::*;
pub use speaker_select::*;
pub use start_audio::*;
pub use status_badge::*;
pub use transcript_export::*;
pub use transcript_feed::*;
pub use voice_session::*;
pub use voice_widget::*;
pub use volume_slider::*;
