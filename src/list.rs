//! Items in and out of a list. None of it can panic, so that nothing in the program has to say where and why it did.

/// The item at this place, out of the list.
pub(crate) fn take_at<T>(list: &mut Vec<T>, at: usize) -> Option<T> {
    (at < list.len()).then(|| list.remove(at))
}

/// The first item of which this is true, out of the list.
pub(crate) fn take<T>(list: &mut Vec<T>, is: impl FnMut(&T) -> bool) -> Option<T> {
    let at = list.iter().position(is)?;
    take_at(list, at)
}

/// Puts an item in at this place, or at the end.
pub(crate) fn put_at<T>(list: &mut Vec<T>, at: usize, item: T) {
    list.insert(at.min(list.len()), item);
}

/// Adds an item to a list that holds at most so many: the oldest make room.
pub(crate) fn push<T>(list: &mut Vec<T>, most: usize, item: T) {
    while list.len() >= most.max(1) {
        take_at(list, 0);
    }
    list.push(item);
}
