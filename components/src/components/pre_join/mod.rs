mod levels;
mod state;
mod support;
mod tone;
mod use_pre_join;

use leptos::prelude::*;

use crate::dom::focus::{advance, advance_in, is_inside};
use crate::dom::{BegunClicks, Element, ShowIf, is_rest_of_double_click, watch};
use crate::session::find_voice;
use crate::{CallButton, LevelMeter, MicSelect, Phrase, Phrases, SpeakerSelect, Voice, phrases};
pub use state::*;
pub use use_pre_join::*;

/// Checks browser support, permission, microphone and speaker before the call.
///
/// It opens the microphone and plays audio only after a press. If the microphone is blocked, it
/// explains where this browser or the system keeps the permission, or that the embedding page has
/// to allow it. Once the user changes the permission, the check returns to `prompt` by itself. The
/// microphone is released when a call starts or the component is unmounted.
///
/// Renders a `section` with `data-slot="pre-join"`. `data-state` is `disabled`, `unsupported`,
/// `prompt`, `blocked`, `in-use`, `missing`, `mic-test`, `speaker-test` or `ready`.
///
/// Needs an enclosing [`VoiceSession`](crate::VoiceSession) or the `voice` prop.
///
/// Headless: [`use_pre_join`](crate::use_pre_join).
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::PreJoin;
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// view! { <PreJoin on_ready=|()| { /* show the call */ } /> }
/// # }
/// ```
#[component]
pub fn PreJoin(
    /// CSS classes of the root element. Default: none.
    #[prop(optional, into)]
    class: TextProp,
    /// The session. Default: the enclosing `VoiceSession`.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Called when the check is passed or skipped. Ignored with `draw`. Default: none.
    #[prop(optional, into)]
    on_ready: Option<Callback<()>>,
    /// Renders the content instead of the built-in steps. Default: the built-in steps.
    #[prop(optional, into)]
    draw: Option<Callback<UsePreJoin, AnyView>>,
    /// Replaces the content of the last step. Ignored with `draw`. Default: a [`CallButton`].
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let voice = find_voice(voice);
    let (check, words) = (use_pre_join(Some(voice)), Phrases::find());
    let root = Element::root("section", "pre-join", class)
        .phrase_attr("aria-label", words, phrases::PRE_JOIN)
        .attr_fn("data-state", move || check.state().as_str());
    if let Some(inside) = draw.and_then(|draw| draw.try_run(check)) {
        return root.child(inside).into_any();
    }
    let finish = move || {
        check.finish();
        if let Some(ready) = on_ready {
            ready.try_run(());
        }
    };
    let title = Element::new("h2")
        .attr("data-slot", "pre-join-title")
        .attr("aria-live", "polite")
        .text_fn(move || words.say(title(check.state())));
    let advice = Element::new("p")
        .attr("data-slot", "pre-join-advice")
        .attr("aria-live", "polite")
        .text_fn(move || words.say(advice(check)));
    // A copy of the check's state, set later. Browsers take the focus from a hidden element at
    // once, so the focus is looked up before the view changes.
    let state = RwSignal::new(PreJoinState::Disabled);
    let shown = move || state.try_get().unwrap_or_default();
    // Not a step, so that the server renders it too.
    let ask = Element::inner_button()
        .attr("data-slot", "pre-join-ask")
        .flag("hidden", move || !asks(shown()))
        .flag("disabled", move || !voice.ready.get())
        .text_fn(move || {
            words.say(match shown() {
                PreJoinState::Disabled | PreJoinState::Prompt => phrases::PRE_JOIN_ASK,
                _ => phrases::PRE_JOIN_AGAIN,
            })
        })
        .on("click", move |event| {
            // It would ask for the permission twice.
            if !is_rest_of_double_click(&event) {
                check.ask();
            }
        });
    let step =
        ShowIf::new(move || step(check, words, shown(), finish, children.clone())).leading(advance);
    let skip = Element::inner_button()
        .attr("data-slot", "pre-join-skip")
        .flag("hidden", move || shown() == PreJoinState::Ready)
        .flag("disabled", move || !voice.ready.get())
        .phrase(words, phrases::PRE_JOIN_SKIP)
        .on("click", move |_| finish());
    root.child(title)
        .child(advice)
        .child(ask)
        .child(step)
        .child(skip)
        .setup(move |root| {
            let root = root.clone();
            let mut before = PreJoinState::Disabled;
            watch(move || {
                let now = check.state();
                if now == before {
                    return;
                }
                // Moves the focus to the next button, but only if it is inside this component.
                if before != PreJoinState::Disabled && is_inside(std::slice::from_ref(&root)) {
                    let root = root.clone();
                    request_animation_frame(move || advance_in(&root));
                }
                before = now;
                let _ = state.try_set(now);
            })
        })
        .into_any()
}

