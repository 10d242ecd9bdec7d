//! Random messages.

use super::*;

fn any_message() -> impl Strategy<Value = Message> {
    let id = prop_oneof![Just(None), (0..6_u8).prop_map(|n| Some(n.to_string()))];
    let at = prop_oneof![Just(None), (0..50_u64).prop_map(Some)];
    (any::<bool>(), "[a-c ,.]{0,6}", any::<bool>(), id, at).prop_map(
        |(agent, text, is_final, segment_id, started_at)| Message {
            source: if agent { Agent } else { User },
            text,
            is_final,
            segment_id,
            started_at,
        },
    )
}

proptest! {
    /// For any messages: keys are unique and stable, every change is reported correctly, and an
    /// immediate duplicate changes nothing.
    #[test]
    fn returned_changes_match_the_rows(messages in prop::collection::vec(any_message(), 0..60)) {
        let mut transcript = Transcript::new();
        for (at, mut message) in messages.into_iter().enumerate() {
            // Times are unique, as in the machine. Some messages are late.
            message.started_at = message
                .started_at
                .map(|early| (at as u64 * 10).saturating_sub(early / 40 * 25));
            let message = &message;
            let before = transcript.clone();
            let change = transcript.apply(message);
            let (old, new) = (before.turns(), transcript.turns());
            // Each change is one, of another row, and together they are all.
            let mut copy = seen(old);
            let further = transcript.further_changes();
            prop_assert!(change != Change::None || further.is_empty());
            for change in [change].iter().chain(further) {
                match *change {
                    Change::None => {}
                    Change::Added(at) => copy.insert(at, seen(new)[at].clone()),
                    Change::Updated(at) => {
                        prop_assert_ne!(&copy[at], &seen(new)[at], "row {}", at);
                        copy[at] = seen(new)[at].clone();
                    }
                }
            }
            prop_assert_eq!(copy, seen(new));
            // Only a message with a segment id can be recognised as a duplicate.
            if message.segment_id.is_some() {
                let mut doubled = transcript.clone();
                prop_assert_eq!(doubled.apply(message), Change::None);
            }
        }
        let mut keys: Vec<_> = transcript.turns().iter().map(|turn| turn.key).collect();
        keys.sort_unstable();
        keys.dedup();
        prop_assert_eq!(keys.len(), transcript.turns().len());
    }

    /// Interim messages may be lost: the finals alone produce the same rows.
    #[test]
    fn lost_interim_messages_do_not_change_the_rows(texts in prop::collection::vec("[a-z]{1,5}( [a-z]{1,5}){0,3}", 1..12), keep in prop::collection::vec(any::<bool>(), 60)) {
        let mut finals = Vec::new();
        let mut all = Vec::new();
        let mut keep = keep.into_iter();
        for (n, text) in texts.iter().enumerate() {
            let source = if n % 2 == 0 { User } else { Agent };
            let (id, at) = (n.to_string(), n as u64);
            for (end, _) in text.match_indices(' ') {
                if keep.next().unwrap_or(true) {
                    all.push(segment(source, &id, &text[..end], false, at));
                }
            }
            let last = segment(source, &id, text, true, at);
            all.push(last.clone());
            finals.push(last);
        }
        prop_assert_eq!(rows(&all), rows(&finals));
    }
}

fn seen(turns: &[speko_proto::Turn]) -> Vec<(u64, Source, String, bool)> {
    turns
        .iter()
        .map(|turn| (turn.key, turn.source, turn.text.clone(), turn.is_final))
        .collect()
}
