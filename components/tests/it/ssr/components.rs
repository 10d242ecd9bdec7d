//! Server rendering: every component is rendered, labelled and disabled, with a session and
//! without.

use leptos::prelude::*;
use leptos_speko::*;

use super::{credentials, in_session, render};
use crate::support::gallery;

fn all() -> AnyView {
    view! {
        <CallButton />
        <StatusBadge />
        <MicToggle />
        <TranscriptFeed />
        <VolumeSlider />
        <MessageInput />
        <StartAudio />
        <ErrorNotice />
    }
    .into_any()
}

/// Returns the opening tag of the element with this slot.
fn tag<'a>(html: &'a str, slot: &str) -> &'a str {
    let at = html
        .find(&format!("data-slot=\"{slot}\""))
        .unwrap_or_else(|| panic!("no {slot} in {html}"));
    let start = html[..at].rfind('<').unwrap();
    let end = at + html[at..].find('>').unwrap();
    &html[start..=end]
}

#[test]
fn call_button_renders_disabled_with_accessible_label() {
    let html = in_session(|| view! { <CallButton /> }.into_any());
    let tag = tag(&html, "call-button");
    assert!(tag.starts_with("<button"), "{tag}");
    for part in [
        "type=\"button\"",
        "data-state=\"idle\"",
        "aria-label=\"Start conversation\"",
        "disabled",
    ] {
        assert!(tag.contains(part), "{part} in {tag}");
    }
    assert!(html.contains(">Start</button>"), "{html}");
}

#[test]
fn status_badge_renders_role_status_and_state_attributes() {
    let html = in_session(|| view! { <StatusBadge /> }.into_any());
    let tag = tag(&html, "status-badge");
    for part in [
        "role=\"status\"",
        "data-state=\"disconnected\"",
        "data-mode=\"listening\"",
        "data-connection=\"new\"",
    ] {
        assert!(tag.contains(part), "{part} in {tag}");
    }
    assert!(html.contains("Not connected"), "{html}");
}

#[test]
fn mic_toggle_renders_as_disabled_toggle_button() {
    let html = in_session(|| view! { <MicToggle /> }.into_any());
    let tag = tag(&html, "mic-toggle");
    for part in [
        "aria-pressed=\"false\"",
        "data-state=\"unavailable\"",
        "aria-label=\"Mute microphone\"",
        "disabled",
    ] {
        assert!(tag.contains(part), "{part} in {tag}");
    }
}

#[test]
fn transcript_feed_renders_as_focusable_log() {
    let html = in_session(|| view! { <TranscriptFeed>"Say hello"</TranscriptFeed> }.into_any());
    let tag = tag(&html, "transcript-feed");
    for part in [
        "role=\"log\"",
        "tabindex=\"0\"",
        "aria-label=\"Transcript\"",
        "data-state=\"empty\"",
    ] {
        assert!(tag.contains(part), "{part} in {tag}");
    }
    assert!(html.contains("Say hello"), "{html}");
}

