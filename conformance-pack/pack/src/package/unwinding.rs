//! The tables that unwind a panic, a tenth of a function's zip. A function's panics end the
//! process, and backtraces, the only other use of the tables, show no names in a stripped binary.
//! No compiler flag leaves them out, because the precompiled standard library has its own.

use std::fs;
use std::ops::Range;
use std::path::Path;

use object::elf::{PT_GNU_EH_FRAME, PT_NULL};
use object::read::elf::{ElfFile64, FileHeader as _, ProgramHeader as _};
use object::{Endianness, Object as _, ObjectSection as _};

use super::error::PackageError;
use crate::error::PackError;

const TABLES: [&str; 3] = [".eh_frame", ".eh_frame_hdr", ".gcc_except_table"];

/// Blanks the tables in a binary. Nothing moves, and zeros take no space in a zip.
pub(super) fn blank(binary: &Path) -> Result<(), PackError> {
    let mut content = fs::read(binary).map_err(PackError::read(binary))?;
    let places = places(&content).map_err(|source| PackageError::Binary {
        path: binary.to_owned(),
        source,
    })?;
    for place in places {
        if let Some(bytes) = content.get_mut(place) {
            bytes.fill(0);
        }
    }
    fs::write(binary, content).map_err(PackError::write(binary))?;
    Ok(())
}

/// Where the tables are, and the type of the program header that points to them.
fn places(content: &[u8]) -> object::read::Result<Vec<Range<usize>>> {
    let file = ElfFile64::<Endianness>::parse(content)?;
    let mut places = Vec::new();
    for name in TABLES {
        let section = file.section_by_name(name);
        places.extend(section.and_then(|section| range(section.file_range()?)));
    }
    let endian = file.endian();
    let header = file.elf_header();
    let mut at: u64 = header.e_phoff(endian);
    for program in file.elf_program_headers() {
        if program.p_type(endian) == PT_GNU_EH_FRAME {
            places.extend(range((at, size_of_val(&PT_NULL) as u64)));
        }
        at += u64::from(header.e_phentsize(endian));
    }
    Ok(places)
}

fn range((begin, length): (u64, u64)) -> Option<Range<usize>> {
    let begin = usize::try_from(begin).ok()?;
    Some(begin..begin.checked_add(usize::try_from(length).ok()?)?)
}

#[cfg(test)]
mod tests {
    use std::env;
    use std::process::Command;

    use super::*;

    #[test]
    fn a_binary_without_its_tables_is_otherwise_the_same_and_runs() {
        let folder = tempfile::tempdir().unwrap();
        let binary = folder.path().join("binary");
        fs::copy(env::current_exe().unwrap(), &binary).unwrap();
        let before = fs::read(&binary).unwrap();
        blank(&binary).unwrap();
        let after = fs::read(&binary).unwrap();

        assert_eq!(before.len(), after.len());
        let blanked: usize = places(&before).unwrap().iter().map(Range::len).sum();
        let changed = before.iter().zip(&after).filter(|(a, b)| a != b).count();
        assert!(changed > 1_000 && changed <= blanked, "{changed} {blanked}");
        let file = ElfFile64::<Endianness>::parse(&*after).unwrap();
        for name in TABLES {
            let section = file.section_by_name(name).unwrap();
            assert!(section.data().unwrap().iter().all(|&byte| byte == 0));
        }
        let is_found = |program: &object::elf::ProgramHeader64<_>| {
            program.p_type(file.endian()) == PT_GNU_EH_FRAME
        };
        assert!(!file.elf_program_headers().iter().any(is_found));
        assert!(
            Command::new(&binary)
                .arg("--list")
                .output()
                .unwrap()
                .status
                .success()
        );

        blank(&binary).unwrap();
        assert_eq!(fs::read(&binary).unwrap(), after);
    }

    #[test]
    fn a_file_that_is_not_a_binary_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("binary");
        fs::write(&file, "text").unwrap();
        let error = blank(&file).unwrap_err().to_string();
        assert!(error.contains("is not a function's binary"), "{error}");
    }
}
