//! Converts ICE servers and candidates between the browser's types and those of the state machine.

use js_sys::{Array, Object, Reflect};
use speko_proto::livekit::io::{Candidate, IceServer};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, RtcIceCandidateInit, RtcPeerConnectionIceEvent};

use crate::web::js::{object, property};

pub(super) fn server(server: &IceServer) -> Object {
    let urls: Array = server
        .urls
        .iter()
        .map(|url| JsValue::from_str(url))
        .collect();
    let given = |text: &str| match text {
        "" => JsValue::UNDEFINED,
        text => JsValue::from_str(text),
    };
    object(&[
        ("urls", urls.into()),
        ("username", given(&server.username)),
        ("credential", given(&server.credential)),
    ])
}

/// Returns the event's candidate. `None` for the end of candidates, which is `null`.
pub(super) fn candidate(event: &Event) -> Option<Candidate> {
    let found = event
        .unchecked_ref::<RtcPeerConnectionIceEvent>()
        .candidate()?;
    Some(Candidate {
        candidate: found.candidate(),
        sdp_mid: found.sdp_mid(),
        sdp_m_line_index: found.sdp_m_line_index(),
        username_fragment: property(&found, "usernameFragment").as_string(),
    })
}

pub(super) fn candidate_init(candidate: &Candidate) -> RtcIceCandidateInit {
    let init = RtcIceCandidateInit::new(&candidate.candidate);
    init.set_sdp_mid(candidate.sdp_mid.as_deref());
    init.set_sdp_m_line_index(candidate.sdp_m_line_index);
    if let Some(fragment) = &candidate.username_fragment {
        let _ = Reflect::set(&init, &"usernameFragment".into(), &fragment.as_str().into());
    }
    init
}
