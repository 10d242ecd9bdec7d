use std::fmt;
use std::time::Duration;

use leptos::leptos_dom::helpers::IntervalHandle;
use leptos::prelude::*;
use speko_client::{ErrorReason, MicPermission, MicTest, MicTestState, Status};

use super::levels::Levels;
use super::state::{Heard, PreJoinState};
use super::support;
use super::tone::Tone;
use crate::devices::use_devices_of;
use crate::session::find_voice;
use crate::{Devices, Phrase, Voice};

/// Interval between two level measurements, in ms.
const POLL_INTERVAL_MS: u64 = 100;

/// The check before a call, from [`use_pre_join`]. `Copy`, so that closures can capture it. Its
/// getters are reactive.
#[derive(Clone, Copy)]
pub struct UsePreJoin {
    state: RwSignal<PreJoinState>,
    problem: RwSignal<Option<Phrase>>,
    level: RwSignal<f32>,
    heard: RwSignal<Heard>,
    devices: Devices,
    voice: Voice,
    resources: StoredValue<Resources, LocalStorage>,
}

#[derive(Default)]
struct Resources {
    /// The number of the newest attempt to open the microphone. Results of older ones are ignored.
    opening: u32,
    mic: Option<MicTest>,
    interval: Option<IntervalHandle>,
    levels: Levels,
    tone: Option<Tone>,
}

/// Checks browser support, permission, microphone and loudspeaker, one after the other. `voice`
/// selects a session other than the one in context. Microphone and tone are released when a call
/// starts, and when the component is unmounted.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::{PreJoinState, use_pre_join};
///
/// #[component]
/// fn Check() -> impl IntoView {
///     let check = use_pre_join(None);
///     view! {
///         <button on:click=move |_| check.ask()>"Try my microphone"</button>
///         <p>
///             {move || if check.state() == PreJoinState::MicTest { "Say something" } else { "" }}
///         </p>
///     }
/// }
/// ```
pub fn use_pre_join(voice: Option<Voice>) -> UsePreJoin {
    let voice = find_voice(voice);
    let check = UsePreJoin {
        state: RwSignal::new(PreJoinState::Disabled),
        problem: RwSignal::new(None),
        level: RwSignal::new(0.0),
        heard: RwSignal::new(Heard::Waiting),
        devices: use_devices_of(voice),
        voice,
        resources: StoredValue::new_local(Resources::default()),
    };
    Effect::new(move |_| {
        if voice.ready.get() {
            untrack(|| check.begin());
        }
    });
    Effect::new(move |before: Option<_>| check.follow_permission(before.unwrap_or_default()));
    Effect::new(move |_| {
        // A newly selected microphone is tested at once. During a call, the call opens it instead.
        check.devices.input();
        use PreJoinState::{InUse, MicTest, Missing};
        let idle = voice.status.get_untracked() == Status::Disconnected;
        if idle && matches!(check.state.get_untracked(), MicTest | InUse | Missing) {
            untrack(|| check.ask());
        }
    });
    Effect::new(move |_| {
        if voice.status.get() != Status::Disconnected {
            check.release();
        }
    });
    on_cleanup(move || check.release());
    check
}

impl UsePreJoin {
    /// Returns the current step.
    pub fn state(&self) -> PreJoinState {
        self.state.try_get().unwrap_or_default()
    }

    /// Returns what the problem is and what to do. `None` without a problem.
    pub fn problem(&self) -> Option<Phrase> {
        self.problem.try_get().flatten()
    }

    /// Returns the microphone's level during its test, from 0 to 1, updated ten times a second.
    pub fn level(&self) -> f32 {
        self.level.try_get().unwrap_or(0.0)
    }

    /// Returns the same as a signal, for [`LevelMeter`](crate::LevelMeter).
    pub fn levels(&self) -> Signal<f32> {
        self.level.into()
    }

    /// Returns the result of the microphone test.
    pub fn heard(&self) -> Heard {
        self.heard.try_get().unwrap_or_default()
    }

    /// Returns the devices, for selecting another one.
    pub fn devices(&self) -> Devices {
        self.devices
    }

    /// Returns the session that the check belongs to.
    pub fn voice(&self) -> Voice {
        self.voice
    }

    fn begin(&self) {
        if self.state.get_untracked() != PreJoinState::Disabled {
            return;
        }
        match support::missing() {
            Some((state, problem)) => self.show(state, Some(problem)),
            None => self.show(PreJoinState::Prompt, None),
        }
        self.follow_permission(MicPermission::Unknown);
    }

