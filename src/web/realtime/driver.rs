//! The browser objects of a realtime session. Executes the outputs of its state machine.

use std::rc::Rc;

use speko_proto::Source;
use speko_proto::realtime::io::{Command, Input, MediaOutput, RealtimeInput, RealtimeOutput};
use web_sys::MediaStreamTrack;

use super::socket::Line;
use super::sound::{Clock, Sound};
use crate::tool::Tool;
use crate::web::input_sender::InputSender;
use crate::web::js::spawn;
use crate::web::listener::Listener;
use crate::web::media_driver::{AttachResult, MediaDriver, MediaPath};
use crate::web::meter::Heard;
use crate::web::pump::Driver;

/// Dropping it releases all browser objects.
pub(super) struct RealtimeDriver {
    link: InputSender<Input>,
    // Dropped first, because the browser shows the user that the microphone is in use.
    media: MediaDriver,
    line: Line,
    pub(super) clock: Clock,
    sound: Option<Sound>,
    tools: Rc<[Tool]>,
    worklet_url: Option<String>,
    woken: Vec<Listener>,
    _leaving: Option<Listener>,
}

impl RealtimeDriver {
    pub(super) fn new(
        link: InputSender<Input>,
        tools: Vec<Tool>,
        worklet_url: Option<String>,
    ) -> Self {
        // Ends the call when the page is unloaded.
        let leaving = web_sys::window()
            .map(|window| link.listen(&window, "pagehide", |_| Some(Input::Command(Command::End))));
        Self {
            media: MediaDriver::new(link.media()),
            line: Line::default(),
            clock: Clock::default(),
            sound: None,
            tools: tools.into(),
            worklet_url,
            woken: Vec::new(),
            _leaving: leaving,
            link,
        }
    }

    pub(super) fn is_line_open(&self) -> bool {
        self.line.is_open()
    }

    fn send(&self, input: RealtimeInput) {
        self.link.send(Input::Transport(input));
    }

    fn open_sound(&mut self) {
        let line = self.line.clone();
        let waiting = move || line.waiting();
        let url = self.worklet_url.as_deref();
        match Sound::open(&self.link, url, &self.clock, waiting) {
            Ok(sound) => {
                let page = web_sys::window().and_then(|window| window.document());
                self.woken.extend(page.into_iter().flat_map(|page| {
                    ["resume", "visibilitychange"].map(|name| {
                        let wake = sound.waker();
                        Listener::new(&page, name, move |_| wake())
                    })
                }));
                self.sound = Some(sound);
            }
            Err(name) => self.send(RealtimeInput::Broken(name)),
        }
    }

    /// Runs a tool of the page in a task of its own, because the app's code may call back into the
    /// session.
    fn call(&self, id: String, name: &str, arguments: String) {
        let tool = self.tools.iter().find(|tool| tool.name == name).cloned();
        let link = self.link.clone();
        spawn(async move {
            let result = match tool {
                Some(tool) => tool.run(arguments).await,
                None => Err("unknown tool".to_owned()),
            };
            link.send(Input::Transport(RealtimeInput::ToolDone { id, result }));
        });
    }
}

impl Driver for RealtimeDriver {
    type Output = RealtimeOutput;

    fn execute(&mut self, output: &RealtimeOutput) {
        match output {
            RealtimeOutput::Connect { url, token } => {
                self.line.connect(&self.link, url, token, &self.clock);
            }
            RealtimeOutput::SendText(text) => self.line.send_text(text),
            RealtimeOutput::SendSound(frame) => self.line.send_sound(frame),
            RealtimeOutput::Close { code, reason } => self.line.close(*code, reason),
            RealtimeOutput::OpenSound => self.open_sound(),
            RealtimeOutput::Play(at, samples) => {
                if let Some(sound) = &self.sound {
                    sound.play(*at, samples);
                }
            }
            RealtimeOutput::Flush => {
                if let Some(sound) = &self.sound {
                    sound.flush();
                }
            }
            RealtimeOutput::AskClock => {
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
        self.media.execute(output, &self.sound);
    }

    fn heard(&self, side: Source) -> Heard {
        match (side, &self.sound) {
            (Source::Agent, Some(sound)) => sound.heard(),
            (Source::Agent, None) => Heard {
                tracks: Vec::new(),
                volume: 1.0,
            },
            (Source::User, _) => self.media.heard(),
        }
    }
}

/// Without an audio graph, `attach` fails and the other calls have no effect.
impl MediaPath for Option<Sound> {
    fn attach(&self, track: &MediaStreamTrack, done: AttachResult) {
        done.report(match self {
            Some(sound) => sound.attach(track),
            None => Err("InvalidStateError".to_owned()),
        });
    }

    fn detach(&self) {
        if let Some(sound) = self {
            sound.detach();
        }
    }

    fn set_volume(&self, volume: f64) {
        if let Some(sound) = self {
            sound.set_volume(volume);
        }
    }

    fn set_output(&self, device: &str) {
        if let Some(sound) = self {
            sound.set_output(device);
        }
    }

    fn resume(&self) {
        if let Some(sound) = self {
            sound.resume();
        }
    }
}

impl Drop for RealtimeDriver {
    fn drop(&mut self) {
        self.line.close(1000, "");
    }
}
