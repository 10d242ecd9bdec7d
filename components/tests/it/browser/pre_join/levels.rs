//! What the microphone test says about a microphone that is muted, ends, or cannot be measured.

use super::*;

/// Opens the check with the microphone test.
async fn mic_test() -> Page<impl leptos::tachys::view::Mountable> {
    let page = pre_join().await;
    page.click(ASK).await;
    until(|| page.state("pre-join") == "mic-test").await;
    page
}

#[wasm_bindgen_test]
async fn microphone_muted_by_the_system_is_called_muted() {
    let _devices = devices();
    mute(true);
    let page = mic_test().await;
    until(|| advice(&page).starts_with("Muted by the system.")).await;
    talk(0.3);
    mute(false);
    until(|| advice(&page) == "The bar moves when you are heard.").await;
}

#[wasm_bindgen_test]
async fn level_that_cannot_be_measured_is_not_called_silence() {
    let _devices = devices();
    talk(0.3);
    unmeasurable();
    let page = pre_join().await;
    let time = stopped_time();
    page.click(ASK).await;
    until(|| page.state("pre-join") == "mic-test").await;
    for _ in 0..60 {
        time.advance(100);
        settled().await;
        assert!(!advice(&page).starts_with("No audio detected."));
    }
    let unmeasured = "The level of this microphone cannot be measured.";
    assert!(advice(&page).starts_with(unmeasured), "{}", advice(&page));
    let next = page.attribute("[data-slot=pre-join-next]", "data-heard");
    assert_eq!(next.as_deref(), Some("false"));
}

#[wasm_bindgen_test]
async fn microphone_that_is_unplugged_during_its_test_is_missing() {
    let _devices = devices();
    let page = mic_test().await;
    end();
    until(|| page.state("pre-join") == "missing").await;
    assert!(advice(&page).contains("Connect one"), "{}", advice(&page));
    page.click(ASK).await;
    until(|| page.state("pre-join") == "mic-test").await;
}
