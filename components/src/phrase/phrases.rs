//! The one table of everything that the components say. A constant that no component of a page uses adds nothing to it.

use super::Phrase;

macro_rules! phrases {
    ($($(#[$about:meta])* $name:ident = $key:literal, $english:literal $(, $plural:literal)?;)*) => {
        $($(#[$about])* pub const $name: Phrase = phrases!(@one $key, $english $(, $plural)?);)*

        /// All of them, in the order of the components: what a translator goes through.
        pub const ALL: &[Phrase] = &[$($name),*];
    };
    (@one $key:literal, $english:literal) => { Phrase::new($key, $english) };
    (@one $key:literal, $one:literal, $other:literal) => { Phrase::counted($key, $one, $other) };
}

phrases! {
    /// `CallButton`: what a press begins.
    CALL_START = "call-button.start", "Start conversation";
    /// The same as short as a button needs it.
    CALL_START_SHORT = "call-button.start-short", "Start";
    /// `CallButton` while it connects.
    CALL_CANCEL = "call-button.cancel", "Cancel connecting";
    /// The same, short.
    CALL_CANCEL_SHORT = "call-button.cancel-short", "Cancel";
    /// `CallButton` during a conversation.
    CALL_END = "call-button.end", "End conversation";
    /// The same, short.
    CALL_END_SHORT = "call-button.end-short", "End";
    /// `CallButton` while it ends.
    CALL_ENDING = "call-button.ending", "Ending conversation";
    /// The same, short.
    CALL_ENDING_SHORT = "call-button.ending-short", "Ending…";
    /// `MicToggle`: the button's name.
    MIC_MUTE = "mic-toggle.mute", "Mute microphone";
    /// What it shows while the microphone is open.
    MIC_MUTE_SHORT = "mic-toggle.mute-short", "Mute";
    /// What it shows while muted is wanted.
    MIC_MUTED_SHORT = "mic-toggle.muted-short", "Muted";
    /// `ConnectionNotice`: what happened.
    CONNECTION_LOST = "connection-notice.lost", "The connection is interrupted.";
    /// The number of the attempt to mend it.
    CONNECTION_ATTEMPT = "connection-notice.attempt", "Trying again: attempt {}";
    /// How many typed messages wait for it, here and in `MessageInput`.
    CONNECTION_QUEUED = "connection-notice.queued", "{} message waits, and is sent when the connection is back.", "{} messages wait, and are sent when the connection is back.";
    /// The button that does not wait.
    CONNECTION_RETRY = "connection-notice.retry", "Try now";
    /// The button that ends the call.
    CONNECTION_END = "connection-notice.end", "End conversation";
    /// `StartAudio`.
    START_AUDIO = "start-audio.press", "Turn on sound";
    /// `TranscriptExport`: how many turns there are.
    TURNS = "transcript-export.turns", "{} turn", "{} turns";
    /// `TranscriptExport`: what it is.
    EXPORT = "transcript-export.name", "Export transcript";
    /// The choice of a format.
    EXPORT_FORMAT = "transcript-export.format", "Format";
    /// Plain text.
    EXPORT_TEXT = "transcript-export.text", "Text";
    /// Markdown.
    EXPORT_MARKDOWN = "transcript-export.markdown", "Markdown";
    /// JSON.
    EXPORT_JSON = "transcript-export.json", "JSON";
    /// Captions.
    EXPORT_WEB_VTT = "transcript-export.web-vtt", "Captions (WebVTT)";
    /// The button that copies.
    EXPORT_COPY = "transcript-export.copy", "Copy";
    /// The button that saves a file.
    EXPORT_DOWNLOAD = "transcript-export.download", "Download";
    /// What is said once it is on the clipboard.
    EXPORT_COPIED = "transcript-export.copied", "Copied";
    /// What is said when the browser did not allow it.
    EXPORT_FAILED = "transcript-export.failed", "The browser did not allow that. Try the other button.";
    /// The agent's name in what is exported.
    EXPORT_AGENT = "transcript-export.agent", "Agent";
    /// The person's name in what is exported.
    EXPORT_USER = "transcript-export.user", "You";

    /// `PushToTalk`: its name.
    PUSH_TO_TALK = "push-to-talk.name", "Hold to talk";
    /// Its name where a tap is enough.
    PUSH_TO_TALK_LATCH = "push-to-talk.latch", "Hold or tap to talk";
    /// What it shows while the person may speak.
    PUSH_TO_TALK_TALKING = "push-to-talk.talking", "Talking…";
    /// How it works.
    PUSH_TO_TALK_HOW = "push-to-talk.how", "Hold the button, Space or Enter while you talk, and let go to listen.";
    /// How it works where a tap is enough.
    PUSH_TO_TALK_LATCH_HOW = "push-to-talk.latch-how", "Hold the button, Space or Enter while you talk, or press it once to begin and once more to end.";
    /// `AgentState`: no agent is there.
    AGENT_UNKNOWN = "agent-state.unknown", "No agent";
    /// It is starting.
    AGENT_INITIALIZING = "agent-state.initializing", "Agent is getting ready…";
    /// It waits without listening.
    AGENT_IDLE = "agent-state.idle", "Agent is waiting";
    /// It hears the person.
    AGENT_LISTENING = "agent-state.listening", "Agent is listening";
    /// It prepares an answer.
    AGENT_THINKING = "agent-state.thinking", "Agent is thinking…";
    /// It talks.
    AGENT_SPEAKING = "agent-state.speaking", "Agent is speaking";
    /// Nobody has come within the time that the options give.
    AGENT_ABSENT = "agent-state.absent", "No agent has come";
    /// `StatusBadge`, where the session stands.
    STATUS_CONNECTING = "status-badge.connecting", "Connecting…";
    /// While the line is being mended.
    STATUS_RECONNECTING = "status-badge.reconnecting", "Reconnecting…";
    /// During a conversation.
    STATUS_CONNECTED = "status-badge.connected", "Connected";
    /// While it ends.
    STATUS_ENDING = "status-badge.ending", "Ending…";
    /// Before the first conversation.
    STATUS_IDLE = "status-badge.idle", "Not connected";
    /// After the person hung up.
    STATUS_ENDED = "status-badge.ended", "Ended";
    /// After the agent hung up.
    STATUS_AGENT_ENDED = "status-badge.agent-ended", "The agent hung up";
    /// After any other end.
    STATUS_LOST = "status-badge.lost", "Disconnected";
    /// Who has the floor: the person.
    MODE_LISTENING = "status-badge.listening", "listening";
    /// Who has the floor: the agent.
    MODE_SPEAKING = "status-badge.speaking", "agent speaking";
    /// `TranscriptFeed`: its name.
    TRANSCRIPT = "transcript-feed.name", "Transcript";
    /// What it shows while nothing was said.
    TRANSCRIPT_EMPTY = "transcript-feed.empty", "What is said appears here.";
    /// The button that goes to the newest words.
    TRANSCRIPT_JUMP = "transcript-feed.jump", "Jump to latest";
    /// Who speaks, over a row: the person.
    SPEAKER_USER = "transcript-feed.user", "You";
    /// Who speaks, over a row: the agent.
    SPEAKER_AGENT = "transcript-feed.agent", "Agent";
    /// What a screen reader is told of a turn of the person's; `{}` is what was said.
    SAID_USER = "transcript-feed.user-said", "You: {}";
    /// The same of the agent's.
    SAID_AGENT = "transcript-feed.agent-said", "Agent: {}";
    /// `VolumeSlider`.
    VOLUME = "volume-slider.name", "Volume";
    /// `MessageInput`: the field's name.
    MESSAGE = "message-input.name", "Message";
    /// What the empty field shows.
    MESSAGE_PLACEHOLDER = "message-input.placeholder", "Type a message";
    /// What it shows in a conversation that has no way to type.
    MESSAGE_BY_VOICE_ONLY = "message-input.by-voice-only", "This conversation is by voice only";
    /// Its button.
    MESSAGE_SEND = "message-input.send", "Send";
    /// `ErrorNotice`: the name of the button that takes it away.
    ERROR_DISMISS = "error-notice.dismiss", "Dismiss";
    /// What went wrong. [`Blanks::error`](super::Blanks::error) says which error, `{}` is the English sentence.
    ERROR_MESSAGE = "error.message", "{}";
    /// What to do about it, in the same way.
    ERROR_ADVICE = "error.advice", "{}";

    /// `MicToggle` while its microphone's state needs words: what a press then does. The server has muted it.
    MIC_SERVER_MUTED = "mic-toggle.server-muted", "Muted by the agent's side";
    /// It is not allowed.
    MIC_BLOCKED = "mic-toggle.blocked", "Microphone blocked";
    /// Another program holds it.
    MIC_IN_USE = "mic-toggle.in-use", "Microphone in use";
    /// There is none.
    MIC_MISSING = "mic-toggle.missing", "No microphone";
    /// The system silences it though the caller does not.
    MIC_SILENCED = "mic-toggle.silenced", "Silenced by the system";

    /// The first entry of `MicSelect` and `SpeakerSelect`.
    DEVICE_DEFAULT = "device-select.default", "System default";
    /// A device without a name; its number.
    DEVICE_UNNAMED = "device-select.unnamed", "Device {}";
    /// The entry of the wanted device while it is not there.
    DEVICE_GONE = "device-select.gone", "Not connected";
    /// What is said while the system's default stands in for the wanted device.
    DEVICE_STAND_IN = "device-select.stand-in", "Not connected. The system default is used until it is back.";
    /// `DeviceNote`: the microphone is gone or could not be used, and another one is.
    DEVICE_NOTE_MIC = "device-note.microphone", "Your microphone is not available now. Another one is used.";
    /// The same of the loudspeaker.
    DEVICE_NOTE_SPEAKER = "device-note.speaker", "Your loudspeaker is not available now. Another one is used.";
    /// `MicSelect`: its label.
    MIC_SELECT = "mic-select.label", "Microphone";
    /// What it says before the microphone is allowed.
    MIC_SELECT_UNNAMED = "mic-select.unnamed", "Devices are listed once the microphone is allowed.";
    /// What it says when it is not allowed.
    MIC_SELECT_BLOCKED = "mic-select.blocked", "Allow the microphone in the browser's site settings.";
    /// What it says when there is none.
    MIC_SELECT_MISSING = "mic-select.missing", "No microphone is connected.";
    /// `SpeakerSelect`: its label.
    SPEAKER_SELECT = "speaker-select.label", "Loudspeaker";
    /// What it says where the browser lets nobody choose.
    SPEAKER_SELECT_UNSUPPORTED = "speaker-select.unsupported", "This browser plays through the system's output.";
    /// What it says when the browser does not let the chosen one be used.
    SPEAKER_SELECT_REFUSED = "speaker-select.refused", "It cannot be used here. The system default is used.";

    /// `VoiceWidget`: its heading where the app gives none.
    WIDGET_TITLE = "voice-widget.title", "Talk to the agent";
    /// The name of its call controls.
    WIDGET_CONTROLS = "voice-widget.controls", "Call controls";
    /// What opens the settings.
    WIDGET_SETTINGS = "voice-widget.settings", "Sound and transcript";
    /// The floating button.
    WIDGET_OPEN = "voice-widget.open", "Open the conversation";
    /// The floating button while a call goes on.
    WIDGET_OPEN_ON = "voice-widget.open-on", "Open the conversation that is going on";
    /// It closes the card and does not hang up.
    WIDGET_CLOSE = "voice-widget.close", "Close, without hanging up";
    /// `LevelMeter` of the person's side: its name.
    LEVEL_USER = "level-meter.user", "Microphone level";
    /// `LevelMeter` of the agent's side: its name.
    LEVEL_AGENT = "level-meter.agent", "Agent's sound level";

    /// `VolumeSlider` where the browser lets no page change the loudness.
    VOLUME_FIXED = "volume-slider.fixed", "Use the volume buttons of this device.";
    /// `PhoneManners`: what the system shows of the call.
    PHONE_TITLE = "phone-manners.title", "Voice conversation";
    /// `PreJoin`: its name, and its heading at the beginning.
    PRE_JOIN = "pre-join.title", "Check your sound";
    /// Under it, before the microphone is asked for.
    PRE_JOIN_ASK_ADVICE = "pre-join.ask-advice", "The browser will ask for the microphone. Nothing is sent anywhere.";
    /// What asks for it.
    PRE_JOIN_ASK = "pre-join.ask", "Try the microphone";
    /// What asks for it again after something was in the way.
    PRE_JOIN_AGAIN = "pre-join.again", "Try again";
    /// What passes over all of it.
    PRE_JOIN_SKIP = "pre-join.skip", "Skip the check";
    /// The heading where no call is possible.
    PRE_JOIN_NO_CALLS = "pre-join.no-calls", "No calls in this browser";
    /// The page did not come by https.
    PRE_JOIN_INSECURE = "pre-join.insecure", "Microphones work on secure pages only: open this one with https.";
    /// The browser is too old, or a view inside of another app.
    PRE_JOIN_UNSUPPORTED = "pre-join.unsupported", "This browser has no voice calls. Open the page in a current one.";
    /// The heading while the microphone is not allowed.
    PRE_JOIN_BLOCKED = "pre-join.blocked", "The microphone is not allowed";
    /// Where Chrome and its kin keep the permission.
    PRE_JOIN_ALLOW_CHROME = "pre-join.allow-chrome", "Press the icon left of the address, allow the microphone, then try again.";
    /// Where Android's browsers keep it.
    PRE_JOIN_ALLOW_ANDROID = "pre-join.allow-android", "Press the icon left of the address, then Permissions, and allow the microphone.";
    /// Where Firefox keeps it.
    PRE_JOIN_ALLOW_FIREFOX = "pre-join.allow-firefox", "Press the crossed-out microphone beside the address and clear the block, then try again.";
    /// Where Safari on a Mac keeps it.
    PRE_JOIN_ALLOW_SAFARI = "pre-join.allow-safari", "In Safari's menu choose Settings for This Website and allow the microphone.";
    /// Where iPhones and iPads keep it.
    PRE_JOIN_ALLOW_IOS = "pre-join.allow-ios", "Press the page menu in the address bar, then Website Settings, and allow the microphone.";
    /// Any other browser.
    PRE_JOIN_ALLOW = "pre-join.allow", "Allow the microphone for this page in the browser's settings, then try again.";
    /// The heading while there is no microphone to be had.
    PRE_JOIN_NO_MICROPHONE = "pre-join.no-microphone", "No microphone";
    /// Another program holds it.
    PRE_JOIN_IN_USE = "pre-join.in-use", "Another program is using the microphone. Close it there, then try again.";
    /// There is none.
    PRE_JOIN_MISSING = "pre-join.missing", "None is connected. Connect one, then try again.";
    /// The heading of the microphone test.
    PRE_JOIN_SAY = "pre-join.say", "Say something";
    /// Until somebody does.
    PRE_JOIN_WAITING = "pre-join.waiting", "The bar moves when we hear you.";
    /// Once somebody did.
    PRE_JOIN_HEARD = "pre-join.heard", "We hear you.";
    /// Nothing came for a while.
    PRE_JOIN_SILENCE = "pre-join.silence", "We hear nothing. Choose another microphone, or look whether it is muted at the device or in the system.";
    /// What goes on from there.
    PRE_JOIN_NEXT = "pre-join.next", "Next";
    /// The heading of the loudspeaker test.
    PRE_JOIN_LISTEN = "pre-join.listen", "Listen";
    /// What it is about.
    PRE_JOIN_TONE = "pre-join.tone", "Play two notes. If you do not hear them, turn up the volume or choose another loudspeaker.";
    /// What plays them.
    PRE_JOIN_PLAY = "pre-join.play", "Play the notes";
    /// What says that they were heard.
    PRE_JOIN_YES = "pre-join.yes", "I hear them";
    /// The heading at the end.
    PRE_JOIN_READY = "pre-join.ready", "Ready";
    /// Under it.
    PRE_JOIN_READY_ADVICE = "pre-join.ready-advice", "Start whenever you like.";

    /// `DebugPanel`: what it is.
    DEBUG = "debug-panel.name", "Diagnostics";
    /// Its parts: what happened.
    DEBUG_EVENTS = "debug-panel.events", "Events";
    /// What the session is like.
    DEBUG_STATES = "debug-panel.states", "States";
    /// The line to the server.
    DEBUG_LINE = "debug-panel.line", "Line";
    /// Microphones and loudspeakers.
    DEBUG_DEVICES = "debug-panel.devices", "Devices";
    /// While nothing has happened.
    DEBUG_NOTHING = "debug-panel.nothing", "What happens from now on appears here.";
    /// The choice of what is shown.
    DEBUG_FILTER = "debug-panel.filter", "Show";
    /// All of it.
    DEBUG_ALL = "debug-panel.all", "All";
    /// The call's beginning and end.
    DEBUG_CALL = "debug-panel.call", "Call";
    /// What the agent does.
    DEBUG_AGENT = "debug-panel.agent", "Agent";
    /// Microphone, devices and playing.
    DEBUG_SOUND = "debug-panel.sound", "Sound";
    /// That something was said.
    DEBUG_TRANSCRIPT = "debug-panel.transcript", "Transcript";
    /// What went wrong.
    DEBUG_ERRORS = "debug-panel.errors", "Errors";
    /// To the server and back.
    DEBUG_ROUND_TRIP = "debug-panel.round-trip", "Round trip";
    /// How unevenly packets come.
    DEBUG_JITTER = "debug-panel.jitter", "Jitter";
    /// Packets that did not come, of all.
    DEBUG_LOST = "debug-panel.lost", "Packets lost";
    /// Bytes in.
    DEBUG_RECEIVED = "debug-panel.received", "Received";
    /// Bytes out.
    DEBUG_SENT = "debug-panel.sent", "Sent";
    /// How the sound is packed.
    DEBUG_CODEC = "debug-panel.codec", "Codec";
    /// By which kinds of addresses it goes.
    DEBUG_PATH = "debug-panel.path", "Path";
    /// How loud the person and the agent are.
    DEBUG_LEVELS = "debug-panel.levels", "Levels, you / agent";
    /// The tick that puts what was said into the report.
    DEBUG_WITH_TRANSCRIPT = "debug-panel.with-transcript", "With what was said";
    /// The button that copies the report.
    DEBUG_COPY = "debug-panel.copy", "Copy report";
    /// What is said once it is on the clipboard.
    DEBUG_COPIED = "debug-panel.copied", "Copied";
    /// What is said when the browser did not allow it.
    DEBUG_COPY_FAILED = "debug-panel.copy-failed", "The browser did not allow it";
}
