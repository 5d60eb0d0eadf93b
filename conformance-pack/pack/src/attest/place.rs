//! The layout of a folder that a pipeline deploys. It mirrors Parameter Store.

use std::ffi::OsStr;
use std::path::Path;

use attestation::{AccountId, Scope};

/// What a file's path says about the document in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// `…/attestations/SCOPE/RULE.json`
    Attestation { scope: Scope, rule: String },
    /// `…/uses/ACCOUNT/RECORD.json`
    Use { account: AccountId, record: String },
}

impl Place {
    /// `None` for a path outside this layout.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let name = path.file_stem()?.to_str()?.to_owned();
        let folder = path.parent()?;
        let key = folder.file_name()?.to_str()?;
        match folder.parent()?.file_name().and_then(OsStr::to_str)? {
            "attestations" => Some(Self::Attestation {
                scope: key.parse().ok()?,
                rule: name,
            }),
            "uses" => Some(Self::Use {
                account: key.parse().ok()?,
                record: name,
            }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_in_the_layout_says_what_a_document_is() {
        assert_eq!(
            Place::of(Path::new(
                "root/attestations/members/root-access-reviewed.json"
            )),
            Some(Place::Attestation {
                scope: Scope::Members,
                rule: "root-access-reviewed".to_owned()
            })
        );
        assert_eq!(
            Place::of(Path::new("uses/111111111111/2026-10-01-test.json")),
            Some(Place::Use {
                account: "111111111111".parse().unwrap(),
                record: "2026-10-01-test".to_owned()
            })
        );
        for other in [
            "root-access-reviewed.json",
            "members/root-access-reviewed.json",
            "attestations/everyone/root-access-reviewed.json",
            "uses/members/2026-10-01-test.json",
            "other/members/root-access-reviewed.json",
        ] {
            assert_eq!(Place::of(Path::new(other)), None, "{other}");
        }
    }
}
