//! The timeouts of a session.

use std::time::{Duration, Instant};

use super::{End, REFRESH_EVERY, Session};

impl Session {
    /// Returns the earliest time at which the session has something to do.
    pub(super) fn deadline(&self) -> Instant {
        let agent = self
            .agent
            .deadline()
            .map(|at| self.began + Duration::from_millis(at));
        let deadlines = [
            self.silent_until(),
            self.resumable_until(),
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

    /// The timeout applies only while there is a socket.
    fn silent_until(&self) -> Option<Instant> {
        let socket_timeout = self.app.config.timings.socket_timeout;
        self.socket
            .is_open()
            .then(|| self.last_frame + socket_timeout)
    }

    fn resumable_until(&self) -> Option<Instant> {
        let resume_within = self.app.config.timings.resume_within;
        self.socket_lost_since.map(|since| since + resume_within)
    }

    pub(super) fn wake(&mut self) -> Result<(), End> {
        let now = Instant::now();
        self.wake_peers(now)?;
        self.agent.tick(self.millis());
        if self.silent_until().is_some_and(|until| now >= until) {
            if !self.was_up {
                return Err(End::TimedOut);
            }
            self.lose_socket()?;
        }
        if self.resumable_until().is_some_and(|until| now >= until) {
            return Err(End::TimedOut);
        }
        if self.down_until().is_some_and(|until| now >= until) {
            return Err(if self.was_up {
                End::TimedOut
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
}
