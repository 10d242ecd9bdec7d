use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use crate::dom::{Element, watch};
use crate::{Voice, use_agent_state};

/// A state that lasts shorter is not announced: agents go through several of them in a breath.
const LASTS: Duration = Duration::from_millis(600);

/// Says what the agent is doing: what it tells of itself (`lk.agent.state`), or else what can be seen from outside.
///
/// `data-slot="agent-state"`; `data-state` is `unknown`, `initializing`, `idle`, `listening`, `thinking`, `speaking` or `absent`
/// and changes at once. Screen readers are told, politely, only of states that last for 600 ms.
///
/// Headless: [`use_agent_state`].
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
    /// Classes for the root.
    #[prop(optional, into)]
    class: TextProp,
    /// The session, where it is not the one round this component.
    #[prop(optional)]
    voice: Option<Voice>,
    /// `false` tells screen readers nothing.
    #[prop(default = true)]
    announce: bool,
    /// Replaces the text that is shown.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let agent = use_agent_state(voice);
    let root = Element::root("div", "agent-state", class).live("data-state", move || agent.state());
    let shown = Element::new("span").with("aria-hidden", if announce { "true" } else { "false" });
    let root = root.child(match children {
        Some(children) => shown.child(children()),
        None => shown.words(move || agent.text()),
    });
    if !announce {
        return root.into_any();
    }
    let announcer = Element::new("div")
        .with("data-slot", "announcer")
        .with("role", "status")
        .setup(move |place| {
            let place = place.clone();
            // What it is at first is there to be read, not news.
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

/// Calls once, unless it is dropped before.
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
