//! The few lines of SDP that we have to read.

/// The client-side id of the microphone's line: the second part of `a=msid` in the first audio section that sends.
///
/// The server matches `AddTrackRequest.cid` with this. Chromium puts the track's id there, Firefox a UUID of its own,
/// and a line without a track gets one too, which `replaceTrack` keeps: so it is read from the offer, never from the
/// track.
pub(super) fn microphone_cid(offer: &str) -> Option<&str> {
    let mut sections = offer.split("\nm=");
    sections.next();
    let sends = |section: &&str| {
        section.starts_with("audio ") && lines(section).any(|line| line == "a=sendonly")
    };
    let section = sections.find(sends)?;
    let msid = lines(section).find_map(|line| line.strip_prefix("a=msid:"))?;
    msid.split_ascii_whitespace().nth(1)
}

fn lines(section: &str) -> impl Iterator<Item = &str> {
    section.split('\n').map(|line| line.trim_end_matches('\r'))
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
