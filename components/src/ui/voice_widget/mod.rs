mod opening;

use leptos::context::Provider;
use leptos::prelude::*;

use crate::dom::Element;
use crate::voice::find_voice;
use crate::{
    AgentState, CallButton, ConnectionNotice, CredentialsSource, DeviceNote, ErrorNotice,
    MessageInput, MicSelect, MicToggle, Phrases, SpeakerSelect, StartAudio, StatusBadge,
    TranscriptExport, TranscriptFeed, Voice, VoiceOptions, VolumeSlider, phrases,
    use_phone_manners,
};
pub use opening::{UseVoiceWidget, use_voice_widget};

/// How a [`VoiceWidget`] stands in the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum WidgetVariant {
    /// A card where it is put.
    #[default]
    Panel,
    /// A round button in the corner of the window, which opens the card over the page.
    Floating,
}

impl WidgetVariant {
    /// The spelling in `data-variant`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Panel => "panel",
            Self::Floating => "floating",
        }
    }
}

/// A whole voice conversation in one tag: status, transcript, typing, the call's controls and its settings.
///
/// With `credentials` it is a session of its own; without, it belongs to the one round it, or to `voice`. Closing the
/// floating one does not hang up: its button shows that the call goes on. During a call the screen stays on and the
/// keys of a headset work, as with [`PhoneManners`](crate::PhoneManners).
///
/// `data-slot="voice-widget"`; `data-variant` is `panel` or `floating`, `data-state` `open` or `closed`, `data-call`
/// the status. Inside are `voice-widget-panel` and, floating, `voice-widget-launcher`. Headless: [`use_voice_widget`]
/// and the components that it is made of.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::{VoiceWidget, WidgetVariant, fetch_credentials};
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// view! {
///     <VoiceWidget
///         credentials=|| fetch_credentials("/api/conversations")
///         variant=WidgetVariant::Floating
///         title="Ask the library"
///     />
/// }
/// # }
/// ```
#[component]
pub fn VoiceWidget(
    /// Classes for the root.
    #[prop(optional, into)]
    class: TextProp,
    /// Where credentials come from, for a session of its own.
    #[prop(optional, into)]
    credentials: Option<CredentialsSource>,
    /// The session, where it is not the one round this component.
    #[prop(optional)]
    voice: Option<Voice>,
    /// How it stands in the page.
    #[prop(optional)]
    variant: WidgetVariant,
    /// Its heading; "Talk to the agent" unless said otherwise.
    #[prop(optional, into)]
    title: Option<TextProp>,
    /// A line under the heading.
    #[prop(optional, into)]
    subtitle: Option<TextProp>,
    /// Whether the floating one is open to begin with.
    #[prop(optional)]
    open: bool,
    /// What stands between the heading and the transcript, as a visualizer.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let voice = match credentials {
        Some(credentials) => Voice::new(VoiceOptions::new(credentials)),
        None => find_voice(voice),
    };
    let words = Phrases::find();
    let floating = variant == WidgetVariant::Floating;
    let widget = use_voice_widget(Some(voice), open || !floating);
    use_phone_manners(Some(voice), title.clone().unwrap_or_default());
    let heading = Heading {
        title,
        subtitle,
        widget,
        floating,
    };
    let panel = panel(voice, words, heading, children);
    Element::root("div", "voice-widget", class)
        .with("data-variant", variant.as_str())
        .live("data-state", move || widget.state())
        .live("data-call", move || voice.status.get().as_str())
        .on("keydown", move |event| {
            if floating {
                widget.key(&event);
            }
        })
        .child(panel)
        .child(floating.then(|| launcher(voice, words, widget)))
        .into_any()
}

struct Heading {
    title: Option<TextProp>,
    subtitle: Option<TextProp>,
    widget: UseVoiceWidget,
    floating: bool,
}

impl Heading {
    fn view(&self, words: Phrases) -> Element {
        let (title, subtitle, widget) = (self.title.clone(), self.subtitle.clone(), self.widget);
        let texts = Element::new("div")
            .child(
                Element::new("h2")
                    .with("data-slot", "voice-widget-title")
                    .words(move || name(title.as_ref(), words)),
            )
            .child(subtitle.map(|subtitle| {
                Element::new("p")
                    .with("data-slot", "voice-widget-subtitle")
                    .words(move || subtitle.get().as_str().to_owned())
            }));
        let close = self.floating.then(|| {
            Element::inner_button()
                .with("data-slot", "voice-widget-close")
                .say("aria-label", words, phrases::WIDGET_CLOSE)
                .flag("disabled", move || !widget.is_alive())
                .text("×")
                .on("click", move |event| widget.close(&event))
        });
        // In a dialog some would take it for the banner of the page.
        Element::new("header")
            .with("role", "none")
            .child(texts)
            .child(close)
    }
}

fn name(title: Option<&TextProp>, words: Phrases) -> std::borrow::Cow<'static, str> {
    match title {
        Some(title) => title.get().as_str().to_owned().into(),
        None => words.say(phrases::WIDGET_TITLE),
    }
}

fn panel(voice: Voice, words: Phrases, heading: Heading, children: Option<Children>) -> Element {
    let (widget, title) = (heading.widget, heading.title.clone());
    let settings = Element::new("details")
        .with("data-slot", "voice-widget-settings")
        .child(Element::new("summary").phrase(words, phrases::WIDGET_SETTINGS))
        .child(view! { <MicSelect voice /> })
        .child(view! { <SpeakerSelect voice /> })
        .child(view! { <VolumeSlider voice /> })
        .child(view! { <TranscriptExport voice /> });
    let bar = Element::new("div")
        .with("data-slot", "voice-widget-bar")
        .with("role", "group")
        .say("aria-label", words, phrases::WIDGET_CONTROLS)
        .child(view! { <CallButton voice /> })
        .child(view! { <MicToggle voice /> });
    let status = Element::new("div")
        .with("data-slot", "voice-widget-status")
        .child(view! { <StatusBadge voice /> })
        .child(view! { <AgentState voice announce=false /> });
    Element::new("section")
        .with("data-slot", "voice-widget-panel")
        .with("role", if heading.floating { "dialog" } else { "group" })
        .live_text("aria-label", move || Some(name(title.as_ref(), words)))
        .flag("hidden", move || !widget.is_open())
        .child(heading.view(words))
        .child(status)
        .child(view! { <ErrorNotice voice /> })
        .child(view! { <ConnectionNotice voice /> })
        .child(view! { <StartAudio voice /> })
        .child(view! { <DeviceNote voice /> })
        .child(children.map(|children| view! { <Provider value=voice>{children()}</Provider> }))
        .child(view! { <TranscriptFeed voice /> })
        .child(view! { <MessageInput voice /> })
        .child(bar)
        .child(settings)
}

fn launcher(voice: Voice, words: Phrases, widget: UseVoiceWidget) -> Element {
    Element::inner_button()
        .with("data-slot", "voice-widget-launcher")
        .with("data-icon", "")
        .with("aria-haspopup", "dialog")
        .live("aria-expanded", move || {
            if widget.is_open() { "true" } else { "false" }
        })
        .live("data-mic", move || voice.mic.get().as_str())
        .live_text("aria-label", move || {
            Some(words.say(match (widget.is_open(), widget.is_on()) {
                (true, _) => phrases::WIDGET_CLOSE,
                (false, true) => phrases::WIDGET_OPEN_ON,
                (false, false) => phrases::WIDGET_OPEN,
            }))
        })
        .flag("disabled", move || !voice.ready.get())
        .on("click", move |event| widget.toggle(&event))
}
