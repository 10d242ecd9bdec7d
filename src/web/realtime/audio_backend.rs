//! How samples are captured and played: in an audio worklet, or on the main thread.

use std::cell::RefCell;
use std::rc::Weak;

use speko_proto::realtime::io::RealtimeInput;
use web_sys::{AudioContext, AudioNode, GainNode};

use super::script_processor::ScriptProcessor;
use super::worklet::Worklet;

/// The node that captures and plays.
pub(super) enum AudioBackend {
    Worklet(Worklet),
    ScriptProcessor(ScriptProcessor),
}

impl AudioBackend {
    pub(super) fn node(&self) -> &AudioNode {
        match self {
            Self::Worklet(worklet) => worklet.node(),
            Self::ScriptProcessor(processor) => processor.node(),
        }
    }

    pub(super) fn play(&self, at: u64, samples: &[f32]) {
        match self {
            Self::Worklet(worklet) => worklet.play(at, samples),
            Self::ScriptProcessor(processor) => processor.play(at, samples),
        }
    }

    pub(super) fn flush(&self) {
        match self {
            Self::Worklet(worklet) => worklet.flush(),
            Self::ScriptProcessor(processor) => processor.flush(),
        }
    }
}

/// Creates the node that captures and plays, as a worklet if `loaded`. Returns the input to send,
/// or `None` if there is such a node already.
pub(super) fn start(
    backend: &Weak<RefCell<Option<AudioBackend>>>,
    context: &AudioContext,
    volume: &GainNode,
    loaded: bool,
    captured: impl Fn(Vec<f32>) + Clone + 'static,
) -> Option<RealtimeInput> {
    let backend = backend
        .upgrade()
        .filter(|backend| backend.borrow().is_none())?;
    let captured_too = captured.clone();
    let made = loaded.then(|| Worklet::new(context, captured)).flatten();
    let made = match made {
        Some(worklet) => AudioBackend::Worklet(worklet),
        None => match ScriptProcessor::new(context, volume, captured_too) {
            Ok(processor) => AudioBackend::ScriptProcessor(processor),
            Err(name) => return Some(RealtimeInput::AudioFailed(name)),
        },
    };
    // A capture node runs only if its output is connected. The microphone's audio is not played.
    let _ = made.node().connect_with_audio_node(volume);
    backend.replace(Some(made));
    Some(RealtimeInput::AudioReady {
        rate: context.sample_rate() as u32,
    })
}
