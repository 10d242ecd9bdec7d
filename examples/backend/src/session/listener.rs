//! The second connection of the dual mode: we offer the agent's voice and data on it, and the caller answers.

use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use speko_client::wire::proto::signal_response::Message as Say;
use speko_client::wire::proto::{SessionDescription, SignalTarget};
use tokio::net::UdpSocket;

use super::{End, LARGEST_DATAGRAM, Session};
use crate::peer::Peer;

/// The connection and its socket.
pub(super) struct Listener {
    pub(super) peer: Peer,
    media: UdpSocket,
    /// The number of the latest offer.
    offer: u32,
    pub(super) up: bool,
}

impl Listener {
    pub(super) async fn new(media_ip: IpAddr) -> std::io::Result<Self> {
        let media = UdpSocket::bind(SocketAddr::new(media_ip, 0)).await?;
        let peer = Peer::new(media.local_addr()?).map_err(std::io::Error::other)?;
        Ok(Self {
            peer,
            media,
            offer: 0,
            up: false,
        })
    }

    /// A datagram may be lost.
    pub(super) async fn send(&self, to: SocketAddr, datagram: &[u8]) {
        let _ = self.media.send_to(datagram, to).await;
    }
}

/// The next datagram on the second connection; where there is none, never one.
pub(super) async fn receive(listener: Option<&Listener>) -> (SocketAddr, Vec<u8>) {
    let Some(listener) = listener else {
        return std::future::pending().await;
    };
    let mut datagram = vec![0; LARGEST_DATAGRAM];
    loop {
        // An error tells of a datagram that we sent in vain.
        if let Ok((length, source)) = listener.media.recv_from(&mut datagram).await {
            datagram.truncate(length);
            return (source, datagram);
        }
    }
}

impl Session {
    /// Offers, for the first time or with ICE begun anew.
    pub(super) fn offer(&mut self, restart: bool) -> Result<(), End> {
        let stream = format!("{}|{}", self.cast.agent().sid, self.cast.agent_track());
        let track = self.cast.agent_track().to_owned();
        let Some(listener) = &mut self.listener else {
            return Ok(());
        };
        let Some((sdp, mid)) = listener.peer.offer(restart, &stream, "voice")? else {
            return Ok(());
        };
        listener.offer += 1;
        let offer = SessionDescription {
            r#type: "offer".into(),
            sdp,
            id: listener.offer,
            mid_to_track_id: vec![(mid, track).into()],
        };
        self.say(Say::Offer(offer))
    }

    pub(super) fn take_answer(&mut self, answer: &SessionDescription) -> Result<(), End> {
        match &mut self.listener {
            Some(listener) if listener.offer == answer.id => {
                listener.peer.accept(&answer.sdp)?;
                self.greet();
                Ok(())
            }
            // One to an older offer, or to none.
            _ => Ok(()),
        }
    }

    /// The connection that a candidate is for.
    pub(super) fn target(&mut self, target: SignalTarget) -> &mut Peer {
        match (&mut self.listener, target) {
            (Some(listener), SignalTarget::Subscriber) => &mut listener.peer,
            _ => &mut self.peer,
        }
    }

    /// The connection that the agent is heard on.
    pub(super) fn voice(&mut self) -> &mut Peer {
        match &mut self.listener {
            Some(listener) => &mut listener.peer,
            None => &mut self.peer,
        }
    }

    pub(super) fn wake_peers(&mut self, now: Instant) -> Result<(), End> {
        self.peer.wake(now)?;
        if let Some(listener) = &mut self.listener {
            listener.peer.wake(now)?;
        }
        Ok(())
    }
}
