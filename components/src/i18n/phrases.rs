//! The table of all texts of the components. Constants of components that a page does not use add
//! nothing to its size.

use super::Phrase;

macro_rules! phrases {
    ($($(#[$about:meta])* $name:ident = $key:literal, $english:literal $(, $plural:literal)?;)*) => {
        $($(#[$about])* pub const $name: Phrase = phrases!(@one $key, $english $(, $plural)?);)*

        /// All phrases, in the order of the components. The list for translators.
        pub const ALL: &[Phrase] = &[$($name),*];
    };
    (@one $key:literal, $english:literal) => { Phrase::new($key, $english) };
    (@one $key:literal, $one:literal, $other:literal) => { Phrase::counted($key, $one, $other) };
}

phrases! {
    /// `CallButton`: starts a conversation.
    CALL_START = "call-button.start", "Start conversation";
    /// The same, short enough for the button.
    CALL_START_SHORT = "call-button.start-short", "Start";
    /// `CallButton` while connecting.
    CALL_CANCEL = "call-button.cancel", "Cancel connecting";
    /// The same, short.
    CALL_CANCEL_SHORT = "call-button.cancel-short", "Cancel";
    /// `CallButton` during a conversation.
    CALL_END = "call-button.end", "End conversation";
    /// The same, short.
    CALL_END_SHORT = "call-button.end-short", "End";
    /// `CallButton` while the conversation ends.
    CALL_ENDING = "call-button.ending", "Ending conversation";
    /// The same, short.
    CALL_ENDING_SHORT = "call-button.ending-short", "Ending…";
    /// `MicToggle`: the button's name.
    MIC_MUTE = "mic-toggle.mute", "Mute microphone";
    /// Its text while the microphone is open.
    MIC_MUTE_SHORT = "mic-toggle.mute-short", "Mute";
    /// Its text while muted.
    MIC_MUTED_SHORT = "mic-toggle.muted-short", "Muted";
    /// `ConnectionNotice`: what happened.
    CONNECTION_LOST = "connection-notice.lost", "The connection is interrupted.";
    /// The number of the reconnect attempt.
    CONNECTION_ATTEMPT = "connection-notice.attempt", "Reconnecting: attempt {}";
    /// How many typed messages are queued, in `ConnectionNotice` and `MessageInput`.
    CONNECTION_QUEUED = "connection-notice.queued", "{} message queued until the connection is back.", "{} messages queued until the connection is back.";
    /// The button that retries at once.
    CONNECTION_RETRY = "connection-notice.retry", "Try now";
    /// The button that ends the call.
    CONNECTION_END = "connection-notice.end", "End conversation";
    /// `StartAudio`.
    START_AUDIO = "start-audio.press", "Turn on sound";
    /// `TranscriptExport`: the number of turns.
    TURNS = "transcript-export.turns", "{} turn", "{} turns";
    /// `TranscriptExport`: its name.
    EXPORT = "transcript-export.name", "Export transcript";
    /// The label of the format menu.
    EXPORT_FORMAT = "transcript-export.format", "Format";
    /// Plain text.
    EXPORT_TEXT = "transcript-export.text", "Text";
    /// Markdown.
    EXPORT_MARKDOWN = "transcript-export.markdown", "Markdown";
    /// JSON.
    EXPORT_JSON = "transcript-export.json", "JSON";
    /// Captions.
    EXPORT_WEB_VTT = "transcript-export.web-vtt", "Captions (WebVTT)";
    /// The copy button.
    EXPORT_COPY = "transcript-export.copy", "Copy";
    /// The button that saves a file.
    EXPORT_DOWNLOAD = "transcript-export.download", "Download";
    /// Shown after a successful copy.
    EXPORT_COPIED = "transcript-export.copied", "Copied";
    /// Shown if the browser did not allow it.
    EXPORT_FAILED = "transcript-export.failed", "The browser blocked this. Try the other button.";
    /// The agent's name in the export.
    EXPORT_AGENT = "transcript-export.agent", "Agent";
    /// The user's name in the export.
    EXPORT_USER = "transcript-export.user", "You";

    /// `PushToTalk`: its name.
    PUSH_TO_TALK = "push-to-talk.name", "Hold to talk";
    /// Its name if a tap latches it.
    PUSH_TO_TALK_LATCH = "push-to-talk.latch", "Hold or tap to talk";
    /// Its text while the microphone is open.
    PUSH_TO_TALK_TALKING = "push-to-talk.talking", "Talking…";
    /// Its instructions.
    PUSH_TO_TALK_INSTRUCTIONS = "push-to-talk.instructions", "Hold the button, Space or Enter while you talk, and release to listen.";
    /// Its instructions if a tap latches it.
    PUSH_TO_TALK_LATCH_INSTRUCTIONS = "push-to-talk.latch-instructions", "Hold the button, Space or Enter while you talk, or press it once to begin and once more to end.";
    /// `AgentState`: no agent is present.
    AGENT_UNKNOWN = "agent-state.unknown", "No agent";
    /// The conversation is not open yet, whether or not an agent is present.
    AGENT_CONNECTING = "agent-state.connecting", "Connecting to the agent…";
    /// No agent has joined yet.
    AGENT_WAITING = "agent-state.waiting", "Waiting for the agent…";
    /// The agent has left the conversation, which is still open.
    AGENT_LEFT = "agent-state.left", "The agent left";
    /// The agent speaks, but its audio does not play.
    AGENT_BLOCKED = "agent-state.blocked", "Agent audio is blocked";
    /// The agent is starting.
    AGENT_INITIALIZING = "agent-state.initializing", "Agent is getting ready…";
    /// The agent waits without listening.
    AGENT_IDLE = "agent-state.idle", "Agent is waiting";
    /// The agent listens to the user.
    AGENT_LISTENING = "agent-state.listening", "Agent is listening";
    /// The agent prepares an answer.
    AGENT_THINKING = "agent-state.thinking", "Agent is thinking…";
    /// The agent speaks.
    AGENT_SPEAKING = "agent-state.speaking", "Agent is speaking";
    /// No agent has joined within the time set in the options.
    AGENT_ABSENT = "agent-state.absent", "No agent available";
    /// `StatusBadge`: the status while connecting.
    STATUS_CONNECTING = "status-badge.connecting", "Connecting…";
    /// While the browser asks for the microphone.
    STATUS_PROMPT = "status-badge.prompt", "Waiting for your answer about the microphone…";
    /// During a reconnect.
    STATUS_RECONNECTING = "status-badge.reconnecting", "Reconnecting…";
    /// During a conversation.
    STATUS_CONNECTED = "status-badge.connected", "Connected";
    /// While the conversation ends.
    STATUS_ENDING = "status-badge.ending", "Ending…";
    /// Before the first conversation.
    STATUS_IDLE = "status-badge.idle", "Not connected";
    /// After the user hung up.
    STATUS_ENDED = "status-badge.ended", "Ended";
    /// After the agent hung up.
    STATUS_AGENT_ENDED = "status-badge.agent-ended", "The agent hung up";
    /// After any other end.
    STATUS_LOST = "status-badge.lost", "Disconnected";
    /// The mode while the user may speak.
    MODE_LISTENING = "status-badge.listening", "listening";
    /// The mode while the agent speaks.
    MODE_SPEAKING = "status-badge.speaking", "agent speaking";
    /// Instead of the mode: no agent has joined yet.
    MODE_WAITING = "status-badge.waiting", "waiting for the agent";
    /// Instead of the mode: the agent has left.
    MODE_LEFT = "status-badge.left", "agent left";
    /// Instead of the mode: the agent speaks, but its audio does not play.
    MODE_BLOCKED = "status-badge.blocked", "audio blocked";
    /// `TranscriptFeed`: its name.
    TRANSCRIPT = "transcript-feed.name", "Transcript";
    /// Its text while it is empty.
    TRANSCRIPT_EMPTY = "transcript-feed.empty", "The transcript appears here.";
    /// The button that scrolls to the newest turn.
    TRANSCRIPT_JUMP = "transcript-feed.jump", "Jump to latest";
    /// The heading of the user's turns.
    SPEAKER_USER = "transcript-feed.user", "You";
    /// The heading of the agent's turns.
    SPEAKER_AGENT = "transcript-feed.agent", "Agent";
    /// Screen reader announcement of a user's turn. `{}` is the text of the turn.
    SAID_USER = "transcript-feed.user-said", "You: {}";
    /// The same for the agent's turns.
    SAID_AGENT = "transcript-feed.agent-said", "Agent: {}";
    /// `VolumeSlider`.
    VOLUME = "volume-slider.name", "Volume";
    /// `MessageInput`: the field's name.
    MESSAGE = "message-input.name", "Message";
    /// The placeholder of the field.
    MESSAGE_PLACEHOLDER = "message-input.placeholder", "Type a message";
    /// The placeholder if the conversation does not accept text.
    MESSAGE_BY_VOICE_ONLY = "message-input.by-voice-only", "This conversation is by voice only";
    /// Its button.
    MESSAGE_SEND = "message-input.send", "Send";
    /// `ErrorNotice`: the name of the button that closes it.
    ERROR_DISMISS = "error-notice.dismiss", "Dismiss";
    /// What happened. [`Blanks::error`](super::Blanks::error) is the error, `{}` the English
    /// sentence.
    ERROR_MESSAGE = "error.message", "{}";
    /// What to do about it, likewise. If the site says when to try again, the error has
    /// [`retry_after`](crate::SpekoClientError::retry_after).
    ERROR_ADVICE = "error.advice", "{}";
    /// The same during a call, where the user need not start one.
    ERROR_ADVICE_IN_CALL = "error.advice-in-call", "{}";

    /// `MicToggle` while the microphone is not usable. The server muted it.
    MIC_SERVER_MUTED = "mic-toggle.server-muted", "Muted by the host";
    /// The permission is denied.
    MIC_BLOCKED = "mic-toggle.blocked", "Microphone blocked";
    /// Another program uses it.
    MIC_IN_USE = "mic-toggle.in-use", "Microphone in use";
    /// There is none.
    MIC_MISSING = "mic-toggle.missing", "No microphone";
    /// Muted by the system, not by the user.
    MIC_SYSTEM_MUTED = "mic-toggle.system-muted", "Muted by the system";

    /// The first entry of `MicSelect` and `SpeakerSelect`.
    DEVICE_DEFAULT = "device-select.default", "System default";
    /// A device without a label. `{}` is its number.
    DEVICE_UNNAMED = "device-select.unnamed", "Device {}";
    /// The entry of the wanted device while it is unplugged.
    DEVICE_GONE = "device-select.gone", "Not connected";
    /// The note while the system default replaces the wanted device.
    DEVICE_FALLBACK = "device-select.fallback", "Not connected. The system default is used until it is back.";
    /// `DeviceNotice`: the microphone is unplugged or unusable, and another one is in use.
    DEVICE_NOTICE_MIC = "device-notice.microphone", "Your microphone is unavailable. Another one is used.";
    /// The same for the loudspeaker.
    DEVICE_NOTICE_SPEAKER = "device-notice.speaker", "Your speaker is unavailable. Another one is used.";
    /// `MicSelect`: its label.
    MIC_SELECT = "mic-select.label", "Microphone";
    /// Its note before the permission is granted.
    MIC_SELECT_UNNAMED = "mic-select.unnamed", "Devices are listed once the microphone is allowed.";
    /// Its note if the permission is denied.
    MIC_SELECT_BLOCKED = "mic-select.blocked", "Allow the microphone in the browser's site settings.";
    /// Its note if there is no microphone.
    MIC_SELECT_MISSING = "mic-select.missing", "No microphone is connected.";
    /// `SpeakerSelect`: its label.
    SPEAKER_SELECT = "speaker-select.label", "Speaker";
    /// Its note if the browser does not support output selection.
    SPEAKER_SELECT_UNSUPPORTED = "speaker-select.unsupported", "This browser uses the system's audio output.";
    /// Its note if the browser refused the selected device.
    SPEAKER_SELECT_REFUSED = "speaker-select.refused", "This device cannot be used. The system default is used.";

    /// `VoiceWidget`: its heading unless the app sets one.
    WIDGET_TITLE = "voice-widget.title", "Talk to the agent";
    /// The name of its call controls.
    WIDGET_CONTROLS = "voice-widget.controls", "Call controls";
    /// The button that opens the settings.
    WIDGET_SETTINGS = "voice-widget.settings", "Audio and transcript";
    /// The floating button.
    WIDGET_OPEN = "voice-widget.open", "Open the conversation";
    /// The floating button during a call.
    WIDGET_OPEN_ON = "voice-widget.open-on", "Open the current conversation";
    /// The button that closes the card without ending the call.
    WIDGET_CLOSE = "voice-widget.close", "Close, without hanging up";
    /// `LevelMeter` of the user: its name.
    LEVEL_USER = "level-meter.user", "Microphone level";
    /// `LevelMeter` of the agent: its name.
    LEVEL_AGENT = "level-meter.agent", "Agent audio level";

    /// `VolumeSlider` if the browser does not let pages change the volume.
    VOLUME_FIXED = "volume-slider.fixed", "Use the volume buttons of this device.";
    /// `CallMediaSession`: the title in the system's media controls.
    CALL_MEDIA_SESSION_TITLE = "call-media-session.title", "Voice conversation";
    /// `PreJoin`: its name, and its first heading.
    PRE_JOIN = "pre-join.title", "Check your audio";
    /// The text below it, before the permission prompt.
    PRE_JOIN_ASK_ADVICE = "pre-join.ask-advice", "The browser will ask for the microphone. No audio is sent.";
    /// The button that asks for the microphone.
    PRE_JOIN_ASK = "pre-join.ask", "Try the microphone";
    /// The button that asks again after an error.
    PRE_JOIN_AGAIN = "pre-join.again", "Try again";
    /// The button that skips all steps.
    PRE_JOIN_SKIP = "pre-join.skip", "Skip the check";
    /// The heading if the browser does not support calls.
    PRE_JOIN_NO_CALLS = "pre-join.no-calls", "Calls are not supported";
    /// The page was not loaded over HTTPS. Also in `MicSelect` and `DeviceNotice`.
    PRE_JOIN_INSECURE = "pre-join.insecure", "Microphones require a secure page. Open this one with https.";
    /// The page may not use the microphone. Also in `MicSelect` and `DeviceNotice`.
    PRE_JOIN_POLICY = "pre-join.policy", "The page that embeds this one has to allow the microphone.";
    /// An outdated browser, or an in-app web view.
    PRE_JOIN_UNSUPPORTED = "pre-join.unsupported", "This browser does not support voice calls. Open the page in a current one.";
    /// The heading if the permission is denied.
    PRE_JOIN_BLOCKED = "pre-join.blocked", "Microphone access denied";
    /// The system does not let the browser use the microphone.
    PRE_JOIN_SYSTEM = "pre-join.system", "Allow this browser to use the microphone in the system's privacy settings, then try again.";
    /// The browser's question was closed without an answer.
    PRE_JOIN_DISMISSED = "pre-join.dismissed", "Try again, and allow the microphone when the browser asks.";
    /// Where Chromium-based browsers keep the permission.
    PRE_JOIN_ALLOW_CHROME = "pre-join.allow-chrome", "Press the icon left of the address, allow the microphone, then try again.";
    /// Where Android's browsers keep it.
    PRE_JOIN_ALLOW_ANDROID = "pre-join.allow-android", "Press the icon left of the address, then Permissions, and allow the microphone.";
    /// Where Firefox keeps it.
    PRE_JOIN_ALLOW_FIREFOX = "pre-join.allow-firefox", "Press the crossed-out microphone beside the address and clear the block, then try again.";
    /// Where Safari on macOS keeps it.
    PRE_JOIN_ALLOW_SAFARI = "pre-join.allow-safari", "In Safari's menu choose Settings for This Website and allow the microphone.";
    /// Where iPhones and iPads keep it.
    PRE_JOIN_ALLOW_IOS = "pre-join.allow-ios", "Press the page menu in the address bar, then Website Settings, and allow the microphone.";
    /// Any other browser.
    PRE_JOIN_ALLOW = "pre-join.allow", "Allow the microphone for this page in the browser's settings, then try again.";
    /// The heading if no microphone is available.
    PRE_JOIN_NO_MICROPHONE = "pre-join.no-microphone", "No microphone";
    /// Another program uses it.
    PRE_JOIN_IN_USE = "pre-join.in-use", "Another program is using the microphone. Close it there, then try again.";
    /// There is none.
    PRE_JOIN_MISSING = "pre-join.missing", "No microphone is connected. Connect one, then try again.";
    /// The heading of the microphone test.
    PRE_JOIN_SAY = "pre-join.say", "Say something";
    /// Its text until speech is detected.
    PRE_JOIN_WAITING = "pre-join.waiting", "The bar moves when you are heard.";
    /// Its text once speech is detected.
    PRE_JOIN_HEARD = "pre-join.heard", "You are heard.";
    /// Its text if nothing is heard for 5 s.
    PRE_JOIN_SILENCE = "pre-join.silence", "No audio detected. Choose another microphone, or check whether it is muted on the device or in the system.";
    /// Its text while the system mutes the microphone.
    PRE_JOIN_MUTED = "pre-join.muted", "Muted by the system. Switch the microphone on at the device, or allow it in the system's settings.";
    /// Its text if the browser cannot measure the level.
    PRE_JOIN_UNMEASURED = "pre-join.unmeasured", "The level of this microphone cannot be measured. It may work in the call. Otherwise choose another microphone, or give it and the speaker the same sample rate.";
    /// The button to the next step.
    PRE_JOIN_NEXT = "pre-join.next", "Next";
    /// The heading of the loudspeaker test.
    PRE_JOIN_LISTEN = "pre-join.listen", "Listen";
    /// Its instructions.
    PRE_JOIN_TONE = "pre-join.tone", "Play two notes. If you do not hear them, turn up the volume or choose another speaker.";
    /// The button that plays the notes.
    PRE_JOIN_PLAY = "pre-join.play", "Play the notes";
    /// The button that confirms that they were heard.
    PRE_JOIN_YES = "pre-join.yes", "I hear them";
    /// The heading of the last step.
    PRE_JOIN_READY = "pre-join.ready", "Ready";
    /// The text below it.
    PRE_JOIN_READY_ADVICE = "pre-join.ready-advice", "Start whenever you like.";

    /// `DebugPanel`: its name.
    DEBUG = "debug-panel.name", "Diagnostics";
    /// The section of events.
    DEBUG_EVENTS = "debug-panel.events", "Events";
    /// The section of session states.
    DEBUG_STATES = "debug-panel.states", "States";
    /// The section of connection statistics, and the filter for connection events.
    DEBUG_LINE = "debug-panel.line", "Connection";
    /// The section of microphones and loudspeakers.
    DEBUG_DEVICES = "debug-panel.devices", "Devices";
    /// Shown while there are no events.
    DEBUG_NOTHING = "debug-panel.nothing", "New events appear here.";
    /// The label of the filter.
    DEBUG_FILTER = "debug-panel.filter", "Show";
    /// The filter that shows all events.
    DEBUG_ALL = "debug-panel.all", "All";
    /// The filter for the start and end of the call.
    DEBUG_CALL = "debug-panel.call", "Call";
    /// The filter for agent events.
    DEBUG_AGENT = "debug-panel.agent", "Agent";
    /// The filter for microphone, device and playback events.
    DEBUG_SOUND = "debug-panel.sound", "Audio";
    /// The filter for transcript events.
    DEBUG_TRANSCRIPT = "debug-panel.transcript", "Transcript";
    /// The filter for errors.
    DEBUG_ERRORS = "debug-panel.errors", "Errors";
    /// Round-trip time to the server.
    DEBUG_ROUND_TRIP = "debug-panel.round-trip", "Round trip";
    /// Jitter of received packets.
    DEBUG_JITTER = "debug-panel.jitter", "Jitter";
    /// Lost packets, of all packets.
    DEBUG_LOST = "debug-panel.lost", "Packets lost";
    /// Bytes received.
    DEBUG_RECEIVED = "debug-panel.received", "Received";
    /// Bytes sent.
    DEBUG_SENT = "debug-panel.sent", "Sent";
    /// Packets and messages that were not understood.
    DEBUG_IGNORED = "debug-panel.ignored", "Not understood";
    /// The audio codec.
    DEBUG_CODEC = "debug-panel.codec", "Codec";
    /// Candidate types and protocols of the connection.
    DEBUG_PATH = "debug-panel.path", "Path";
    /// Audio levels of the user and the agent.
    DEBUG_LEVELS = "debug-panel.levels", "Levels, you / agent";
    /// The checkbox that adds the transcript to the report.
    DEBUG_WITH_TRANSCRIPT = "debug-panel.with-transcript", "Include the transcript";
    /// The button that copies the report.
    DEBUG_COPY = "debug-panel.copy", "Copy report";
    /// Shown after a successful copy.
    DEBUG_COPIED = "debug-panel.copied", "Copied";
    /// Shown if the browser did not allow it.
    DEBUG_COPY_FAILED = "debug-panel.copy-failed", "The browser blocked this";
}
