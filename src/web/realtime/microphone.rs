//! The microphone's track, connected to the node that captures it.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{AudioContext, AudioNode, MediaStream, MediaStreamAudioSourceNode, MediaStreamTrack};

use super::audio_backend::Captured;
use super::script_processor::ScriptProcessor;
use crate::web::js::{detach, error_name, object};

/// The sample rates to try, in Hz: the usual ones, then those of Bluetooth headsets. Browsers do not
/// tell the rate of a track reliably.
const RATES: [u32; 5] = [48_000, 44_100, 16_000, 8_000, 32_000];

/// A captured microphone. Dropping it stops capturing.
pub(super) struct Microphone {
    source: MediaStreamAudioSourceNode,
    /// Captures at another sample rate than that of the audio graph.
    own: Option<(Context, ScriptProcessor)>,
}

impl Microphone {
    /// Connects the track to `node` of `context`. Firefox does that only at equal sample rates. At
    /// other rates, captures in a context of its own.
    pub(super) fn connect(
        context: &AudioContext,
        node: &AudioNode,
        track: &MediaStreamTrack,
        captured: &Captured,
    ) -> Result<Self, String> {
        let own = |name| at_other_rate(track, captured).ok_or(name);
        match connect(context, node, track) {
            Ok(source) => Ok(Self { source, own: None }),
            Err(name) => own(name),
        }
    }

    /// Returns the context that captures, if it is not that of the audio graph.
    pub(super) fn context(&self) -> Option<&AudioContext> {
        self.own.as_ref().map(|own| &own.0.0)
    }
}

impl Drop for Microphone {
    fn drop(&mut self) {
        let _ = self.source.disconnect();
    }
}

fn connect(
    context: &AudioContext,
    node: &AudioNode,
    track: &MediaStreamTrack,
) -> Result<MediaStreamAudioSourceNode, String> {
    let connected = MediaStream::new().and_then(|stream| {
        stream.add_track(track);
        let source = context.create_media_stream_source(&stream)?;
        source.connect_with_audio_node(node)?;
        Ok(source)
    });
    connected.map_err(|error| error_name(&error))
}

fn at_other_rate(track: &MediaStreamTrack, captured: &Captured) -> Option<Microphone> {
    RATES.into_iter().find_map(|rate| {
        let options = object(&[("sampleRate", rate.into())]);
        let context = AudioContext::new_with_context_options(options.unchecked_ref()).ok()?;
        let context = Context(context);
        let destination = context.0.destination();
        let processor = ScriptProcessor::new(&context.0, &destination, Rc::clone(captured))?;
        let source = connect(&context.0, processor.node(), track).ok()?;
        // It runs only if its output is connected, which is silent.
        let _ = processor.node().connect_with_audio_node(&destination);
        if let Ok(resumed) = context.0.resume() {
            detach(resumed);
        }
        Some(Microphone {
            source,
            own: Some((context, processor)),
        })
    })
}

/// Closes the context on drop.
struct Context(AudioContext);

impl Drop for Context {
    fn drop(&mut self) {
        if let Ok(closed) = self.0.close() {
            detach(closed);
        }
    }
}
