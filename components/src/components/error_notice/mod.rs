mod use_error_notice;

use leptos::prelude::*;

use crate::dom::{Element, ShowIf};
use crate::{Phrases, Voice, phrases};
pub use use_error_notice::*;

/// Shows what went wrong and what to do about it.
///
/// It is in the page only while there is an error. Its button or the next start dismisses it, and
/// it goes when its cause is gone, for example once the microphone works. Errors of the server that
/// end nothing are not shown. If this page can use no microphone at all, it says so before the
/// start.
///
/// Renders a `div` with `data-slot="error-notice"` and `role="alert"`. `data-state` is `error`, and
/// `data-code` is the error's code, such as `MICROPHONE_FAILED`. Screen readers announce it at
/// once; it does not take the focus. If it has the focus when it is removed, the focus moves to the
/// call button, or else to the transcript.
///
/// Needs an enclosing [`VoiceSession`](crate::VoiceSession) or the `voice` prop.
///
/// Headless: [`use_error_notice`](crate::use_error_notice).
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
    /// CSS classes of the notice. Default: none.
    #[prop(optional, into)]
    class: TextProp,
    /// The session. Default: the enclosing `VoiceSession`.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Replaces the content; `voice.error` holds the error. Default: message, advice and a button.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let (notice, words) = (use_error_notice(voice), Phrases::find());
    ShowIf::new(move || {
        let error = notice.error()?;
        let root = Element::root("div", "error-notice", class.clone())
            .attr("role", "alert")
            .attr("data-state", "error")
            .attr("data-code", error.code().as_str());
        if let Some(children) = &children {
            return Some(root.child(children()).into_any());
        }
        let same = error.clone();
        Some(
            root.child(Element::new("strong").text_fn(move || notice.message(&error)))
                .child(Element::new("p").text_fn(move || notice.advice(&same)))
                .child(
                    Element::inner_button()
                        .phrase_attr("aria-label", words, phrases::ERROR_DISMISS)
                        .text("×")
                        .on("click", move |_| notice.dismiss()),
                )
                .into_any(),
        )
    })
}
