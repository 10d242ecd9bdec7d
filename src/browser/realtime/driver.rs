//! The browser objects of a realtime session. Executes the outputs of its state machine.

use std::rc::Rc;

use web_sys::MediaStreamTrack;

use super::socket::Line;
use super::sound::{Clock, Sound};
use crate::browser::device_list;
use crate::browser::js::{InputSender, Listener, spawn};
use crate::browser::meter::Heard;
use crate::browser::microphone::Microphone;
use crate::browser::pump::Driver;
use crate::engine::io::{Command, Input, MicInput, Output, RequestId};
use crate::event::Source;
use crate::options::ConversationOptions;
use crate::s2s::io::{RealtimeInput, RealtimeOutput};
use crate::tool::Tool;

/// Dropping it releases all browser objects.
pub(super) struct RealtimeDriver {
    link: InputSender,
    // Dropped first, because the browser shows the user that the microphone is in use.
    microphones: Vec<Microphone>,
    line: Line,
    pub(super) clock: Clock,
    sound: Option<Sound>,
    tools: Rc<[Tool]>,
    worklet_url: Option<String>,
    /// The `devicechange` listener, added when the devices are first listed.
    changes: Option<Listener>,
    woken: Vec<Listener>,
    _leaving: Option<Listener>,
}

impl RealtimeDriver {
    pub(super) fn new(link: InputSender, options: ConversationOptions) -> Self {
        // Ends the call when the page is unloaded.
        let leaving = web_sys::window()
            .map(|window| link.listen(&window, "pagehide", |_| Some(Input::Command(Command::End))));
        Self {
            microphones: Vec::new(),
            line: Line::default(),
            clock: Clock::default(),
            sound: None,
            tools: options.tools.into(),
            worklet_url: options.worklet_url,
            changes: None,
            woken: Vec::new(),
            _leaving: leaving,
            link,
        }
    }

    pub(super) fn is_line_open(&self) -> bool {
        self.line.is_open()
    }

    fn send(&self, input: RealtimeInput) {
        self.link.send(Input::Realtime(input));
    }

    fn realtime(&mut self, output: &RealtimeOutput) {
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
            link.send(Input::Realtime(RealtimeInput::ToolDone { id, result }));
        });
    }

    fn microphone(&self, op: RequestId) -> Option<&Microphone> {
        self.microphones
            .iter()
            .find(|microphone| microphone.op == op)
    }

    fn attach(&self, op: RequestId) {
        let track = self.microphone(op).and_then(Microphone::track);
        let attached = match (track, &self.sound) {
            (Some(track), Some(sound)) => sound.attach(&track),
            _ => Err("InvalidStateError".to_owned()),
        };
        let input = attached.map_or_else(MicInput::AttachFailed, |()| MicInput::Attached);
        self.link.send(Input::Mic(op, input));
    }

    fn list(&mut self) {
        if self.changes.is_none() {
            let devices = device_list::changes();
            self.changes = devices.map(|devices| {
                self.link
                    .listen(&devices, "devicechange", |_| Some(Input::DevicesChanged))
            });
        }
        let link = self.link.clone();
        device_list::list(move |devices| link.send(Input::Devices(devices)));
    }
}

impl Driver for RealtimeDriver {
    fn execute(&mut self, output: &Output) {
        match output {
            Output::Realtime(output) => self.realtime(output),
            Output::OpenMic {
                op,
                device,
                constraints,
                muted,
            } => {
                let device = device.as_deref();
                let asked = Microphone::ask(&self.link, *op, device, *constraints, *muted);
                self.microphones.push(asked);
            }
            Output::AttachMic(op) => self.attach(*op),
            Output::EnableMic(op, on) => {
                if let Some(microphone) = self.microphone(*op) {
                    microphone.enable(*on);
                }
            }
            Output::ReleaseMic(op) => self.microphones.retain(|microphone| microphone.op != *op),
            Output::ListDevices => self.list(),
            // All other outputs are for the audio graph. Without one they have no effect.
            output => {
                let Some(sound) = &self.sound else { return };
                match output {
                    Output::DetachMic => sound.detach(),
                    Output::SetVolume(volume) => sound.set_volume(*volume),
                    Output::SetOutputDevice(device) => sound.set_output(device),
                    Output::ResumeAudio => sound.resume(),
                    _ => {}
                }
            }
        }
    }

    fn heard(&self, side: Source) -> Heard {
        let mine = || {
            let track = self.microphones.iter().rev().find_map(Microphone::track);
            let tracks = track.filter(MediaStreamTrack::enabled);
            Heard {
                tracks: tracks.into_iter().collect(),
                volume: 1.0,
            }
        };
        match (side, &self.sound) {
            (Source::Agent, Some(sound)) => sound.heard(),
            (Source::Agent, None) => Heard {
                tracks: Vec::new(),
                volume: 1.0,
            },
            (Source::User, _) => mine(),
        }
    }
}

impl Drop for RealtimeDriver {
    fn drop(&mut self) {
        self.line.close(1000, "");
    }
}
