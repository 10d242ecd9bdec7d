//! Level meters in a real browser: one loop, one analyser per side, no leaks.

mod drawing;
mod meter;
