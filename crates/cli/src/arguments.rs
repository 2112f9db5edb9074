//! What can be written on the command line. The arguments of a subcommand stand with it, in `commands`.

use clap::{Parser, Subcommand, ValueEnum};

use crate::commands::{
    build, check, completions, diff, eval, explain, fmt, graph, import, init, lsp, schema, simulate,
    where_from,
};

/// A typed language for GitOps promotions that compiles to Codefresh YAML.
#[derive(Debug, Parser)]
#[command(name = "promo", version, about, max_term_width = 100, arg_required_else_help = true)]
pub(crate) struct Arguments {
    /// When to use colors.
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    pub(crate) color: ColorChoice,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// When to use colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Compile a project to manifests
    #[command(after_help = build::EXAMPLES)]
    Build(build::Build),
    /// Find out what is wrong with a project
    #[command(after_help = check::EXAMPLES)]
    Check(check::Check),
    /// Format sources
    #[command(after_help = fmt::EXAMPLES)]
    Fmt(fmt::Fmt),
    /// Show the settings that hold for a product, and where each comes from
    #[command(after_help = eval::EXAMPLES)]
    Eval(eval::Eval),
    /// Show how a release would unfold
    #[command(after_help = simulate::EXAMPLES)]
    Simulate(simulate::Simulate),
    /// Draw flows, with what happens in each environment
    #[command(after_help = graph::EXAMPLES)]
    Graph(graph::Graph),
    /// Turn manifests written by hand into sources
    #[command(after_help = import::EXAMPLES)]
    Import(import::Import),
    /// Find the source that makes a manifest, or a line or field of one
    #[command(after_help = where_from::EXAMPLES)]
    Where(where_from::Where),
    /// Show what a change means
    #[command(after_help = diff::EXAMPLES)]
    Diff(diff::Diff),
    /// Explain a rule
    #[command(after_help = explain::EXAMPLES)]
    Explain(explain::Explain),
    /// Start a new project
    #[command(after_help = init::EXAMPLES)]
    Init(init::Init),
    /// Serve an editor: the language server, on standard input and output
    #[command(after_help = lsp::HELP)]
    Lsp(lsp::Lsp),
    /// Print the JSON Schema of a manifest or of a machine format
    #[command(after_help = schema::EXAMPLES)]
    Schema(schema::Schema),
    /// Print a completion script for a shell
    #[command(after_help = completions::EXAMPLES)]
    Completions(completions::Completions),
}

/// How diagnostics are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiagnosticFormat {
    /// With the lines they are about.
    Human,
    /// One line each.
    Concise,
    /// As a JSON array.
    Json,
}
