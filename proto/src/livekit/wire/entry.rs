//! Key-value lists for the maps of LiveKit's schema.

use super::Entry;

impl<K: Into<String>, V: Into<String>> From<(K, V)> for Entry {
    fn from((key, value): (K, V)) -> Self {
        Self {
            key: key.into(),
            value: value.into(),
        }
    }
}

impl Entry {
    /// Returns the value for this key. With duplicate keys the last one wins, as in a map.
    pub fn find<'a>(entries: &'a [Self], key: &str) -> Option<&'a str> {
        let entry = entries.iter().rev().find(|entry| entry.key == key)?;
        Some(&entry.value)
    }
}
