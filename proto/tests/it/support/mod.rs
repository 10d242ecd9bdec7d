//! Test harnesses for the state machines.

pub mod choices;
pub mod livekit;
#[cfg(feature = "realtime")]
pub mod realtime;
pub mod tracks;
pub mod transcript;

/// Returns how many random runs a model test makes. `./scripts/test long models` makes more.
pub fn model_runs() -> u32 {
    let wanted = std::env::var("MODEL_RUNS").ok();
    wanted.map_or(3_000, |runs| runs.parse().unwrap())
}
