//! Who holds a talk button, and since when. Pure: the time is passed in.

/// A press that is shorter, in milliseconds, is a tap.
const TAP: u64 = 300;

/// What holds it down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Pointer,
    Key(&'static str),
    /// An app's own control.
    App,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Hold {
    #[default]
    Free,
    Held {
        by: By,
        since: u64,
    },
    /// Talking goes on without a hand.
    Latched,
}

impl Hold {
    /// Something goes down. A second one while it is held changes nothing; one while it is latched ends that.
    pub(crate) fn press(self, by: By, since: u64) -> Self {
        match self {
            Self::Free => Self::Held { by, since },
            Self::Held { .. } => self,
            Self::Latched => Self::Free,
        }
    }

    /// Something comes up: it counts if it is what holds.
    pub(crate) fn release(self, by: By, now: u64, latch: bool) -> Self {
        match self {
            Self::Held { by: holder, since } if holder == by => {
                if latch && now.saturating_sub(since) < TAP {
                    Self::Latched
                } else {
                    Self::Free
                }
            }
            other => other,
        }
    }

    /// The hand is gone without a word.
    pub(crate) fn lose(self) -> Self {
        match self {
            Self::Held { .. } => Self::Free,
            other => other,
        }
    }

    /// A press without a length, as assistive technology makes it.
    pub(crate) fn toggle(self) -> Self {
        match self {
            Self::Free => Self::Latched,
            _ => Self::Free,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPACE: By = By::Key(" ");

    #[test]
    fn a_hold_lasts_until_what_holds_lets_go() {
        let held = Hold::Free.press(SPACE, 10);
        assert_eq!(held.press(SPACE, 20), held, "a key that repeats");
        assert_eq!(held.press(By::Pointer, 20), held, "a second hand");
        assert_eq!(held.release(By::Pointer, 30, false), held);
        assert_eq!(held.release(SPACE, 30, false), Hold::Free);
        assert_eq!(held.lose(), Hold::Free);
    }

    #[test]
    fn only_a_tap_latches_and_the_next_press_ends_it() {
        let held = Hold::Free.press(By::Pointer, 1000);
        assert_eq!(held.release(By::Pointer, 1300, true), Hold::Free);
        let latched = held.release(By::Pointer, 1299, true);
        assert_eq!(latched, Hold::Latched);
        assert_eq!(latched.lose(), Hold::Latched, "there is no hand to lose");
        let ended = latched.press(SPACE, 5000);
        assert_eq!(ended, Hold::Free);
        assert_eq!(ended.release(SPACE, 5001, true), Hold::Free);
    }
}
