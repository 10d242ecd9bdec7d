use leptos::context::Provider;
use leptos::prelude::*;
use speko_client::{AudioConstraints, Event, Overrides, Retry, TranscriptLimit};

use crate::{CredentialsSource, Voice, VoiceOptions, Warm};

/// Gives a [`Voice`] to everything inside of it, and ends the conversation when it leaves the page.
///
/// It renders its children and no element of its own. Beside each other, two of them are two separate sessions.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::{CallButton, TranscriptFeed, VoiceSession, fetch_credentials};
///
/// #[component]
/// fn Help() -> impl IntoView {
///     view! {
///         <VoiceSession
///             credentials=|| fetch_credentials("/api/conversations")
///             on_event=|event| { /* log it */ }
///         >
///             <CallButton />
///             <TranscriptFeed />
///         </VoiceSession>
///     }
/// }
/// ```
#[component]
pub fn VoiceSession<C: IntoView + 'static>(
    /// A function that asks the app's own backend, called at each start, or plain [`Credentials`](crate::Credentials).
    #[prop(into)]
    credentials: CredentialsSource,
    /// Changes to the agent, sent once when a conversation opens.
    #[prop(optional)]
    overrides: Option<Overrides>,
    /// What the browser does to the microphone's sound; all of it unless said otherwise.
    #[prop(optional)]
    audio_constraints: AudioConstraints,
    /// `false` is a session without a microphone.
    #[prop(default = true)]
    mic_enabled: bool,
    /// Whether the first conversation begins muted.
    #[prop(optional)]
    mic_muted: bool,
    /// `true` joins only once the microphone is open.
    #[prop(optional)]
    microphone_first: bool,
    /// `true` lets the hardware go while muted, so that its light goes off.
    #[prop(optional)]
    release_mic_on_mute: bool,
    /// The agent's loudness to begin with, from 0 to 1.
    #[prop(default = 1.0)]
    volume: f64,
    /// The `deviceId` of the microphone.
    #[prop(optional, into)]
    input_device: Option<String>,
    /// The `deviceId` of the loudspeaker.
    #[prop(optional, into)]
    output_device: Option<String>,
    /// How much of a conversation is kept; 20,000 turns and 8 MiB of text unless said otherwise. The oldest go first.
    #[prop(optional)]
    transcript_limit: TranscriptLimit,
    /// How much is done before the person clicks; nothing unless said otherwise.
    #[prop(optional)]
    warm: Warm,
    /// How many ms nobody else may be in the room before the agent's state is `absent`.
    #[prop(default = 20_000)]
    agent_within: u64,
    /// When to try again after the line broke: how many ms to wait before an attempt, or nothing to give up. That of
    /// [`ReconnectPolicy`](crate::ReconnectPolicy) unless said otherwise.
    #[prop(optional, into)]
    reconnect: Option<Callback<Retry, Option<u64>>>,
    /// Where this site hosts the worklets of speech to speech; a blob unless said otherwise. Without the feature `s2s` it says
    /// nothing.
    #[prop(optional, into)]
    worklet_url: Option<String>,
    /// Called with everything that happens, in order. Signals are for state; an event that came and went is seen only
    /// here.
    #[prop(optional, into)]
    on_event: Option<Callback<Event>>,
    /// What may use the session.
    children: TypedChildren<C>,
) -> impl IntoView {
    let mut options = VoiceOptions::new(credentials)
        .overrides(overrides)
        .audio_constraints(audio_constraints)
        .mic_enabled(mic_enabled)
        .mic_muted(mic_muted)
        .microphone_first(microphone_first)
        .release_mic_on_mute(release_mic_on_mute)
        .volume(volume)
        .input_device(input_device)
        .output_device(output_device)
        .transcript_limit(transcript_limit)
        .warm(warm)
        .agent_within(agent_within)
        .on_event(on_event);
    #[cfg(feature = "s2s")]
    {
        options = options.worklet_url(worklet_url);
    }
    #[cfg(not(feature = "s2s"))]
    let _ = worklet_url;
    if let Some(delay) = reconnect {
        options = options.reconnect(move |retry| delay.run(retry));
    }
    let voice = Voice::new(options);
    view! { <Provider value=voice>{children.into_inner()()}</Provider> }
}
