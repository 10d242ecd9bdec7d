//! What both pages have at their top.

use leptos::prelude::*;

/// The name, the two pages, and the way to the source of it all.
#[component]
pub(crate) fn Masthead(
    /// The path of the page that one is on.
    here: &'static str,
) -> impl IntoView {
    let link = move |path: &'static str, name: &'static str| {
        let current = (path == here).then_some("page");
        view! { <a href=path aria-current=current>{name}</a> }
    };
    view! {
        <header class="masthead">
            <p class="wordmark">"leptos-speko"</p>
            <nav aria-label="Pages">
                {link("/", "Call")} {link("/gallery", "Specimens")}
            </nav>
        </header>
    }
}
