use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::error::PackageError;
use crate::error::PackError;

/// The one file in a zip, which the runtime provided.al2023 starts.
pub const BOOTSTRAP: &str = "bootstrap";
const EXECUTABLE: u32 = 0o755;
/// The highest level: Zopfli, whose zips are some 5 % smaller than zlib's best.
const LEVEL: i64 = 24;

/// Zips a binary, without a time, so that the same binary makes the same zip. Returns
/// the binary's size in bytes.
pub fn write(binary: &Path, zip: &Path) -> Result<u64, PackError> {
    let content = fs::read(binary).map_err(PackError::read(binary))?;
    if let Some(folder) = zip.parent() {
        fs::create_dir_all(folder).map_err(PackError::write(folder))?;
    }
    let file = File::create(zip).map_err(PackError::write(zip))?;
    pack(file, &content).map_err(|source| PackageError::Zip {
        path: zip.to_owned(),
        source,
    })?;
    Ok(content.len() as u64)
}

fn pack<W: Write + std::io::Seek>(into: W, content: &[u8]) -> zip::result::ZipResult<W> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .unix_permissions(EXECUTABLE);
    let mut archive = ZipWriter::new(into);
    archive.start_file(BOOTSTRAP, options)?;
    archive.write_all(content)?;
    archive.finish()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;

    fn packed(content: &[u8]) -> Vec<u8> {
        pack(Cursor::new(Vec::new()), content).unwrap().into_inner()
    }

    #[test]
    fn the_zip_holds_an_executable_bootstrap() {
        let bytes = packed(b"content");
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        assert_eq!(archive.len(), 1);
        let mut file = archive.by_name(BOOTSTRAP).unwrap();
        assert_eq!(file.unix_mode().unwrap() & 0o777, EXECUTABLE);
        let mut content = String::new();
        file.read_to_string(&mut content).unwrap();
        assert_eq!(content, "content");
    }

    #[test]
    fn the_same_content_makes_the_same_zip() {
        assert_eq!(packed(b"content"), packed(b"content"));
        assert_ne!(packed(b"content"), packed(b"other"));
    }
}
