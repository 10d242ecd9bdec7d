//! One caller's session: a socket for signalling, a socket for media, an agent, and the clock that drives them.
//!
//! Everything of a session is in one task and ends with it, whatever ends it: garbage, silence, a hang-up or a panic.

mod end;
mod handle;
mod obey;
mod version;

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket, close_code};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use speko_client::wire::proto::signal_response::Message as Say;
use speko_client::wire::proto::{JoinRequest, LeaveRequest, SignalRequest, SignalResponse};
use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::time::{sleep_until, timeout};

use end::End;

use crate::agent::Agent;
use crate::http::App;
use crate::messages::Cast;
use crate::peer::{self, Peer};
use crate::rooms::Place;
use crate::token::{Claims, seconds_since_1970};

/// Messages that wait for a slow socket; a caller who reads none is gone.
const MOST_WAITING: usize = 256;
/// How long a message may take to leave, and a caller to close after the last one.
const PATIENCE: Duration = Duration::from_secs(1);
/// LiveKit sends a new token this often.
const REFRESH_EVERY: Duration = Duration::from_secs(5 * 60);
/// The largest datagram of WebRTC is an Ethernet frame.
const LARGEST_DATAGRAM: usize = 2_048;

/// A session's state.
struct Session {
    app: App,
    claims: Claims,
    place: Place,
    cast: Cast,
    peer: Peer,
    agent: Agent,
    media: UdpSocket,
    outgoing: mpsc::Sender<Frame>,
    began: Instant,
    last_frame: Instant,
    next_refresh: Instant,
    /// When the token's time is over.
    expires: Instant,
    /// When the media connection broke, or the session began without one; nothing while it is up.
    down_since: Option<Instant>,
    was_up: bool,
    asked_for_line: bool,
}

/// Runs a session to its end.
pub(crate) async fn run(
    app: App,
    claims: Claims,
    request: JoinRequest,
    media_ip: IpAddr,
    socket: WebSocket,
) {
    let (sink, mut incoming) = socket.split();
    let (outgoing, waiting) = mpsc::channel(MOST_WAITING);
    let writer = tokio::spawn(write(sink, waiting));
    let place = app.rooms.enter(&claims.video.room);
    let log = app.config.log.then(|| place.room().to_owned());
    if let Some(room) = &log {
        eprintln!("{room}: a caller joined");
    }
    let end = match Session::new(app, claims, place, outgoing.clone(), media_ip).await {
        Ok(mut session) => {
            let end = session.talk(request, &mut incoming).await;
            session.say_goodbye(end, &mut incoming).await;
            end
        }
        Err(_) => End::NeverConnected,
    };
    drop(outgoing);
    // The writer ends by itself once nobody can give it a message.
    let _ = timeout(PATIENCE, writer).await;
    if let Some(room) = &log {
        eprintln!("{room}: {}", end.words());
    }
}

impl Session {
    async fn new(
        app: App,
        claims: Claims,
        place: Place,
        outgoing: mpsc::Sender<Frame>,
        media_ip: IpAddr,
    ) -> std::io::Result<Self> {
        let media = UdpSocket::bind(SocketAddr::new(media_ip, 0)).await?;
        let peer = Peer::new(media.local_addr()?).map_err(std::io::Error::other)?;
        let agent = Agent::new(app.greeting.clone());
        let now = Instant::now();
        Ok(Self {
            cast: Cast::new(&claims),
            expires: now + Duration::from_secs(claims.exp.saturating_sub(seconds_since_1970())),
            app,
            claims,
            place,
            peer,
            agent,
            media,
            outgoing,
            began: now,
            last_frame: now,
            next_refresh: now + REFRESH_EVERY,
            down_since: Some(now),
            was_up: false,
            asked_for_line: false,
        })
    }

    /// Talks until something ends it.
    async fn talk(&mut self, request: JoinRequest, incoming: &mut SplitStream<WebSocket>) -> End {
        let Err(end) = self.try_talk(request, incoming).await;
        end
    }

