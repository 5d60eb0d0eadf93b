//! TLS around the AWS endpoint: a certificate authority of this process, and a server that decrypts
//! TLS in front of a plain endpoint.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
    SanType, date_time_ymd,
};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// Why TLS can't be offered.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A certificate can't be made.
    #[error("a certificate can't be made: {0}")]
    Certificate(#[from] rcgen::Error),
    /// A server can't use its certificate.
    #[error("the certificate can't be served: {0}")]
    Server(#[from] rustls::Error),
    /// There is no port to listen on.
    #[error("TLS has no port to listen on: {0}")]
    Listen(#[from] io::Error),
}

/// How many authorities there were.
static AUTHORITIES: AtomicU64 = AtomicU64::new(0);

/// A certificate authority that exists only in this process.
#[derive(Debug)]
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

/// Whether a server's certificate is valid, and what is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServerCertificate {
    /// For 127.0.0.1, and valid now.
    Valid,
    /// For 127.0.0.1, and no longer valid.
    Expired,
    /// For a host of another name.
    OtherHost,
}

impl Authority {
    /// A new one, which nobody trusts yet.
    ///
    /// # Errors
    /// When no key can be made.
    pub fn new() -> Result<Self, TlsError> {
        let mut params = CertificateParams::new(Vec::new())?;
        // Each authority has its own name, because clients look it up by name.
        let number = AUTHORITIES.fetch_add(1, Ordering::Relaxed);
        params.distinguished_name.push(
            DnType::CommonName,
            format!("Local certificate authority {number}"),
        );
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        Ok(Self(CertifiedIssuer::self_signed(
            params,
            KeyPair::generate()?,
        )?))
    }

    /// Its certificate in PEM, for clients that must trust it.
    #[must_use]
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    fn server_config(&self, kind: ServerCertificate) -> Result<ServerConfig, TlsError> {
        let mut params = CertificateParams::new(Vec::new())?;
        params.subject_alt_names = vec![match kind {
            ServerCertificate::OtherHost => SanType::DnsName("other.example.com".try_into()?),
            _ => SanType::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        }];
        if kind == ServerCertificate::Expired {
            params.not_after = date_time_ymd(2020, 1, 1);
        }
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.0)?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        Ok(ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::Pkcs8(key.serialize_der().into()),
            )?)
    }
}

/// Accepts TLS connections and forwards their content to a plain endpoint. It stops, with all its
/// connections, when it is dropped.
#[derive(Debug)]
pub struct TlsFront {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl TlsFront {
    /// Listens on a free port of 127.0.0.1, before the endpoint at `backend`.
    ///
    /// # Errors
    /// When there is no port, or no certificate can be made.
    pub async fn start(
        authority: &Authority,
        certificate: ServerCertificate,
        backend: SocketAddr,
    ) -> Result<Self, TlsError> {
        let acceptor = TlsAcceptor::from(Arc::new(authority.server_config(certificate)?));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(accept(listener, acceptor, backend));
        Ok(Self { address, task })
    }

    /// The endpoint, as a value for `AWS_ENDPOINT_URL`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("https://{}", self.address)
    }
}

impl Drop for TlsFront {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, backend: SocketAddr) {
    // The set aborts its connections when this task is aborted.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { continue };
                // An error here is a client that went away, or that does not trust the authority.
                connections.spawn(forward(stream, acceptor.clone(), backend));
            }
        }
    }
}

async fn forward(stream: TcpStream, acceptor: TlsAcceptor, backend: SocketAddr) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut inside = acceptor.accept(stream).await?;
    let mut plain = TcpStream::connect(backend).await?;
    plain.set_nodelay(true)?;
    tokio::io::copy_bidirectional(&mut inside, &mut plain).await?;
    Ok(())
}