    fn show(&self, state: PreJoinState, problem: Option<Phrase>) {
        let _ = self.problem.try_set(problem);
        let _ = self.state.try_set(state);
    }

    /// Follows the permission, which the user may change in the browser at any time. Returns its
    /// current value.
    fn follow_permission(&self, before: MicPermission) -> MicPermission {
        let permission = self.devices.permission();
        // The browser's first answer is not a change, and may arrive after a denied request.
        let changed = before != MicPermission::Unknown && before != permission;
        let state = self.state.get_untracked();
        match (permission, state) {
            (MicPermission::Denied, PreJoinState::Prompt | PreJoinState::MicTest) => {
                self.release();
                self.show(PreJoinState::Blocked, Some(support::how_to_allow()));
            }
            (MicPermission::Granted | MicPermission::Prompt, PreJoinState::Blocked) if changed => {
                self.show(PreJoinState::Prompt, None);
            }
            _ => {}
        }
        permission
    }

    /// Asks for the microphone and measures its level. Call it inside a click or key handler.
    pub fn ask(&self) {
        self.release();
        let opening = self.resources.try_update_value(|held| {
            held.opening = held.opening.wrapping_add(1);
            held.opening
        });
        let _ = self.heard.try_set(Heard::Waiting);
        self.open(untrack(|| self.devices.input().wanted), opening);
    }

    fn open(&self, device: Option<String>, opening: Option<u32>) {
        let (check, chosen) = (*self, device.is_some());
        let mic = MicTest::open(device.as_deref(), move |opened| {
            if check.resources.try_with_value(|held| held.opening) != opening {
                return;
            }
            match opened.map_err(|error| error.reason()) {
                Ok(()) => check.listen(),
                // As in a call: the system default replaces a device that is unplugged.
                Err(ErrorReason::NoDevice) if chosen => check.open(None, opening),
                Err(reason) => check.refused(reason),
            }
        });
        self.resources.try_update_value(|held| held.mic = Some(mic));
    }

    fn refused(&self, reason: ErrorReason) {
        self.resources.try_update_value(|held| held.mic = None);
        let (state, problem) = support::refusal(reason);
        self.show(state, Some(problem));
    }

    fn listen(&self) {
        let check = *self;
        self.devices.refresh();
        let every = Duration::from_millis(POLL_INTERVAL_MS);
        let interval = set_interval_with_handle(move || check.measure(), every).ok();
        self.resources.try_update_value(|held| {
            // The first reading starts the meter, which takes a moment.
            let _ = held.mic.as_ref().map(MicTest::level);
            held.interval = interval;
            held.levels = Levels::default();
        });
        self.show(PreJoinState::MicTest, None);
    }

    fn measure(&self) {
        let before = self.heard.get_untracked();
        let found = self.resources.try_update_value(|held| {
            let mic = held.mic.as_ref()?;
            // Read first: the state says what this level means.
            let level = mic.level();
            let state = mic.state();
            Some((level, state, held.levels.add(level, state, before)))
        });
        let Some((level, state, heard)) = found.flatten() else {
            return;
        };
        if state == MicTestState::Ended {
            self.release();
            return self.refused(ErrorReason::DeviceLost);
        }
        let _ = self.level.try_set(level);
        if heard != before {
            let _ = self.heard.try_set(heard);
        }
    }

    /// Closes the microphone and continues with the loudspeaker test.
    pub fn mic_is_fine(&self) {
        self.release();
        self.show(PreJoinState::SpeakerTest, None);
    }

    /// Plays two soft notes on the selected loudspeaker. Call it inside a click or key handler.
    pub fn play_tone(&self) {
        let device = untrack(|| self.devices.output().wanted);
        let tone = Tone::play(device.as_deref());
        self.resources.try_update_value(|held| held.tone = tone);
    }

    /// Ends the check: all steps were done or skipped.
    pub fn finish(&self) {
        self.release();
        self.show(PreJoinState::Ready, None);
    }

    /// Starts the check again.
    pub fn restart(&self) {
        self.release();
        self.show(PreJoinState::Disabled, None);
        self.begin();
    }

    /// Releases the microphone and the tone. The shown step stays.
    fn release(&self) {
        let released = self.resources.try_update_value(|held| {
            if let Some(interval) = held.interval.take() {
                interval.clear();
            }
            held.opening = held.opening.wrapping_add(1);
            (held.mic.take(), held.tone.take())
        });
        drop(released);
        let _ = self.level.try_set(0.0);
    }
}

impl fmt::Debug for UsePreJoin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UsePreJoin")
    }
}