    async fn try_talk(
        &mut self,
        request: JoinRequest,
        incoming: &mut SplitStream<WebSocket>,
    ) -> Result<std::convert::Infallible, End> {
        let mut replaced = self.place.replaced();
        let mut ending = self.app.ending.clone();
        let mut datagram = vec![0; LARGEST_DATAGRAM];
        self.welcome(request)?;
        loop {
            let wake_at = self.settle().await?;
            tokio::select! {
                frame = incoming.next() => self.read_frame(frame)?,
                received = self.media.recv_from(&mut datagram) => {
                    // An error tells of a datagram that we sent in vain; the clock notices if that lasts.
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

    /// Does all that the connection and the agent want done. Says when to wake.
    async fn settle(&mut self) -> Result<Instant, End> {
        loop {
            match self.peer.poll()? {
                peer::Order::Transmit(to, datagram) => {
                    // A datagram may be lost.
                    let _ = self.media.send_to(&datagram, to).await;
                }
                peer::Order::Tell(news) => self.read_news(news)?,
                peer::Order::Wait(at) => match self.agent.poll() {
                    Some(order) => self.obey(order)?,
                    None => return Ok(at.min(self.deadline())),
                },
            }
        }
    }

    /// The first moment at which the session has something to do by itself.
    fn deadline(&self) -> Instant {
        let agent = self
            .agent
            .deadline()
            .map(|at| self.began + Duration::from_millis(at));
        let deadlines = [
            Some(self.last_frame + self.app.config.timings.vanish_after),
            Some(self.expires),
            self.down_until(),
            agent,
        ];
        deadlines
            .into_iter()
            .flatten()
            .fold(self.next_refresh, Instant::min)
    }

    fn down_until(&self) -> Option<Instant> {
        let timings = &self.app.config.timings;
        let patience = if self.was_up {
            timings.recover_within
        } else {
            timings.connect_within
        };
        self.down_since.map(|since| since + patience)
    }

    fn wake(&mut self) -> Result<(), End> {
        let now = Instant::now();
        self.peer.wake(now)?;
        self.agent.tick(self.millis());
        if now >= self.last_frame + self.app.config.timings.vanish_after {
            return Err(End::Vanished);
        }
        if self.down_until().is_some_and(|until| now >= until) {
            return Err(if self.was_up {
                End::Vanished
            } else {
                End::NeverConnected
            });
        }
        if now >= self.expires {
            return Err(End::Expired);
        }
        if now >= self.next_refresh {
            self.next_refresh = now + REFRESH_EVERY;
            self.refresh_token()?;
        }
        Ok(())
    }

    fn read_frame(&mut self, frame: Option<Result<Frame, axum::Error>>) -> Result<(), End> {
        self.last_frame = Instant::now();
        match frame {
            Some(Ok(Frame::Binary(bytes))) => {
                let request = SignalRequest::decode(&bytes).map_err(|_| End::Garbage)?;
                self.read_request(request)
            }
            Some(Ok(Frame::Ping(_) | Frame::Pong(_))) => Ok(()),
            Some(Ok(Frame::Text(_))) => Err(End::Garbage),
            Some(Ok(Frame::Close(_)) | Err(_)) | None => Err(End::SocketClosed),
        }
    }

    /// Tells the caller why, and waits a little for the caller to close.
    async fn say_goodbye(&mut self, end: End, incoming: &mut SplitStream<WebSocket>) {
        if let Some(reason) = end.reason() {
            let leave = LeaveRequest {
                reason: reason.into(),
                ..LeaveRequest::default()
            };
            if self.say(Say::Leave(leave)).is_ok() {
                let until_closed = async { while let Some(Ok(_)) = incoming.next().await {} };
                let _ = timeout(PATIENCE, until_closed).await;
            }
        }
        self.peer.close();
        while let Ok(peer::Order::Transmit(to, datagram)) = self.peer.poll() {
            let _ = self.media.send_to(&datagram, to).await;
        }
    }

    fn say(&self, message: Say) -> Result<(), End> {
        let version = matches!(message, Say::Join(_)).then(version::encode);
        let mut frame = SignalResponse {
            message: Some(message),
        }
        .encode_to_vec();
        frame.extend(version.into_iter().flatten());
        self.outgoing
            .try_send(Frame::Binary(frame.into()))
            .map_err(|_| End::SocketClosed)
    }

    /// The agent's clock.
    fn millis(&self) -> u64 {
        self.began.elapsed().as_millis() as u64
    }
}

/// Writes what waits, each message with a limit, and closes the socket when nobody has more to say.
async fn write(mut sink: SplitSink<WebSocket, Frame>, mut waiting: mpsc::Receiver<Frame>) {
    while let Some(frame) = waiting.recv().await {
        if !matches!(timeout(PATIENCE, sink.send(frame)).await, Ok(Ok(()))) {
            return;
        }
    }
    let farewell = CloseFrame {
        code: close_code::NORMAL,
        reason: "".into(),
    };
    let _ = timeout(PATIENCE, sink.send(Frame::Close(Some(farewell)))).await;
}
