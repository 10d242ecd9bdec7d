//! A voice page for tests: its URL configures the session, and `window.speko` exposes events and
//! commands.

#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod report;
#[cfg(target_arch = "wasm32")]
mod speko;
#[cfg(target_arch = "wasm32")]
mod value;

fn main() {
    #[cfg(target_arch = "wasm32")]
    page::open();
}
