//! One caller's session: a signaling socket, a media socket, an agent, and the clock that drives
//! them.
//!
//! Each session is one task, and all of its state ends with the task, whether by an invalid
//! message, a timeout, a hang-up or a panic.

mod end;
mod execute;
mod handle;
mod signal_socket;
mod signaling;
mod subscriber_pc;
mod timeouts;
mod version;

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use axum::extract::ws::WebSocket;
use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::time::sleep_until;

use end::End;
use signal_socket::SignalSocket;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::livekit::wire::{JoinRequest, LeaveRequest};
use subscriber_pc::SubscriberPc;

use crate::agent::Agent;
use crate::http::App;
use crate::messages::Participants;
use crate::peer::{self, Peer};
use crate::rooms::Place;
use crate::token::{Claims, unix_time};

/// Timeout for sending a message, and for the caller to close after the last one.
const SEND_TIMEOUT: Duration = Duration::from_secs(1);
/// How often LiveKit sends a new token.
const REFRESH_EVERY: Duration = Duration::from_secs(5 * 60);
/// A WebRTC datagram is not larger than an Ethernet frame.
const LARGEST_DATAGRAM: usize = 2_048;

/// The state of a session.
struct Session {
    app: App,
    claims: Claims,
    place: Place,
    participants: Participants,
    /// With two peer connections, the publisher.
    peer: Peer,
    /// With two peer connections, the subscriber.
    subscriber: Option<SubscriberPc>,
    agent: Agent,
    media: UdpSocket,
    socket: SignalSocket,
    /// New sockets of a caller that resumes.
    new_sockets: mpsc::Receiver<WebSocket>,
    began: Instant,
    last_frame: Instant,
    next_refresh: Instant,
    /// When the token expires.
    expires: Instant,
    /// When the media connection was lost, or the session started without one. `None` while it is
    /// up.
    down_since: Option<Instant>,
    /// When the socket was lost. `None` while there is one.
    socket_lost_since: Option<Instant>,
    was_up: bool,
    requested_media_section: bool,
    /// Whether the caller has subscribed to the agent.
    subscribed: bool,
    /// The last sequence number of the caller's data.
    heard_sequence: u32,
}

/// How a caller joins.
#[derive(Debug, Default)]
pub(crate) struct JoinOptions {
    pub(crate) request: JoinRequest,
    /// Whether the caller uses two peer connections.
    pub(crate) dual: bool,
}

/// Runs a session to its end, or passes the socket to the session that it resumes.
pub(crate) async fn run(
    app: App,
    claims: Claims,
    options: JoinOptions,
    media_ip: IpAddr,
    socket: WebSocket,
) {
    if options.request.reconnect {
        let sid = &options.request.participant_sid;
        if let Some(socket) = app.rooms.hand_over(&claims.video.room, sid, socket) {
            signal_socket::refuse(socket).await;
        }
        return;
    }
    let place = app.rooms.enter(&claims.video.room);
    let log = app.config.log.then(|| place.room().to_owned());
    if let Some(room) = &log {
        eprintln!("{room}: a caller joined");
    }
    let end = match Session::new(app, claims, place, socket, media_ip, options.dual).await {
        Ok(mut session) => {
            let end = session.run(options.request).await;
            session.close(end).await;
            end
        }
        Err(_) => End::NeverConnected,
    };
    if let Some(room) = &log {
        eprintln!("{room}: {}", end.words());
    }
}

impl Session {
    async fn new(
        app: App,
        claims: Claims,
        place: Place,
        socket: WebSocket,
        media_ip: IpAddr,
        dual: bool,
    ) -> std::io::Result<Self> {
        let media = UdpSocket::bind(SocketAddr::new(media_ip, 0)).await?;
        let peer = Peer::new(media.local_addr()?).map_err(std::io::Error::other)?;
        let subscriber = if dual && claims.video.subscribes() {
            Some(SubscriberPc::new(media_ip).await?)
        } else {
            None
        };
        let agent = Agent::new(app.greeting.clone()).with_greeting_times(app.config.greeting_times);
        let now = Instant::now();
        let participants = Participants::new(&claims);
        // A caller has one socket at a time.
        let (give, new_sockets) = mpsc::channel(1);
        place.accept_sockets(&participants.user().sid, give);
        Ok(Self {
            participants,
            expires: now + Duration::from_secs(claims.exp.saturating_sub(unix_time())),
            app,
            claims,
            place,
            peer,
            subscriber,
            agent,
            media,
            socket: SignalSocket::new(socket),
            new_sockets,
            began: now,
            last_frame: now,
            next_refresh: now + REFRESH_EVERY,
            down_since: Some(now),
            socket_lost_since: None,
            was_up: false,
            requested_media_section: false,
            subscribed: true,
            heard_sequence: 0,
        })
    }

