use std::sync::Arc;

use leptos::context::Provider;
use leptos::prelude::*;
use speko_client::{Event, SpekoClientError};

use super::player::Play;
use super::{Script, Scripted};
use crate::{Voice, VoiceOptions};

/// A session that follows a script and needs no backend, no microphone and no network: for an app's own tests, for its
/// documentation, for pictures. What is inside of it is the same as inside of a
/// [`VoiceSession`](crate::VoiceSession), and works in the same way: starting plays the script, ending ends it, muting
/// mutes, and what is typed is shown, and answered by [`Script::answer`].
///
/// # Testing your app
/// Put your page's voice part into it and drive the clock by hand:
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
///         scripted.voice().start();   // or click the button
///         scripted.advance(900);      // connected, and the agent has said its word
///     });
/// }
/// ```
///
/// A script of [`Script::still`] stands in one state from the beginning, on the server too; there, as everywhere, its
/// controls are disabled until the page is alive.
#[component]
pub fn ScriptedSession(
    /// What happens.
    script: Script,
    /// Whether it starts by itself when the page is alive.
    #[prop(optional)]
    autoplay: bool,
    /// `false` lets only [`Scripted::advance`] move the time.
    #[prop(default = true)]
    clock: bool,
    /// Whether it begins muted.
    #[prop(optional)]
    mic_muted: bool,
    /// Called with everything that happens, in order.
    #[prop(optional, into)]
    on_event: Option<Callback<Event>>,
    /// What is to be seen in this session.
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
    voice.play_on(Arc::new(scripted));
    on_cleanup(move || scripted.stop());
    if still {
        scripted.stand();
    } else if autoplay {
        Effect::new(move |_| voice.start());
    }
    view! {
        <Provider value=voice>
            <Provider value=scripted>{children()}</Provider>
        </Provider>
    }
}

/// The scripted session round this component, if it is one.
pub fn use_scripted() -> Option<Scripted> {
    use_context()
}
