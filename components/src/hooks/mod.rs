//! The logic of the components without their markup, for apps with their own. Each component uses
//! its own hook.

mod agent_state;
mod call_button;
mod call_media_session;
pub(crate) mod connection_notice;
mod error_notice;
mod message_composer;
pub(crate) mod ptt_state;
mod push_to_talk;
mod session_status;
mod transcript_scroll;
mod volume;

pub use agent_state::*;
pub use call_button::*;
pub use call_media_session::*;
pub use connection_notice::*;
pub use error_notice::*;
pub use message_composer::*;
pub use push_to_talk::*;
pub use session_status::*;
pub use transcript_scroll::*;
pub use volume::*;
