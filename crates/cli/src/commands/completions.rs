//! `promo completions`: a completion script for a shell.

use clap::CommandFactory;

use crate::Status;
use crate::arguments::{Arguments, Completions};
use crate::output;

pub(crate) fn run(arguments: &Completions) -> Status {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "promo", &mut script);
    output::result(&String::from_utf8_lossy(&script))
}
