//! The steps of the check and its results.

/// The current step of the check, or the problem that stops it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PreJoinState {
    /// Not hydrated yet.
    #[default]
    Disabled,
    /// The browser does not support calls. [`problem`](crate::UsePreJoin::problem) says why.
    Unsupported,
    /// The user has not been asked for the microphone yet.
    Prompt,
    /// The microphone permission is denied.
    Blocked,
    /// Another program uses the microphone.
    InUse,
    /// There is no microphone.
    Missing,
    /// The microphone is open, and its level is shown.
    MicTest,
    /// The microphone works. The loudspeaker is next.
    SpeakerTest,
    /// All steps were done or skipped.
    Ready,
}

impl PreJoinState {
    /// The value of `data-state`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::Unsupported => "unsupported",
            Self::Prompt => "prompt",
            Self::Blocked => "blocked",
            Self::InUse => "in-use",
            Self::Missing => "missing",
            Self::MicTest => "mic-test",
            Self::SpeakerTest => "speaker-test",
            Self::Ready => "ready",
        }
    }
}

/// The result of the microphone test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Heard {
    /// No speech yet.
    #[default]
    Waiting,
    /// Speech was detected.
    Voice,
    /// Nothing was heard for 5 s.
    Silence,
    /// The system mutes the microphone: a switch of the device, or a setting.
    Muted,
    /// The level could not be measured for 5 s. The microphone may work all the same.
    Unmeasured,
}
