use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::MeasureError;
use super::super::subject::Kind;
use crate::error::PackError;
use crate::package::PackageError;
use crate::tool::ToolError;

/// What boto3 needs, boto3 itself among it, as `pip install --target` lays it out.
const BOTO3: [&str; 7] = [
    "boto3",
    "botocore",
    "dateutil",
    "jmespath",
    "s3transfer",
    "six.py",
    "urllib3",
];
const RDKLIB: &str = "rdklib";

/// How many bytes a zip has of the rules' code and what it imports, at the usual compression.
pub(super) fn size(code: &Path, interpreter: &Path, kind: Kind) -> Result<u64, PackError> {
    let installed = site_packages(interpreter)?;
    let rdklib = (kind == Kind::Rdklib).then_some(RDKLIB);
    let mut files = Vec::new();
    for package in BOTO3.into_iter().chain(rdklib) {
        add(&installed.join(package), &mut files)?;
    }
    add(code, &mut files)?;
    files.retain(|file| {
        !file
            .components()
            .any(|part| part.as_os_str() == "__pycache__")
    });
    let content = pack(&files)?;
    Ok(content.len() as u64)
}

fn site_packages(interpreter: &Path) -> Result<PathBuf, PackError> {
    let mut command = Command::new(interpreter);
    command.args([
        "-c",
        "import sysconfig; print(sysconfig.get_path('purelib'))",
    ]);
    let output = command.output().map_err(|source| {
        MeasureError::from(ToolError::Start {
            command: "python".to_owned(),
            source,
        })
    })?;
    Ok(PathBuf::from(
        String::from_utf8_lossy(&output.stdout).trim(),
    ))
}

fn add(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), PackError> {
    if path.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(PackError::read(path))? {
        add(&entry.map_err(PackError::read(path))?.path(), files)?;
    }
    Ok(())
}

fn pack(files: &[PathBuf]) -> Result<Vec<u8>, PackError> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for path in files {
        let content = fs::read(path).map_err(PackError::read(path))?;
        let unzippable = |source| PackageError::Zip {
            path: path.clone(),
            source,
        };
        archive
            .start_file(path.display().to_string(), SimpleFileOptions::default())
            .map_err(unzippable)?;
        archive
            .write_all(&content)
            .map_err(PackError::write(path))?;
    }
    let content = archive.finish().map_err(|source| PackageError::Zip {
        path: PathBuf::new(),
        source,
    })?;
    Ok(content.into_inner())
}
