//! Adapts str0m's answer to the form that a LiveKit server sends.
//!
//! str0m gives every m-line a random `a=msid`. LiveKit sets `a=msid` only on m-lines that carry a
//! track to the client, in the form `PA_<participant>|TR_<track>`, and sends its candidates by
//! trickle ICE.

/// An answer, ready to send.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct RewrittenAnswer {
    /// The session description.
    pub sdp: String,
    /// The mid of the m-line that carries the agent's audio. `None` if the offer has no m-line for
    /// it.
    pub agent_mid: Option<String>,
    /// The mid of the first m-line, which candidates refer to.
    pub first_mid: String,
    /// The candidates of the answer, formatted as `candidate:…`.
    pub candidates: Vec<String>,
}

/// Sets the msid of the agent's m-line and removes all others. `previous_mid` is the agent's mid in
/// an earlier answer, which is kept.
pub(crate) fn rewrite_answer(
    answer: &str,
    previous_mid: Option<&str>,
    stream: &str,
    track: &str,
) -> RewrittenAnswer {
    let mut sections = split(answer);
    let session = if sections.is_empty() {
        Vec::new()
    } else {
        sections.remove(0)
    };
    let is_available = |section: &[&str]| is_audio(section) && section.contains(&"a=sendonly");
    let agent_mid = sections
        .iter()
        .find(|section| {
            previous_mid.is_some() && mid(section) == previous_mid && is_available(section)
        })
        .or_else(|| sections.iter().find(|section| is_available(section)))
        .and_then(|section| mid(section))
        .map(str::to_owned);

    let mut rewritten = RewrittenAnswer {
        first_mid: sections
            .first()
            .and_then(|section| mid(section))
            .unwrap_or("0")
            .to_owned(),
        agent_mid,
        ..RewrittenAnswer::default()
    };
    for line in &session {
        push(&mut rewritten.sdp, line);
    }
    for section in &sections {
        let carries_agent =
            mid(section).is_some() && mid(section) == rewritten.agent_mid.as_deref();
        for line in section {
            if let Some(candidate) = line.strip_prefix("a=candidate:") {
                let candidate = format!("candidate:{candidate}");
                if !rewritten.candidates.contains(&candidate) {
                    rewritten.candidates.push(candidate);
                }
            } else if *line == "a=end-of-candidates" || is_ssrc_msid(line) {
                // Candidates are trickled, and the msid is already in `a=msid`.
            } else if line.starts_with("a=msid:") {
                if carries_agent {
                    push(&mut rewritten.sdp, &format!("a=msid:{stream} {track}"));
                }
            } else if *line == "a=sendonly" && !carries_agent {
                push(&mut rewritten.sdp, "a=inactive");
            } else if lacks_formats(line) {
                push(&mut rewritten.sdp, &format!("{line} 0"));
            } else {
                push(&mut rewritten.sdp, line);
            }
        }
    }
    rewritten
}

fn push(sdp: &mut String, line: &str) {
    sdp.push_str(line);
    sdp.push_str("\r\n");
}

fn split(sdp: &str) -> Vec<Vec<&str>> {
    let mut sections = vec![Vec::new()];
    for line in sdp
        .lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty())
    {
        if line.starts_with("m=") {
            sections.push(Vec::new());
        }
        if let Some(section) = sections.last_mut() {
            section.push(line);
        }
    }
    sections
}

/// Detects a rejected m-line without any format. Browsers require at least one.
fn lacks_formats(line: &str) -> bool {
    line.starts_with("m=") && line.split_whitespace().count() == 3
}

fn is_audio(section: &[&str]) -> bool {
    section
        .first()
        .is_some_and(|line| line.starts_with("m=audio"))
}

fn mid<'a>(section: &[&'a str]) -> Option<&'a str> {
    section.iter().find_map(|line| line.strip_prefix("a=mid:"))
}

fn is_ssrc_msid(line: &str) -> bool {
    line.strip_prefix("a=ssrc:").is_some_and(|rest| {
        rest.split_once(' ')
            .is_some_and(|(_, what)| what.starts_with("msid:"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = "v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:0\r\na=candidate:1 1 udp 2 127.0.0.1 9 typ host\r\n\
        m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:1\r\na=recvonly\r\na=msid:x y\r\n\
        m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:2\r\na=sendonly\r\na=msid:x z\r\na=ssrc:7 cname:c\r\na=ssrc:7 msid:x z\r\na=end-of-candidates\r\n\
        m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:3\r\na=sendonly\r\na=msid:x w\r\n";

    #[test]
    fn agent_m_line_gets_its_msid_and_spare_m_lines_are_inactive() {
        let rewritten = rewrite_answer(ANSWER, None, "PA_a|TR_b", "t");
        assert_eq!(rewritten.agent_mid.as_deref(), Some("2"));
        assert_eq!(rewritten.first_mid, "0");
        assert_eq!(
            rewritten.candidates,
            ["candidate:1 1 udp 2 127.0.0.1 9 typ host"]
        );
        assert_eq!(rewritten.sdp.matches("msid").count(), 1);
        assert!(rewritten.sdp.contains(
            "a=mid:2\r\na=sendonly\r\na=msid:PA_a|TR_b t\r\na=ssrc:7 cname:c\r\nm=audio"
        ));
        assert!(rewritten.sdp.ends_with("a=mid:3\r\na=inactive\r\n"));
    }

    #[test]
    fn rejected_m_line_without_codecs_gets_a_format() {
        let rewritten = rewrite_answer(
            "v=0\r\nm=video 0 UDP/TLS/RTP/SAVPF \r\na=mid:4\r\n",
            None,
            "s",
            "t",
        );
        assert!(
            rewritten.sdp.contains("m=video 0 UDP/TLS/RTP/SAVPF 0\r\n"),
            "{}",
            rewritten.sdp
        );
    }

    #[test]
    fn agent_m_line_is_kept_across_answers() {
        assert_eq!(
            rewrite_answer(ANSWER, Some("3"), "s", "t")
                .agent_mid
                .as_deref(),
            Some("3")
        );
        assert_eq!(
            rewrite_answer(ANSWER, Some("9"), "s", "t")
                .agent_mid
                .as_deref(),
            Some("2")
        );
    }

    #[test]
    fn offer_without_a_receiving_m_line_has_no_agent_mid() {
        assert_eq!(rewrite_answer("v=0\r\n", None, "s", "t").agent_mid, None);
        assert_eq!(rewrite_answer("", None, "s", "t").agent_mid, None);
    }
}
