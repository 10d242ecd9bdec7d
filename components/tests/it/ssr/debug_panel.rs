//! `<DebugPanel>` on a server: a labelled, disabled button, and no measurements.

use leptos::prelude::*;
use leptos_speko::*;

use super::in_session;

#[test]
fn debug_panel_renders_disabled_without_session_details() {
    for open in [false, true] {
        let html = in_session(move || view! { <DebugPanel class="mine" open /> }.into_any());
        assert!(html.starts_with("<section"), "{html}");
        for part in [
            "data-slot=\"debug-panel\"",
            "class=\"mine\"",
            "aria-label=\"Diagnostics\"",
            "disabled=\"\"",
            ">Diagnostics<",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains("media.example") && !html.contains("aa.bb"));
    }
}

#[test]
fn use_debug_on_the_server_has_no_stats_devices_or_entries() {
    in_session(|| {
        let debug = use_debug(None);
        debug.set_open(true);
        assert!(debug.is_open() && debug.stats().is_none());
        assert!(debug.devices().is_none() && debug.entries().is_empty());
        assert_eq!(debug.report(), "");
        assert!(
            debug
                .states()
                .contains(&("status", "disconnected".to_owned()))
        );
        ().into_any()
    });
}
