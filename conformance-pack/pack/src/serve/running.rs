//! The server that runs from a checkout, as its other commands find it: files in the build folder.
//! A lock tells whether the server still runs, however it ended.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use local_aws::Organization;

use super::error::ServeError;
use super::profile::Profiles;
use crate::error::PackError;
use crate::tool::target_directory;

const FOLDER: &str = "serve";
const LOCK: &str = "lock";
const CONFIG: &str = "config";
const CREDENTIALS: &str = "credentials";
const ENVIRONMENT: &str = "environment.sh";
/// What would have precedence over the profiles, or hide the endpoint.
const UNSET: &str = "AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN \
                     AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";

/// This process as the server of the checkout. What it told is gone when it is dropped.
#[derive(Debug)]
pub(super) struct Running {
    folder: PathBuf,
    _lock: File,
}

impl Running {
    pub(super) fn begin() -> Result<Self, PackError> {
        let folder = folder()?;
        fs::create_dir_all(&folder).map_err(PackError::write(&folder))?;
        let path = folder.join(LOCK);
        let lock = File::create(&path).map_err(PackError::write(&path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(ServeError::Runs.into()),
            Err(TryLockError::Error(error)) => return Err(PackError::write(&path)(error)),
        }
        let running = Self {
            folder,
            _lock: lock,
        };
        // Left there by one that was killed.
        running.forget();
        Ok(running)
    }

    /// Lets clients find the organization.
    pub(super) fn tell(
        &self,
        organization: &Organization,
        profiles: &Profiles,
    ) -> Result<(), PackError> {
        let region = organization.scenario().region();
        let endpoint = organization.endpoint();
        self.write(CONFIG, &profiles.config(region, &endpoint))?;
        self.write(CREDENTIALS, &profiles.credentials())?;
        // The last one: where it is, all is there.
        self.write(ENVIRONMENT, &self.exports(region, &endpoint))
    }

    fn exports(&self, region: &str, endpoint: &str) -> String {
        let file = |name| self.folder.join(name).to_string_lossy().into_owned();
        let mut text = format!("unset {UNSET}\n");
        for (name, value) in [
            ("AWS_CONFIG_FILE", file(CONFIG).as_str()),
            ("AWS_SHARED_CREDENTIALS_FILE", &file(CREDENTIALS)),
            ("AWS_ENDPOINT_URL", endpoint),
            ("AWS_REGION", region),
            ("AWS_DEFAULT_REGION", region),
            ("AWS_PROFILE", "default"),
        ] {
            let _ = writeln!(text, "export {name}={}", quoted(value));
        }
        text
    }

    /// Writes a file that only its owner may read.
    fn write(&self, name: &str, text: &str) -> Result<(), PackError> {
        let path = self.folder.join(name);
        private(&path)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(PackError::write(&path))
    }

    fn forget(&self) {
        for name in [ENVIRONMENT, CONFIG, CREDENTIALS] {
            // What isn't there needs no removal, and what can't be removed leads nowhere.
            let _ = fs::remove_file(self.folder.join(name));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.forget();
    }
}

/// The shell commands that lead to the server of this checkout.
pub(super) fn environment() -> Result<String, PackError> {
    let folder = folder()?;
    let path = folder.join(LOCK);
    let lock = match File::open(&path) {
        Ok(lock) => lock,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(ServeError::NotRunning.into());
        }
        Err(error) => return Err(PackError::read(&path)(error)),
    };
    match lock.try_lock_shared() {
        Ok(()) => return Err(ServeError::NotRunning.into()),
        Err(TryLockError::WouldBlock) => {}
        Err(TryLockError::Error(error)) => return Err(PackError::read(&path)(error)),
    }
    let path = folder.join(ENVIRONMENT);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(ServeError::Evaluating.into()),
        Err(error) => Err(PackError::read(&path)(error)),
    }
}

fn folder() -> Result<PathBuf, PackError> {
    Ok(target_directory()?.join(FOLDER))
}

fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// As one word of a shell's.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_shell_takes_a_value_as_it_is() {
        for text in ["/a b/c", "it's $HOME", "`x`"] {
            let words = shlex::split(&quoted(text)).unwrap();
            assert_eq!(words, [text]);
        }
    }
}
