//! The microphone tracks of a simulated browser: the truth that the reported `MicState` is compared
//! with.

use std::collections::BTreeMap;

use speko_proto::livekit::io::{MediaInput, MediaOutput, MicInput, RequestId};
use speko_proto::{ErrorReason, Event, MicState};

use super::choices::Choices;

/// A track, from the request to its end.
#[derive(Debug)]
struct Track {
    enabled: bool,
    opened: bool,
    muted: bool,
    ended: bool,
}

/// The tracks, what the sender sends, and what was reported.
#[derive(Debug, Default)]
pub struct Tracks {
    tracks: BTreeMap<RequestId, Track>,
    /// The track of the current sender.
    sender: Option<RequestId>,
    /// The sender does not complete any `replaceTrack()` any more.
    stalls: bool,
    reported: MicState,
}

impl Tracks {
    /// Executes an output.
    pub fn output(&mut self, output: &MediaOutput) {
        match output {
            MediaOutput::OpenMic { id, muted, .. } => {
                let track = Track {
                    enabled: !muted,
                    opened: false,
                    muted: false,
                    ended: false,
                };
                assert!(self.tracks.insert(*id, track).is_none(), "an id was reused");
            }
            MediaOutput::EnableMic(id, on) => self.track(*id).enabled = *on,
            MediaOutput::ReleaseMic(id) => self.track(*id).ended = true,
            MediaOutput::DetachMic => self.sender = None,
            _ => {}
        }
    }

    /// Updates the tracks before the machine handles the input.
    pub fn input(&mut self, input: &MediaInput) {
        let MediaInput::Mic(id, input) = input else {
            return;
        };
        let Some(track) = self.tracks.get_mut(id) else {
            return;
        };
        match input {
            MicInput::Opened => track.opened = true,
            MicInput::Ended => track.ended = true,
            MicInput::TrackMuted(muted) => track.muted = *muted,
            MicInput::Attached => self.sender = Some(*id),
            MicInput::Prompted | MicInput::Failed(..) | MicInput::AttachFailed(_) => {}
        }
    }

    pub fn event(&mut self, event: &Event) {
        if let Event::Mic(state) = event {
            self.reported = *state;
        }
    }

    /// A new transceiver or peer connection replaces the sender.
    pub fn replace_sender(&mut self) {
        self.sender = None;
        self.stalls = false;
    }

    /// Returns how a request for a microphone ends. Empty if it never does.
    pub fn open(&mut self, choices: &mut Choices) -> Vec<MicInput> {
        let failed = |reason, name: &str| vec![MicInput::Failed(reason, name.into())];
        match choices.pick(24) {
            23 => failed(ErrorReason::NoDevice, "NotFoundError"),
            22 => failed(ErrorReason::DeviceBusy, "NotReadableError"),
            21 => failed(ErrorReason::PermissionDenied, "NotAllowedError"),
            20 => failed(ErrorReason::DeviceLost, ""),
            19 => Vec::new(),
            // Muted by the system from the start.
            16..=18 => vec![MicInput::TrackMuted(true), MicInput::Opened],
            // Ends as soon as it opens.
            15 => vec![MicInput::Opened, MicInput::Ended],
            14 => vec![MicInput::Opened, MicInput::TrackMuted(true)],
            _ => vec![MicInput::Opened],
        }
    }

    /// Returns how an attempt to attach a track ends. `None` if it never does, as all later ones on
    /// this sender.
    pub fn attach(&mut self, choices: &mut Choices) -> Option<MicInput> {
        self.stalls |= choices.one_in(40);
        let answer = match choices.pick(20) {
            19 => MicInput::AttachFailed("E".into()),
            _ => MicInput::Attached,
        };
        (!self.stalls).then_some(answer)
    }

    /// Returns an event of the system on any open track, in any stage of its life.
    pub fn system_event(&self, choices: &mut Choices) -> Option<MediaInput> {
        let live = |(id, track): (&RequestId, &Track)| {
            (track.opened && !track.ended).then_some((*id, track.muted))
        };
        let open: Vec<(RequestId, bool)> = self.tracks.iter().filter_map(live).collect();
        let count = u16::try_from(open.len()).unwrap().max(1);
        let (id, muted) = *open.get(usize::from(choices.pick(count)))?;
        let input = match choices.pick(4) {
            3 => MicInput::Ended,
            _ => MicInput::TrackMuted(!muted),
        };
        Some(MediaInput::Mic(id, input))
    }

    /// Asserts that `Live` is reported exactly when a track is attached to the sender, enabled, and
    /// neither muted by the system nor ended.
    pub fn assert_reported(&self) {
        let track = self.sender.and_then(|id| self.tracks.get(&id));
        let live = track.is_some_and(|track| track.enabled && !track.muted && !track.ended);
        assert_eq!(
            self.reported == MicState::Live,
            live,
            "reported {:?}: {self:#?}",
            self.reported
        );
    }

    /// Asserts that no track is open.
    pub fn assert_released(&self) {
        for (id, track) in &self.tracks {
            assert!(!track.opened || track.ended, "{id:?} is open");
        }
    }

    fn track(&mut self, id: RequestId) -> &mut Track {
        self.tracks.get_mut(&id).expect("an unknown microphone")
    }
}
