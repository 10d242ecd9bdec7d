//! The open rooms, and statistics of each caller.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::ws::WebSocket;
use serde_json::Value;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, watch};

use crate::caller_stats::CallerStats;

/// Maximum number of closed rooms whose statistics are kept.
const REMEMBERED: usize = 64;

#[derive(Debug)]
struct Room {
    session: u64,
    open: bool,
    heard: Arc<Mutex<CallerStats>>,
    replaced: watch::Sender<bool>,
    /// The caller's sid, and the channel that takes a new socket of that caller.
    sockets: Option<(String, mpsc::Sender<WebSocket>)>,
}

#[derive(Debug, Default)]
struct State {
    rooms: HashMap<String, Room>,
    over: VecDeque<(String, u64)>,
    sessions: u64,
}

/// All rooms. A room has one caller and one agent. A second caller replaces the first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rooms {
    state: Arc<Mutex<State>>,
}

/// A caller's place in a room. Dropping it closes the room.
#[derive(Debug)]
pub(crate) struct Place {
    rooms: Rooms,
    room: String,
    session: u64,
    heard: Arc<Mutex<CallerStats>>,
    replaced: watch::Receiver<bool>,
}

impl Rooms {
    /// Opens the room, or replaces its caller.
    pub(crate) fn enter(&self, room: &str) -> Place {
        let heard = Arc::new(Mutex::new(CallerStats::default()));
        let (replaced, is_replaced) = watch::channel(false);
        let mut state = lock(&self.state);
        state.sessions += 1;
        let session = state.sessions;
        let entry = Room {
            session,
            open: true,
            heard: heard.clone(),
            replaced,
            sockets: None,
        };
        if let Some(former) = state.rooms.insert(room.to_owned(), entry) {
            // Fails if that caller has already left.
            let _ = former.replaced.send(true);
        }
        drop(state);
        Place {
            rooms: self.clone(),
            room: room.to_owned(),
            session,
            heard,
            replaced: is_replaced,
        }
    }

    /// Passes a socket to the session of this participant. Returns the socket if there is no such
    /// session.
    pub(crate) fn hand_over(&self, room: &str, sid: &str, socket: WebSocket) -> Option<WebSocket> {
        let state = lock(&self.state);
        let sockets = state.rooms.get(room).and_then(|room| room.sockets.as_ref());
        match sockets {
            Some((known, sockets)) if known == sid => match sockets.try_send(socket) {
                Ok(()) => None,
                Err(TrySendError::Full(socket) | TrySendError::Closed(socket)) => Some(socket),
            },
            _ => Some(socket),
        }
    }

    /// Returns the statistics of a room, also for some time after it closed.
    pub(crate) fn heard(&self, room: &str) -> Option<Value> {
        let state = lock(&self.state);
        let entry = state.rooms.get(room)?;
        let heard = lock(&entry.heard);
        Some(heard.to_json(room, entry.open))
    }

    /// Returns the names of the open rooms, sorted.
    pub(crate) fn open(&self) -> Vec<String> {
        let state = lock(&self.state);
        let mut names: Vec<String> = state
            .rooms
            .iter()
            .filter(|(_, room)| room.open)
            .map(|(name, _)| name.clone())
            .collect();
        names.sort();
        names
    }
}

impl Place {
    /// Returns the room's name.
    pub(crate) fn room(&self) -> &str {
        &self.room
    }

    /// Returns the statistics of this caller.
    pub(crate) fn heard(&self) -> MutexGuard<'_, CallerStats> {
        lock(&self.heard)
    }

    /// Registers the channel that takes new sockets of this participant.
    pub(crate) fn accept_sockets(&self, sid: &str, sockets: mpsc::Sender<WebSocket>) {
        let mut state = lock(&self.rooms.state);
        let room = state.rooms.get_mut(&self.room);
        if let Some(room) = room.filter(|room| room.session == self.session) {
            room.sockets = Some((sid.to_owned(), sockets));
        }
    }

    /// Becomes `true` when another caller takes this place.
    pub(crate) fn replaced(&self) -> watch::Receiver<bool> {
        self.replaced.clone()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.heard().connected = false;
        let mut state = lock(&self.rooms.state);
        if let Some(room) = state
            .rooms
            .get_mut(&self.room)
            .filter(|room| room.session == self.session)
        {
            room.open = false;
            room.sockets = None;
            state.over.push_back((self.room.clone(), self.session));
        }
        while state.over.len() > REMEMBERED {
            let Some((name, session)) = state.over.pop_front() else {
                break;
            };
            if state
                .rooms
                .get(&name)
                .is_some_and(|room| room.session == session)
            {
                state.rooms.remove(&name);
            }
        }
    }
}

/// Ignores poisoning: the counters are still worth reading after a panic.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn leaving_closes_the_room_and_keeps_its_statistics() {
        let rooms = Rooms::default();
        let place = rooms.enter("a");
        place.heard().count(Instant::now(), -20);
        assert_eq!(rooms.open(), ["a"]);
        drop(place);
        assert!(rooms.open().is_empty());
        let heard = rooms.heard("a").unwrap();
        assert_eq!(heard["audible_packets"], 1);
        assert_eq!(heard["open"], false);
    }

    #[test]
    fn second_caller_replaces_the_first_in_a_room() {
        let rooms = Rooms::default();
        let first = rooms.enter("a");
        let second = rooms.enter("a");
        assert!(*first.replaced().borrow());
        drop(first);
        assert_eq!(rooms.open(), ["a"]);
        assert!(!*second.replaced().borrow());
    }

    #[test]
    fn only_the_latest_closed_rooms_are_remembered() {
        let rooms = Rooms::default();
        for number in 0..100 {
            drop(rooms.enter(&format!("room {number}")));
        }
        assert!(rooms.heard("room 0").is_none());
        assert!(rooms.heard("room 99").is_some());
    }
}
