//! A third-party server that runs during a test.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const LONGEST_START: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(100);

/// A running server; it ends when this is dropped.
pub(crate) struct Emulator {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Emulator {
    /// Starts the program that an environment variable names, with the arguments that `arguments`
    /// makes of a free port, and waits until it listens there.
    pub(crate) fn start(variable: &str, step: &str, arguments: &[&str]) -> Self {
        let program = std::env::var_os(variable)
            .unwrap_or_else(|| panic!("{variable} isn't set: run cargo pack test --only {step}"));
        let address = free_port();
        let port = address.port().to_string();
        let mut child = Command::new(program)
            .args(
                arguments
                    .iter()
                    .map(|argument| argument.replace("PORT", &port)),
            )
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let began = Instant::now();
        while TcpStream::connect(address).is_err() {
            if let Some(status) = child.try_wait().unwrap() {
                panic!("{variable} ended with {status}");
            }
            assert!(began.elapsed() < LONGEST_START, "{variable} doesn't listen");
            std::thread::sleep(PAUSE);
        }
        Self { child, address }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap()
}
