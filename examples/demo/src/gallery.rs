//! The component gallery: every component in its states, without a backend or a microphone.

use leptos::prelude::*;
use leptos_speko::*;

use crate::entries::entries;
use crate::frame::Masthead;

#[component]
pub(crate) fn Gallery() -> impl IntoView {
    view! {
        <div class="book">
            <Masthead here="/gallery" />
            <main>
                <div class="title-page">
                    <h1>"Component gallery"</h1>
                    <p>
                        "Every leptos-speko component in its states, driven by scripts, without a server or a microphone. All \
                         controls work; a script answers."
                    </p>
                </div>
                <PlayerEntry />
                {entries()
                    .into_iter()
                    .enumerate()
                    .map(|(index, entry)| view! { <GalleryEntry number=index + 2 entry /> })
                    .collect_view()}
            </main>
            {in_the_corner().then(|| view! { <Corner /> })}
        </div>
    }
}

/// A gallery entry of one component.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) slot: &'static str,
    pub(crate) about: &'static str,
    pub(crate) code: &'static str,
    pub(crate) stills: &'static [Still],
    pub(crate) draw: fn() -> AnyView,
    pub(crate) wide: bool,
}

#[component]
fn GalleryEntry(number: usize, entry: Entry) -> impl IntoView {
    let stills = entry
        .stills
        .iter()
        .map(|still| {
            let (still, draw) = (*still, entry.draw);
            view! {
                <figure>
                    <div class="stage">
                        <ScriptedSession script=Script::still(still)>{draw()}</ScriptedSession>
                    </div>
                    <figcaption>{still.as_str()}</figcaption>
                </figure>
            }
        })
        .collect_view();
    view! {
        <section class="entry" id=entry.slot>
            <div class="caption">
                <p class="number">{format!("{number:02}")}</p>
                <h2>{entry.name}</h2>
                <p>{entry.about}</p>
                <code>{entry.code}</code>
            </div>
            <div class="stills" class:wide=entry.wide>
                {stills}
            </div>
        </section>
    }
}

fn story() -> Script {
    Script::new()
        .wait(500)
        .agent("Good evening, this is the Harbour Inn. How can I help?")
        .user("Hello. Is the table by the window free tonight?")
        .thinking(900)
        .agent("It is, from seven o'clock on. For how many people?")
        .user("For four, and a high chair, please.")
        .thinking(700)
        .agent("Four and a high chair, at seven, by the window. I have noted it.")
        .answer(|text| Some(format!("You wrote “{text}”. I will pass it on.")))
        .looped()
}

/// The widget in a scripted conversation that starts by itself.
#[component]
fn PlayerEntry() -> impl IntoView {
    view! {
        <section class="entry player" id="voice-widget">
            <div class="caption">
                <p class="number">"01"</p>
                <h2>"VoiceWidget"</h2>
                <p>
                    "The whole conversation in one component, as a panel or as " <a href="?corner">"a floating button"</a>
                    ". Here a script drives it, which plays automatically."
                </p>
                <code>"<VoiceWidget credentials=… variant=WidgetVariant::Floating />"</code>
            </div>
            <ScriptedSession script=story() autoplay=still_eyes()>
                <div class="stills wide">
                    <figure>
                        <div class="stage">
                            <VoiceWidget title="Harbour Inn" subtitle="Reservations and questions, day and night">
                                <AudioVisualizer />
                            </VoiceWidget>
                        </div>
                        <PlayerControls />
                    </figure>
                </div>
            </ScriptedSession>
        </section>
    }
}

/// `?corner` shows the widget's floating form. It is off by default, since it would cover the other
/// entries.
fn in_the_corner() -> bool {
    window()
        .location()
        .search()
        .is_ok_and(|query| query == "?corner")
}

#[component]
fn Corner() -> impl IntoView {
    view! {
        <ScriptedSession script=story()>
            <VoiceWidget variant=WidgetVariant::Floating title="Harbour Inn, at any hour" />
        </ScriptedSession>
    }
}

/// Returns whether the script may start by itself: not if the user prefers reduced motion.
fn still_eyes() -> bool {
    let query = window().match_media("(prefers-reduced-motion: reduce)");
    !query.ok().flatten().is_some_and(|query| query.matches())
}

/// The player controls: pause, and a slider for the position.
#[component]
fn PlayerControls() -> impl IntoView {
    let Some(scripted) = use_scripted() else {
        return ().into_any();
    };
    let running = RwSignal::new(true);
    let length = story().duration();
    let toggle = move |_| {
        running.update(|running| *running = !*running);
        match running.get_untracked() {
            true => scripted.play(),
            false => scripted.pause(),
        }
    };
    let seek = move |event: web_sys::Event| {
        if let Ok(percent) = event_target_value(&event).parse::<u64>() {
            running.set(false);
            scripted.pause();
            scripted.jump(length * percent / 100);
        }
    };
    view! {
        <figcaption class="player-controls">
            <button type="button" on:click=toggle>
                {move || if running.get() { "Pause" } else { "Play" }}
            </button>
            <label>
                "Position" <input type="range" min="0" max="100" value="0" on:input=seek />
            </label>
        </figcaption>
    }
    .into_any()
}
