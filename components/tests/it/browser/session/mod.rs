//! A session and its controls in a real browser.

mod controls;
mod message_input;
mod start;

use leptos_speko::*;

const CALL: &str = "[data-slot=call-button]";
const MIC: &str = "[data-slot=mic-toggle]";

fn refused() -> SpekoClientError {
    SpekoClientError::credentials("HTTP 503")
}
