//! The options that the machine itself needs. Cloning all options would pull in the code that
//! clones each of them.

use crate::options::{ConversationOptions, Overrides};

#[derive(Debug)]
pub(super) struct Config {
    pub(super) volume: f64,
    pub(super) output_device: Option<String>,
    pub(super) overrides: Option<Overrides>,
    pub(super) microphone_first: bool,
    pub(super) clicked_at: Option<u64>,
    /// The app can provide fresh credentials.
    pub(super) renews: bool,
}

impl From<&ConversationOptions> for Config {
    fn from(options: &ConversationOptions) -> Self {
        Self {
            volume: options.volume,
            output_device: options.output_device.clone(),
            overrides: options.overrides.clone(),
            microphone_first: options.microphone_first,
            clicked_at: options.clicked_at,
            renews: options.renewer.is_some(),
        }
    }
}
