//! Which browser this is, where browsers differ in what no feature test can see.

pub(super) fn is_firefox() -> bool {
    let agent = web_sys::window().and_then(|window| window.navigator().user_agent().ok());
    // Compares bytes: the string searches of std would add several KB to the wasm.
    agent.is_some_and(|agent| agent.as_bytes().windows(8).any(|part| part == b"Firefox/"))
}
