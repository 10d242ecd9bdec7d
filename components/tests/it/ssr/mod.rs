//! Rendering on a server.

mod components;
mod debug_panel;
mod devices;
mod levels;
mod phrases;
mod transcript_export;
