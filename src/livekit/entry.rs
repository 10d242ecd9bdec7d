//! Lists of key and value, which LiveKit's schema calls maps.

use super::proto::Entry;

impl<K: Into<String>, V: Into<String>> From<(K, V)> for Entry {
    fn from((key, value): (K, V)) -> Self {
        Self {
            key: key.into(),
            value: value.into(),
        }
    }
}

impl Entry {
    /// The value under this key; of doubled ones the last, as in a map.
    pub fn find<'a>(entries: &'a [Self], key: &str) -> Option<&'a str> {
        let entry = entries.iter().rev().find(|entry| entry.key == key)?;
        Some(&entry.value)
    }
}
