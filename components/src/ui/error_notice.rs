use leptos::prelude::*;

use crate::dom::{Element, When};
use crate::{Phrases, Voice, phrases, use_error_notice};

/// Says what went wrong and what to do, and goes away by its button or at the next start. Without an error it is not
/// in the page.
///
/// `data-slot="error-notice"`, `role="alert"`; `data-code` is the error's code, such as `MICROPHONE_FAILED`.
/// Screen readers say it as it comes; it does not take the focus. When it goes while it has the focus, that moves to the
/// call button.
///
/// Headless: [`use_error_notice`].
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
    let (notice, words) = (use_error_notice(voice), Phrases::find());
    When::new(move || {
        let error = notice.error()?;
        let root = Element::root("div", "error-notice", class.clone())
            .with("role", "alert")
            .with("data-state", "error")
            .with("data-code", error.code().as_str());
        if let Some(children) = &children {
            return Some(root.child(children()).into_any());
        }
        let same = error.clone();
        Some(
            root.child(Element::new("strong").words(move || notice.message(&error)))
                .child(Element::new("p").words(move || notice.advice(&same)))
                .child(
                    Element::inner_button()
                        .say("aria-label", words, phrases::ERROR_DISMISS)
                        .text("×")
                        .on("click", move |_| notice.dismiss()),
                )
                .into_any(),
        )
    })
}
