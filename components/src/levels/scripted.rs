//! Levels of a scripted session, which has no audio. They imitate speech and depend only on the
//! time.

use speko_client::{MicState, Mode, Source, Status};

use crate::Voice;

/// Returns the level of this side at this time in ms.
pub(super) fn level(voice: &Voice, side: Source, time: f64) -> f32 {
    let open = voice.status.get_untracked() == Status::Connected;
    let agent = voice.mode.get_untracked() == Mode::Speaking;
    let talks = match side {
        Source::Agent => agent && !voice.audio_blocked.get_untracked(),
        Source::User => !agent && voice.mic.get_untracked() == MicState::Live,
    };
    if !open || !talks {
        return 0.0;
    }
    // A syllable rhythm, modulated by a word rhythm.
    let (syllable, word) = (wave(time / 190.0), wave(time / 830.0));
    let loud = 0.3 + 0.35 * word + 0.3 * syllable * word;
    match side {
        Source::Agent => loud * voice.volume.get_untracked() as f32,
        Source::User => loud,
    }
}

/// Spreads a level over the bands like a voice: strong low bands, weak high bands, all of them
/// moving.
pub(super) fn spread(level: f32, time: f64, bands: &mut [f32]) {
    let count = bands.len() as f64;
    for (number, band) in bands.iter_mut().enumerate() {
        let place = number as f64 / count;
        let shape = 1.0 - 0.55 * place;
        let swing = 0.6 + 0.4 * f64::from(wave(time / (150.0 + 60.0 * place) + 5.3 * place));
        *band = level * (shape * swing) as f32;
    }
}

/// Maps an angle in radians to 0–1, with a period of 2π.
fn wave(at: f64) -> f32 {
    (0.5 + 0.5 * js_sys::Math::sin(at)) as f32
}
