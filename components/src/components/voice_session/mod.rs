use leptos::context::Provider;
use leptos::prelude::*;
use speko_client::{AudioConstraints, Event, Overrides, Retry, TranscriptLimit};

use crate::{CredentialsSource, Prewarm, Voice, VoiceOptions};

/// Provides a [`Voice`] as context to its children, and ends the conversation when it is unmounted.
///
/// It renders its children and no element of its own. Two sessions side by side are independent.
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
    /// A function that requests credentials from the app's backend, called at each start, or plain
    /// [`Credentials`](crate::Credentials). Required.
    #[prop(into)]
    credentials: CredentialsSource,
    /// Changes to the agent, sent once when a conversation opens. Default: none.
    #[prop(optional)]
    overrides: Option<Overrides>,
    /// How the browser processes the microphone's audio. Default: all processing is on.
    #[prop(optional)]
    audio_constraints: AudioConstraints,
    /// Whether the session has a microphone. Default: `true`.
    #[prop(default = true)]
    mic_enabled: bool,
    /// Whether the first conversation starts muted. Default: `false`.
    #[prop(optional)]
    mic_muted: bool,
    /// Whether to join only once the microphone is open. Default: `false`, both in parallel.
    #[prop(optional)]
    microphone_first: bool,
    /// Whether to release the microphone's hardware while muted, so that its light goes off.
    /// Default: `false`.
    #[prop(optional)]
    release_mic_on_mute: bool,
    /// The agent's initial volume, clamped to 0–1. NaN is ignored. Default: 1.
    #[prop(default = 1.0)]
    volume: f64,
    /// The `deviceId` of the microphone. Default: the system default.
    #[prop(optional, into)]
    input_device: Option<String>,
    /// The `deviceId` of the speaker. Default: the system default.
    #[prop(optional, into)]
    output_device: Option<String>,
    /// How much of a conversation is kept; the oldest turns are dropped first. Default: 20,000
    /// turns and 8 MiB of text.
    #[prop(optional)]
    transcript_limit: TranscriptLimit,
    /// What to prepare before the user clicks. Default: [`Prewarm::Off`].
    #[prop(optional)]
    prewarm: Prewarm,
    /// How long, in ms, no agent may be in the room before the agent's state is `absent`. Default:
    /// 20,000.
    #[prop(default = 20_000)]
    agent_within: u64,
    /// The reconnect policy: the delay before an attempt, in ms, or `None` to give up. Default:
    /// that of [`ReconnectPolicy`](crate::ReconnectPolicy).
    #[prop(optional, into)]
    reconnect: Option<Callback<Retry, Option<u64>>>,
    /// The URL of the realtime audio worklets on the app's own site, for pages whose content
    /// security policy forbids `blob:` scripts. Default: a `blob:` URL. Ignored without the feature
    /// `realtime`.
    #[prop(optional, into)]
    worklet_url: Option<String>,
    /// Called with every event, in order. Signals hold state; a transient event is visible only
    /// here. Default: none.
    #[prop(optional, into)]
    on_event: Option<Callback<Event>>,
    /// The components that use the session.
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
        .prewarm(prewarm)
        .agent_within(agent_within)
        .on_event(on_event);
    #[cfg(feature = "realtime")]
    {
        options = options.worklet_url(worklet_url);
    }
    #[cfg(not(feature = "realtime"))]
    let _ = worklet_url;
    if let Some(delay) = reconnect {
        options = options.reconnect(move |retry| delay.run(retry));
    }
    let voice = Voice::new(options);
    view! { <Provider value=voice>{children.into_inner()()}</Provider> }
}
