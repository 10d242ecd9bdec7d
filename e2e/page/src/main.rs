//! A voice page for the tests: its URL says where it calls, and `window.speko` tells everything and obeys.

#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod speko;
#[cfg(target_arch = "wasm32")]
mod tell;
#[cfg(target_arch = "wasm32")]
mod value;

fn main() {
    #[cfg(target_arch = "wasm32")]
    page::open();
}
