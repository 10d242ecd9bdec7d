//! Splits an Ogg Opus recording into packets.

use std::io::Cursor;
use std::sync::Arc;

use ogg::PacketReader;

/// Duration of one Opus packet of the recording.
pub const FRAME_MS: u64 = 20;

/// One Opus packet, and its time in the clip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Milliseconds from the start of the clip.
    pub at: u64,
    /// The packet as sent over RTP.
    pub opus: Arc<[u8]>,
}

/// Returns the packets of an Ogg Opus file, 20 ms each. A damaged file ends early. The rest is
/// silence.
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

/// Returns these packets `times` in a row.
pub(crate) fn repeated(frames: &[Frame], times: usize) -> Arc<[Frame]> {
    let lasts = frames.last().map_or(0, |frame| frame.at + FRAME_MS);
    let rounds = (0..times as u64).flat_map(|round| {
        frames.iter().map(move |frame| Frame {
            at: round * lasts + frame.at,
            opus: frame.opus.clone(),
        })
    });
    rounds.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greeting_has_one_packet_per_20_ms() {
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
    fn non_ogg_file_yields_no_frames() {
        assert_eq!(frames(b"RIFF...."), Vec::new());
        assert_eq!(frames(b""), Vec::new());
    }
}
