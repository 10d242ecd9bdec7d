//! Audio without worklets, on the main thread: for browsers that lack them and pages whose policy
//! forbids them.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use web_sys::{
    AudioBufferSourceNode, AudioContext, AudioNode, AudioProcessingEvent, AudioScheduledSourceNode,
    ScriptProcessorNode,
};

use crate::web::js::error_name;
use crate::web::listener::Listener;

/// The block size in samples, large enough that rendering on the main thread causes no gaps.
const BLOCK: u32 = 1024;

pub(super) struct ScriptProcessor {
    context: AudioContext,
    /// The node that playback is connected to.
    out: AudioNode,
    capture: ScriptProcessorNode,
    playing: RefCell<Vec<(f64, AudioBufferSourceNode)>>,
    _listener: Listener,
}

impl ScriptProcessor {
    pub(super) fn new(
        context: &AudioContext,
        out: &AudioNode,
        captured: impl Fn(Vec<f32>) + 'static,
    ) -> Result<Self, String> {
        let capture = context
            .create_script_processor_with_buffer_size_and_number_of_input_channels_and_number_of_output_channels(
                BLOCK, 1, 1,
            )
            .map_err(|error| error_name(&error))?;
        let listener = Listener::new(&capture, "audioprocess", move |event| {
            let event = event.unchecked_ref::<AudioProcessingEvent>();
            let samples = event
                .input_buffer()
                .and_then(|buffer| buffer.get_channel_data(0));
            captured(samples.unwrap_or_default());
        });
        Ok(Self {
            context: context.clone(),
            out: out.clone(),
            capture,
            playing: RefCell::default(),
            _listener: listener,
        })
    }

    pub(super) fn node(&self) -> &AudioNode {
        &self.capture
    }

    pub(super) fn play(&self, at: u64, samples: &[f32]) {
        let rate = self.context.sample_rate();
        let schedule = || {
            let buffer = self
                .context
                .create_buffer(1, samples.len() as u32, rate)
                .ok()?;
            buffer.copy_to_channel(samples, 0).ok()?;
            let source = self.context.create_buffer_source().ok()?;
            source.set_buffer(Some(&buffer));
            source.connect_with_audio_node(&self.out).ok()?;
            source.start_with_when(at as f64 / f64::from(rate)).ok()?;
            Some(source)
        };
        let now = self.context.current_time();
        let mut playing = self.playing.borrow_mut();
        playing.retain(|(end, _)| *end > now);
        if let Some(source) = schedule() {
            let end = (at as f64 + samples.len() as f64) / f64::from(rate);
            playing.push((end, source));
        }
    }

    pub(super) fn flush(&self) {
        for (_, source) in self.playing.borrow_mut().drain(..) {
            // `disconnect()` alone would keep the source running to its end.
            let _ = AudioScheduledSourceNode::stop(&source);
            let _ = source.disconnect();
        }
    }
}
