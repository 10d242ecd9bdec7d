mod use_agent_state;

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use crate::Voice;
use crate::dom::{Element, watch};
pub use use_agent_state::*;

/// How long a state must last to be announced. Agents pass through several in quick succession.
const LASTS: Duration = Duration::from_millis(600);

/// Shows what the agent is doing.
///
/// The agent reports its state in `lk.agent.state`. If it reports none, the state is derived from
/// the session's status and mode.
///
/// Renders a `div` with `data-slot="agent-state"`. `data-state` changes at once. Screen readers get
/// a polite announcement of each state that lasts for 600 ms. Besides the agent's own states
/// `initializing`, `idle`, `listening`, `thinking` and `speaking` there are:
///
/// - `waiting`: no agent has joined yet;
/// - `absent`: none has joined within [`agent_within`](crate::VoiceOptions::agent_within);
/// - `left`: the agent has left;
/// - `blocked`: the agent speaks, but its audio does not play, see
///   [`StartAudio`](fn@crate::StartAudio);
/// - `unknown`: there is no conversation.
///
/// Needs an enclosing [`VoiceSession`](crate::VoiceSession) or the `voice` prop.
///
/// Headless: [`use_agent_state`](crate::use_agent_state).
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::AgentState;
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// view! { <AgentState /> }
/// # }
/// ```
#[component]
pub fn AgentState(
    /// CSS classes of the root element. Default: none.
    #[prop(optional, into)]
    class: TextProp,
    /// The session. Default: the enclosing `VoiceSession`.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Whether changes are announced to screen readers. Default: `true`. With `false` the text can
    /// still be read.
    #[prop(default = true)]
    announce: bool,
    /// Replaces the visible text. Default: the state in words.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let agent = use_agent_state(voice);
    let root =
        Element::root("div", "agent-state", class).attr_fn("data-state", move || agent.state());
    let shown = Element::new("span").attr("aria-hidden", if announce { "true" } else { "false" });
    let root = root.child(match children {
        Some(children) => shown.child(children()),
        None => shown.text_fn(move || agent.text()),
    });
    if !announce {
        return root.into_any();
    }
    let announcer = Element::new("div")
        .attr("data-slot", "announcer")
        .attr("role", "status")
        .setup(move |place| {
            let place = place.clone();
            // The initial state can be read, but it is not a change to announce.
            place.set_text_content(Some(&untrack(|| agent.text())));
            let mut timer = None;
            watch(move || {
                let words = agent.text();
                let place = place.clone();
                drop(timer.take());
                timer = Timer::after(LASTS, move || {
                    if place.text_content().as_deref() != Some(&*words) {
                        place.set_text_content(Some(&words));
                    }
                });
            })
        });
    root.child(announcer).into_any()
}

/// A one-shot timer that is cancelled on drop.
struct Timer(TimeoutHandle);

impl Timer {
    fn after(time: Duration, call: impl FnOnce() + 'static) -> Option<Self> {
        set_timeout_with_handle(call, time).ok().map(Self)
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.0.clear();
    }
}
