//! What the components know, without their markup: for an app that draws its own. Each component uses its own hook.

mod call_button;
mod error_notice;
mod message_composer;
mod session_status;
mod transcript_scroll;

pub use call_button::*;
pub use error_notice::*;
pub use message_composer::*;
pub use session_status::*;
pub use transcript_scroll::*;
