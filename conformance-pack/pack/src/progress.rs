//! How far a command has come, on standard error: a bar on a terminal, a line now and then elsewhere.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

const TICK: Duration = Duration::from_millis(120);
/// The pause between two lines if standard error is not a terminal.
const LINES: Duration = Duration::from_secs(10);

/// Work that consists of countable parts; without any, only the time shows. It is shown until it is
/// dropped.
pub struct Progress {
    bar: ProgressBar,
    lines: Option<Lines>,
}

struct Lines {
    end: Sender<()>,
    printing: JoinHandle<()>,
}

impl Progress {
    pub fn new(what: &str, total: usize) -> Self {
        let bar = ProgressBar::new(total as u64);
        let counted = ["{bar:24} {pos} of {len}, {eta} left", "{pos}, {elapsed}"];
        let counted = counted[usize::from(total == 0)];
        let template = format!("{{spinner}} {what} {counted} {{wide_msg}}");
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(TICK);
        let lines = bar.is_hidden().then(|| Lines::of(what, &bar));
        Self { bar, lines }
    }

    /// One more part is done.
    pub fn advance(&self) {
        self.bar.inc(1);
    }

    /// So many of so many parts are done.
    pub fn set(&self, done: usize, total: usize) {
        self.bar.set_length(total as u64);
        self.bar.set_position(done as u64);
    }

    /// Prints something without the bar in between.
    pub fn suspend(&self, print: impl FnOnce()) {
        self.bar.suspend(print);
    }

    /// What is being worked on.
    pub fn note(&self, note: impl Into<String>) {
        self.bar.set_message(note.into());
    }
}

impl Lines {
    fn of(what: &str, bar: &ProgressBar) -> Self {
        let (end, ended) = mpsc::channel();
        let (what, bar) = (what.to_owned(), bar.clone());
        let began = Instant::now();
        let printing = thread::spawn(move || {
            while ended.recv_timeout(LINES) == Err(RecvTimeoutError::Timeout) {
                let total = bar.length().unwrap_or_default();
                eprintln!("{}", line(&what, bar.position(), total, began.elapsed()));
            }
        });
        Self { end, printing }
    }
}

/// The part of the work, as a divisor, that says something about the rest.
const ENOUGH: u64 = 5;

fn line(what: &str, done: u64, total: u64, elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    if total == 0 {
        return format!("{what}: {done} after {seconds} s");
    }
    // The number was counted before, and may be too small.
    let total = total.max(done);
    if done > 0 && done >= total / ENOUGH {
        let time_left = seconds * (total - done) / done;
        format!("{what}: {done} of {total}, about {time_left} s left")
    } else {
        format!("{what}: {done} of {total} after {seconds} s")
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(Lines { end, printing }) = self.lines.take() {
            drop(end);
            // It ends immediately, and a progress bar that can't be printed is not a reason to
            // fail.
            let _ = printing.join();
        }
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_is_left_as_soon_as_it_can() {
        let after = |done, total| line("Building", done, total, Duration::from_secs(20));
        assert_eq!(after(0, 300), "Building: 0 of 300 after 20 s");
        assert_eq!(after(59, 300), "Building: 59 of 300 after 20 s");
        assert_eq!(after(100, 300), "Building: 100 of 300, about 40 s left");
        assert_eq!(after(304, 300), "Building: 304 of 304, about 0 s left");
        assert_eq!(after(7, 0), "Building: 7 after 20 s");
    }
}
