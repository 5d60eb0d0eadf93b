//! Makes the tables of providers from lists of names, one a line:
//! `provider_tables FOLDER PUBLIC… -- DISPOSABLE…` writes public.txt and disposable.txt
//! into the folder. Run by data/refresh.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::Path;

use email_domain::Domain;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (folder, lists) = arguments.split_first().ok_or("no folder is given")?;
    let mut lists = lists.split(|argument| argument == "--");
    let mut public = read(lists.next().unwrap_or_default())?;
    let disposable = read(lists.next().unwrap_or_default())?;
    public.retain(|domain| !is_below_one_of(domain, &disposable) && !disposable.contains(domain));
    write(&Path::new(folder).join("public.txt"), &public)?;
    write(&Path::new(folder).join("disposable.txt"), &disposable)
}

/// The names in all lists that can be registered, without those that a shorter name covers.
fn read(lists: &[String]) -> Result<BTreeSet<Domain>, Box<dyn Error>> {
    let mut domains = BTreeSet::new();
    for list in lists {
        for line in fs::read_to_string(list)?.lines() {
            match Domain::parse(line.trim()) {
                Some(domain) if !domain.is_public_suffix() => {
                    domains.insert(domain);
                }
                _ => eprintln!("{list}: left out {line}"),
            }
        }
    }
    let (covered, kept) = domains
        .iter()
        .cloned()
        .partition::<BTreeSet<_>, _>(|domain| is_below_one_of(domain, &domains));
    eprintln!("{lists:?}: {} kept, {} covered", kept.len(), covered.len());
    Ok(kept)
}

fn is_below_one_of(domain: &Domain, others: &BTreeSet<Domain>) -> bool {
    domain
        .and_above()
        .skip(1)
        .filter_map(Domain::parse)
        .any(|above| others.contains(&above))
}

fn write(path: &Path, domains: &BTreeSet<Domain>) -> Result<(), Box<dyn Error>> {
    let lines: String = domains.iter().map(|domain| format!("{domain}\n")).collect();
    Ok(fs::write(path, lines)?)
}
