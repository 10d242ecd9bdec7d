//! The state machine of push-to-talk. It reads no clock: the time is passed in.

/// A press shorter than this, in ms, is a tap.
const TAP_MS: u64 = 300;

/// What holds the button down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HoldSource {
    Pointer,
    Key(&'static str),
    /// A custom control of the app.
    App,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PttState {
    #[default]
    Idle,
    Held {
        by: HoldSource,
        since: u64,
    },
    /// The microphone stays open without a press.
    Latched,
}

impl PttState {
    /// Handles a press. A second press while held changes nothing; a press while latched ends it.
    pub(crate) fn press(self, by: HoldSource, since: u64) -> Self {
        match self {
            Self::Idle => Self::Held { by, since },
            Self::Held { .. } => self,
            Self::Latched => Self::Idle,
        }
    }

    /// Handles a release. It is ignored unless it comes from the source that holds.
    pub(crate) fn release(self, by: HoldSource, now: u64, latch: bool) -> Self {
        match self {
            Self::Held { by: holder, since } if holder == by => {
                if latch && now.saturating_sub(since) < TAP_MS {
                    Self::Latched
                } else {
                    Self::Idle
                }
            }
            other => other,
        }
    }

    /// Handles the loss of a press without a release event.
    pub(crate) fn cancel_hold(self) -> Self {
        match self {
            Self::Held { .. } => Self::Idle,
            other => other,
        }
    }

    /// Handles a click without duration, as assistive technology sends it.
    pub(crate) fn toggle(self) -> Self {
        match self {
            Self::Idle => Self::Latched,
            _ => Self::Idle,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPACE: HoldSource = HoldSource::Key(" ");

    #[test]
    fn hold_ends_only_when_its_own_input_is_released_or_lost() {
        let held = PttState::Idle.press(SPACE, 10);
        assert_eq!(held.press(SPACE, 20), held, "key repeat");
        assert_eq!(held.press(HoldSource::Pointer, 20), held, "a second input");
        assert_eq!(held.release(HoldSource::Pointer, 30, false), held);
        assert_eq!(held.release(SPACE, 30, false), PttState::Idle);
        assert_eq!(held.cancel_hold(), PttState::Idle);
    }

    #[test]
    fn only_a_short_tap_latches_and_the_next_press_unlatches() {
        let held = PttState::Idle.press(HoldSource::Pointer, 1000);
        assert_eq!(
            held.release(HoldSource::Pointer, 1300, true),
            PttState::Idle
        );
        let latched = held.release(HoldSource::Pointer, 1299, true);
        assert_eq!(latched, PttState::Latched);
        assert_eq!(
            latched.cancel_hold(),
            PttState::Latched,
            "a latch survives the loss of focus"
        );
        let ended = latched.press(SPACE, 5000);
        assert_eq!(ended, PttState::Idle);
        assert_eq!(ended.release(SPACE, 5001, true), PttState::Idle);
    }
}
