use leptos::prelude::*;

use crate::Voice;
use crate::dom::{Element, When};
use crate::voice::find_voice;

/// Says what went wrong and what to do, and goes away by its button or at the next start. Without an error it is not
/// in the page.
///
/// `data-slot="error-notice"`, `role="alert"`; `data-code` is the error's code, such as `MICROPHONE_FAILED`.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::ErrorNotice;
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// view! { <ErrorNotice /> }
/// # }
/// ```
#[component]
pub fn ErrorNotice(
    /// Classes for the notice.
    #[prop(optional, into)]
    class: TextProp,
    /// The session, where it is not the one round this component.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Replaces the sentences and the button; `voice.error` says what there is to show.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let voice = find_voice(voice);
    When::new(move || {
        let error = voice.error.get()?;
        let notice = Element::root("div", "error-notice", class.clone())
            .with("role", "alert")
            .with("data-state", "error")
            .with("data-code", error.code().as_str());
        Some(
            match &children {
                Some(children) => notice.child(children()),
                None => notice
                    .child(Element::new("strong").text(error.message()))
                    .child(Element::new("p").text(error.advice()))
                    .child(
                        Element::inner_button()
                            .with("aria-label", "Dismiss")
                            .text("×")
                            .on("click", move |_| voice.dismiss_error()),
                    ),
            }
            .into_any(),
        )
    })
}
