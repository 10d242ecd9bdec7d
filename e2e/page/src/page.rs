//! The page, as its URL configures it.
//!
//! `?url=ws://…&token=…` are the credentials; with `?credentials=/path` they are fetched from there
//! at each start. `mic=off` is a session without a microphone. `muted`, `release` and
//! `microphone-first` set `mic_muted`, `release_mic_on_mute` and `microphone_first`. `prewarm` is
//! `intent` or `join`, `agent-within` is in ms. `end-on` is `connected` or `message`: the app ends
//! the call within that event.

use leptos::prelude::*;
use leptos_speko::*;

use crate::report;
use crate::speko;

struct Query(Option<web_sys::UrlSearchParams>);

impl Query {
    fn read() -> Self {
        let search = window().location().search().unwrap_or_default();
        Self(web_sys::UrlSearchParams::new_with_str(&search).ok())
    }

    fn get(&self, name: &str) -> Option<String> {
        self.0.as_ref()?.get(name)
    }

    fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    fn prewarm(&self) -> Prewarm {
        match self.get("prewarm").as_deref() {
            Some("intent") => Prewarm::Intent,
            Some("join") => Prewarm::Join,
            _ => Prewarm::Off,
        }
    }

    fn agent_within(&self) -> u64 {
        let wish = self.get("agent-within").and_then(|text| text.parse().ok());
        wish.unwrap_or(20_000)
    }

    fn ends_on(&self) -> fn(&Event) -> bool {
        match self.get("end-on").as_deref() {
            Some("connected") => |event| matches!(event, Event::Connected { .. }),
            Some("message") => |event| matches!(event, Event::Message(_)),
            _ => |_| false,
        }
    }

    fn credentials(&self) -> CredentialsSource {
        match self.get("credentials") {
            Some(path) => CredentialsSource::from(move || {
                let path = path.clone();
                async move { fetch_credentials(&path).await }
            }),
            None => Credentials::new(
                self.get("url").unwrap_or_default(),
                self.get("token").unwrap_or_default(),
            )
            .into(),
        }
    }
}

pub(crate) fn open() {
    leptos::mount::mount_to_body(Page);
}

#[component]
fn Page() -> impl IntoView {
    let query = Query::read();
    let events = js_sys::Array::new();
    // Local storage is enough: the page has one thread.
    let kept = StoredValue::new_local(events.clone());
    let (voice, ends_on) = (StoredValue::new(None::<Voice>), query.ends_on());
    let on_event = Callback::new(move |event: Event| {
        kept.with_value(|events| events.push(&report::event(&event)));
        if ends_on(&event)
            && let Some(voice) = voice.get_value()
        {
            voice.end();
        }
    });
    view! {
        <VoiceSession
            credentials=query.credentials()
            mic_enabled=query.get("mic").as_deref() != Some("off")
            mic_muted=query.has("muted")
            release_mic_on_mute=query.has("release")
            microphone_first=query.has("microphone-first")
            prewarm=query.prewarm()
            agent_within=query.agent_within()
            on_event=on_event
        >
            <Doors events=events.clone() voice />
            <StatusBadge />
            <ErrorNotice />
            <StartAudio />
            <TranscriptFeed />
            <MessageInput />
            <CallButton />
            <MicToggle />
            <VolumeSlider />
        </VoiceSession>
    }
}

/// Opens `window.speko` for the surrounding session, and hands the session to the page.
#[component]
fn Doors(events: js_sys::Array, voice: StoredValue<Option<Voice>>) -> impl IntoView {
    voice.set_value(Some(expect_voice()));
    speko::open(expect_voice(), events);
}
