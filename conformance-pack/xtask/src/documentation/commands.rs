use std::path::Path;

use clap::Parser as _;
use clap::error::ErrorKind;
use pack::command_line;
use pack::contributor::COMMANDS;

use super::pages::{self, Block};
use crate::CommandLine;

const COMMAND: &str = "cargo pack ";

/// What clap reports as errors but a page may show: `--help`, and a command without its required
/// arguments.
const NO_MISTAKES: [ErrorKind; 4] = [
    ErrorKind::DisplayHelp,
    ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand,
    ErrorKind::MissingRequiredArgument,
    ErrorKind::MissingSubcommand,
];
/// The languages of blocks with output.
const OUTPUT: &str = "text";

/// Every `cargo pack …` on a page is an existing command, with options that it has.
#[test]
fn commands_on_pages_are_understood() {
    let code = pages::code();
    let mut count = 0;
    let mut wrong = Vec::new();
    for block in code.blocks.iter().chain(&code.spans) {
        if block.language == OUTPUT {
            continue;
        }
        for words in commands(block) {
            count += 1;
            if let Err(error) = understand(&words)
                && !NO_MISTAKES.contains(&error.kind())
            {
                wrong.push(format!("{}: {words:?}: {error}", block.page.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 0);
}

/// CI runs the second one; whoever reads the README must be able to.
#[test]
fn the_readme_has_the_commands_of_users_and_of_contributors() {
    let code = pages::code();
    let named: Vec<_> = code
        .blocks
        .iter()
        .filter(|block| block.page == Path::new("README.md"))
        .flat_map(commands)
        .collect();
    for command in ["evaluate", "test"] {
        assert!(
            named.iter().any(|words| words[1..] == [command]),
            "{command}: {named:?}"
        );
    }
}

/// By the program that has the command.
fn understand(words: &[String]) -> Result<(), clap::Error> {
    let command = words.get(1).map(String::as_str);
    if COMMANDS.iter().any(|(name, _)| Some(*name) == command) {
        CommandLine::try_parse_from(words).map(|_| ())
    } else {
        command_line::CommandLine::try_parse_from(words).map(|_| ())
    }
}

/// The words of each command in a block, starting with the program's name. Commands with an
/// ellipsis, which the reader must fill in, are skipped.
fn commands(block: &Block) -> Vec<Vec<String>> {
    block
        .text
        .replace("\\\n", " ")
        .lines()
        .filter_map(|line| {
            let (before, rest) = line.split_once(COMMAND)?;
            // In another command it ends with its bracket.
            let inner = rest.split_once(')').filter(|_| before.ends_with("$("));
            let rest = inner.map_or(rest, |(inner, _)| inner);
            (!rest.contains('…')).then_some(rest)
        })
        .map(|rest| {
            let words = shlex::split(rest).unwrap_or_else(|| panic!("{rest}: an open quote"));
            let arguments = words
                .into_iter()
                .take_while(|word| !["|", "&&", "||", ";", ">"].contains(&word.as_str()));
            [COMMAND.trim().to_owned()]
                .into_iter()
                .chain(arguments)
                .collect()
        })
        .collect()
}

#[test]
fn a_command_ends_where_the_shell_ends_it() {
    let block = Block {
        page: "page.md".into(),
        language: "sh".to_owned(),
        text: "$ A=b cargo pack new a \\\n  --title 'A b' | cat # why\ncargo pack …\nls\n\
               eval \"$(cargo pack report --help)\"\n"
            .to_owned(),
    };
    assert_eq!(
        commands(&block),
        [
            &["cargo pack", "new", "a", "--title", "A b"][..],
            &["cargo pack", "report", "--help"],
        ]
    );
}
