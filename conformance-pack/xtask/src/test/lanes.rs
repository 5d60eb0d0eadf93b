//! Runs steps side by side: what compiles waits for cargo's lock anyway, so that one lane is for
//! that, and the other for what others wrote, in Python and Node.js.

use std::env;
use std::io::{self, Write as _};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use pack::error::PackError;
use pack::tool::ToolError;

use super::step::{BUILD, Lane, Step};

/// How a step went.
pub(super) struct Ended {
    pub(super) name: &'static str,
    pub(super) passed: bool,
    pub(super) took: Duration,
}

/// Runs all of them, whichever fail, and calls back for each that ended, with what it printed.
pub(super) fn run(
    steps: &[&'static Step],
    ended: impl FnMut(&Ended, &[u8]) + Send,
) -> Result<Vec<Ended>, PackError> {
    let program = env::current_exe().map_err(|source| ToolError::Start {
        command: "xtask".to_owned(),
        source,
    })?;
    let ended = Mutex::new(ended);
    let (built, is_built) = mpsc::channel::<()>();
    let one = |step: &'static Step| -> io::Result<Ended> {
        let began = Instant::now();
        let output = captured(Command::new(&program).args(["test", "--only", step.name]))?;
        let one = Ended {
            name: step.name,
            passed: output.passed,
            took: began.elapsed(),
        };
        if let Ok(mut ended) = ended.lock() {
            ended(&one, &output.text);
        }
        Ok(one)
    };
    let in_lane = |wanted: Lane| {
        steps
            .iter()
            .copied()
            .filter(move |step| step.lane == wanted)
    };
    let results = thread::scope(|scope| {
        let one = &one;
        let others = scope.spawn(move || {
            let mut all: Vec<_> = in_lane(Lane::Others).map(one).collect();
            // The sender is dropped when the programs are built, or can't be.
            let _ = is_built.recv();
            all.extend(in_lane(Lane::OthersOnBuilt).map(one));
            all
        });
        let mut built = Some(built);
        let mut all = Vec::new();
        for step in in_lane(Lane::Cargo) {
            all.push(one(step));
            if step.name == BUILD {
                built.take();
            }
        }
        drop(built);
        all.extend(
            others
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        );
        all
    });
    let mut results = results
        .into_iter()
        .collect::<io::Result<Vec<_>>>()
        .map_err(|source| ToolError::Start {
            command: "xtask".to_owned(),
            source,
        })?;
    let place = |ended: &Ended| steps.iter().position(|step| step.name == ended.name);
    results.sort_by_key(place);
    Ok(results)
}

struct Captured {
    passed: bool,
    text: Vec<u8>,
}

/// What a command prints, on both of its streams and in the order in which it does.
fn captured(command: &mut Command) -> io::Result<Captured> {
    let (mut reader, writer) = io::pipe()?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer)
        .spawn()?;
    // Ours would keep the pipe open.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut text = Vec::new();
    io::Read::read_to_end(&mut reader, &mut text)?;
    let passed = child.wait()?.success();
    Ok(Captured { passed, text })
}

/// Prints what a step printed, whole.
pub(super) fn print(text: &[u8]) {
    // Where the output isn't read any more, there is nobody to tell.
    let _ = io::stderr().write_all(text);
}
