//! `Vec` helpers that cannot panic, which keeps panic locations and messages out of the wasm.

/// Removes and returns the item at this index.
pub fn take_at<T>(list: &mut Vec<T>, at: usize) -> Option<T> {
    (at < list.len()).then(|| list.remove(at))
}

/// Removes and returns the first item that matches.
pub fn take<T>(list: &mut Vec<T>, is: impl FnMut(&T) -> bool) -> Option<T> {
    let at = list.iter().position(is)?;
    take_at(list, at)
}

/// Inserts an item at this index, or at the end if the index is out of bounds.
pub fn put_at<T>(list: &mut Vec<T>, at: usize, item: T) {
    list.insert(at.min(list.len()), item);
}

/// Appends an item to a list of at most `most` items (at least 1), dropping the oldest ones.
pub fn push<T>(list: &mut Vec<T>, most: usize, item: T) {
    while list.len() >= most.max(1) {
        take_at(list, 0);
    }
    list.push(item);
}
