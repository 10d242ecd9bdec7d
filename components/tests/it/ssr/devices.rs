//! The device menus on a server: labelled, disabled, with the system default as their only entry.

use leptos::prelude::*;
use leptos_speko::*;

fn render(draw: impl FnOnce() -> AnyView + Send + 'static) -> String {
    let credentials = Credentials::new("wss://media.example", "aa.bb.cc");
    Owner::new().with(|| {
        view! { <VoiceSession credentials input_device="desk">{draw()}</VoiceSession> }
            .into_view()
            .to_html()
    })
}

#[test]
fn device_menus_render_labelled_and_disabled() {
    for (slot, name, html) in [
        (
            "mic-select",
            "Microphone",
            render(|| view! { <MicSelect class="mine" /> }.into_any()),
        ),
        (
            "speaker-select",
            "Speaker",
            render(|| view! { <SpeakerSelect class="mine" /> }.into_any()),
        ),
    ] {
        assert!(html.starts_with("<label"), "{html}");
        for part in [
            &["data-slot=\"", slot, "\""].concat(),
            "class=\"mine\"",
            "data-state=\"disabled\"",
            "disabled=\"\"",
            name,
            "<option value=\"\">System default</option>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert_eq!(html.matches("<option").count(), 1, "{html}");
    }
}

#[test]
fn children_replace_the_menu_label() {
    let html = render(|| view! { <MicSelect>"Mikrofon"</MicSelect> }.into_any());
    assert!(
        html.contains("Mikrofon") && !html.contains("Microphone"),
        "{html}"
    );
}

#[test]
fn use_devices_on_the_server_knows_no_devices_or_permission() {
    render(|| {
        let devices = use_devices();
        assert!(!devices.is_known() && devices.inputs().is_empty());
        assert_eq!(devices.permission(), MicPermission::Unknown);
        assert_eq!(devices.input().wanted.as_deref(), Some("desk"));
        devices.request_permission();
        devices.refresh();
        devices.choose_input(None);
        assert_eq!(devices.input(), DeviceChoice::default());
        ().into_any()
    });
}
