//! The header of both pages.

use leptos::prelude::*;

/// The project's name, links to the two pages, and a link to the source.
#[component]
pub(crate) fn Masthead(
    /// The path of the current page.
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
                {link("/", "Call")} {link("/gallery", "Gallery")}
            </nav>
        </header>
    }
}