#[test]
fn volume_slider_renders_as_labelled_disabled_range() {
    let html = in_session(|| view! { <VolumeSlider /> }.into_any());
    assert!(tag(&html, "volume-slider").starts_with("<label"), "{html}");
    for part in [
        "type=\"range\"",
        "min=\"0\"",
        "max=\"100\"",
        "disabled",
        "Volume",
        "value=\"100\"",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(!html.contains("</input>"), "{html}");
}

#[test]
fn message_input_renders_as_disabled_form() {
    let html = in_session(|| view! { <MessageInput /> }.into_any());
    let tag = tag(&html, "message-input");
    assert!(
        tag.starts_with("<form") && tag.contains("data-state=\"disabled\""),
        "{tag}"
    );
    assert_eq!(html.matches(" disabled=\"\"").count(), 2, "{html}");
    assert!(
        html.contains("aria-label=\"Message\"") && html.contains("type=\"submit\""),
        "{html}"
    );
}

#[test]
fn pre_join_renders_disabled_buttons_without_starting_the_check() {
    let html = in_session(|| view! { <PreJoin /> }.into_any());
    assert!(tag(&html, "pre-join").contains("data-state=\"disabled\""));
    for (slot, words) in [
        ("pre-join-ask", ">Try the microphone</button>"),
        ("pre-join-skip", ">Skip the check</button>"),
    ] {
        let tag = tag(&html, slot);
        assert!(
            tag.contains(" disabled") && !tag.contains(" hidden"),
            "{tag}"
        );
        assert!(html.contains(words), "{html}");
    }
    assert!(!html.contains("pre-join-step"), "{html}");
}

#[test]
fn all_controls_are_disabled_or_hidden_before_hydration() {
    let mut controls = 0;
    for (slot, draw) in gallery::every() {
        let html = in_session(draw);
        for tag in html.split('<').filter_map(|rest| rest.split('>').next()) {
            let name = tag.split(' ').next().unwrap();
            if ["button", "select", "input", "textarea"].contains(&name) {
                controls += 1;
                let off = tag.contains(" disabled") || tag.contains(" hidden");
                assert!(off, "{slot}: {tag}");
            }
        }
    }
    assert!(controls > 20, "{controls}");
}

#[test]
fn inactive_start_audio_and_error_notice_render_nothing() {
    let html = in_session(|| view! { <StartAudio /><ErrorNotice /> }.into_any());
    assert!(
        !html.contains("start-audio") && !html.contains("alert"),
        "{html}"
    );
}

#[test]
fn components_without_a_session_render_disabled_without_panic() {
    let html = render(all);
    for slot in ["call-button", "mic-toggle"] {
        assert!(tag(&html, slot).contains("disabled"), "{html}");
    }
    assert!(
        tag(&html, "status-badge").contains("disconnected"),
        "{html}"
    );
}

#[test]
fn classes_children_and_spread_attributes_apply_to_the_root() {
    let html = in_session(|| {
        view! { <CallButton class="big \"quoted\"" attr:id="call">"<b>Ring</b>"</CallButton> }
            .into_any()
    });
    let tag = tag(&html, "call-button");
    assert!(
        tag.contains("class=\"big &quot;quoted&quot;\"") && tag.contains("id=\"call\""),
        "{tag}"
    );
    assert!(html.contains("&lt;b&gt;Ring"), "{html}");
    assert!(!html.contains(">Start<"), "{html}");
}

#[test]
fn rendering_is_deterministic_and_contains_no_credentials() {
    let html = in_session(all);
    assert_eq!(html, in_session(all));
    assert!(
        !html.contains("secret") && !html.contains("media.example"),
        "{html}"
    );
}

#[test]
fn rendered_page_can_be_dropped_on_another_thread() {
    let owner = Owner::new();
    let html = owner.with(|| {
        view! { <VoiceSession credentials=credentials()>{all()}</VoiceSession> }
            .into_view()
            .to_html()
    });
    assert!(html.contains("call-button"));
    std::thread::spawn(move || owner.cleanup()).join().unwrap();
}

#[test]
fn sibling_sessions_are_isolated_and_not_visible_outside() {
    render(|| {
        let seen = StoredValue::new(Vec::new());
        let look = move || {
            seen.update_value(|seen| {
                seen.push(use_voice().map(|voice| voice.volume.get_untracked()))
            })
        };
        let html = view! {
            <VoiceSession credentials=credentials() volume=0.25>{look()}</VoiceSession>
            <VoiceSession credentials=credentials() volume=7.0>{look()}</VoiceSession>
            {look()}
        }
        .to_html();
        seen.with_value(|seen| assert_eq!(*seen, [Some(0.25), Some(1.0), None]));
        html
    });
}

#[test]
fn start_on_the_server_fails_as_unsupported() {
    render(|| {
        let voice = Voice::new(VoiceOptions::new(credentials()));
        voice.start();
        assert_eq!(voice.status.get_untracked(), Status::Disconnected);
        let code = voice.error.get_untracked().map(|error| error.code());
        assert_eq!(code, Some(ErrorCode::Unsupported));
        assert!(voice.send_user_message("hello").is_err());
        voice.end();
    });
}

#[test]
fn disposed_session_reads_defaults_and_ignores_commands() {
    let owner = Owner::new();
    let voice = owner.with(|| Voice::new(VoiceOptions::new(credentials()).mic_muted(true)));
    assert!(voice.mic_muted.get_untracked());
    owner.cleanup();
    assert!(!voice.mic_muted.get_untracked());
    assert_eq!(voice.status.get_untracked(), Status::Disconnected);
    voice.set_volume(0.5);
    voice.toggle();
    voice.end();
}
