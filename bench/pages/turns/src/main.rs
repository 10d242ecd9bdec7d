//! A transcript page that the bench fills and updates through `window.turns`.

#[cfg(target_arch = "wasm32")]
mod page;

fn main() {
    #[cfg(target_arch = "wasm32")]
    page::open();
}
