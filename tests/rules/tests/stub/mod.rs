//! A server that answers what a test says, as nothing of AWS does.

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Stops when it is dropped, or when it has given its answers.
pub(crate) struct Stub {
    pub(crate) address: SocketAddr,
    task: JoinHandle<()>,
}

impl Stub {
    /// Gives `answer`, a whole HTTP response, to every request.
    pub(crate) async fn always(answer: String) -> Self {
        Self::start(std::iter::repeat(answer)).await
    }

    /// Gives `answers` one by one, each on a connection of its own, and no longer listens then.
    pub(crate) async fn start(answers: impl Iterator<Item = String> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(async move {
            for answer in answers {
                // A client that goes away doesn't matter to the test.
                let _ = one(&listener, &answer).await;
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

async fn one(listener: &TcpListener, answer: &str) -> io::Result<()> {
    let (mut stream, _) = listener.accept().await?;
    let (reading, mut writing) = stream.split();
    let mut reading = BufReader::new(reading);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reading.read_line(&mut line).await?;
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line.is_empty() {
            break;
        }
    }
    reading.read_exact(&mut vec![0; length]).await?;
    writing.write_all(answer.as_bytes()).await?;
    writing.shutdown().await
}

/// An HTTP response, after which the connection ends.
pub(crate) fn answer(status: &str, headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}
