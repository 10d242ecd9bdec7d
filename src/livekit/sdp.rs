//! The few lines of SDP that we have to read.

use crate::text::{before, cut};

/// The client-side id of the microphone's line: the second part of `a=msid` in the first audio section that sends.
///
/// The server matches `AddTrackRequest.cid` with this. Chromium puts the track's id there, Firefox a UUID of its own,
/// and a line without a track gets one too, which `replaceTrack` keeps: so it is read from the offer, never from the
/// track.
pub(super) fn microphone_cid(offer: &str) -> Option<&str> {
    let (mut audio, mut sends, mut id) = (false, false, None);
    let mut rest = offer;
    while !rest.is_empty() {
        let (line, others) = cut(rest, b'\n').unwrap_or((rest, ""));
        let line = line.strip_suffix('\r').unwrap_or(line);
        rest = others;
        if let Some(media) = line.strip_prefix("m=") {
            (audio, sends, id) = (media.starts_with("audio "), false, None);
        } else if let Some(ids) = line.strip_prefix("a=msid:") {
            id = cut(ids, b' ').map(|(_, id)| before(id, b' '));
        } else {
            sends |= line == "a=sendonly";
        }
        if audio && sends && id.is_some() {
            return id;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::microphone_cid;

    const OFFER: &str = "v=0\r\ns=-\r\n\
        m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:0\r\n\
        m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:2\r\na=recvonly\r\na=msid:x wrong\r\n\
        m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:1\r\na=sendonly\r\na=msid:- 0a1b-2c\r\n";

    #[test]
    fn reads_the_id_of_the_line_that_sends() {
        assert_eq!(microphone_cid(OFFER), Some("0a1b-2c"));
    }

    #[test]
    fn gives_nothing_without_one() {
        assert_eq!(microphone_cid(""), None);
        assert_eq!(
            microphone_cid("v=0\r\nm=audio 9 X 0\r\na=sendonly\r\na=msid:-\r\n"),
            None
        );
        assert_eq!(
            microphone_cid("v=0\r\nm=video 9 X 0\r\na=sendonly\r\na=msid:- v\r\n"),
            None
        );
    }
}
