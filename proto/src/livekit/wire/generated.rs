//! LiveKit messages, generated from `livekit_subset.proto` by `cargo run -p xtask --features schema -- schema`.
#![allow(missing_docs, unused_variables, clippy::all)]
#![cfg_attr(rustfmt, rustfmt_skip)]

use super::codec::{self, Malformed};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(i32)]
pub enum ReconnectReason {
    #[default]
    RrUnknown = 0,
    RrSignalDisconnected = 1,
    RrPublisherFailed = 2,
    RrSubscriberFailed = 3,
    RrSwitchCandidate = 4,
}
impl ReconnectReason {
    pub fn as_str_name(self) -> &'static str {
        match self {
            Self::RrUnknown => "RR_UNKNOWN",
            Self::RrSignalDisconnected => "RR_SIGNAL_DISCONNECTED",
            Self::RrPublisherFailed => "RR_PUBLISHER_FAILED",
            Self::RrSubscriberFailed => "RR_SUBSCRIBER_FAILED",
            Self::RrSwitchCandidate => "RR_SWITCH_CANDIDATE",
        }
    }
}
impl From<ReconnectReason> for i32 {
    fn from(value: ReconnectReason) -> i32 { value as i32 }
}
impl TryFrom<i32> for ReconnectReason {
    type Error = ();
    fn try_from(value: i32) -> Result<Self, ()> {
        Ok(match value {
            0 => Self::RrUnknown,
            1 => Self::RrSignalDisconnected,
            2 => Self::RrPublisherFailed,
            3 => Self::RrSubscriberFailed,
            4 => Self::RrSwitchCandidate,
            _ => return Err(()),
        })
    }
}
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(i32)]
pub enum ClientConfigSetting {
    #[default]
    Unset = 0,
    Disabled = 1,
    Enabled = 2,
}
impl ClientConfigSetting {
    pub fn as_str_name(self) -> &'static str {
        match self {
            Self::Unset => "UNSET",
            Self::Disabled => "DISABLED",
            Self::Enabled => "ENABLED",
        }
    }
}
impl From<ClientConfigSetting> for i32 {
    fn from(value: ClientConfigSetting) -> i32 { value as i32 }
}
impl TryFrom<i32> for ClientConfigSetting {
    type Error = ();
    fn try_from(value: i32) -> Result<Self, ()> {
        Ok(match value {
            0 => Self::Unset,
            1 => Self::Disabled,
            2 => Self::Enabled,
            _ => return Err(()),
        })
    }
}
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(i32)]
pub enum SignalTarget {
    #[default]
    Publisher = 0,
    Subscriber = 1,
}
impl SignalTarget {
    pub fn as_str_name(self) -> &'static str {
        match self {
            Self::Publisher => "PUBLISHER",
            Self::Subscriber => "SUBSCRIBER",
        }
    }
}
impl From<SignalTarget> for i32 {
    fn from(value: SignalTarget) -> i32 { value as i32 }
}
impl TryFrom<i32> for SignalTarget {
    type Error = ();
    fn try_from(value: i32) -> Result<Self, ()> {
        Ok(match value {
            0 => Self::Publisher,
            1 => Self::Subscriber,
            _ => return Err(()),
        })
    }
}
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(i32)]
pub enum DisconnectReason {
    #[default]
    UnknownReason = 0,
    ClientInitiated = 1,
    DuplicateIdentity = 2,
    ServerShutdown = 3,
    ParticipantRemoved = 4,
    RoomDeleted = 5,
    StateMismatch = 6,
    JoinFailure = 7,
    Migration = 8,
    SignalClose = 9,
    RoomClosed = 10,
    UserUnavailable = 11,
    UserRejected = 12,
    SipTrunkFailure = 13,
    ConnectionTimeout = 14,
    MediaFailure = 15,
    AgentError = 16,
}
impl DisconnectReason {
    pub fn as_str_name(self) -> &'static str {
        match self {
            Self::UnknownReason => "UNKNOWN_REASON",
            Self::ClientInitiated => "CLIENT_INITIATED",
            Self::DuplicateIdentity => "DUPLICATE_IDENTITY",
            Self::ServerShutdown => "SERVER_SHUTDOWN",
            Self::ParticipantRemoved => "PARTICIPANT_REMOVED",
            Self::RoomDeleted => "ROOM_DELETED",
            Self::StateMismatch => "STATE_MISMATCH",
            Self::JoinFailure => "JOIN_FAILURE",
            Self::Migration => "MIGRATION",
            Self::SignalClose => "SIGNAL_CLOSE",
            Self::RoomClosed => "ROOM_CLOSED",
            Self::UserUnavailable => "USER_UNAVAILABLE",
            Self::UserRejected => "USER_REJECTED",
            Self::SipTrunkFailure => "SIP_TRUNK_FAILURE",
            Self::ConnectionTimeout => "CONNECTION_TIMEOUT",
            Self::MediaFailure => "MEDIA_FAILURE",
            Self::AgentError => "AGENT_ERROR",
        }
    }
}
impl From<DisconnectReason> for i32 {
    fn from(value: DisconnectReason) -> i32 { value as i32 }
}
impl TryFrom<i32> for DisconnectReason {
    type Error = ();
    fn try_from(value: i32) -> Result<Self, ()> {
        Ok(match value {
            0 => Self::UnknownReason,
            1 => Self::ClientInitiated,
            2 => Self::DuplicateIdentity,
            3 => Self::ServerShutdown,
            4 => Self::ParticipantRemoved,
            5 => Self::RoomDeleted,
            6 => Self::StateMismatch,
            7 => Self::JoinFailure,
            8 => Self::Migration,
            9 => Self::SignalClose,
            10 => Self::RoomClosed,
            11 => Self::UserUnavailable,
            12 => Self::UserRejected,
            13 => Self::SipTrunkFailure,
            14 => Self::ConnectionTimeout,
            15 => Self::MediaFailure,
            16 => Self::AgentError,
            _ => return Err(()),
        })
    }
}
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(i32)]
pub enum TrackType {
    #[default]
    Audio = 0,
    Video = 1,
    Data = 2,
}
impl TrackType {
    pub fn as_str_name(self) -> &'static str {
        match self {
            Self::Audio => "AUDIO",
            Self::Video => "VIDEO",
            Self::Data => "DATA",
        }
    }
}
impl From<TrackType> for i32 {
    fn from(value: TrackType) -> i32 { value as i32 }
}
impl TryFrom<i32> for TrackType {
    type Error = ();
    fn try_from(value: i32) -> Result<Self, ()> {
        Ok(match value {
            0 => Self::Audio,
            1 => Self::Video,
            2 => Self::Data,
            _ => return Err(()),
        })
    }
}
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(i32)]
pub enum TrackSource {
    #[default]
    Unknown = 0,
    Camera = 1,
    Microphone = 2,
    ScreenShare = 3,
    ScreenShareAudio = 4,
}
impl TrackSource {
    pub fn as_str_name(self) -> &'static str {
        match self {
            Self::Unknown => "UNKNOWN",
            Self::Camera => "CAMERA",
            Self::Microphone => "MICROPHONE",
            Self::ScreenShare => "SCREEN_SHARE",
            Self::ScreenShareAudio => "SCREEN_SHARE_AUDIO",
        }
    }
}
impl From<TrackSource> for i32 {
    fn from(value: TrackSource) -> i32 { value as i32 }
}
impl TryFrom<i32> for TrackSource {
    type Error = ();
    fn try_from(value: i32) -> Result<Self, ()> {
        Ok(match value {
            0 => Self::Unknown,
            1 => Self::Camera,
            2 => Self::Microphone,
            3 => Self::ScreenShare,
            4 => Self::ScreenShareAudio,
            _ => return Err(()),
        })
    }
}
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(i32)]
pub enum AudioTrackFeature {
    #[default]
    TfStereo = 0,
    TfNoDtx = 1,
    TfAutoGainControl = 2,
    TfEchoCancellation = 3,
    TfNoiseSuppression = 4,
}
impl AudioTrackFeature {
    pub fn as_str_name(self) -> &'static str {
        match self {
            Self::TfStereo => "TF_STEREO",
            Self::TfNoDtx => "TF_NO_DTX",
            Self::TfAutoGainControl => "TF_AUTO_GAIN_CONTROL",
            Self::TfEchoCancellation => "TF_ECHO_CANCELLATION",
            Self::TfNoiseSuppression => "TF_NOISE_SUPPRESSION",
        }
    }
}
impl From<AudioTrackFeature> for i32 {
    fn from(value: AudioTrackFeature) -> i32 { value as i32 }
}
impl TryFrom<i32> for AudioTrackFeature {
    type Error = ();
    fn try_from(value: i32) -> Result<Self, ()> {
        Ok(match value {
            0 => Self::TfStereo,
            1 => Self::TfNoDtx,
            2 => Self::TfAutoGainControl,
            3 => Self::TfEchoCancellation,
            4 => Self::TfNoiseSuppression,
            _ => return Err(()),
        })
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    pub key: String,
    pub value: String,
}
impl codec::Read for Entry {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Text(&mut self.key),
            2 => codec::Place::Text(&mut self.value),
            _ => return None,
        })
    }
}
impl codec::Write for Entry {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.key;
        codec::bytes(out, 1, item.as_bytes());
        let item = &self.value;
        codec::bytes(out, 2, item.as_bytes());
    }
}
impl Entry {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SignalRequest {
    pub message: Option<signal_request::Message>,
}
impl codec::Read for SignalRequest {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 | 2 | 3 | 4 | 5 | 6 | 8 | 12 | 14 | 16 => {
                let chosen = match number {
                    1 => signal_request::Message::Offer(Default::default()),
                    2 => signal_request::Message::Answer(Default::default()),
                    3 => signal_request::Message::Trickle(Default::default()),
                    4 => signal_request::Message::AddTrack(Default::default()),
                    5 => signal_request::Message::Mute(Default::default()),
                    6 => signal_request::Message::Subscription(Default::default()),
                    8 => signal_request::Message::Leave(Default::default()),
                    12 => signal_request::Message::SyncState(Default::default()),
                    14 => signal_request::Message::Ping(Default::default()),
                    16 => signal_request::Message::PingReq(Default::default()),
                    _ => return None,
                };
                match codec::chosen(&mut self.message, chosen) {
                    signal_request::Message::Offer(item) => codec::Place::Message(item),
                    signal_request::Message::Answer(item) => codec::Place::Message(item),
                    signal_request::Message::Trickle(item) => codec::Place::Message(item),
                    signal_request::Message::AddTrack(item) => codec::Place::Message(item),
                    signal_request::Message::Mute(item) => codec::Place::Message(item),
                    signal_request::Message::Subscription(item) => codec::Place::Message(item),
                    signal_request::Message::Leave(item) => codec::Place::Message(item),
                    signal_request::Message::SyncState(item) => codec::Place::Message(item),
                    signal_request::Message::Ping(item) => codec::Place::Int64(item),
                    signal_request::Message::PingReq(item) => codec::Place::Message(item),
                }
            }
            _ => return None,
        })
    }
}
impl codec::Write for SignalRequest {
    fn write(&self, out: &mut Vec<u8>) {
        match &self.message {
            None => {}
            Some(signal_request::Message::Offer(item)) => codec::message(out, 1, item),
            Some(signal_request::Message::Answer(item)) => codec::message(out, 2, item),
            Some(signal_request::Message::Trickle(item)) => codec::message(out, 3, item),
            Some(signal_request::Message::AddTrack(item)) => codec::message(out, 4, item),
            Some(signal_request::Message::Mute(item)) => codec::message(out, 5, item),
            Some(signal_request::Message::Subscription(item)) => codec::message(out, 6, item),
            Some(signal_request::Message::Leave(item)) => codec::message(out, 8, item),
            Some(signal_request::Message::SyncState(item)) => codec::message(out, 12, item),
            Some(signal_request::Message::Ping(item)) => codec::some_number(out, 14, *item as i64 as u64),
            Some(signal_request::Message::PingReq(item)) => codec::message(out, 16, item),
        }
    }
}
impl SignalRequest {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
pub mod signal_request {
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    Offer(super::SessionDescription),
    Answer(super::SessionDescription),
    Trickle(super::TrickleRequest),
    AddTrack(super::AddTrackRequest),
    Mute(super::MuteTrackRequest),
    Subscription(super::UpdateSubscription),
    Leave(super::LeaveRequest),
    SyncState(super::SyncState),
    Ping(i64),
    PingReq(super::Ping),
}
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WrappedJoinRequest {
    pub compression: i32,
    pub join_request: Vec<u8>,
}
impl codec::Read for WrappedJoinRequest {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Int32(&mut self.compression),
            2 => codec::Place::Bytes(&mut self.join_request),
            _ => return None,
        })
    }
}
impl codec::Write for WrappedJoinRequest {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.compression;
        codec::number(out, 1, *item as i64 as u64);
        let item = &self.join_request;
        codec::bytes(out, 2, item);
    }
}
impl WrappedJoinRequest {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
    pub fn compression(&self) -> wrapped_join_request::Compression { wrapped_join_request::Compression::try_from(self.compression).unwrap_or_default() }
}
pub mod wrapped_join_request {
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(i32)]
pub enum Compression {
    #[default]
    None = 0,
    Gzip = 1,
}
impl Compression {
    pub fn as_str_name(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Gzip => "GZIP",
        }
    }
}
impl From<Compression> for i32 {
    fn from(value: Compression) -> i32 { value as i32 }
}
impl TryFrom<i32> for Compression {
    type Error = ();
    fn try_from(value: i32) -> Result<Self, ()> {
        Ok(match value {
            0 => Self::None,
            1 => Self::Gzip,
            _ => return Err(()),
        })
    }
}
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JoinRequest {
    pub client_info: Option<ClientInfo>,
    pub connection_settings: Option<ConnectionSettings>,
    pub add_track_requests: Vec<AddTrackRequest>,
    pub publisher_offer: Option<SessionDescription>,
    pub reconnect: bool,
    pub reconnect_reason: i32,
    pub participant_sid: String,
}
impl codec::Read for JoinRequest {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Message(self.client_info.get_or_insert_default()),
            2 => codec::Place::Message(self.connection_settings.get_or_insert_default()),
            5 => codec::Place::Message(codec::added(&mut self.add_track_requests)?),
            6 => codec::Place::Message(self.publisher_offer.get_or_insert_default()),
            7 => codec::Place::Bool(&mut self.reconnect),
            8 => codec::Place::Int32(&mut self.reconnect_reason),
            9 => codec::Place::Text(&mut self.participant_sid),
            _ => return None,
        })
    }
}
impl codec::Write for JoinRequest {
    fn write(&self, out: &mut Vec<u8>) {
        if let Some(item) = &self.client_info { codec::message(out, 1, item); }
        if let Some(item) = &self.connection_settings { codec::message(out, 2, item); }
        for item in &self.add_track_requests { codec::message(out, 5, item); }
        if let Some(item) = &self.publisher_offer { codec::message(out, 6, item); }
        let item = &self.reconnect;
        codec::number(out, 7, u64::from(*item));
        let item = &self.reconnect_reason;
        codec::number(out, 8, *item as i64 as u64);
        let item = &self.participant_sid;
        codec::bytes(out, 9, item.as_bytes());
    }
}
impl JoinRequest {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
    pub fn reconnect_reason(&self) -> ReconnectReason { ReconnectReason::try_from(self.reconnect_reason).unwrap_or_default() }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UpdateSubscription {
    pub track_sids: Vec<String>,
    pub subscribe: bool,
}
impl codec::Read for UpdateSubscription {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Text(codec::added(&mut self.track_sids)?),
            2 => codec::Place::Bool(&mut self.subscribe),
            _ => return None,
        })
    }
}
impl codec::Write for UpdateSubscription {
    fn write(&self, out: &mut Vec<u8>) {
        for item in &self.track_sids { codec::some_bytes(out, 1, item.as_bytes()); }
        let item = &self.subscribe;
        codec::number(out, 2, u64::from(*item));
    }
}
impl UpdateSubscription {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SyncState {
    pub answer: Option<SessionDescription>,
    pub subscription: Option<UpdateSubscription>,
    pub publish_tracks: Vec<TrackPublishedResponse>,
    pub data_channels: Vec<DataChannelInfo>,
    pub offer: Option<SessionDescription>,
    pub datachannel_receive_states: Vec<DataChannelReceiveState>,
}
impl codec::Read for SyncState {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Message(self.answer.get_or_insert_default()),
            2 => codec::Place::Message(self.subscription.get_or_insert_default()),
            3 => codec::Place::Message(codec::added(&mut self.publish_tracks)?),
            4 => codec::Place::Message(codec::added(&mut self.data_channels)?),
            5 => codec::Place::Message(self.offer.get_or_insert_default()),
            7 => codec::Place::Message(codec::added(&mut self.datachannel_receive_states)?),
            _ => return None,
        })
    }
}
impl codec::Write for SyncState {
    fn write(&self, out: &mut Vec<u8>) {
        if let Some(item) = &self.answer { codec::message(out, 1, item); }
        if let Some(item) = &self.subscription { codec::message(out, 2, item); }
        for item in &self.publish_tracks { codec::message(out, 3, item); }
        for item in &self.data_channels { codec::message(out, 4, item); }
        if let Some(item) = &self.offer { codec::message(out, 5, item); }
        for item in &self.datachannel_receive_states { codec::message(out, 7, item); }
    }
}
impl SyncState {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataChannelInfo {
    pub label: String,
    pub id: u32,
    pub target: i32,
}
impl codec::Read for DataChannelInfo {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Text(&mut self.label),
            2 => codec::Place::Uint32(&mut self.id),
            3 => codec::Place::Int32(&mut self.target),
            _ => return None,
        })
    }
}
impl codec::Write for DataChannelInfo {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.label;
        codec::bytes(out, 1, item.as_bytes());
        let item = &self.id;
        codec::number(out, 2, *item as i64 as u64);
        let item = &self.target;
        codec::number(out, 3, *item as i64 as u64);
    }
}
impl DataChannelInfo {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
    pub fn target(&self) -> SignalTarget { SignalTarget::try_from(self.target).unwrap_or_default() }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataChannelReceiveState {
    pub publisher_sid: String,
    pub last_seq: u32,
}
impl codec::Read for DataChannelReceiveState {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Text(&mut self.publisher_sid),
            2 => codec::Place::Uint32(&mut self.last_seq),
            _ => return None,
        })
    }
}
impl codec::Write for DataChannelReceiveState {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.publisher_sid;
        codec::bytes(out, 1, item.as_bytes());
        let item = &self.last_seq;
        codec::number(out, 2, *item as i64 as u64);
    }
}
impl DataChannelReceiveState {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConnectionSettings {
    pub auto_subscribe: bool,
}
impl codec::Read for ConnectionSettings {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Bool(&mut self.auto_subscribe),
            _ => return None,
        })
    }
}
impl codec::Write for ConnectionSettings {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.auto_subscribe;
        codec::number(out, 1, u64::from(*item));
    }
}
impl ConnectionSettings {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClientInfo {
    pub sdk: i32,
    pub version: String,
    pub protocol: i32,
    pub client_protocol: i32,
}
impl codec::Read for ClientInfo {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Int32(&mut self.sdk),
            2 => codec::Place::Text(&mut self.version),
            3 => codec::Place::Int32(&mut self.protocol),
            12 => codec::Place::Int32(&mut self.client_protocol),
            _ => return None,
        })
    }
}
impl codec::Write for ClientInfo {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.sdk;
        codec::number(out, 1, *item as i64 as u64);
        let item = &self.version;
        codec::bytes(out, 2, item.as_bytes());
        let item = &self.protocol;
        codec::number(out, 3, *item as i64 as u64);
        let item = &self.client_protocol;
        codec::number(out, 12, *item as i64 as u64);
    }
}
impl ClientInfo {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
    pub fn sdk(&self) -> client_info::Sdk { client_info::Sdk::try_from(self.sdk).unwrap_or_default() }
}
pub mod client_info {
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(i32)]
pub enum Sdk {
    #[default]
    Unknown = 0,
    Js = 1,
}
impl Sdk {
    pub fn as_str_name(self) -> &'static str {
        match self {
            Self::Unknown => "UNKNOWN",
            Self::Js => "JS",
        }
    }
}
impl From<Sdk> for i32 {
    fn from(value: Sdk) -> i32 { value as i32 }
}
impl TryFrom<i32> for Sdk {
    type Error = ();
    fn try_from(value: i32) -> Result<Self, ()> {
        Ok(match value {
            0 => Self::Unknown,
            1 => Self::Js,
            _ => return Err(()),
        })
    }
}
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AddTrackRequest {
    pub cid: String,
    pub name: String,
    pub r#type: i32,
    pub muted: bool,
    pub source: i32,
    pub stream: String,
    pub audio_features: Vec<i32>,
}
impl codec::Read for AddTrackRequest {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Text(&mut self.cid),
            2 => codec::Place::Text(&mut self.name),
            3 => codec::Place::Int32(&mut self.r#type),
            6 => codec::Place::Bool(&mut self.muted),
            8 => codec::Place::Int32(&mut self.source),
            15 => codec::Place::Text(&mut self.stream),
            17 => codec::Place::Numbers(&mut self.audio_features),
            _ => return None,
        })
    }
}
impl codec::Write for AddTrackRequest {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.cid;
        codec::bytes(out, 1, item.as_bytes());
        let item = &self.name;
        codec::bytes(out, 2, item.as_bytes());
        let item = &self.r#type;
        codec::number(out, 3, *item as i64 as u64);
        let item = &self.muted;
        codec::number(out, 6, u64::from(*item));
        let item = &self.source;
        codec::number(out, 8, *item as i64 as u64);
        let item = &self.stream;
        codec::bytes(out, 15, item.as_bytes());
        codec::numbers(out, 17, &self.audio_features);
    }
}
impl AddTrackRequest {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
    pub fn r#type(&self) -> TrackType { TrackType::try_from(self.r#type).unwrap_or_default() }
    pub fn source(&self) -> TrackSource { TrackSource::try_from(self.source).unwrap_or_default() }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MuteTrackRequest {
    pub sid: String,
    pub muted: bool,
}
impl codec::Read for MuteTrackRequest {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Text(&mut self.sid),
            2 => codec::Place::Bool(&mut self.muted),
            _ => return None,
        })
    }
}
impl codec::Write for MuteTrackRequest {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.sid;
        codec::bytes(out, 1, item.as_bytes());
        let item = &self.muted;
        codec::number(out, 2, u64::from(*item));
    }
}
impl MuteTrackRequest {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ping {
    pub timestamp: i64,
    pub rtt: i64,
}
impl codec::Read for Ping {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Int64(&mut self.timestamp),
            2 => codec::Place::Int64(&mut self.rtt),
            _ => return None,
        })
    }
}
impl codec::Write for Ping {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.timestamp;
        codec::number(out, 1, *item as i64 as u64);
        let item = &self.rtt;
        codec::number(out, 2, *item as i64 as u64);
    }
}
impl Ping {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SignalResponse {
    pub message: Option<signal_response::Message>,
}
impl codec::Read for SignalResponse {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 | 2 | 3 | 4 | 5 | 6 | 8 | 9 | 10 | 11 | 16 | 17 | 18 | 19 | 20 | 22 | 25 => {
                let chosen = match number {
                    1 => signal_response::Message::Join(Default::default()),
                    2 => signal_response::Message::Answer(Default::default()),
                    3 => signal_response::Message::Offer(Default::default()),
                    4 => signal_response::Message::Trickle(Default::default()),
                    5 => signal_response::Message::Update(Default::default()),
                    6 => signal_response::Message::TrackPublished(Default::default()),
                    8 => signal_response::Message::Leave(Default::default()),
                    9 => signal_response::Message::Mute(Default::default()),
                    10 => signal_response::Message::SpeakersChanged(Default::default()),
                    11 => signal_response::Message::RoomUpdate(Default::default()),
                    16 => signal_response::Message::RefreshToken(Default::default()),
                    17 => signal_response::Message::TrackUnpublished(Default::default()),
                    18 => signal_response::Message::Pong(Default::default()),
                    19 => signal_response::Message::Reconnect(Default::default()),
                    20 => signal_response::Message::PongResp(Default::default()),
                    22 => signal_response::Message::RequestResponse(Default::default()),
                    25 => signal_response::Message::MediaSectionsRequirement(Default::default()),
                    _ => return None,
                };
                match codec::chosen(&mut self.message, chosen) {
                    signal_response::Message::Join(item) => codec::Place::Message(item),
                    signal_response::Message::Answer(item) => codec::Place::Message(item),
                    signal_response::Message::Offer(item) => codec::Place::Message(item),
                    signal_response::Message::Trickle(item) => codec::Place::Message(item),
                    signal_response::Message::Update(item) => codec::Place::Message(item),
                    signal_response::Message::TrackPublished(item) => codec::Place::Message(item),
                    signal_response::Message::Leave(item) => codec::Place::Message(item),
                    signal_response::Message::Mute(item) => codec::Place::Message(item),
                    signal_response::Message::SpeakersChanged(item) => codec::Place::Message(item),
                    signal_response::Message::RoomUpdate(item) => codec::Place::Message(item),
                    signal_response::Message::RefreshToken(item) => codec::Place::Text(item),
                    signal_response::Message::TrackUnpublished(item) => codec::Place::Message(item),
                    signal_response::Message::Pong(item) => codec::Place::Int64(item),
                    signal_response::Message::Reconnect(item) => codec::Place::Message(item),
                    signal_response::Message::PongResp(item) => codec::Place::Message(item),
                    signal_response::Message::RequestResponse(item) => codec::Place::Message(item),
                    signal_response::Message::MediaSectionsRequirement(item) => codec::Place::Message(item),
                }
            }
            _ => return None,
        })
    }
}
impl codec::Write for SignalResponse {
    fn write(&self, out: &mut Vec<u8>) {
        match &self.message {
            None => {}
            Some(signal_response::Message::Join(item)) => codec::message(out, 1, item),
            Some(signal_response::Message::Answer(item)) => codec::message(out, 2, item),
            Some(signal_response::Message::Offer(item)) => codec::message(out, 3, item),
            Some(signal_response::Message::Trickle(item)) => codec::message(out, 4, item),
            Some(signal_response::Message::Update(item)) => codec::message(out, 5, item),
            Some(signal_response::Message::TrackPublished(item)) => codec::message(out, 6, item),
            Some(signal_response::Message::Leave(item)) => codec::message(out, 8, item),
            Some(signal_response::Message::Mute(item)) => codec::message(out, 9, item),
            Some(signal_response::Message::SpeakersChanged(item)) => codec::message(out, 10, item),
            Some(signal_response::Message::RoomUpdate(item)) => codec::message(out, 11, item),
            Some(signal_response::Message::RefreshToken(item)) => codec::some_bytes(out, 16, item.as_bytes()),
            Some(signal_response::Message::TrackUnpublished(item)) => codec::message(out, 17, item),
            Some(signal_response::Message::Pong(item)) => codec::some_number(out, 18, *item as i64 as u64),
            Some(signal_response::Message::Reconnect(item)) => codec::message(out, 19, item),
            Some(signal_response::Message::PongResp(item)) => codec::message(out, 20, item),
            Some(signal_response::Message::RequestResponse(item)) => codec::message(out, 22, item),
            Some(signal_response::Message::MediaSectionsRequirement(item)) => codec::message(out, 25, item),
        }
    }
}
impl SignalResponse {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
pub mod signal_response {
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    Join(super::JoinResponse),
    Answer(super::SessionDescription),
    Offer(super::SessionDescription),
    Trickle(super::TrickleRequest),
    Update(super::ParticipantUpdate),
    TrackPublished(super::TrackPublishedResponse),
    Leave(super::LeaveRequest),
    Mute(super::MuteTrackRequest),
    SpeakersChanged(super::SpeakersChanged),
    RoomUpdate(super::RoomUpdate),
    RefreshToken(String),
    TrackUnpublished(super::TrackUnpublishedResponse),
    Pong(i64),
    Reconnect(super::ReconnectResponse),
    PongResp(super::Pong),
    RequestResponse(super::RequestResponse),
    MediaSectionsRequirement(super::MediaSectionsRequirement),
}
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JoinResponse {
    pub room: Option<Room>,
    pub participant: Option<ParticipantInfo>,
    pub other_participants: Vec<ParticipantInfo>,
    pub ice_servers: Vec<IceServer>,
    pub subscriber_primary: bool,
    pub client_configuration: Option<ClientConfiguration>,
    pub ping_timeout: i32,
    pub ping_interval: i32,
}
impl codec::Read for JoinResponse {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Message(self.room.get_or_insert_default()),
            2 => codec::Place::Message(self.participant.get_or_insert_default()),
            3 => codec::Place::Message(codec::added(&mut self.other_participants)?),
            5 => codec::Place::Message(codec::added(&mut self.ice_servers)?),
            6 => codec::Place::Bool(&mut self.subscriber_primary),
            8 => codec::Place::Message(self.client_configuration.get_or_insert_default()),
            10 => codec::Place::Int32(&mut self.ping_timeout),
            11 => codec::Place::Int32(&mut self.ping_interval),
            _ => return None,
        })
    }
}
impl codec::Write for JoinResponse {
    fn write(&self, out: &mut Vec<u8>) {
        if let Some(item) = &self.room { codec::message(out, 1, item); }
        if let Some(item) = &self.participant { codec::message(out, 2, item); }
        for item in &self.other_participants { codec::message(out, 3, item); }
        for item in &self.ice_servers { codec::message(out, 5, item); }
        let item = &self.subscriber_primary;
        codec::number(out, 6, u64::from(*item));
        if let Some(item) = &self.client_configuration { codec::message(out, 8, item); }
        let item = &self.ping_timeout;
        codec::number(out, 10, *item as i64 as u64);
        let item = &self.ping_interval;
        codec::number(out, 11, *item as i64 as u64);
    }
}
impl JoinResponse {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReconnectResponse {
    pub ice_servers: Vec<IceServer>,
    pub client_configuration: Option<ClientConfiguration>,
    pub last_message_seq: u32,
}
impl codec::Read for ReconnectResponse {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Message(codec::added(&mut self.ice_servers)?),
            2 => codec::Place::Message(self.client_configuration.get_or_insert_default()),
            4 => codec::Place::Uint32(&mut self.last_message_seq),
            _ => return None,
        })
    }
}
impl codec::Write for ReconnectResponse {
    fn write(&self, out: &mut Vec<u8>) {
        for item in &self.ice_servers { codec::message(out, 1, item); }
        if let Some(item) = &self.client_configuration { codec::message(out, 2, item); }
        let item = &self.last_message_seq;
        codec::number(out, 4, *item as i64 as u64);
    }
}
impl ReconnectResponse {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClientConfiguration {
    pub resume_connection: i32,
    pub force_relay: i32,
}
impl codec::Read for ClientConfiguration {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            3 => codec::Place::Int32(&mut self.resume_connection),
            5 => codec::Place::Int32(&mut self.force_relay),
            _ => return None,
        })
    }
}
impl codec::Write for ClientConfiguration {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.resume_connection;
        codec::number(out, 3, *item as i64 as u64);
        let item = &self.force_relay;
        codec::number(out, 5, *item as i64 as u64);
    }
}
impl ClientConfiguration {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
    pub fn resume_connection(&self) -> ClientConfigSetting { ClientConfigSetting::try_from(self.resume_connection).unwrap_or_default() }
    pub fn force_relay(&self) -> ClientConfigSetting { ClientConfigSetting::try_from(self.force_relay).unwrap_or_default() }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IceServer {
    pub urls: Vec<String>,
    pub username: String,
    pub credential: String,
}
impl codec::Read for IceServer {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Text(codec::added(&mut self.urls)?),
            2 => codec::Place::Text(&mut self.username),
            3 => codec::Place::Text(&mut self.credential),
            _ => return None,
        })
    }
}
impl codec::Write for IceServer {
    fn write(&self, out: &mut Vec<u8>) {
        for item in &self.urls { codec::some_bytes(out, 1, item.as_bytes()); }
        let item = &self.username;
        codec::bytes(out, 2, item.as_bytes());
        let item = &self.credential;
        codec::bytes(out, 3, item.as_bytes());
    }
}
impl IceServer {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pong {
    pub last_ping_timestamp: i64,
    pub timestamp: i64,
}
impl codec::Read for Pong {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Int64(&mut self.last_ping_timestamp),
            2 => codec::Place::Int64(&mut self.timestamp),
            _ => return None,
        })
    }
}
impl codec::Write for Pong {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.last_ping_timestamp;
        codec::number(out, 1, *item as i64 as u64);
        let item = &self.timestamp;
        codec::number(out, 2, *item as i64 as u64);
    }
}
impl Pong {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrackPublishedResponse {
    pub cid: String,
    pub track: Option<TrackInfo>,
}
impl codec::Read for TrackPublishedResponse {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Text(&mut self.cid),
            2 => codec::Place::Message(self.track.get_or_insert_default()),
            _ => return None,
        })
    }
}
impl codec::Write for TrackPublishedResponse {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.cid;
        codec::bytes(out, 1, item.as_bytes());
        if let Some(item) = &self.track { codec::message(out, 2, item); }
    }
}
impl TrackPublishedResponse {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrackUnpublishedResponse {
    pub track_sid: String,
}
impl codec::Read for TrackUnpublishedResponse {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Text(&mut self.track_sid),
            _ => return None,
        })
    }
}
impl codec::Write for TrackUnpublishedResponse {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.track_sid;
        codec::bytes(out, 1, item.as_bytes());
    }
}
impl TrackUnpublishedResponse {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RequestResponse {
    pub request_id: u32,
    pub reason: i32,
    pub message: String,
    pub request: Option<request_response::Request>,
}
impl codec::Read for RequestResponse {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Uint32(&mut self.request_id),
            2 => codec::Place::Int32(&mut self.reason),
            3 => codec::Place::Text(&mut self.message),
            5 => {
                let chosen = match number {
                    5 => request_response::Request::AddTrack(Default::default()),
                    _ => return None,
                };
                match codec::chosen(&mut self.request, chosen) {
                    request_response::Request::AddTrack(item) => codec::Place::Message(item),
                }
            }
            _ => return None,
        })
    }
}
impl codec::Write for RequestResponse {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.request_id;
        codec::number(out, 1, *item as i64 as u64);
        let item = &self.reason;
        codec::number(out, 2, *item as i64 as u64);
        let item = &self.message;
        codec::bytes(out, 3, item.as_bytes());
        match &self.request {
            None => {}
            Some(request_response::Request::AddTrack(item)) => codec::message(out, 5, item),
        }
    }
}
impl RequestResponse {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
    pub fn reason(&self) -> request_response::Reason { request_response::Reason::try_from(self.reason).unwrap_or_default() }
}
pub mod request_response {
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    AddTrack(super::AddTrackRequest),
}
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(i32)]
pub enum Reason {
    #[default]
    Ok = 0,
    NotFound = 1,
    NotAllowed = 2,
    LimitExceeded = 3,
    Queued = 4,
    UnsupportedType = 5,
    UnclassifiedError = 6,
}
impl Reason {
    pub fn as_str_name(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::NotFound => "NOT_FOUND",
            Self::NotAllowed => "NOT_ALLOWED",
            Self::LimitExceeded => "LIMIT_EXCEEDED",
            Self::Queued => "QUEUED",
            Self::UnsupportedType => "UNSUPPORTED_TYPE",
            Self::UnclassifiedError => "UNCLASSIFIED_ERROR",
        }
    }
}
impl From<Reason> for i32 {
    fn from(value: Reason) -> i32 { value as i32 }
}
impl TryFrom<i32> for Reason {
    type Error = ();
    fn try_from(value: i32) -> Result<Self, ()> {
        Ok(match value {
            0 => Self::Ok,
            1 => Self::NotFound,
            2 => Self::NotAllowed,
            3 => Self::LimitExceeded,
            4 => Self::Queued,
            5 => Self::UnsupportedType,
            6 => Self::UnclassifiedError,
            _ => return Err(()),
        })
    }
}
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MediaSectionsRequirement {
    pub num_audios: u32,
    pub num_videos: u32,
}
impl codec::Read for MediaSectionsRequirement {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Uint32(&mut self.num_audios),
            2 => codec::Place::Uint32(&mut self.num_videos),
            _ => return None,
        })
    }
}
impl codec::Write for MediaSectionsRequirement {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.num_audios;
        codec::number(out, 1, *item as i64 as u64);
        let item = &self.num_videos;
        codec::number(out, 2, *item as i64 as u64);
    }
}
impl MediaSectionsRequirement {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParticipantUpdate {
    pub participants: Vec<ParticipantInfo>,
}
impl codec::Read for ParticipantUpdate {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Message(codec::added(&mut self.participants)?),
            _ => return None,
        })
    }
}
impl codec::Write for ParticipantUpdate {
    fn write(&self, out: &mut Vec<u8>) {
        for item in &self.participants { codec::message(out, 1, item); }
    }
}
impl ParticipantUpdate {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpeakersChanged {
    pub speakers: Vec<SpeakerInfo>,
}
impl codec::Read for SpeakersChanged {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Message(codec::added(&mut self.speakers)?),
            _ => return None,
        })
    }
}
impl codec::Write for SpeakersChanged {
    fn write(&self, out: &mut Vec<u8>) {
        for item in &self.speakers { codec::message(out, 1, item); }
    }
}
impl SpeakersChanged {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpeakerInfo {
    pub sid: String,
    pub active: bool,
}
impl codec::Read for SpeakerInfo {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Text(&mut self.sid),
            3 => codec::Place::Bool(&mut self.active),
            _ => return None,
        })
    }
}
impl codec::Write for SpeakerInfo {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.sid;
        codec::bytes(out, 1, item.as_bytes());
        let item = &self.active;
        codec::number(out, 3, u64::from(*item));
    }
}
impl SpeakerInfo {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoomUpdate {
    pub room: Option<Room>,
}
impl codec::Read for RoomUpdate {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Message(self.room.get_or_insert_default()),
            _ => return None,
        })
    }
}
impl codec::Write for RoomUpdate {
    fn write(&self, out: &mut Vec<u8>) {
        if let Some(item) = &self.room { codec::message(out, 1, item); }
    }
}
impl RoomUpdate {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SessionDescription {
    pub r#type: String,
    pub sdp: String,
    pub id: u32,
    pub mid_to_track_id: Vec<Entry>,
}
impl codec::Read for SessionDescription {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Text(&mut self.r#type),
            2 => codec::Place::Text(&mut self.sdp),
            3 => codec::Place::Uint32(&mut self.id),
            4 => codec::Place::Message(codec::added(&mut self.mid_to_track_id)?),
            _ => return None,
        })
    }
}
impl codec::Write for SessionDescription {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.r#type;
        codec::bytes(out, 1, item.as_bytes());
        let item = &self.sdp;
        codec::bytes(out, 2, item.as_bytes());
        let item = &self.id;
        codec::number(out, 3, *item as i64 as u64);
        for item in &self.mid_to_track_id { codec::message(out, 4, item); }
    }
}
impl SessionDescription {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrickleRequest {
    pub candidate_init: String,
    pub target: i32,
    pub r#final: bool,
}
impl codec::Read for TrickleRequest {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Text(&mut self.candidate_init),
            2 => codec::Place::Int32(&mut self.target),
            3 => codec::Place::Bool(&mut self.r#final),
            _ => return None,
        })
    }
}
impl codec::Write for TrickleRequest {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.candidate_init;
        codec::bytes(out, 1, item.as_bytes());
        let item = &self.target;
        codec::number(out, 2, *item as i64 as u64);
        let item = &self.r#final;
        codec::number(out, 3, u64::from(*item));
    }
}
impl TrickleRequest {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
    pub fn target(&self) -> SignalTarget { SignalTarget::try_from(self.target).unwrap_or_default() }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LeaveRequest {
    pub can_reconnect: bool,
    pub reason: i32,
    pub action: i32,
}
impl codec::Read for LeaveRequest {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Bool(&mut self.can_reconnect),
            2 => codec::Place::Int32(&mut self.reason),
            3 => codec::Place::Int32(&mut self.action),
            _ => return None,
        })
    }
}
impl codec::Write for LeaveRequest {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.can_reconnect;
        codec::number(out, 1, u64::from(*item));
        let item = &self.reason;
        codec::number(out, 2, *item as i64 as u64);
        let item = &self.action;
        codec::number(out, 3, *item as i64 as u64);
    }
}
impl LeaveRequest {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
    pub fn reason(&self) -> DisconnectReason { DisconnectReason::try_from(self.reason).unwrap_or_default() }
    pub fn action(&self) -> leave_request::Action { leave_request::Action::try_from(self.action).unwrap_or_default() }
}
pub mod leave_request {
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(i32)]
pub enum Action {
    #[default]
    Disconnect = 0,
    Resume = 1,
    Reconnect = 2,
}
impl Action {
    pub fn as_str_name(self) -> &'static str {
        match self {
            Self::Disconnect => "DISCONNECT",
            Self::Resume => "RESUME",
            Self::Reconnect => "RECONNECT",
        }
    }
}
impl From<Action> for i32 {
    fn from(value: Action) -> i32 { value as i32 }
}
impl TryFrom<i32> for Action {
    type Error = ();
    fn try_from(value: i32) -> Result<Self, ()> {
        Ok(match value {
            0 => Self::Disconnect,
            1 => Self::Resume,
            2 => Self::Reconnect,
            _ => return Err(()),
        })
    }
}
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Room {
    pub sid: String,
    pub name: String,
}
impl codec::Read for Room {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Text(&mut self.sid),
            2 => codec::Place::Text(&mut self.name),
            _ => return None,
        })
    }
}
impl codec::Write for Room {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.sid;
        codec::bytes(out, 1, item.as_bytes());
        let item = &self.name;
        codec::bytes(out, 2, item.as_bytes());
    }
}
impl Room {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParticipantInfo {
    pub sid: String,
    pub identity: String,
    pub state: i32,
    pub tracks: Vec<TrackInfo>,
    pub joined_at: i64,
    pub name: String,
    pub version: u32,
    pub permission: Option<ParticipantPermission>,
    pub kind: i32,
    pub attributes: Vec<Entry>,
    pub joined_at_ms: i64,
}
impl codec::Read for ParticipantInfo {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Text(&mut self.sid),
            2 => codec::Place::Text(&mut self.identity),
            3 => codec::Place::Int32(&mut self.state),
            4 => codec::Place::Message(codec::added(&mut self.tracks)?),
            6 => codec::Place::Int64(&mut self.joined_at),
            9 => codec::Place::Text(&mut self.name),
            10 => codec::Place::Uint32(&mut self.version),
            11 => codec::Place::Message(self.permission.get_or_insert_default()),
            14 => codec::Place::Int32(&mut self.kind),
            15 => codec::Place::Message(codec::added(&mut self.attributes)?),
            17 => codec::Place::Int64(&mut self.joined_at_ms),
            _ => return None,
        })
    }
}
impl codec::Write for ParticipantInfo {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.sid;
        codec::bytes(out, 1, item.as_bytes());
        let item = &self.identity;
        codec::bytes(out, 2, item.as_bytes());
        let item = &self.state;
        codec::number(out, 3, *item as i64 as u64);
        for item in &self.tracks { codec::message(out, 4, item); }
        let item = &self.joined_at;
        codec::number(out, 6, *item as i64 as u64);
        let item = &self.name;
        codec::bytes(out, 9, item.as_bytes());
        let item = &self.version;
        codec::number(out, 10, *item as i64 as u64);
        if let Some(item) = &self.permission { codec::message(out, 11, item); }
        let item = &self.kind;
        codec::number(out, 14, *item as i64 as u64);
        for item in &self.attributes { codec::message(out, 15, item); }
        let item = &self.joined_at_ms;
        codec::number(out, 17, *item as i64 as u64);
    }
}
impl ParticipantInfo {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
    pub fn state(&self) -> participant_info::State { participant_info::State::try_from(self.state).unwrap_or_default() }
    pub fn kind(&self) -> participant_info::Kind { participant_info::Kind::try_from(self.kind).unwrap_or_default() }
}
pub mod participant_info {
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(i32)]
pub enum State {
    #[default]
    Joining = 0,
    Joined = 1,
    Active = 2,
    Disconnected = 3,
}
impl State {
    pub fn as_str_name(self) -> &'static str {
        match self {
            Self::Joining => "JOINING",
            Self::Joined => "JOINED",
            Self::Active => "ACTIVE",
            Self::Disconnected => "DISCONNECTED",
        }
    }
}
impl From<State> for i32 {
    fn from(value: State) -> i32 { value as i32 }
}
impl TryFrom<i32> for State {
    type Error = ();
    fn try_from(value: i32) -> Result<Self, ()> {
        Ok(match value {
            0 => Self::Joining,
            1 => Self::Joined,
            2 => Self::Active,
            3 => Self::Disconnected,
            _ => return Err(()),
        })
    }
}
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(i32)]
pub enum Kind {
    #[default]
    Standard = 0,
    Ingress = 1,
    Egress = 2,
    Sip = 3,
    Agent = 4,
}
impl Kind {
    pub fn as_str_name(self) -> &'static str {
        match self {
            Self::Standard => "STANDARD",
            Self::Ingress => "INGRESS",
            Self::Egress => "EGRESS",
            Self::Sip => "SIP",
            Self::Agent => "AGENT",
        }
    }
}
impl From<Kind> for i32 {
    fn from(value: Kind) -> i32 { value as i32 }
}
impl TryFrom<i32> for Kind {
    type Error = ();
    fn try_from(value: i32) -> Result<Self, ()> {
        Ok(match value {
            0 => Self::Standard,
            1 => Self::Ingress,
            2 => Self::Egress,
            3 => Self::Sip,
            4 => Self::Agent,
            _ => return Err(()),
        })
    }
}
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParticipantPermission {
    pub can_subscribe: bool,
    pub can_publish: bool,
    pub can_publish_data: bool,
    pub can_publish_sources: Vec<i32>,
}
impl codec::Read for ParticipantPermission {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Bool(&mut self.can_subscribe),
            2 => codec::Place::Bool(&mut self.can_publish),
            3 => codec::Place::Bool(&mut self.can_publish_data),
            9 => codec::Place::Numbers(&mut self.can_publish_sources),
            _ => return None,
        })
    }
}
impl codec::Write for ParticipantPermission {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.can_subscribe;
        codec::number(out, 1, u64::from(*item));
        let item = &self.can_publish;
        codec::number(out, 2, u64::from(*item));
        let item = &self.can_publish_data;
        codec::number(out, 3, u64::from(*item));
        codec::numbers(out, 9, &self.can_publish_sources);
    }
}
impl ParticipantPermission {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrackInfo {
    pub sid: String,
    pub r#type: i32,
    pub name: String,
    pub muted: bool,
    pub source: i32,
    pub mime_type: String,
    pub mid: String,
    pub stream: String,
}
impl codec::Read for TrackInfo {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Text(&mut self.sid),
            2 => codec::Place::Int32(&mut self.r#type),
            3 => codec::Place::Text(&mut self.name),
            4 => codec::Place::Bool(&mut self.muted),
            9 => codec::Place::Int32(&mut self.source),
            11 => codec::Place::Text(&mut self.mime_type),
            12 => codec::Place::Text(&mut self.mid),
            17 => codec::Place::Text(&mut self.stream),
            _ => return None,
        })
    }
}
impl codec::Write for TrackInfo {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.sid;
        codec::bytes(out, 1, item.as_bytes());
        let item = &self.r#type;
        codec::number(out, 2, *item as i64 as u64);
        let item = &self.name;
        codec::bytes(out, 3, item.as_bytes());
        let item = &self.muted;
        codec::number(out, 4, u64::from(*item));
        let item = &self.source;
        codec::number(out, 9, *item as i64 as u64);
        let item = &self.mime_type;
        codec::bytes(out, 11, item.as_bytes());
        let item = &self.mid;
        codec::bytes(out, 12, item.as_bytes());
        let item = &self.stream;
        codec::bytes(out, 17, item.as_bytes());
    }
}
impl TrackInfo {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
    pub fn r#type(&self) -> TrackType { TrackType::try_from(self.r#type).unwrap_or_default() }
    pub fn source(&self) -> TrackSource { TrackSource::try_from(self.source).unwrap_or_default() }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataPacket {
    pub participant_identity: String,
    pub destination_identities: Vec<String>,
    pub sequence: u32,
    pub participant_sid: String,
    pub value: Option<data_packet::Value>,
}
impl codec::Read for DataPacket {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            4 => codec::Place::Text(&mut self.participant_identity),
            5 => codec::Place::Text(codec::added(&mut self.destination_identities)?),
            16 => codec::Place::Uint32(&mut self.sequence),
            17 => codec::Place::Text(&mut self.participant_sid),
            2 | 7 | 13 | 14 | 15 => {
                let chosen = match number {
                    2 => data_packet::Value::User(Default::default()),
                    7 => data_packet::Value::Transcription(Default::default()),
                    13 => data_packet::Value::StreamHeader(Default::default()),
                    14 => data_packet::Value::StreamChunk(Default::default()),
                    15 => data_packet::Value::StreamTrailer(Default::default()),
                    _ => return None,
                };
                match codec::chosen(&mut self.value, chosen) {
                    data_packet::Value::User(item) => codec::Place::Message(item),
                    data_packet::Value::Transcription(item) => codec::Place::Message(item),
                    data_packet::Value::StreamHeader(item) => codec::Place::Message(item),
                    data_packet::Value::StreamChunk(item) => codec::Place::Message(item),
                    data_packet::Value::StreamTrailer(item) => codec::Place::Message(item),
                }
            }
            _ => return None,
        })
    }
}
impl codec::Write for DataPacket {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.participant_identity;
        codec::bytes(out, 4, item.as_bytes());
        for item in &self.destination_identities { codec::some_bytes(out, 5, item.as_bytes()); }
        let item = &self.sequence;
        codec::number(out, 16, *item as i64 as u64);
        let item = &self.participant_sid;
        codec::bytes(out, 17, item.as_bytes());
        match &self.value {
            None => {}
            Some(data_packet::Value::User(item)) => codec::message(out, 2, item),
            Some(data_packet::Value::Transcription(item)) => codec::message(out, 7, item),
            Some(data_packet::Value::StreamHeader(item)) => codec::message(out, 13, item),
            Some(data_packet::Value::StreamChunk(item)) => codec::message(out, 14, item),
            Some(data_packet::Value::StreamTrailer(item)) => codec::message(out, 15, item),
        }
    }
}
impl DataPacket {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
pub mod data_packet {
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    User(super::UserPacket),
    Transcription(super::Transcription),
    StreamHeader(super::data_stream::Header),
    StreamChunk(super::data_stream::Chunk),
    StreamTrailer(super::data_stream::Trailer),
}
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UserPacket {
    pub payload: Vec<u8>,
    pub topic: Option<String>,
}
impl codec::Read for UserPacket {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            2 => codec::Place::Bytes(&mut self.payload),
            4 => codec::Place::Text(self.topic.get_or_insert_default()),
            _ => return None,
        })
    }
}
impl codec::Write for UserPacket {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.payload;
        codec::bytes(out, 2, item);
        if let Some(item) = &self.topic { codec::some_bytes(out, 4, item.as_bytes()); }
    }
}
impl UserPacket {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Transcription {
    pub transcribed_participant_identity: String,
    pub segments: Vec<TranscriptionSegment>,
}
impl codec::Read for Transcription {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            2 => codec::Place::Text(&mut self.transcribed_participant_identity),
            4 => codec::Place::Message(codec::added(&mut self.segments)?),
            _ => return None,
        })
    }
}
impl codec::Write for Transcription {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.transcribed_participant_identity;
        codec::bytes(out, 2, item.as_bytes());
        for item in &self.segments { codec::message(out, 4, item); }
    }
}
impl Transcription {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TranscriptionSegment {
    pub id: String,
    pub text: String,
    pub r#final: bool,
}
impl codec::Read for TranscriptionSegment {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Text(&mut self.id),
            2 => codec::Place::Text(&mut self.text),
            5 => codec::Place::Bool(&mut self.r#final),
            _ => return None,
        })
    }
}
impl codec::Write for TranscriptionSegment {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.id;
        codec::bytes(out, 1, item.as_bytes());
        let item = &self.text;
        codec::bytes(out, 2, item.as_bytes());
        let item = &self.r#final;
        codec::number(out, 5, u64::from(*item));
    }
}
impl TranscriptionSegment {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataStream {
}
impl codec::Read for DataStream {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        None
    }
}
impl codec::Write for DataStream {
    fn write(&self, out: &mut Vec<u8>) {
    }
}
impl DataStream {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
pub mod data_stream {
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Header {
    pub stream_id: String,
    pub timestamp: i64,
    pub topic: String,
    pub mime_type: String,
    pub total_length: Option<u64>,
    pub attributes: Vec<super::Entry>,
    pub text_header: Option<super::data_stream::TextHeader>,
}
impl super::codec::Read for Header {
    fn place(&mut self, number: u32) -> Option<super::codec::Place<'_>> {
        Some(match number {
            1 => super::codec::Place::Text(&mut self.stream_id),
            2 => super::codec::Place::Int64(&mut self.timestamp),
            3 => super::codec::Place::Text(&mut self.topic),
            4 => super::codec::Place::Text(&mut self.mime_type),
            5 => super::codec::Place::Uint64(self.total_length.get_or_insert_default()),
            8 => super::codec::Place::Message(super::codec::added(&mut self.attributes)?),
            9 => super::codec::Place::Message(self.text_header.get_or_insert_default()),
            _ => return None,
        })
    }
}
impl super::codec::Write for Header {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.stream_id;
        super::codec::bytes(out, 1, item.as_bytes());
        let item = &self.timestamp;
        super::codec::number(out, 2, *item as i64 as u64);
        let item = &self.topic;
        super::codec::bytes(out, 3, item.as_bytes());
        let item = &self.mime_type;
        super::codec::bytes(out, 4, item.as_bytes());
        if let Some(item) = &self.total_length { super::codec::some_number(out, 5, *item as i64 as u64); }
        for item in &self.attributes { super::codec::message(out, 8, item); }
        if let Some(item) = &self.text_header { super::codec::message(out, 9, item); }
    }
}
impl Header {
    pub fn encode_to_vec(&self) -> Vec<u8> { super::codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, super::Malformed> {
        let mut message = Self::default();
        super::codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextHeader {
}
impl super::codec::Read for TextHeader {
    fn place(&mut self, number: u32) -> Option<super::codec::Place<'_>> {
        None
    }
}
impl super::codec::Write for TextHeader {
    fn write(&self, out: &mut Vec<u8>) {
    }
}
impl TextHeader {
    pub fn encode_to_vec(&self) -> Vec<u8> { super::codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, super::Malformed> {
        let mut message = Self::default();
        super::codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chunk {
    pub stream_id: String,
    pub chunk_index: u64,
    pub content: Vec<u8>,
}
impl super::codec::Read for Chunk {
    fn place(&mut self, number: u32) -> Option<super::codec::Place<'_>> {
        Some(match number {
            1 => super::codec::Place::Text(&mut self.stream_id),
            2 => super::codec::Place::Uint64(&mut self.chunk_index),
            3 => super::codec::Place::Bytes(&mut self.content),
            _ => return None,
        })
    }
}
impl super::codec::Write for Chunk {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.stream_id;
        super::codec::bytes(out, 1, item.as_bytes());
        let item = &self.chunk_index;
        super::codec::number(out, 2, *item as i64 as u64);
        let item = &self.content;
        super::codec::bytes(out, 3, item);
    }
}
impl Chunk {
    pub fn encode_to_vec(&self) -> Vec<u8> { super::codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, super::Malformed> {
        let mut message = Self::default();
        super::codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trailer {
    pub stream_id: String,
    pub reason: String,
    pub attributes: Vec<super::Entry>,
}
impl super::codec::Read for Trailer {
    fn place(&mut self, number: u32) -> Option<super::codec::Place<'_>> {
        Some(match number {
            1 => super::codec::Place::Text(&mut self.stream_id),
            2 => super::codec::Place::Text(&mut self.reason),
            3 => super::codec::Place::Message(super::codec::added(&mut self.attributes)?),
            _ => return None,
        })
    }
}
impl super::codec::Write for Trailer {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.stream_id;
        super::codec::bytes(out, 1, item.as_bytes());
        let item = &self.reason;
        super::codec::bytes(out, 2, item.as_bytes());
        for item in &self.attributes { super::codec::message(out, 3, item); }
    }
}
impl Trailer {
    pub fn encode_to_vec(&self) -> Vec<u8> { super::codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, super::Malformed> {
        let mut message = Self::default();
        super::codec::read(&mut message, bytes).map(|()| message)
    }
}
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RpcPacket {
    pub participant_identity: String,
    pub destination_identities: Vec<String>,
    pub value: Option<rpc_packet::Value>,
}
impl codec::Read for RpcPacket {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            4 => codec::Place::Text(&mut self.participant_identity),
            5 => codec::Place::Text(codec::added(&mut self.destination_identities)?),
            10 | 11 | 12 => {
                let chosen = match number {
                    10 => rpc_packet::Value::RpcRequest(Default::default()),
                    11 => rpc_packet::Value::RpcAck(Default::default()),
                    12 => rpc_packet::Value::RpcResponse(Default::default()),
                    _ => return None,
                };
                match codec::chosen(&mut self.value, chosen) {
                    rpc_packet::Value::RpcRequest(item) => codec::Place::Message(item),
                    rpc_packet::Value::RpcAck(item) => codec::Place::Message(item),
                    rpc_packet::Value::RpcResponse(item) => codec::Place::Message(item),
                }
            }
            _ => return None,
        })
    }
}
impl codec::Write for RpcPacket {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.participant_identity;
        codec::bytes(out, 4, item.as_bytes());
        for item in &self.destination_identities { codec::some_bytes(out, 5, item.as_bytes()); }
        match &self.value {
            None => {}
            Some(rpc_packet::Value::RpcRequest(item)) => codec::message(out, 10, item),
            Some(rpc_packet::Value::RpcAck(item)) => codec::message(out, 11, item),
            Some(rpc_packet::Value::RpcResponse(item)) => codec::message(out, 12, item),
        }
    }
}
impl RpcPacket {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
pub mod rpc_packet {
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    RpcRequest(super::RpcRequest),
    RpcAck(super::RpcAck),
    RpcResponse(super::RpcResponse),
}
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RpcRequest {
    pub id: String,
    pub method: String,
    pub payload: String,
    pub response_timeout_ms: u32,
    pub version: u32,
}
impl codec::Read for RpcRequest {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Text(&mut self.id),
            2 => codec::Place::Text(&mut self.method),
            3 => codec::Place::Text(&mut self.payload),
            4 => codec::Place::Uint32(&mut self.response_timeout_ms),
            5 => codec::Place::Uint32(&mut self.version),
            _ => return None,
        })
    }
}
impl codec::Write for RpcRequest {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.id;
        codec::bytes(out, 1, item.as_bytes());
        let item = &self.method;
        codec::bytes(out, 2, item.as_bytes());
        let item = &self.payload;
        codec::bytes(out, 3, item.as_bytes());
        let item = &self.response_timeout_ms;
        codec::number(out, 4, *item as i64 as u64);
        let item = &self.version;
        codec::number(out, 5, *item as i64 as u64);
    }
}
impl RpcRequest {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RpcAck {
    pub request_id: String,
}
impl codec::Read for RpcAck {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Text(&mut self.request_id),
            _ => return None,
        })
    }
}
impl codec::Write for RpcAck {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.request_id;
        codec::bytes(out, 1, item.as_bytes());
    }
}
impl RpcAck {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RpcResponse {
    pub request_id: String,
    pub value: Option<rpc_response::Value>,
}
impl codec::Read for RpcResponse {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Text(&mut self.request_id),
            2 | 3 => {
                let chosen = match number {
                    2 => rpc_response::Value::Payload(Default::default()),
                    3 => rpc_response::Value::Error(Default::default()),
                    _ => return None,
                };
                match codec::chosen(&mut self.value, chosen) {
                    rpc_response::Value::Payload(item) => codec::Place::Text(item),
                    rpc_response::Value::Error(item) => codec::Place::Message(item),
                }
            }
            _ => return None,
        })
    }
}
impl codec::Write for RpcResponse {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.request_id;
        codec::bytes(out, 1, item.as_bytes());
        match &self.value {
            None => {}
            Some(rpc_response::Value::Payload(item)) => codec::some_bytes(out, 2, item.as_bytes()),
            Some(rpc_response::Value::Error(item)) => codec::message(out, 3, item),
        }
    }
}
impl RpcResponse {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
pub mod rpc_response {
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Payload(String),
    Error(super::RpcError),
}
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RpcError {
    pub code: u32,
    pub message: String,
    pub data: String,
}
impl codec::Read for RpcError {
    fn place(&mut self, number: u32) -> Option<codec::Place<'_>> {
        Some(match number {
            1 => codec::Place::Uint32(&mut self.code),
            2 => codec::Place::Text(&mut self.message),
            3 => codec::Place::Text(&mut self.data),
            _ => return None,
        })
    }
}
impl codec::Write for RpcError {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.code;
        codec::number(out, 1, *item as i64 as u64);
        let item = &self.message;
        codec::bytes(out, 2, item.as_bytes());
        let item = &self.data;
        codec::bytes(out, 3, item.as_bytes());
    }
}
impl RpcError {
    pub fn encode_to_vec(&self) -> Vec<u8> { codec::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        codec::read(&mut message, bytes).map(|()| message)
    }
}
