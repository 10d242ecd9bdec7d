//! The demo: a call with the development server at `/`, and every component in its states at
//! `/gallery`.

#![allow(
    unreachable_pub,
    reason = "the component macro makes components public"
)]

mod call;
mod entries;
mod event_log;
mod frame;
mod gallery;
mod transport;

use leptos::prelude::*;

use call::Call;
use gallery::Gallery;

fn main() {
    console_error_panic_hook::set_once();
    let path = window().location().pathname().unwrap_or_default();
    if path.trim_end_matches('/').ends_with("/gallery") {
        mount_to_body(Gallery);
    } else {
        mount_to_body(Call);
    }
}
