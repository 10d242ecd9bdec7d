//! Reads an Ogg Opus recording into its packets.

use std::io::Cursor;
use std::sync::Arc;

use ogg::PacketReader;

/// One Opus packet of the recording lasts this long.
pub const FRAME_MS: u64 = 20;

/// One Opus packet, and when in its clip it is heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Milliseconds from the clip's start.
    pub at: u64,
    /// The packet, as it goes over RTP.
    pub opus: Arc<[u8]>,
}

/// The packets of an Ogg Opus file, one for each 20 ms. A broken file ends early: the rest is silence.
pub fn frames(file: &[u8]) -> Vec<Frame> {
    let mut reader = PacketReader::new(Cursor::new(file));
    let mut frames = Vec::new();
    while let Ok(Some(packet)) = reader.read_packet() {
        if packet.data.starts_with(b"OpusHead") || packet.data.starts_with(b"OpusTags") {
            continue;
        }
        frames.push(Frame {
            at: frames.len() as u64 * FRAME_MS,
            opus: packet.data.into(),
        });
    }
    frames
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greeting_is_one_packet_for_each_20_ms() {
        let frames = frames(include_bytes!("../assets/greeting.opus"));
        assert!(
            (150..350).contains(&frames.len()),
            "{} packets",
            frames.len()
        );
        assert_eq!(frames[10].at, 200);
        assert!(frames.iter().all(|frame| !frame.opus.is_empty()));
    }

    #[test]
    fn a_file_that_is_no_ogg_is_silence() {
        assert_eq!(frames(b"RIFF...."), Vec::new());
        assert_eq!(frames(b""), Vec::new());
    }
}
