use std::fs;
use std::path::Path;

use crate::error::PackError;

pub(super) fn read_text(path: &Path) -> Result<String, PackError> {
    fs::read_to_string(path).map_err(PackError::read(path))
}
