//! A development server on its own port, and minimal clients.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use base64ct::{Base64Url, Encoding};
use futures_util::{SinkExt, StreamExt};
use speko_dev_server::token::{Claims, Grant, mint, sign};
use speko_dev_server::{Config, serve};
use speko_proto::livekit::wire::signal_request::Message as ClientMessage;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::livekit::wire::{
    ConnectionSettings, JoinRequest, SignalRequest, SignalResponse, WrappedJoinRequest,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message as Frame};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// Timeout of every wait for an event. Only a failing test waits this long.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(20);

pub(crate) struct DevServer {
    pub(crate) address: SocketAddr,
    pub(crate) config: Config,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

impl DevServer {
    pub(crate) async fn start(config: Config) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(serve(listener, config.clone(), async {
            let _ = stopped.await;
        }));
        Self {
            address,
            config,
            stop,
            serving,
        }
    }

    pub(crate) async fn stop(self) {
        self.stop.send(()).unwrap();
        tokio::time::timeout(TIMEOUT, self.serving)
            .await
            .unwrap()
            .unwrap()
            .unwrap();
    }

    /// Sends an HTTP request.
    pub(crate) async fn ask(&self, method: &str, path: &str, headers: &str) -> Answer {
        self.send(method, path, headers, "").await
    }

    /// Sends an HTTP request with a body.
    pub(crate) async fn send(&self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let host = if headers.to_lowercase().contains("host:") {
            String::new()
        } else {
            format!("host: {}\r\n", self.address)
        };
        let request = format!(
            "{method} {path} HTTP/1.1\r\n{host}{headers}connection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut text = Vec::new();
        stream.read_to_end(&mut text).await.unwrap();
        let text = String::from_utf8(text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer {
            status,
            head: head.to_lowercase(),
            body: body.to_owned(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "").await
    }

    pub(crate) async fn caller_stats(&self, room: &str) -> serde_json::Value {
        self.get(&format!("/api/rooms/{room}/heard")).await.json()
    }

    pub(crate) async fn open_rooms(&self) -> u64 {
        self.get("/api/rooms").await.json()["open"]
            .as_u64()
            .unwrap()
    }

    pub(crate) async fn until_open(&self, rooms: u64) {
        let end = Instant::now() + TIMEOUT;
        while self.open_rooms().await != rooms {
            assert!(
                Instant::now() < end,
                "timed out waiting for {rooms} open rooms"
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    pub(crate) fn token(&self, room: &str) -> String {
        mint(
            &self.config,
            "user_1",
            Grant::join(room),
            Duration::from_secs(60),
        )
        .unwrap()
        .0
    }

    pub(crate) fn query(&self, token: &str, request: &JoinRequest) -> String {
        let mut request = request.clone();
        request.connection_settings = Some(ConnectionSettings {
            auto_subscribe: true,
        });
        let wrapped = WrappedJoinRequest {
            join_request: request.encode_to_vec(),
            ..WrappedJoinRequest::default()
        };
        format!(
            "access_token={token}&join_request={}",
            Base64Url::encode_string(&wrapped.encode_to_vec())
        )
    }

    pub(crate) async fn validate(&self, token: &str) -> Answer {
        self.get(&format!(
            "/rtc/v1/validate?{}",
            self.query(token, &JoinRequest::default())
        ))
        .await
    }

    /// Joins. The error is the HTTP status of the refusal.
    pub(crate) async fn try_join(&self, token: &str, request: &JoinRequest) -> Result<Caller, u16> {
        let url = format!(
            "ws://{}/rtc/v1?{}",
            self.address,
            self.query(token, request)
        );
        match connect_async(url).await {
            Ok((socket, _)) => Ok(Caller::new(socket)),
            Err(Error::Http(refusal)) => Err(refusal.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    pub(crate) async fn join(&self, room: &str) -> Caller {
        self.try_join(&self.token(room), &JoinRequest::default())
            .await
            .unwrap()
    }
}

/// Returns valid claims, which tests then modify.
pub(crate) fn claims(config: &Config) -> Claims {
    let now = speko_dev_server::token::unix_time();
    Claims {
        iss: config.api_key.clone(),
        sub: "user_1".into(),
        nbf: now,
        exp: now + 60,
        name: String::new(),
        video: Grant::join("room"),
        room_config: None,
    }
}

pub(crate) fn signed(config: &Config, spoil: impl FnOnce(&mut Claims)) -> String {
    let mut claims = claims(config);
    spoil(&mut claims);
    sign(&claims, &config.api_secret).unwrap()
}

pub(crate) struct Caller {
    pub(crate) socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pinged: Instant,
}

impl Caller {
    pub(crate) fn new(socket: WebSocketStream<MaybeTlsStream<TcpStream>>) -> Self {
        Self {
            socket,
            pinged: Instant::now(),
        }
    }

    pub(crate) async fn send(&mut self, message: ClientMessage) {
        let frame = SignalRequest {
            message: Some(message),
        }
        .encode_to_vec();
        self.socket.send(Frame::Binary(frame.into())).await.unwrap();
    }

    /// Sends a ping every 5 s, as clients do during a call. The server drops a socket that is
    /// silent for 20 s, and tests on a slow machine take longer. Errors of a closed socket are
    /// ignored.
    pub(crate) async fn keep_alive(&mut self) {
        if self.pinged.elapsed() < Duration::from_secs(5) {
            return;
        }
        self.pinged = Instant::now();
        let ping = SignalRequest {
            message: Some(ClientMessage::Ping(1)),
        };
        let frame = Frame::Binary(ping.encode_to_vec().into());
        let _ = self.socket.send(frame).await;
    }

    /// Returns the next message. `None` when the socket has closed.
    pub(crate) async fn next(&mut self) -> Option<ServerMessage> {
        loop {
            match tokio::time::timeout(TIMEOUT, self.socket.next())
                .await
                .unwrap()?
            {
                Ok(Frame::Binary(bytes)) => return SignalResponse::decode(&bytes).unwrap().message,
                Ok(Frame::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// Returns the first message that `pick` accepts.
    pub(crate) async fn until<T>(&mut self, mut pick: impl FnMut(ServerMessage) -> Option<T>) -> T {
        loop {
            let message = self.next().await;
            if let Some(picked) = pick(message.unwrap_or_else(|| panic!("the socket closed"))) {
                return picked;
            }
        }
    }
}

/// The socket of a realtime session.
pub(crate) type RealtimeSocket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Opens the socket with this subprotocol. The error is the HTTP status of the refusal.
pub(crate) async fn realtime(
    url: &str,
    token: Option<&str>,
) -> Result<(Option<String>, RealtimeSocket), u16> {
    let mut request = url.into_client_request().unwrap();
    if let Some(token) = token {
        request
            .headers_mut()
            .insert("sec-websocket-protocol", token.parse().unwrap());
    }
    match connect_async(request).await {
        Ok((socket, response)) => {
            let echoed = response.headers().get("sec-websocket-protocol");
            let echoed = echoed.map(|value| value.to_str().unwrap().to_owned());
            Ok((echoed, socket))
        }
        Err(Error::Http(refusal)) => Err(refusal.status().as_u16()),
        Err(error) => panic!("{error}"),
    }
}
