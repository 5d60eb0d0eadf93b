//! A server that answers what a test says.

use std::net::SocketAddr;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Stops when it is dropped, or when it has given its answers.
pub(crate) struct Stub {
    pub(crate) address: SocketAddr,
    task: JoinHandle<()>,
}

impl Stub {
    /// Answers each request, on a connection of its own, with the whole HTTP response that `answer`
    /// makes of its body. Without one, it no longer listens.
    pub(crate) async fn start(
        mut answer: impl FnMut(&str) -> Option<String> + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                // A client that goes away doesn't matter to the test.
                let body = request(&mut stream).await.unwrap_or_default();
                let Some(answer) = answer(&body) else { return };
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        Self { address, task }
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The body of a request.
async fn request(stream: &mut TcpStream) -> Option<String> {
    let mut reading = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reading.read_line(&mut line).await.ok()?;
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reading.read_exact(&mut body).await.ok()?;
    String::from_utf8(body).ok()
}

/// An HTTP response, after which the connection ends.
pub(crate) fn answer(status: &str, headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}
