//! The browser objects of a realtime session. Executes the outputs of its state machine.

use std::rc::Rc;

use speko_proto::Source;
use speko_proto::realtime::io::{Command, Input, MediaOutput, RealtimeInput, RealtimeOutput};
use web_sys::MediaStreamTrack;

use super::audio_graph::{AudioGraph, Clock};
use super::socket::Socket;
use crate::handlers::Tool;
use crate::web::input_sender::InputSender;
use crate::web::js::spawn;
use crate::web::listener::Listener;
use crate::web::media_driver::{AttachResult, MediaDriver, MediaEndpoint};
use crate::web::meter::MeterSource;
use crate::web::pump::Driver;

/// Dropping it releases all browser objects.
pub(super) struct RealtimeDriver {
    // Dropped before the other fields, because the browser shows the user that the microphone is in
    // use.
    media: MediaDriver,
    inputs: InputSender<Input>,
    socket: Socket,
    pub(super) clock: Clock,
    graph: Option<AudioGraph>,
    tools: Rc<[Tool]>,
    worklet_url: Option<String>,
    resume_listeners: Vec<Listener>,
    _leaving: Option<Listener>,
}

impl RealtimeDriver {
    pub(super) fn new(
        inputs: InputSender<Input>,
        tools: Vec<Tool>,
        worklet_url: Option<String>,
    ) -> Self {
        // Ends the call when the page is unloaded.
        let leaving = web_sys::window().map(|window| {
            inputs.listen(&window, "pagehide", |_| Some(Input::Command(Command::End)))
        });
        Self {
            media: MediaDriver::new(inputs.media()),
            socket: Socket::default(),
            clock: Clock::default(),
            graph: None,
            tools: tools.into(),
            worklet_url,
            resume_listeners: Vec::new(),
            _leaving: leaving,
            inputs,
        }
    }

    pub(super) fn is_socket_open(&self) -> bool {
        self.socket.is_open()
    }

    fn send(&self, input: RealtimeInput) {
        self.inputs.send(Input::Transport(input));
    }

    fn open_audio(&mut self) {
        let socket = self.socket.clone();
        let buffered = move || socket.buffered();
        let url = self.worklet_url.as_deref();
        match AudioGraph::open(&self.inputs, url, &self.clock, buffered) {
            Ok(graph) => {
                let page = web_sys::window().and_then(|window| window.document());
                self.resume_listeners
                    .extend(page.into_iter().flat_map(|page| {
                        ["resume", "visibilitychange"].map(|name| {
                            let wake = graph.resume_on_wake();
                            Listener::new(&page, name, move |_| wake())
                        })
                    }));
                self.graph = Some(graph);
            }
            Err(name) => self.send(RealtimeInput::AudioFailed(name)),
        }
    }

    /// Runs a tool of the page in a task of its own, because the app's code may call back into the
    /// session.
    fn call(&self, id: String, name: &str, arguments: String) {
        let tool = self.tools.iter().find(|tool| tool.name == name).cloned();
        let inputs = self.inputs.clone();
        spawn(async move {
            let result = match tool {
                Some(tool) => tool.run(arguments).await,
                None => Err("unknown tool".to_owned()),
            };
            inputs.send(Input::Transport(RealtimeInput::ToolDone { id, result }));
        });
    }
}

impl Driver for RealtimeDriver {
    type Output = RealtimeOutput;

    fn execute(&mut self, output: &RealtimeOutput) {
        match output {
            RealtimeOutput::Connect { url, token } => {
                self.socket.connect(&self.inputs, url, token, &self.clock);
            }
            RealtimeOutput::SendText(text) => self.socket.send_text(text),
            RealtimeOutput::SendAudio(frame) => self.socket.send_audio(frame),
            RealtimeOutput::Close { code, reason } => self.socket.close(*code, reason),
            RealtimeOutput::OpenAudio => self.open_audio(),
            RealtimeOutput::Play(at, samples) => {
                if let Some(graph) = &self.graph {
                    graph.play(*at, samples);
                }
            }
            RealtimeOutput::Flush => {
                if let Some(graph) = &self.graph {
                    graph.flush();
                }
            }
            RealtimeOutput::QueryClock => {
                if let Some(clock) = self.clock.now() {
                    self.send(RealtimeInput::Clock(clock));
                }
            }
            RealtimeOutput::CallTool {
                id,
                name,
                arguments,
            } => self.call(id.clone(), name, arguments.clone()),
        }
    }

    fn media(&mut self, output: &MediaOutput) {
        self.media.execute(output, &self.graph);
    }

    fn meter_source(&self, side: Source) -> MeterSource {
        match (side, &self.graph) {
            (Source::Agent, Some(graph)) => graph.meter_source(),
            (Source::Agent, None) => MeterSource {
                tracks: Vec::new(),
                volume: 1.0,
            },
            (Source::User, _) => self.media.meter_source(),
        }
    }
}

/// Without an audio graph, `attach` fails and the other calls have no effect.
impl MediaEndpoint for Option<AudioGraph> {
    fn attach(&self, track: &MediaStreamTrack, done: AttachResult) {
        done.report(match self {
            Some(graph) => graph.attach(track),
            None => Err("InvalidStateError".to_owned()),
        });
    }

    fn detach(&self) {
        if let Some(graph) = self {
            graph.detach();
        }
    }

    fn set_volume(&self, volume: f64) {
        if let Some(graph) = self {
            graph.set_volume(volume);
        }
    }

    fn set_output(&self, device: &str) {
        if let Some(graph) = self {
            graph.set_output(device);
        }
    }

    fn resume(&self) {
        if let Some(graph) = self {
            graph.resume();
        }
    }
}

impl Drop for RealtimeDriver {
    fn drop(&mut self) {
        self.socket.close(1000, "");
    }
}