/// Returns whether to show the button that asks for the microphone, again or for the first time.
fn asks(state: PreJoinState) -> bool {
    use PreJoinState::{Blocked, Disabled, InUse, Missing, Prompt};
    matches!(state, Disabled | Prompt | Blocked | InUse | Missing)
}

fn title(state: PreJoinState) -> Phrase {
    match state {
        PreJoinState::Disabled | PreJoinState::Prompt => phrases::PRE_JOIN,
        PreJoinState::Unsupported => phrases::PRE_JOIN_NO_CALLS,
        PreJoinState::Blocked => phrases::PRE_JOIN_BLOCKED,
        PreJoinState::InUse | PreJoinState::Missing => phrases::PRE_JOIN_NO_MICROPHONE,
        PreJoinState::MicTest => phrases::PRE_JOIN_SAY,
        PreJoinState::SpeakerTest => phrases::PRE_JOIN_LISTEN,
        PreJoinState::Ready => phrases::PRE_JOIN_READY,
    }
}

fn advice(check: UsePreJoin) -> Phrase {
    if let Some(problem) = check.problem() {
        return problem;
    }
    match (check.state(), check.heard()) {
        (PreJoinState::MicTest, Heard::Waiting) => phrases::PRE_JOIN_WAITING,
        (PreJoinState::MicTest, Heard::Voice) => phrases::PRE_JOIN_HEARD,
        (PreJoinState::MicTest, Heard::Silence) => phrases::PRE_JOIN_SILENCE,
        (PreJoinState::MicTest, Heard::Muted) => phrases::PRE_JOIN_MUTED,
        (PreJoinState::MicTest, Heard::Unmeasured) => phrases::PRE_JOIN_UNMEASURED,
        (PreJoinState::SpeakerTest, _) => phrases::PRE_JOIN_TONE,
        (PreJoinState::Ready, _) => phrases::PRE_JOIN_READY_ADVICE,
        _ => phrases::PRE_JOIN_ASK_ADVICE,
    }
}

fn step(
    check: UsePreJoin,
    words: Phrases,
    state: PreJoinState,
    finish: impl Fn() + Copy + Send + 'static,
    children: Option<ChildrenFn>,
) -> Option<AnyView> {
    let voice = check.voice();
    let inside = Element::new("div")
        .attr("data-slot", "pre-join-step")
        .setup(BegunClicks::ignore);
    let button = |slot: &'static str, phrase: Phrase| {
        Element::inner_button()
            .attr("data-slot", slot)
            .flag("disabled", move || !voice.ready.get())
            .phrase(words, phrase)
    };
    let inside = match state {
        PreJoinState::Unsupported
        | PreJoinState::Disabled
        | PreJoinState::Prompt
        | PreJoinState::Blocked => return None,
        // Another microphone may be free.
        PreJoinState::InUse | PreJoinState::Missing => inside.child(view! { <MicSelect voice /> }),
        PreJoinState::MicTest => inside
            .child(
                button("pre-join-next", phrases::PRE_JOIN_NEXT)
                    .attr_fn("data-heard", move || match check.heard() {
                        Heard::Voice => "true",
                        _ => "false",
                    })
                    .on("click", move |_| check.mic_is_fine()),
            )
            .child(view! { <LevelMeter levels=check.levels() voice /> })
            .child(view! { <MicSelect voice /> }),
        PreJoinState::SpeakerTest => inside
            .child(
                button("pre-join-play", phrases::PRE_JOIN_PLAY)
                    .on("click", move |_| check.play_tone()),
            )
            .child(button("pre-join-heard", phrases::PRE_JOIN_YES).on("click", move |_| finish()))
            .child(view! { <SpeakerSelect voice /> }),
        PreJoinState::Ready => inside.child(match children {
            Some(children) => children(),
            None => view! { <CallButton voice /> }.into_any(),
        }),
    };
    Some(inside.into_any())
}
