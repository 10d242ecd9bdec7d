//! The event log, newest first.

use leptos::prelude::*;
use leptos_speko::{AgentState, Event};

/// Maximum number of entries kept.
const KEPT: usize = 200;

#[derive(Clone)]
struct Entry {
    number: usize,
    at: String,
    kind: &'static str,
    detail: String,
}

#[derive(Clone, Copy)]
pub(crate) struct EventLog(RwSignal<Vec<Entry>>);

impl EventLog {
    pub(crate) fn new() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    pub(crate) fn add(self, event: &Event) {
        let Some((kind, detail)) = describe(event) else {
            return;
        };
        self.0.update(|entries| {
            let entry = Entry {
                number: entries.first().map_or(0, |last| last.number + 1),
                at: clock(),
                kind,
                detail,
            };
            entries.insert(0, entry);
            entries.truncate(KEPT);
        });
    }
}

pub(crate) fn event_list(log: EventLog) -> impl IntoView {
    view! {
        <aside aria-labelledby="events">
            <h2 id="events">"Events"</h2>
            <ol tabindex="0" aria-labelledby="events">
                <For each=move || log.0.get() key=|entry| entry.number let:entry>
                    <li>
                        <time>{entry.at}</time>
                        <span class="kind">{entry.kind}</span>
                        <span class="detail">{entry.detail}</span>
                    </li>
                </For>
            </ol>
            <p class="none" hidden=move || !log.0.with(Vec::is_empty)>
                "No events yet."
            </p>
        </aside>
    }
}

/// Interim transcripts are left out: the transcript itself shows them.
fn describe(event: &Event) -> Option<(&'static str, String)> {
    Some(match event {
        Event::Connected { conversation_id } => ("connected", conversation_id.clone()),
        Event::Disconnected(details) => {
            let cause = details.message.as_deref().unwrap_or_default();
            ("disconnected", [details.reason.as_str(), cause].join(" "))
        }
        Event::Message(message) if !message.is_final => return None,
        Event::Message(message) => (
            "message",
            [message.source.as_str(), &message.text].join(": "),
        ),
        Event::Status(status) => ("status", status.as_str().to_owned()),
        Event::Mode(mode) => ("mode", mode.as_str().to_owned()),
        Event::AgentState(AgentState::Unknown) => return None,
        Event::AgentState(state) => ("agent", state.as_str().to_owned()),
        Event::AgentPresence(presence) => ("agent", presence.as_str().to_owned()),
        Event::Mic(state) => ("microphone", state.as_str().to_owned()),
        Event::Connection(state) => ("connection", state.as_str().to_owned()),
        Event::AudioBlocked(true) => ("audio", "blocked by the browser".to_owned()),
        Event::AudioBlocked(false) => ("audio", "playing".to_owned()),
        Event::Interrupted => ("interrupted", String::new()),
        Event::Tool(tool) => ("tool", tool.name.clone() + " " + tool.status.as_str()),
        Event::Usage {
            input_audio_tokens,
            output_audio_tokens,
        } => (
            "usage",
            format!("{input_audio_tokens} in, {output_audio_tokens} out"),
        ),
        Event::Error(error) => ("error", error.to_string()),
        _ => return None,
    })
}

fn clock() -> String {
    let now = js_sys::Date::new_0();
    [now.get_hours(), now.get_minutes(), now.get_seconds()]
        .map(|number| format!("{number:02}"))
        .join(":")
}
