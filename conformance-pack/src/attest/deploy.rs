//! Documents on their way to Parameter Store.

use std::process::ExitCode;

use super::source::Source;
use super::store::StoreOptions;
use crate::error::PackError;
use crate::foreign::Shown;

/// Writes documents that differ from what is stored.
pub(super) fn run(
    sources: &[Source],
    options: &StoreOptions,
    dry_run: bool,
) -> Result<ExitCode, PackError> {
    let places = Source::by_parameter(sources)?;
    options.with_store(async |store| {
        let stored = store.values(places.keys().map(String::as_str)).await?;
        for (name, source) in &places {
            if stored.get(name).and_then(Option::as_ref) == Some(&source.text) {
                println!("unchanged  {}", Shown(name));
            } else if dry_run {
                println!("to write   {}", Shown(name));
            } else {
                store.put(name, &source.text).await?;
                println!("written    {}", Shown(name));
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}
