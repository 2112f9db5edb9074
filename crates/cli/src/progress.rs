//! A progress bar on a terminal, nothing in a pipe.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use promo_project::Progress;

/// Projects of fewer files are read before anyone could look.
const WORTH_SHOWING: usize = 200;

/// What is shown while a project is read and checked.
pub(crate) struct Bar {
    bar: ProgressBar,
}

impl Bar {
    /// A bar that is not shown yet.
    pub(crate) fn new() -> Bar {
        let target = match std::io::stderr().is_terminal() {
            true => ProgressDrawTarget::stderr_with_hz(15),
            false => ProgressDrawTarget::hidden(),
        };
        let style = ProgressStyle::with_template("{msg:>9} {bar:30} {pos}/{len}");
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Bar { bar }
    }

    /// Shows how far reading is.
    pub(crate) fn read(&self, progress: Progress) {
        if progress.total >= WORTH_SHOWING {
            self.show("reading", progress.total);
            self.bar.set_position(progress.read as u64);
        }
    }

    /// Shows that so many files are being checked.
    pub(crate) fn checking(&self, files: usize) {
        if files >= WORTH_SHOWING {
            self.show("checking", files);
            self.bar.set_position(0);
        }
    }

    /// Shows that one more file is checked.
    pub(crate) fn checked(&self) {
        if self.bar.length().is_some() {
            self.bar.inc(1);
        }
    }

    /// Gives the line back to what is printed.
    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    fn show(&self, message: &'static str, total: usize) {
        if self.bar.length() != Some(total as u64) {
            self.bar.set_length(total as u64);
            self.bar.enable_steady_tick(Duration::from_millis(100));
        }
        self.bar.set_message(message);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.clear();
    }
}
