use leptos::prelude::*;

use crate::dom::{Element, When};
use crate::{Phrases, Voice, phrases, use_connection_notice};

/// Says that the line to the server broke and is being mended, with buttons to try at once and to end. While the line is
/// well it is not in the page. A break that is over in less than a second is not shown.
///
/// `data-slot="connection-notice"`; `data-state` is `reconnecting`. Screen readers hear that it broke, and not each
/// attempt. When it goes while it has the focus, that moves to the call button.
///
/// Headless: [`use_connection_notice`].
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::ConnectionNotice;
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// view! { <ConnectionNotice /> }
/// # }
/// ```
#[component]
pub fn ConnectionNotice(
    /// Classes for the notice.
    #[prop(optional, into)]
    class: TextProp,
    /// The session, where it is not the one round this component.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Replaces all that is in it.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let (line, words) = (use_connection_notice(voice), Phrases::find());
    let is_broken = Memo::new(move |_| line.is_broken());
    When::new(move || {
        if !is_broken.get() {
            return None;
        }
        let root = Element::root("div", "connection-notice", class.clone())
            .with("data-state", "reconnecting");
        if let Some(children) = &children {
            return Some(root.child(children()).into_any());
        }
        let sentence = Element::new("strong")
            .with("role", "status")
            .phrase(words, phrases::CONNECTION_LOST);
        let attempt = Element::new("p")
            .with("aria-hidden", "true")
            .words(move || line.attempt().unwrap_or_default());
        let queued = Element::new("p").words(move || line.queued().unwrap_or_default());
        Some(
            root.child(sentence)
                .child(attempt)
                .child(queued)
                .child(
                    Element::inner_button()
                        .on("click", move |_| line.retry())
                        .phrase(words, phrases::CONNECTION_RETRY),
                )
                .child(
                    Element::inner_button()
                        .on("click", move |_| line.end())
                        .phrase(words, phrases::CONNECTION_END),
                )
                .into_any(),
        )
    })
}
