//! A transcript that the bench fills and changes, through `window.turns`.

#[cfg(target_arch = "wasm32")]
mod page;

fn main() {
    #[cfg(target_arch = "wasm32")]
    page::open();
}
