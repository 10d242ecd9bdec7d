//! The two transports of a conversation, and what only the realtime one supports.

use leptos::prelude::*;
use leptos_speko::*;
use serde::{Deserialize, Serialize};

/// Returns the transport that the URL selects: `?transport=realtime`, otherwise WebRTC.
pub(crate) fn transport_from_url() -> Transport {
    let search = window().location().search().unwrap_or_default();
    if search.contains("transport=realtime") {
        Transport::Realtime
    } else {
        Transport::WebRtc
    }
}

/// Returns the URL of the credentials. Their kind determines the transport.
pub(crate) fn credentials_url(transport: Transport) -> &'static str {
    match transport {
        Transport::Realtime => "/api/conversations?mode=s2s",
        _ => "/api/conversations",
    }
}

/// Selects the transport of the next conversation.
#[component]
pub(crate) fn TransportChoice(transport: RwSignal<Transport>) -> impl IntoView {
    let voice = expect_voice();
    let one = move |this: Transport, name: &'static str, what: &'static str| {
        view! {
            <label>
                <input
                    type="radio"
                    name="transport"
                    value=name
                    prop:checked=move || transport.get() == this
                    on:change=move |_| transport.set(this)
                />
                {what}
            </label>
        }
    };
    view! {
        <fieldset
            class="transport"
            disabled=move || !voice.ready.get() || voice.status.get() != Status::Disconnected
        >
            <legend>"Next conversation"</legend>
            {one(Transport::WebRtc, "webrtc", "WebRTC")}
            {one(Transport::Realtime, "realtime", "Realtime")}
        </fieldset>
    }
}

/// Stops the agent from speaking. Users interrupt by talking. The button is for those who cannot.
#[component]
pub(crate) fn Interrupt() -> impl IntoView {
    let voice = expect_voice();
    let open = move || {
        let realtime = voice.transport.get() == Some(Transport::Realtime);
        realtime && voice.status.get() == Status::Connected
    };
    view! {
        <Show when=open>
            <button
                type="button"
                class="interrupt"
                aria-disabled=move || (voice.mode.get() != Mode::Speaking).to_string()
                on:click=move |_| voice.interrupt()
            >
                "Interrupt"
            </button>
        </Show>
    }
}

#[derive(Deserialize)]
struct Asked {
    #[serde(rename = "spokenMs")]
    spoken_ms: u64,
}

#[derive(Serialize)]
struct Description {
    title: String,
    after: String,
}

/// Registers a tool for the agent. The local agent calls it when it hears a single short word.
pub(crate) fn offer_tools() {
    expect_voice().tool("describe_page", |asked: Asked| async move {
        let page = document();
        Ok::<_, String>(Description {
            title: page.title(),
            after: format!("a word of {} ms", asked.spoken_ms),
        })
    });
}
