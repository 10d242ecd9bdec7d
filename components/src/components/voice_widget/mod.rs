mod use_voice_widget;

use leptos::context::Provider;
use leptos::prelude::*;

use crate::dom::{Element, is_rest_of_double_click};
use crate::session::find_voice;
use crate::{
    AgentState, CallButton, ConnectionNotice, CredentialsSource, DeviceNotice, ErrorNotice,
    MessageInput, MicSelect, MicToggle, Phrases, SpeakerSelect, StartAudio, StatusBadge,
    TranscriptExport, TranscriptFeed, Voice, VoiceOptions, VolumeSlider, phrases,
    use_call_media_session,
};
pub use use_voice_widget::*;

/// How a [`VoiceWidget`] is placed in the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum WidgetVariant {
    /// A card in the flow of the page.
    #[default]
    Panel,
    /// A round button in a corner of the window, which opens the card over the page.
    Floating,
}

impl WidgetVariant {
    /// Returns the value of `data-variant`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Panel => "panel",
            Self::Floating => "floating",
        }
    }
}

/// Renders a complete voice conversation: status, transcript, text input, call controls and
/// settings.
///
/// With `credentials` it creates its own session. Without them it needs an enclosing
/// [`VoiceSession`](crate::VoiceSession) or the `voice` prop.
///
/// Closing a floating widget does not end the call; its button shows that the call continues.
/// During a call the screen stays on and headset keys work, as with
/// [`CallMediaSession`](crate::CallMediaSession).
///
/// Renders a `div` with `data-slot="voice-widget"`. `data-variant` is `panel` or `floating`,
/// `data-state` is `open` or `closed`, and `data-call` is the status of the session. It contains
/// `voice-widget-panel` and, if floating, `voice-widget-launcher`.
///
/// Headless: [`use_voice_widget`](crate::use_voice_widget) and the components that it consists of.
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
    /// CSS classes of the root element. Default: none.
    #[prop(optional, into)]
    class: TextProp,
    /// The source of credentials, for a session of its own. Default: none.
    #[prop(optional, into)]
    credentials: Option<CredentialsSource>,
    /// The session, unless `credentials` are set. Default: the enclosing `VoiceSession`.
    #[prop(optional)]
    voice: Option<Voice>,
    /// The placement. Default: a panel.
    #[prop(optional)]
    variant: WidgetVariant,
    /// The heading. Default: [`phrases::WIDGET_TITLE`].
    #[prop(optional, into)]
    title: Option<TextProp>,
    /// The text below the heading. Default: none.
    #[prop(optional, into)]
    subtitle: Option<TextProp>,
    /// Whether a floating widget is open at first. Default: `false`.
    #[prop(optional)]
    open: bool,
    /// Content between the heading and the transcript, such as a visualizer. Default: none.
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
    use_call_media_session(Some(voice), title.clone().unwrap_or_default());
    let heading = Heading {
        title,
        subtitle,
        widget,
        floating,
    };
    let panel = panel(voice, words, heading, children);
    Element::root("div", "voice-widget", class)
        .attr("data-variant", variant.as_str())
        .attr_fn("data-state", move || widget.state())
        .attr_fn("data-call", move || voice.status.get().as_str())
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
                    .attr("data-slot", "voice-widget-title")
                    .text_fn(move || name(title.as_ref(), words)),
            )
            .child(subtitle.map(|subtitle| {
                Element::new("p")
                    .attr("data-slot", "voice-widget-subtitle")
                    .text_fn(move || subtitle.get().as_str().to_owned())
            }));
        let close = self.floating.then(|| {
            Element::inner_button()
                .attr("data-slot", "voice-widget-close")
                .phrase_attr("aria-label", words, phrases::WIDGET_CLOSE)
                .flag("disabled", move || !widget.is_hydrated())
                .text("×")
                .on("click", move |event| widget.close(&event))
        });
        // Some screen readers expose a `header` inside a dialog as the page's banner landmark.
        Element::new("header")
            .attr("role", "none")
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
        .attr("data-slot", "voice-widget-settings")
        .child(Element::new("summary").phrase(words, phrases::WIDGET_SETTINGS))
        .child(view! { <MicSelect voice /> })
        .child(view! { <SpeakerSelect voice /> })
        .child(view! { <VolumeSlider voice /> })
        .child(view! { <TranscriptExport voice /> });
    let bar = Element::new("div")
        .attr("data-slot", "voice-widget-bar")
        .attr("role", "group")
        .phrase_attr("aria-label", words, phrases::WIDGET_CONTROLS)
        .child(view! { <CallButton voice /> })
        .child(view! { <MicToggle voice /> });
    let status = Element::new("div")
        .attr("data-slot", "voice-widget-status")
        .child(view! { <StatusBadge voice /> })
        .child(view! { <AgentState voice announce=false /> });
    Element::new("section")
        .attr("data-slot", "voice-widget-panel")
        .attr("role", if heading.floating { "dialog" } else { "group" })
        .optional_attr_fn("aria-label", move || Some(name(title.as_ref(), words)))
        .flag("hidden", move || !widget.is_open())
        .child(heading.view(words))
        .child(status)
        .child(view! { <ErrorNotice voice /> })
        .child(view! { <ConnectionNotice voice /> })
        .child(view! { <StartAudio voice /> })
        .child(view! { <DeviceNotice voice /> })
        .child(children.map(|children| view! { <Provider value=voice>{children()}</Provider> }))
        .child(view! { <TranscriptFeed voice /> })
        .child(view! { <MessageInput voice /> })
        .child(bar)
        .child(settings)
}

fn launcher(voice: Voice, words: Phrases, widget: UseVoiceWidget) -> Element {
    Element::inner_button()
        .attr("data-slot", "voice-widget-launcher")
        .attr("data-icon", "")
        .attr("aria-haspopup", "dialog")
        .attr_fn("aria-expanded", move || {
            if widget.is_open() { "true" } else { "false" }
        })
        .attr_fn("data-mic", move || voice.mic.get().as_str())
        .optional_attr_fn("aria-label", move || {
            Some(words.say(match (widget.is_open(), widget.is_on()) {
                (true, _) => phrases::WIDGET_CLOSE,
                (false, true) => phrases::WIDGET_OPEN_ON,
                (false, false) => phrases::WIDGET_OPEN,
            }))
        })
        .flag("disabled", move || !voice.ready.get())
        .on("click", move |event| {
            if !is_rest_of_double_click(&event) {
                widget.toggle(&event);
            }
        })
}
