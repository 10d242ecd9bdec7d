//! Executes the outputs on the microphone, the audio playback and the devices, for every transport.

use speko_proto::engine::io::{MediaInput, MediaOutput, MicInput, RequestId};
use web_sys::MediaStreamTrack;

use super::device_list;
use super::input_sender::InputSender;
use super::listener::Listener;
use super::meter::MeterSource;
use super::microphone::Microphone;

/// Where a transport takes the microphone's track, and how it plays audio.
pub(super) trait MediaEndpoint {
    /// Attaches the track, then calls `done`.
    fn attach(&self, track: &MediaStreamTrack, done: AttachResult);

    /// Detaches any track.
    fn detach(&self);

    fn set_volume(&self, volume: f64);

    fn set_output(&self, device: &str);

    fn resume(&self);

    /// Checks whether the audio advances.
    fn check_playback(&self) {}
}

/// Reports whether a microphone was attached.
pub(super) struct AttachResult {
    inputs: InputSender<MediaInput>,
    id: RequestId,
}

impl AttachResult {
    /// Reports it. An error is the browser's error name.
    pub(super) fn report(self, attached: Result<(), String>) {
        let input = attached.map_or_else(MicInput::AttachFailed, |()| MicInput::Attached);
        self.inputs.send(MediaInput::Mic(self.id, input));
    }
}

/// Dropping it stops the microphones.
pub(super) struct MediaDriver {
    inputs: InputSender<MediaInput>,
    microphones: Vec<Microphone>,
    /// The `devicechange` listener, added when the devices are first listed.
    device_changes: Option<Listener>,
}

impl MediaDriver {
    pub(super) fn new(inputs: InputSender<MediaInput>) -> Self {
        Self {
            inputs,
            microphones: Vec::new(),
            device_changes: None,
        }
    }

    pub(super) fn execute(&mut self, output: &MediaOutput, endpoint: &dyn MediaEndpoint) {
        match output {
            MediaOutput::OpenMic {
                id,
                device,
                constraints,
                muted,
            } => {
                let device = device.as_deref();
                let microphone =
                    Microphone::request(&self.inputs, *id, device, *constraints, *muted);
                self.microphones.push(microphone);
            }
            MediaOutput::AttachMic(id) => {
                let done = AttachResult {
                    inputs: self.inputs.clone(),
                    id: *id,
                };
                match self.microphone(*id).and_then(Microphone::track) {
                    Some(track) => endpoint.attach(&track, done),
                    None => done.report(Err("InvalidStateError".to_owned())),
                }
            }
            MediaOutput::EnableMic(id, on) => {
                if let Some(microphone) = self.microphone(*id) {
                    microphone.enable(*on);
                }
            }
            MediaOutput::ReleaseMic(id) => {
                self.microphones.retain(|microphone| microphone.id != *id);
            }
            MediaOutput::DetachMic => endpoint.detach(),
            MediaOutput::ListDevices => self.list(),
            MediaOutput::SetVolume(volume) => endpoint.set_volume(*volume),
            MediaOutput::SetOutputDevice(device) => endpoint.set_output(device),
            MediaOutput::ResumeAudio => endpoint.resume(),
            MediaOutput::CheckPlayback => endpoint.check_playback(),
        }
    }

    /// Returns the microphone's audio. During a device switch it is that of the new device, which
    /// the user has just selected.
    pub(super) fn meter_source(&self) -> MeterSource {
        let track = self.microphones.iter().rev().find_map(Microphone::track);
        MeterSource {
            tracks: track
                .filter(MediaStreamTrack::enabled)
                .into_iter()
                .collect(),
            volume: 1.0,
        }
    }

    fn microphone(&self, id: RequestId) -> Option<&Microphone> {
        self.microphones
            .iter()
            .find(|microphone| microphone.id == id)
    }

    fn list(&mut self) {
        if self.device_changes.is_none() {
            let devices = device_list::changes();
            self.device_changes = devices.map(|devices| {
                self.inputs.listen(&devices, "devicechange", |_| {
                    Some(MediaInput::DevicesChanged)
                })
            });
        }
        let inputs = self.inputs.clone();
        device_list::list(move |devices| inputs.send(MediaInput::Devices(devices)));
    }
}