    /// Runs until something ends the session.
    async fn run(&mut self, request: JoinRequest) -> End {
        let Err(end) = self.try_run(request).await;
        end
    }

    async fn try_run(&mut self, request: JoinRequest) -> Result<std::convert::Infallible, End> {
        let mut replaced = self.place.replaced();
        let mut ending = self.app.ending.clone();
        let mut datagram = vec![0; LARGEST_DATAGRAM];
        self.welcome(request)?;
        loop {
            let wake_at = self.drain_outputs().await?;
            tokio::select! {
                frame = self.socket.next() => self.read_frame(frame)?,
                Some(socket) = self.new_sockets.recv() => self.resume(socket)?,
                (source, datagram) = subscriber_pc::receive(self.subscriber.as_ref()) => {
                    if let Some(subscriber) = &mut self.subscriber {
                        subscriber.peer.receive(Instant::now(), source, &datagram)?;
                    }
                }
                received = self.media.recv_from(&mut datagram) => {
                    // An error reports that an earlier datagram could not be delivered. The timeout
                    // covers lasting failures.
                    if let Ok((length, source)) = received {
                        self.peer.receive(Instant::now(), source, datagram.get(..length).unwrap_or_default())?;
                    }
                }
                () = sleep_until(wake_at.into()) => self.wake()?,
                _ = replaced.wait_for(|replaced| *replaced) => return Err(End::Replaced),
                _ = ending.wait_for(|ending| *ending) => return Err(End::ShuttingDown),
            }
        }
    }

    /// Executes all outputs of the connection and the agent. Returns when to wake up.
    async fn drain_outputs(&mut self) -> Result<Instant, End> {
        loop {
            match self.peer.poll()? {
                peer::Action::Transmit(to, datagram) => {
                    // Errors are ignored, since datagrams may be lost.
                    let _ = self.media.send_to(&datagram, to).await;
                }
                peer::Action::Event(event) => self.handle_event(event)?,
                peer::Action::Wait(at) => {
                    let next = match &mut self.subscriber {
                        Some(subscriber) => subscriber.peer.poll()?,
                        None => peer::Action::Wait(at),
                    };
                    match next {
                        peer::Action::Transmit(to, datagram) => {
                            if let Some(subscriber) = &self.subscriber {
                                subscriber.send(to, &datagram).await;
                            }
                        }
                        peer::Action::Event(event) => self.handle_subscriber_event(event)?,
                        peer::Action::Wait(then) => match self.agent.poll() {
                            Some(action) => self.execute(action)?,
                            None => return Ok(at.min(then).min(self.deadline())),
                        },
                    }
                }
            }
        }
    }

    /// Sends the reason to the caller, and waits a little for the caller to close.
    async fn close(mut self, end: End) {
        let sent = end.reason().is_some_and(|reason| {
            let leave = LeaveRequest {
                reason: reason.into(),
                ..LeaveRequest::default()
            };
            self.socket.is_open() && self.send(ServerMessage::Leave(leave)).is_ok()
        });
        self.socket.finish(sent).await;
        self.peer.close();
        while let Ok(peer::Action::Transmit(to, datagram)) = self.peer.poll() {
            let _ = self.media.send_to(&datagram, to).await;
        }
        if let Some(mut subscriber) = self.subscriber {
            subscriber.peer.close();
            while let Ok(peer::Action::Transmit(to, datagram)) = subscriber.peer.poll() {
                subscriber.send(to, &datagram).await;
            }
        }
    }

    /// Returns the agent's time in ms.
    fn millis(&self) -> u64 {
        self.began.elapsed().as_millis() as u64
    }
}
