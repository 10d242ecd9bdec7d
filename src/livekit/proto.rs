//! LiveKit messages, generated from `proto/livekit_subset.proto` by `cargo run -p livekit-subset`.
#![allow(missing_docs, unused_variables, clippy::all)]
#![cfg_attr(rustfmt, rustfmt_skip)]

use super::protobuf;
pub use super::protobuf::Malformed;

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
impl protobuf::Read for Entry {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Text(&mut self.key),
            2 => protobuf::Place::Text(&mut self.value),
            _ => return None,
        })
    }
}
impl protobuf::Write for Entry {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.key;
        protobuf::bytes(out, 1, item.as_bytes());
        let item = &self.value;
        protobuf::bytes(out, 2, item.as_bytes());
    }
}
impl Entry {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SignalRequest {
    pub message: Option<signal_request::Message>,
}
impl protobuf::Read for SignalRequest {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
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
                match protobuf::chosen(&mut self.message, chosen) {
                    signal_request::Message::Offer(item) => protobuf::Place::Message(item),
                    signal_request::Message::Answer(item) => protobuf::Place::Message(item),
                    signal_request::Message::Trickle(item) => protobuf::Place::Message(item),
                    signal_request::Message::AddTrack(item) => protobuf::Place::Message(item),
                    signal_request::Message::Mute(item) => protobuf::Place::Message(item),
                    signal_request::Message::Subscription(item) => protobuf::Place::Message(item),
                    signal_request::Message::Leave(item) => protobuf::Place::Message(item),
                    signal_request::Message::SyncState(item) => protobuf::Place::Message(item),
                    signal_request::Message::Ping(item) => protobuf::Place::Int64(item),
                    signal_request::Message::PingReq(item) => protobuf::Place::Message(item),
                }
            }
            _ => return None,
        })
    }
}
impl protobuf::Write for SignalRequest {
    fn write(&self, out: &mut Vec<u8>) {
        match &self.message {
            None => {}
            Some(signal_request::Message::Offer(item)) => protobuf::message(out, 1, item),
            Some(signal_request::Message::Answer(item)) => protobuf::message(out, 2, item),
            Some(signal_request::Message::Trickle(item)) => protobuf::message(out, 3, item),
            Some(signal_request::Message::AddTrack(item)) => protobuf::message(out, 4, item),
            Some(signal_request::Message::Mute(item)) => protobuf::message(out, 5, item),
            Some(signal_request::Message::Subscription(item)) => protobuf::message(out, 6, item),
            Some(signal_request::Message::Leave(item)) => protobuf::message(out, 8, item),
            Some(signal_request::Message::SyncState(item)) => protobuf::message(out, 12, item),
            Some(signal_request::Message::Ping(item)) => protobuf::some_number(out, 14, *item as i64 as u64),
            Some(signal_request::Message::PingReq(item)) => protobuf::message(out, 16, item),
        }
    }
}
impl SignalRequest {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
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
impl protobuf::Read for WrappedJoinRequest {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Int32(&mut self.compression),
            2 => protobuf::Place::Bytes(&mut self.join_request),
            _ => return None,
        })
    }
}
impl protobuf::Write for WrappedJoinRequest {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.compression;
        protobuf::number(out, 1, *item as i64 as u64);
        let item = &self.join_request;
        protobuf::bytes(out, 2, item);
    }
}
impl WrappedJoinRequest {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
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
impl protobuf::Read for JoinRequest {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Message(self.client_info.get_or_insert_default()),
            2 => protobuf::Place::Message(self.connection_settings.get_or_insert_default()),
            5 => protobuf::Place::Message(protobuf::added(&mut self.add_track_requests)?),
            6 => protobuf::Place::Message(self.publisher_offer.get_or_insert_default()),
            7 => protobuf::Place::Bool(&mut self.reconnect),
            8 => protobuf::Place::Int32(&mut self.reconnect_reason),
            9 => protobuf::Place::Text(&mut self.participant_sid),
            _ => return None,
        })
    }
}
impl protobuf::Write for JoinRequest {
    fn write(&self, out: &mut Vec<u8>) {
        if let Some(item) = &self.client_info { protobuf::message(out, 1, item); }
        if let Some(item) = &self.connection_settings { protobuf::message(out, 2, item); }
        for item in &self.add_track_requests { protobuf::message(out, 5, item); }
        if let Some(item) = &self.publisher_offer { protobuf::message(out, 6, item); }
        let item = &self.reconnect;
        protobuf::number(out, 7, u64::from(*item));
        let item = &self.reconnect_reason;
        protobuf::number(out, 8, *item as i64 as u64);
        let item = &self.participant_sid;
        protobuf::bytes(out, 9, item.as_bytes());
    }
}
impl JoinRequest {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
    pub fn reconnect_reason(&self) -> ReconnectReason { ReconnectReason::try_from(self.reconnect_reason).unwrap_or_default() }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UpdateSubscription {
    pub track_sids: Vec<String>,
    pub subscribe: bool,
}
impl protobuf::Read for UpdateSubscription {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Text(protobuf::added(&mut self.track_sids)?),
            2 => protobuf::Place::Bool(&mut self.subscribe),
            _ => return None,
        })
    }
}
impl protobuf::Write for UpdateSubscription {
    fn write(&self, out: &mut Vec<u8>) {
        for item in &self.track_sids { protobuf::some_bytes(out, 1, item.as_bytes()); }
        let item = &self.subscribe;
        protobuf::number(out, 2, u64::from(*item));
    }
}
impl UpdateSubscription {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
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
impl protobuf::Read for SyncState {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Message(self.answer.get_or_insert_default()),
            2 => protobuf::Place::Message(self.subscription.get_or_insert_default()),
            3 => protobuf::Place::Message(protobuf::added(&mut self.publish_tracks)?),
            4 => protobuf::Place::Message(protobuf::added(&mut self.data_channels)?),
            5 => protobuf::Place::Message(self.offer.get_or_insert_default()),
            7 => protobuf::Place::Message(protobuf::added(&mut self.datachannel_receive_states)?),
            _ => return None,
        })
    }
}
impl protobuf::Write for SyncState {
    fn write(&self, out: &mut Vec<u8>) {
        if let Some(item) = &self.answer { protobuf::message(out, 1, item); }
        if let Some(item) = &self.subscription { protobuf::message(out, 2, item); }
        for item in &self.publish_tracks { protobuf::message(out, 3, item); }
        for item in &self.data_channels { protobuf::message(out, 4, item); }
        if let Some(item) = &self.offer { protobuf::message(out, 5, item); }
        for item in &self.datachannel_receive_states { protobuf::message(out, 7, item); }
    }
}
impl SyncState {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataChannelInfo {
    pub label: String,
    pub id: u32,
    pub target: i32,
}
impl protobuf::Read for DataChannelInfo {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Text(&mut self.label),
            2 => protobuf::Place::Uint32(&mut self.id),
            3 => protobuf::Place::Int32(&mut self.target),
            _ => return None,
        })
    }
}
impl protobuf::Write for DataChannelInfo {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.label;
        protobuf::bytes(out, 1, item.as_bytes());
        let item = &self.id;
        protobuf::number(out, 2, *item as i64 as u64);
        let item = &self.target;
        protobuf::number(out, 3, *item as i64 as u64);
    }
}
impl DataChannelInfo {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
    pub fn target(&self) -> SignalTarget { SignalTarget::try_from(self.target).unwrap_or_default() }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataChannelReceiveState {
    pub publisher_sid: String,
    pub last_seq: u32,
}
impl protobuf::Read for DataChannelReceiveState {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Text(&mut self.publisher_sid),
            2 => protobuf::Place::Uint32(&mut self.last_seq),
            _ => return None,
        })
    }
}
impl protobuf::Write for DataChannelReceiveState {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.publisher_sid;
        protobuf::bytes(out, 1, item.as_bytes());
        let item = &self.last_seq;
        protobuf::number(out, 2, *item as i64 as u64);
    }
}
impl DataChannelReceiveState {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConnectionSettings {
    pub auto_subscribe: bool,
}
impl protobuf::Read for ConnectionSettings {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Bool(&mut self.auto_subscribe),
            _ => return None,
        })
    }
}
impl protobuf::Write for ConnectionSettings {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.auto_subscribe;
        protobuf::number(out, 1, u64::from(*item));
    }
}
impl ConnectionSettings {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClientInfo {
    pub sdk: i32,
    pub version: String,
    pub protocol: i32,
    pub client_protocol: i32,
}
impl protobuf::Read for ClientInfo {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Int32(&mut self.sdk),
            2 => protobuf::Place::Text(&mut self.version),
            3 => protobuf::Place::Int32(&mut self.protocol),
            12 => protobuf::Place::Int32(&mut self.client_protocol),
            _ => return None,
        })
    }
}
impl protobuf::Write for ClientInfo {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.sdk;
        protobuf::number(out, 1, *item as i64 as u64);
        let item = &self.version;
        protobuf::bytes(out, 2, item.as_bytes());
        let item = &self.protocol;
        protobuf::number(out, 3, *item as i64 as u64);
        let item = &self.client_protocol;
        protobuf::number(out, 12, *item as i64 as u64);
    }
}
impl ClientInfo {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
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
impl protobuf::Read for AddTrackRequest {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Text(&mut self.cid),
            2 => protobuf::Place::Text(&mut self.name),
            3 => protobuf::Place::Int32(&mut self.r#type),
            6 => protobuf::Place::Bool(&mut self.muted),
            8 => protobuf::Place::Int32(&mut self.source),
            15 => protobuf::Place::Text(&mut self.stream),
            17 => protobuf::Place::Numbers(&mut self.audio_features),
            _ => return None,
        })
    }
}
impl protobuf::Write for AddTrackRequest {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.cid;
        protobuf::bytes(out, 1, item.as_bytes());
        let item = &self.name;
        protobuf::bytes(out, 2, item.as_bytes());
        let item = &self.r#type;
        protobuf::number(out, 3, *item as i64 as u64);
        let item = &self.muted;
        protobuf::number(out, 6, u64::from(*item));
        let item = &self.source;
        protobuf::number(out, 8, *item as i64 as u64);
        let item = &self.stream;
        protobuf::bytes(out, 15, item.as_bytes());
        protobuf::numbers(out, 17, &self.audio_features);
    }
}
impl AddTrackRequest {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
    pub fn r#type(&self) -> TrackType { TrackType::try_from(self.r#type).unwrap_or_default() }
    pub fn source(&self) -> TrackSource { TrackSource::try_from(self.source).unwrap_or_default() }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MuteTrackRequest {
    pub sid: String,
    pub muted: bool,
}
impl protobuf::Read for MuteTrackRequest {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Text(&mut self.sid),
            2 => protobuf::Place::Bool(&mut self.muted),
            _ => return None,
        })
    }
}
impl protobuf::Write for MuteTrackRequest {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.sid;
        protobuf::bytes(out, 1, item.as_bytes());
        let item = &self.muted;
        protobuf::number(out, 2, u64::from(*item));
    }
}
impl MuteTrackRequest {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ping {
    pub timestamp: i64,
    pub rtt: i64,
}
impl protobuf::Read for Ping {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Int64(&mut self.timestamp),
            2 => protobuf::Place::Int64(&mut self.rtt),
            _ => return None,
        })
    }
}
impl protobuf::Write for Ping {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.timestamp;
        protobuf::number(out, 1, *item as i64 as u64);
        let item = &self.rtt;
        protobuf::number(out, 2, *item as i64 as u64);
    }
}
impl Ping {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SignalResponse {
    pub message: Option<signal_response::Message>,
}
impl protobuf::Read for SignalResponse {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
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
                match protobuf::chosen(&mut self.message, chosen) {
                    signal_response::Message::Join(item) => protobuf::Place::Message(item),
                    signal_response::Message::Answer(item) => protobuf::Place::Message(item),
                    signal_response::Message::Offer(item) => protobuf::Place::Message(item),
                    signal_response::Message::Trickle(item) => protobuf::Place::Message(item),
                    signal_response::Message::Update(item) => protobuf::Place::Message(item),
                    signal_response::Message::TrackPublished(item) => protobuf::Place::Message(item),
                    signal_response::Message::Leave(item) => protobuf::Place::Message(item),
                    signal_response::Message::Mute(item) => protobuf::Place::Message(item),
                    signal_response::Message::SpeakersChanged(item) => protobuf::Place::Message(item),
                    signal_response::Message::RoomUpdate(item) => protobuf::Place::Message(item),
                    signal_response::Message::RefreshToken(item) => protobuf::Place::Text(item),
                    signal_response::Message::TrackUnpublished(item) => protobuf::Place::Message(item),
                    signal_response::Message::Pong(item) => protobuf::Place::Int64(item),
                    signal_response::Message::Reconnect(item) => protobuf::Place::Message(item),
                    signal_response::Message::PongResp(item) => protobuf::Place::Message(item),
                    signal_response::Message::RequestResponse(item) => protobuf::Place::Message(item),
                    signal_response::Message::MediaSectionsRequirement(item) => protobuf::Place::Message(item),
                }
            }
            _ => return None,
        })
    }
}
impl protobuf::Write for SignalResponse {
    fn write(&self, out: &mut Vec<u8>) {
        match &self.message {
            None => {}
            Some(signal_response::Message::Join(item)) => protobuf::message(out, 1, item),
            Some(signal_response::Message::Answer(item)) => protobuf::message(out, 2, item),
            Some(signal_response::Message::Offer(item)) => protobuf::message(out, 3, item),
            Some(signal_response::Message::Trickle(item)) => protobuf::message(out, 4, item),
            Some(signal_response::Message::Update(item)) => protobuf::message(out, 5, item),
            Some(signal_response::Message::TrackPublished(item)) => protobuf::message(out, 6, item),
            Some(signal_response::Message::Leave(item)) => protobuf::message(out, 8, item),
            Some(signal_response::Message::Mute(item)) => protobuf::message(out, 9, item),
            Some(signal_response::Message::SpeakersChanged(item)) => protobuf::message(out, 10, item),
            Some(signal_response::Message::RoomUpdate(item)) => protobuf::message(out, 11, item),
            Some(signal_response::Message::RefreshToken(item)) => protobuf::some_bytes(out, 16, item.as_bytes()),
            Some(signal_response::Message::TrackUnpublished(item)) => protobuf::message(out, 17, item),
            Some(signal_response::Message::Pong(item)) => protobuf::some_number(out, 18, *item as i64 as u64),
            Some(signal_response::Message::Reconnect(item)) => protobuf::message(out, 19, item),
            Some(signal_response::Message::PongResp(item)) => protobuf::message(out, 20, item),
            Some(signal_response::Message::RequestResponse(item)) => protobuf::message(out, 22, item),
            Some(signal_response::Message::MediaSectionsRequirement(item)) => protobuf::message(out, 25, item),
        }
    }
}
impl SignalResponse {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
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
impl protobuf::Read for JoinResponse {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Message(self.room.get_or_insert_default()),
            2 => protobuf::Place::Message(self.participant.get_or_insert_default()),
            3 => protobuf::Place::Message(protobuf::added(&mut self.other_participants)?),
            5 => protobuf::Place::Message(protobuf::added(&mut self.ice_servers)?),
            6 => protobuf::Place::Bool(&mut self.subscriber_primary),
            8 => protobuf::Place::Message(self.client_configuration.get_or_insert_default()),
            10 => protobuf::Place::Int32(&mut self.ping_timeout),
            11 => protobuf::Place::Int32(&mut self.ping_interval),
            _ => return None,
        })
    }
}
impl protobuf::Write for JoinResponse {
    fn write(&self, out: &mut Vec<u8>) {
        if let Some(item) = &self.room { protobuf::message(out, 1, item); }
        if let Some(item) = &self.participant { protobuf::message(out, 2, item); }
        for item in &self.other_participants { protobuf::message(out, 3, item); }
        for item in &self.ice_servers { protobuf::message(out, 5, item); }
        let item = &self.subscriber_primary;
        protobuf::number(out, 6, u64::from(*item));
        if let Some(item) = &self.client_configuration { protobuf::message(out, 8, item); }
        let item = &self.ping_timeout;
        protobuf::number(out, 10, *item as i64 as u64);
        let item = &self.ping_interval;
        protobuf::number(out, 11, *item as i64 as u64);
    }
}
impl JoinResponse {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReconnectResponse {
    pub ice_servers: Vec<IceServer>,
    pub client_configuration: Option<ClientConfiguration>,
    pub last_message_seq: u32,
}
impl protobuf::Read for ReconnectResponse {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Message(protobuf::added(&mut self.ice_servers)?),
            2 => protobuf::Place::Message(self.client_configuration.get_or_insert_default()),
            4 => protobuf::Place::Uint32(&mut self.last_message_seq),
            _ => return None,
        })
    }
}
impl protobuf::Write for ReconnectResponse {
    fn write(&self, out: &mut Vec<u8>) {
        for item in &self.ice_servers { protobuf::message(out, 1, item); }
        if let Some(item) = &self.client_configuration { protobuf::message(out, 2, item); }
        let item = &self.last_message_seq;
        protobuf::number(out, 4, *item as i64 as u64);
    }
}
impl ReconnectResponse {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClientConfiguration {
    pub resume_connection: i32,
    pub force_relay: i32,
}
impl protobuf::Read for ClientConfiguration {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            3 => protobuf::Place::Int32(&mut self.resume_connection),
            5 => protobuf::Place::Int32(&mut self.force_relay),
            _ => return None,
        })
    }
}
impl protobuf::Write for ClientConfiguration {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.resume_connection;
        protobuf::number(out, 3, *item as i64 as u64);
        let item = &self.force_relay;
        protobuf::number(out, 5, *item as i64 as u64);
    }
}
impl ClientConfiguration {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
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
impl protobuf::Read for IceServer {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Text(protobuf::added(&mut self.urls)?),
            2 => protobuf::Place::Text(&mut self.username),
            3 => protobuf::Place::Text(&mut self.credential),
            _ => return None,
        })
    }
}
impl protobuf::Write for IceServer {
    fn write(&self, out: &mut Vec<u8>) {
        for item in &self.urls { protobuf::some_bytes(out, 1, item.as_bytes()); }
        let item = &self.username;
        protobuf::bytes(out, 2, item.as_bytes());
        let item = &self.credential;
        protobuf::bytes(out, 3, item.as_bytes());
    }
}
impl IceServer {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pong {
    pub last_ping_timestamp: i64,
    pub timestamp: i64,
}
impl protobuf::Read for Pong {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Int64(&mut self.last_ping_timestamp),
            2 => protobuf::Place::Int64(&mut self.timestamp),
            _ => return None,
        })
    }
}
impl protobuf::Write for Pong {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.last_ping_timestamp;
        protobuf::number(out, 1, *item as i64 as u64);
        let item = &self.timestamp;
        protobuf::number(out, 2, *item as i64 as u64);
    }
}
impl Pong {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrackPublishedResponse {
    pub cid: String,
    pub track: Option<TrackInfo>,
}
impl protobuf::Read for TrackPublishedResponse {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Text(&mut self.cid),
            2 => protobuf::Place::Message(self.track.get_or_insert_default()),
            _ => return None,
        })
    }
}
impl protobuf::Write for TrackPublishedResponse {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.cid;
        protobuf::bytes(out, 1, item.as_bytes());
        if let Some(item) = &self.track { protobuf::message(out, 2, item); }
    }
}
impl TrackPublishedResponse {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrackUnpublishedResponse {
    pub track_sid: String,
}
impl protobuf::Read for TrackUnpublishedResponse {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Text(&mut self.track_sid),
            _ => return None,
        })
    }
}
impl protobuf::Write for TrackUnpublishedResponse {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.track_sid;
        protobuf::bytes(out, 1, item.as_bytes());
    }
}
impl TrackUnpublishedResponse {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RequestResponse {
    pub request_id: u32,
    pub reason: i32,
    pub message: String,
    pub request: Option<request_response::Request>,
}
impl protobuf::Read for RequestResponse {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Uint32(&mut self.request_id),
            2 => protobuf::Place::Int32(&mut self.reason),
            3 => protobuf::Place::Text(&mut self.message),
            5 => {
                let chosen = match number {
                    5 => request_response::Request::AddTrack(Default::default()),
                    _ => return None,
                };
                match protobuf::chosen(&mut self.request, chosen) {
                    request_response::Request::AddTrack(item) => protobuf::Place::Message(item),
                }
            }
            _ => return None,
        })
    }
}
impl protobuf::Write for RequestResponse {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.request_id;
        protobuf::number(out, 1, *item as i64 as u64);
        let item = &self.reason;
        protobuf::number(out, 2, *item as i64 as u64);
        let item = &self.message;
        protobuf::bytes(out, 3, item.as_bytes());
        match &self.request {
            None => {}
            Some(request_response::Request::AddTrack(item)) => protobuf::message(out, 5, item),
        }
    }
}
impl RequestResponse {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
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
impl protobuf::Read for MediaSectionsRequirement {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Uint32(&mut self.num_audios),
            2 => protobuf::Place::Uint32(&mut self.num_videos),
            _ => return None,
        })
    }
}
impl protobuf::Write for MediaSectionsRequirement {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.num_audios;
        protobuf::number(out, 1, *item as i64 as u64);
        let item = &self.num_videos;
        protobuf::number(out, 2, *item as i64 as u64);
    }
}
impl MediaSectionsRequirement {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParticipantUpdate {
    pub participants: Vec<ParticipantInfo>,
}
impl protobuf::Read for ParticipantUpdate {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Message(protobuf::added(&mut self.participants)?),
            _ => return None,
        })
    }
}
impl protobuf::Write for ParticipantUpdate {
    fn write(&self, out: &mut Vec<u8>) {
        for item in &self.participants { protobuf::message(out, 1, item); }
    }
}
impl ParticipantUpdate {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpeakersChanged {
    pub speakers: Vec<SpeakerInfo>,
}
impl protobuf::Read for SpeakersChanged {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Message(protobuf::added(&mut self.speakers)?),
            _ => return None,
        })
    }
}
impl protobuf::Write for SpeakersChanged {
    fn write(&self, out: &mut Vec<u8>) {
        for item in &self.speakers { protobuf::message(out, 1, item); }
    }
}
impl SpeakersChanged {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpeakerInfo {
    pub sid: String,
    pub active: bool,
}
impl protobuf::Read for SpeakerInfo {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Text(&mut self.sid),
            3 => protobuf::Place::Bool(&mut self.active),
            _ => return None,
        })
    }
}
impl protobuf::Write for SpeakerInfo {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.sid;
        protobuf::bytes(out, 1, item.as_bytes());
        let item = &self.active;
        protobuf::number(out, 3, u64::from(*item));
    }
}
impl SpeakerInfo {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoomUpdate {
    pub room: Option<Room>,
}
impl protobuf::Read for RoomUpdate {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Message(self.room.get_or_insert_default()),
            _ => return None,
        })
    }
}
impl protobuf::Write for RoomUpdate {
    fn write(&self, out: &mut Vec<u8>) {
        if let Some(item) = &self.room { protobuf::message(out, 1, item); }
    }
}
impl RoomUpdate {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SessionDescription {
    pub r#type: String,
    pub sdp: String,
    pub id: u32,
    pub mid_to_track_id: Vec<Entry>,
}
impl protobuf::Read for SessionDescription {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Text(&mut self.r#type),
            2 => protobuf::Place::Text(&mut self.sdp),
            3 => protobuf::Place::Uint32(&mut self.id),
            4 => protobuf::Place::Message(protobuf::added(&mut self.mid_to_track_id)?),
            _ => return None,
        })
    }
}
impl protobuf::Write for SessionDescription {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.r#type;
        protobuf::bytes(out, 1, item.as_bytes());
        let item = &self.sdp;
        protobuf::bytes(out, 2, item.as_bytes());
        let item = &self.id;
        protobuf::number(out, 3, *item as i64 as u64);
        for item in &self.mid_to_track_id { protobuf::message(out, 4, item); }
    }
}
impl SessionDescription {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrickleRequest {
    pub candidate_init: String,
    pub target: i32,
    pub r#final: bool,
}
impl protobuf::Read for TrickleRequest {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Text(&mut self.candidate_init),
            2 => protobuf::Place::Int32(&mut self.target),
            3 => protobuf::Place::Bool(&mut self.r#final),
            _ => return None,
        })
    }
}
impl protobuf::Write for TrickleRequest {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.candidate_init;
        protobuf::bytes(out, 1, item.as_bytes());
        let item = &self.target;
        protobuf::number(out, 2, *item as i64 as u64);
        let item = &self.r#final;
        protobuf::number(out, 3, u64::from(*item));
    }
}
impl TrickleRequest {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
    pub fn target(&self) -> SignalTarget { SignalTarget::try_from(self.target).unwrap_or_default() }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LeaveRequest {
    pub can_reconnect: bool,
    pub reason: i32,
    pub action: i32,
}
impl protobuf::Read for LeaveRequest {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Bool(&mut self.can_reconnect),
            2 => protobuf::Place::Int32(&mut self.reason),
            3 => protobuf::Place::Int32(&mut self.action),
            _ => return None,
        })
    }
}
impl protobuf::Write for LeaveRequest {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.can_reconnect;
        protobuf::number(out, 1, u64::from(*item));
        let item = &self.reason;
        protobuf::number(out, 2, *item as i64 as u64);
        let item = &self.action;
        protobuf::number(out, 3, *item as i64 as u64);
    }
}
impl LeaveRequest {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
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
impl protobuf::Read for Room {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Text(&mut self.sid),
            2 => protobuf::Place::Text(&mut self.name),
            _ => return None,
        })
    }
}
impl protobuf::Write for Room {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.sid;
        protobuf::bytes(out, 1, item.as_bytes());
        let item = &self.name;
        protobuf::bytes(out, 2, item.as_bytes());
    }
}
impl Room {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParticipantInfo {
    pub sid: String,
    pub identity: String,
    pub state: i32,
    pub tracks: Vec<TrackInfo>,
    pub name: String,
    pub version: u32,
    pub permission: Option<ParticipantPermission>,
    pub kind: i32,
    pub attributes: Vec<Entry>,
}
impl protobuf::Read for ParticipantInfo {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Text(&mut self.sid),
            2 => protobuf::Place::Text(&mut self.identity),
            3 => protobuf::Place::Int32(&mut self.state),
            4 => protobuf::Place::Message(protobuf::added(&mut self.tracks)?),
            9 => protobuf::Place::Text(&mut self.name),
            10 => protobuf::Place::Uint32(&mut self.version),
            11 => protobuf::Place::Message(self.permission.get_or_insert_default()),
            14 => protobuf::Place::Int32(&mut self.kind),
            15 => protobuf::Place::Message(protobuf::added(&mut self.attributes)?),
            _ => return None,
        })
    }
}
impl protobuf::Write for ParticipantInfo {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.sid;
        protobuf::bytes(out, 1, item.as_bytes());
        let item = &self.identity;
        protobuf::bytes(out, 2, item.as_bytes());
        let item = &self.state;
        protobuf::number(out, 3, *item as i64 as u64);
        for item in &self.tracks { protobuf::message(out, 4, item); }
        let item = &self.name;
        protobuf::bytes(out, 9, item.as_bytes());
        let item = &self.version;
        protobuf::number(out, 10, *item as i64 as u64);
        if let Some(item) = &self.permission { protobuf::message(out, 11, item); }
        let item = &self.kind;
        protobuf::number(out, 14, *item as i64 as u64);
        for item in &self.attributes { protobuf::message(out, 15, item); }
    }
}
impl ParticipantInfo {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
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
impl protobuf::Read for ParticipantPermission {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Bool(&mut self.can_subscribe),
            2 => protobuf::Place::Bool(&mut self.can_publish),
            3 => protobuf::Place::Bool(&mut self.can_publish_data),
            9 => protobuf::Place::Numbers(&mut self.can_publish_sources),
            _ => return None,
        })
    }
}
impl protobuf::Write for ParticipantPermission {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.can_subscribe;
        protobuf::number(out, 1, u64::from(*item));
        let item = &self.can_publish;
        protobuf::number(out, 2, u64::from(*item));
        let item = &self.can_publish_data;
        protobuf::number(out, 3, u64::from(*item));
        protobuf::numbers(out, 9, &self.can_publish_sources);
    }
}
impl ParticipantPermission {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
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
impl protobuf::Read for TrackInfo {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Text(&mut self.sid),
            2 => protobuf::Place::Int32(&mut self.r#type),
            3 => protobuf::Place::Text(&mut self.name),
            4 => protobuf::Place::Bool(&mut self.muted),
            9 => protobuf::Place::Int32(&mut self.source),
            11 => protobuf::Place::Text(&mut self.mime_type),
            12 => protobuf::Place::Text(&mut self.mid),
            17 => protobuf::Place::Text(&mut self.stream),
            _ => return None,
        })
    }
}
impl protobuf::Write for TrackInfo {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.sid;
        protobuf::bytes(out, 1, item.as_bytes());
        let item = &self.r#type;
        protobuf::number(out, 2, *item as i64 as u64);
        let item = &self.name;
        protobuf::bytes(out, 3, item.as_bytes());
        let item = &self.muted;
        protobuf::number(out, 4, u64::from(*item));
        let item = &self.source;
        protobuf::number(out, 9, *item as i64 as u64);
        let item = &self.mime_type;
        protobuf::bytes(out, 11, item.as_bytes());
        let item = &self.mid;
        protobuf::bytes(out, 12, item.as_bytes());
        let item = &self.stream;
        protobuf::bytes(out, 17, item.as_bytes());
    }
}
impl TrackInfo {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
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
impl protobuf::Read for DataPacket {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            4 => protobuf::Place::Text(&mut self.participant_identity),
            5 => protobuf::Place::Text(protobuf::added(&mut self.destination_identities)?),
            16 => protobuf::Place::Uint32(&mut self.sequence),
            17 => protobuf::Place::Text(&mut self.participant_sid),
            2 | 7 | 13 | 14 | 15 => {
                let chosen = match number {
                    2 => data_packet::Value::User(Default::default()),
                    7 => data_packet::Value::Transcription(Default::default()),
                    13 => data_packet::Value::StreamHeader(Default::default()),
                    14 => data_packet::Value::StreamChunk(Default::default()),
                    15 => data_packet::Value::StreamTrailer(Default::default()),
                    _ => return None,
                };
                match protobuf::chosen(&mut self.value, chosen) {
                    data_packet::Value::User(item) => protobuf::Place::Message(item),
                    data_packet::Value::Transcription(item) => protobuf::Place::Message(item),
                    data_packet::Value::StreamHeader(item) => protobuf::Place::Message(item),
                    data_packet::Value::StreamChunk(item) => protobuf::Place::Message(item),
                    data_packet::Value::StreamTrailer(item) => protobuf::Place::Message(item),
                }
            }
            _ => return None,
        })
    }
}
impl protobuf::Write for DataPacket {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.participant_identity;
        protobuf::bytes(out, 4, item.as_bytes());
        for item in &self.destination_identities { protobuf::some_bytes(out, 5, item.as_bytes()); }
        let item = &self.sequence;
        protobuf::number(out, 16, *item as i64 as u64);
        let item = &self.participant_sid;
        protobuf::bytes(out, 17, item.as_bytes());
        match &self.value {
            None => {}
            Some(data_packet::Value::User(item)) => protobuf::message(out, 2, item),
            Some(data_packet::Value::Transcription(item)) => protobuf::message(out, 7, item),
            Some(data_packet::Value::StreamHeader(item)) => protobuf::message(out, 13, item),
            Some(data_packet::Value::StreamChunk(item)) => protobuf::message(out, 14, item),
            Some(data_packet::Value::StreamTrailer(item)) => protobuf::message(out, 15, item),
        }
    }
}
impl DataPacket {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
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
impl protobuf::Read for UserPacket {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            2 => protobuf::Place::Bytes(&mut self.payload),
            4 => protobuf::Place::Text(self.topic.get_or_insert_default()),
            _ => return None,
        })
    }
}
impl protobuf::Write for UserPacket {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.payload;
        protobuf::bytes(out, 2, item);
        if let Some(item) = &self.topic { protobuf::some_bytes(out, 4, item.as_bytes()); }
    }
}
impl UserPacket {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Transcription {
    pub transcribed_participant_identity: String,
    pub segments: Vec<TranscriptionSegment>,
}
impl protobuf::Read for Transcription {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            2 => protobuf::Place::Text(&mut self.transcribed_participant_identity),
            4 => protobuf::Place::Message(protobuf::added(&mut self.segments)?),
            _ => return None,
        })
    }
}
impl protobuf::Write for Transcription {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.transcribed_participant_identity;
        protobuf::bytes(out, 2, item.as_bytes());
        for item in &self.segments { protobuf::message(out, 4, item); }
    }
}
impl Transcription {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TranscriptionSegment {
    pub id: String,
    pub text: String,
    pub r#final: bool,
}
impl protobuf::Read for TranscriptionSegment {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Text(&mut self.id),
            2 => protobuf::Place::Text(&mut self.text),
            5 => protobuf::Place::Bool(&mut self.r#final),
            _ => return None,
        })
    }
}
impl protobuf::Write for TranscriptionSegment {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.id;
        protobuf::bytes(out, 1, item.as_bytes());
        let item = &self.text;
        protobuf::bytes(out, 2, item.as_bytes());
        let item = &self.r#final;
        protobuf::number(out, 5, u64::from(*item));
    }
}
impl TranscriptionSegment {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataStream {
}
impl protobuf::Read for DataStream {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        None
    }
}
impl protobuf::Write for DataStream {
    fn write(&self, out: &mut Vec<u8>) {
    }
}
impl DataStream {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
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
impl super::protobuf::Read for Header {
    fn place(&mut self, number: u32) -> Option<super::protobuf::Place<'_>> {
        Some(match number {
            1 => super::protobuf::Place::Text(&mut self.stream_id),
            2 => super::protobuf::Place::Int64(&mut self.timestamp),
            3 => super::protobuf::Place::Text(&mut self.topic),
            4 => super::protobuf::Place::Text(&mut self.mime_type),
            5 => super::protobuf::Place::Uint64(self.total_length.get_or_insert_default()),
            8 => super::protobuf::Place::Message(super::protobuf::added(&mut self.attributes)?),
            9 => super::protobuf::Place::Message(self.text_header.get_or_insert_default()),
            _ => return None,
        })
    }
}
impl super::protobuf::Write for Header {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.stream_id;
        super::protobuf::bytes(out, 1, item.as_bytes());
        let item = &self.timestamp;
        super::protobuf::number(out, 2, *item as i64 as u64);
        let item = &self.topic;
        super::protobuf::bytes(out, 3, item.as_bytes());
        let item = &self.mime_type;
        super::protobuf::bytes(out, 4, item.as_bytes());
        if let Some(item) = &self.total_length { super::protobuf::some_number(out, 5, *item as i64 as u64); }
        for item in &self.attributes { super::protobuf::message(out, 8, item); }
        if let Some(item) = &self.text_header { super::protobuf::message(out, 9, item); }
    }
}
impl Header {
    pub fn encode_to_vec(&self) -> Vec<u8> { super::protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, super::Malformed> {
        let mut message = Self::default();
        super::protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextHeader {
}
impl super::protobuf::Read for TextHeader {
    fn place(&mut self, number: u32) -> Option<super::protobuf::Place<'_>> {
        None
    }
}
impl super::protobuf::Write for TextHeader {
    fn write(&self, out: &mut Vec<u8>) {
    }
}
impl TextHeader {
    pub fn encode_to_vec(&self) -> Vec<u8> { super::protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, super::Malformed> {
        let mut message = Self::default();
        super::protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chunk {
    pub stream_id: String,
    pub chunk_index: u64,
    pub content: Vec<u8>,
}
impl super::protobuf::Read for Chunk {
    fn place(&mut self, number: u32) -> Option<super::protobuf::Place<'_>> {
        Some(match number {
            1 => super::protobuf::Place::Text(&mut self.stream_id),
            2 => super::protobuf::Place::Uint64(&mut self.chunk_index),
            3 => super::protobuf::Place::Bytes(&mut self.content),
            _ => return None,
        })
    }
}
impl super::protobuf::Write for Chunk {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.stream_id;
        super::protobuf::bytes(out, 1, item.as_bytes());
        let item = &self.chunk_index;
        super::protobuf::number(out, 2, *item as i64 as u64);
        let item = &self.content;
        super::protobuf::bytes(out, 3, item);
    }
}
impl Chunk {
    pub fn encode_to_vec(&self) -> Vec<u8> { super::protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, super::Malformed> {
        let mut message = Self::default();
        super::protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trailer {
    pub stream_id: String,
    pub reason: String,
    pub attributes: Vec<super::Entry>,
}
impl super::protobuf::Read for Trailer {
    fn place(&mut self, number: u32) -> Option<super::protobuf::Place<'_>> {
        Some(match number {
            1 => super::protobuf::Place::Text(&mut self.stream_id),
            2 => super::protobuf::Place::Text(&mut self.reason),
            3 => super::protobuf::Place::Message(super::protobuf::added(&mut self.attributes)?),
            _ => return None,
        })
    }
}
impl super::protobuf::Write for Trailer {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.stream_id;
        super::protobuf::bytes(out, 1, item.as_bytes());
        let item = &self.reason;
        super::protobuf::bytes(out, 2, item.as_bytes());
        for item in &self.attributes { super::protobuf::message(out, 3, item); }
    }
}
impl Trailer {
    pub fn encode_to_vec(&self) -> Vec<u8> { super::protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, super::Malformed> {
        let mut message = Self::default();
        super::protobuf::read(&mut message, bytes).map(|()| message)
    }
}
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RpcPacket {
    pub participant_identity: String,
    pub destination_identities: Vec<String>,
    pub value: Option<rpc_packet::Value>,
}
impl protobuf::Read for RpcPacket {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            4 => protobuf::Place::Text(&mut self.participant_identity),
            5 => protobuf::Place::Text(protobuf::added(&mut self.destination_identities)?),
            10 | 11 | 12 => {
                let chosen = match number {
                    10 => rpc_packet::Value::RpcRequest(Default::default()),
                    11 => rpc_packet::Value::RpcAck(Default::default()),
                    12 => rpc_packet::Value::RpcResponse(Default::default()),
                    _ => return None,
                };
                match protobuf::chosen(&mut self.value, chosen) {
                    rpc_packet::Value::RpcRequest(item) => protobuf::Place::Message(item),
                    rpc_packet::Value::RpcAck(item) => protobuf::Place::Message(item),
                    rpc_packet::Value::RpcResponse(item) => protobuf::Place::Message(item),
                }
            }
            _ => return None,
        })
    }
}
impl protobuf::Write for RpcPacket {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.participant_identity;
        protobuf::bytes(out, 4, item.as_bytes());
        for item in &self.destination_identities { protobuf::some_bytes(out, 5, item.as_bytes()); }
        match &self.value {
            None => {}
            Some(rpc_packet::Value::RpcRequest(item)) => protobuf::message(out, 10, item),
            Some(rpc_packet::Value::RpcAck(item)) => protobuf::message(out, 11, item),
            Some(rpc_packet::Value::RpcResponse(item)) => protobuf::message(out, 12, item),
        }
    }
}
impl RpcPacket {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
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
impl protobuf::Read for RpcRequest {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Text(&mut self.id),
            2 => protobuf::Place::Text(&mut self.method),
            3 => protobuf::Place::Text(&mut self.payload),
            4 => protobuf::Place::Uint32(&mut self.response_timeout_ms),
            5 => protobuf::Place::Uint32(&mut self.version),
            _ => return None,
        })
    }
}
impl protobuf::Write for RpcRequest {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.id;
        protobuf::bytes(out, 1, item.as_bytes());
        let item = &self.method;
        protobuf::bytes(out, 2, item.as_bytes());
        let item = &self.payload;
        protobuf::bytes(out, 3, item.as_bytes());
        let item = &self.response_timeout_ms;
        protobuf::number(out, 4, *item as i64 as u64);
        let item = &self.version;
        protobuf::number(out, 5, *item as i64 as u64);
    }
}
impl RpcRequest {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RpcAck {
    pub request_id: String,
}
impl protobuf::Read for RpcAck {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Text(&mut self.request_id),
            _ => return None,
        })
    }
}
impl protobuf::Write for RpcAck {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.request_id;
        protobuf::bytes(out, 1, item.as_bytes());
    }
}
impl RpcAck {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RpcResponse {
    pub request_id: String,
    pub value: Option<rpc_response::Value>,
}
impl protobuf::Read for RpcResponse {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Text(&mut self.request_id),
            2 | 3 => {
                let chosen = match number {
                    2 => rpc_response::Value::Payload(Default::default()),
                    3 => rpc_response::Value::Error(Default::default()),
                    _ => return None,
                };
                match protobuf::chosen(&mut self.value, chosen) {
                    rpc_response::Value::Payload(item) => protobuf::Place::Text(item),
                    rpc_response::Value::Error(item) => protobuf::Place::Message(item),
                }
            }
            _ => return None,
        })
    }
}
impl protobuf::Write for RpcResponse {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.request_id;
        protobuf::bytes(out, 1, item.as_bytes());
        match &self.value {
            None => {}
            Some(rpc_response::Value::Payload(item)) => protobuf::some_bytes(out, 2, item.as_bytes()),
            Some(rpc_response::Value::Error(item)) => protobuf::message(out, 3, item),
        }
    }
}
impl RpcResponse {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
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
impl protobuf::Read for RpcError {
    fn place(&mut self, number: u32) -> Option<protobuf::Place<'_>> {
        Some(match number {
            1 => protobuf::Place::Uint32(&mut self.code),
            2 => protobuf::Place::Text(&mut self.message),
            3 => protobuf::Place::Text(&mut self.data),
            _ => return None,
        })
    }
}
impl protobuf::Write for RpcError {
    fn write(&self, out: &mut Vec<u8>) {
        let item = &self.code;
        protobuf::number(out, 1, *item as i64 as u64);
        let item = &self.message;
        protobuf::bytes(out, 2, item.as_bytes());
        let item = &self.data;
        protobuf::bytes(out, 3, item.as_bytes());
    }
}
impl RpcError {
    pub fn encode_to_vec(&self) -> Vec<u8> { protobuf::written(self) }
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        protobuf::read(&mut message, bytes).map(|()| message)
    }
}
