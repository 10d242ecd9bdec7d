//! Parses the few SDP attributes that we need.

use crate::text::{before, split_once};

/// Returns the microphone's cid: the second part of `a=msid` in the first `sendonly` audio section.
///
/// The server matches it with `AddTrackRequest.cid`. Chromium uses the track's id, Firefox a UUID
/// of its own. A transceiver without a track has one too, which `replaceTrack` keeps. So it is read
/// from the offer, never from the track.
pub(super) fn microphone_cid(offer: &str) -> Option<&str> {
    let (mut audio, mut sends, mut id) = (false, false, None);
    let mut rest = offer;
    while !rest.is_empty() {
        let (line, others) = split_once(rest, b'\n').unwrap_or((rest, ""));
        let line = line.strip_suffix('\r').unwrap_or(line);
        rest = others;
        if let Some(media) = line.strip_prefix("m=") {
            (audio, sends, id) = (media.starts_with("audio "), false, None);
        } else if let Some(ids) = line.strip_prefix("a=msid:") {
            id = split_once(ids, b' ').map(|(_, id)| before(id, b' '));
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
    fn returns_the_track_id_of_the_sendonly_audio_m_line() {
        assert_eq!(microphone_cid(OFFER), Some("0a1b-2c"));
    }

    #[test]
    fn returns_none_without_a_sendonly_audio_track_id() {
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
