//! The subscriber peer connection, for callers with two. The server offers the agent's audio and
//! data on it, and the caller answers.

use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::livekit::wire::{SessionDescription, SignalTarget};
use tokio::net::UdpSocket;

use super::{End, LARGEST_DATAGRAM, Session};
use crate::peer::Peer;

/// The peer connection and its UDP socket.
pub(super) struct SubscriberPc {
    pub(super) peer: Peer,
    media: UdpSocket,
    /// The id of the latest offer.
    offer: u32,
    pub(super) up: bool,
}

impl SubscriberPc {
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

    /// Sends a datagram. Errors are ignored, since datagrams may be lost.
    pub(super) async fn send(&self, to: SocketAddr, datagram: &[u8]) {
        let _ = self.media.send_to(datagram, to).await;
    }
}

/// Returns the next datagram on the subscriber connection. Stays pending if there is none.
pub(super) async fn receive(subscriber: Option<&SubscriberPc>) -> (SocketAddr, Vec<u8>) {
    let Some(subscriber) = subscriber else {
        return std::future::pending().await;
    };
    let mut datagram = vec![0; LARGEST_DATAGRAM];
    loop {
        // An error reports that an earlier datagram could not be delivered.
        if let Ok((length, source)) = subscriber.media.recv_from(&mut datagram).await {
            datagram.truncate(length);
            return (source, datagram);
        }
    }
}

impl Session {
    /// Sends an offer: the first one, or an ICE restart.
    pub(super) fn offer(&mut self, restart: bool) -> Result<(), End> {
        let stream = format!(
            "{}|{}",
            self.participants.agent().sid,
            self.participants.agent_track()
        );
        let track = self.participants.agent_track().to_owned();
        let Some(subscriber) = &mut self.subscriber else {
            return Ok(());
        };
        let Some((sdp, mid)) = subscriber.peer.offer(restart, &stream, "voice")? else {
            return Ok(());
        };
        subscriber.offer += 1;
        let offer = SessionDescription {
            r#type: "offer".into(),
            sdp,
            id: subscriber.offer,
            mid_to_track_id: vec![(mid, track).into()],
        };
        self.send(ServerMessage::Offer(offer))
    }

    pub(super) fn take_answer(&mut self, answer: &SessionDescription) -> Result<(), End> {
        match &mut self.subscriber {
            Some(subscriber) if subscriber.offer == answer.id => {
                subscriber.peer.accept(&answer.sdp)?;
                self.greet();
                Ok(())
            }
            // The answer belongs to an older offer, or to none.
            _ => Ok(()),
        }
    }

    /// Returns the peer connection that a candidate belongs to.
    pub(super) fn target(&mut self, target: SignalTarget) -> &mut Peer {
        match (&mut self.subscriber, target) {
            (Some(subscriber), SignalTarget::Subscriber) => &mut subscriber.peer,
            _ => &mut self.peer,
        }
    }

    /// Returns the peer connection that carries the agent's audio.
    pub(super) fn voice(&mut self) -> &mut Peer {
        match &mut self.subscriber {
            Some(subscriber) => &mut subscriber.peer,
            None => &mut self.peer,
        }
    }

    pub(super) fn wake_peers(&mut self, now: Instant) -> Result<(), End> {
        self.peer.wake(now)?;
        if let Some(subscriber) = &mut self.subscriber {
            subscriber.peer.wake(now)?;
        }
        Ok(())
    }
}
