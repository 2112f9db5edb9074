//! The `promo` command: what the arguments say, one file a subcommand, and the exit status. Everything it
//! knows of the language it asks the crates below it.

// The command line is where the file system, the clock and the terminal belong.
#![allow(clippy::disallowed_methods)]

mod arguments;
mod before;
mod commands;
mod opened_project;
mod output;
mod place;
mod progress;

use std::process::ExitCode;

use clap::Parser;
use promo_analysis::STACK_SIZE;

use arguments::{Arguments, Command};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How a command ends, the better before the worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    /// Done.
    Done,
    /// There are errors in the sources, or something would change.
    Found,
    /// The command could not run.
    Failed,
}

impl Status {
    fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Status::Done => 0,
            Status::Found => 1,
            Status::Failed => 2,
        })
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    output::choose_color(arguments.color);
    let worker = std::thread::Builder::new().stack_size(STACK_SIZE).spawn(move || run(arguments));
    match worker.map(std::thread::JoinHandle::join) {
        Ok(Ok(status)) => status.code(),
        // The panic has been printed already.
        Ok(Err(_)) => Status::Failed.code(),
        Err(error) => {
            output::failure(&format!("no thread can be started: {error}"));
            Status::Failed.code()
        }
    }
}

fn run(arguments: Arguments) -> Status {
    match arguments.command {
        Command::Build(build) => commands::build::run(&build),
        Command::Check(check) => commands::check::run(&check),
        Command::Fmt(fmt) => commands::fmt::run(&fmt),
        Command::Eval(eval) => commands::eval::run(&eval),
        Command::Simulate(simulate) => commands::simulate::run(&simulate),
        Command::Graph(graph) => commands::graph::run(&graph),
        Command::Import(import) => commands::import::run(&import),
        Command::Where(asked) => commands::where_from::run(&asked),
        Command::Diff(diff) => commands::diff::run(&diff),
        Command::Explain(explain) => commands::explain::run(&explain),
        Command::Init(init) => commands::init::run(&init),
        Command::Lsp(_) => commands::lsp::run(),
        Command::Schema(schema) => commands::schema::run(&schema),
        Command::Completions(completions) => commands::completions::run(&completions),
    }
}
