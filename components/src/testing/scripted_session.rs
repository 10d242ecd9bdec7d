use std::sync::Arc;

use leptos::context::Provider;
use leptos::prelude::*;
use speko_client::{Event, SpekoClientError};

use super::player::Play;
use super::{Script, Scripted};
use crate::{Voice, VoiceOptions};

/// Provides a session that follows a script and needs no backend, microphone or network: for an
/// app's tests, documentation and screenshots. Its children behave as inside a
/// [`VoiceSession`](crate::VoiceSession): starting plays the script, ending ends it, and muting
/// mutes. Typed messages are shown, and answered by [`Script::answer`].
///
/// # Testing your app
/// Put the voice part of your page into it and drive the clock yourself:
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::{CallButton, Script, Scripted, ScriptedSession, TranscriptFeed, use_scripted};
///
/// #[component]
/// fn UnderTest() -> impl IntoView {
///     view! {
///         <ScriptedSession script=Script::new().agent("Hello!").user("Hi.") clock=false>
///             <CallButton />
///             <TranscriptFeed />
///             <Driver />
///         </ScriptedSession>
///     }
/// }
///
/// #[component]
/// fn Driver() -> impl IntoView {
///     let scripted: Scripted = use_scripted().unwrap();
///     Effect::new(move |_| {
///         scripted.voice().start(); // or click the button
///         scripted.advance(900); // connected, and the agent has started to speak
///     });
/// }
/// ```
///
/// A script from [`Script::still`] is in its state from the beginning, on the server too. Its
/// controls are disabled until hydration, as always.
#[component]
pub fn ScriptedSession(
    /// The script.
    script: Script,
    /// Whether the script starts on hydration. Default: `false`.
    #[prop(optional)]
    autoplay: bool,
    /// Whether the browser's clock drives the script. With `false`, only [`Scripted::advance`]
    /// moves the time. Default: `true`.
    #[prop(default = true)]
    clock: bool,
    /// Whether the session starts muted. Default: `false`.
    #[prop(optional)]
    mic_muted: bool,
    /// Called with each event, in order.
    #[prop(optional, into)]
    on_event: Option<Callback<Event>>,
    /// The children that use this session.
    children: Children,
) -> impl IntoView {
    let none = || async { Err(SpekoClientError::credentials("a scripted session has none")) };
    let options = VoiceOptions::new(none)
        .mic_muted(mic_muted)
        .on_event(on_event);
    let voice = Voice::new(options);
    let still = script.still;
    let scripted = Scripted {
        voice,
        play: StoredValue::new(Play::new(script, clock && !still)),
    };
    voice.set_backend(Arc::new(scripted));
    on_cleanup(move || scripted.stop());
    if still {
        scripted.apply_state();
    } else if autoplay {
        Effect::new(move |_| voice.start());
    }
    view! {
        <Provider value=voice>
            <Provider value=scripted>{children()}</Provider>
        </Provider>
    }
}

/// Returns the scripted session in context. `None` in any other session.
pub fn use_scripted() -> Option<Scripted> {
    use_context()
}
