//! `promo completions`: a completion script for a shell.

use clap::{Args, CommandFactory};

use crate::Status;
use crate::arguments::Arguments;
use crate::output;

pub(crate) const EXAMPLES: &str = "\
Example: completions for the bash that you are in
  source <(promo completions bash)";

#[derive(Args, Debug)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

pub(crate) fn run(arguments: &Completions) -> Status {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "promo", &mut script);
    output::result(&String::from_utf8_lossy(&script))
}
