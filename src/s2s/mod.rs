//! Speech to speech over one WebSocket, as Speko's proxy speaks it: the pure floor, so far its frames, the microphone's
//! 20 ms and the change of sample rates.

pub mod frame;
pub mod framing;
pub mod resample;
