//! What can be written on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

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

const BUILD_EXAMPLES: &str = "\
Example: write the manifests of this project
  promo build

Example: see what would be applied
  promo build --stdout | kubectl diff -f -

Example: fail in CI if someone forgot to build
  promo build --check";

const CHECK_EXAMPLES: &str = "\
Example: check this project, one line for each thing found
  promo check --output concise

Example: check the whole project, print what concerns one file
  promo check flows/to-prod.promo";

const FMT_EXAMPLES: &str = "\
Example: format every source of this project
  promo fmt

Example: format what an editor has open
  promo fmt --stdin-path flows/to-prod.promo < buffer

Example: fail in CI if something is not formatted
  promo fmt --check --diff";

const EVAL_EXAMPLES: &str = "\
Example: what happens to a product in production, and who says so
  promo eval --product loans --environment prod-eu

Example: every product in every environment
  promo eval";

const SIMULATE_EXAMPLES: &str = "\
Example: what a commit to main sets off
  promo simulate --product loans --revision main --message 'Add a limit'

Example: what happens if Europe fails
  promo simulate --product loans --flow to-prod --fail prod-eu";

const GRAPH_EXAMPLES: &str = "\
Example: every flow of this project, in the terminal
  promo graph

Example: one flow, for a README
  promo graph to-prod --format mermaid

Example: a page with every flow, to open in a browser
  promo graph --format html > flows.html";

const LSP_HELP: &str = "\
Editors start it themselves: see docs/editors";

const EXPLAIN_EXAMPLES: &str = "\
Example: what is wrong, and how to mend it
  promo explain unknown-environment";

const INIT_EXAMPLES: &str = "\
Example: a project in a new folder
  promo init delivery && promo build delivery";

const SCHEMA_EXAMPLES: &str = "\
Example: the fields of a PromotionFlow that promo knows
  promo schema PromotionFlow";

const COMPLETIONS_EXAMPLES: &str = "\
Example: completions for the bash that you are in
  source <(promo completions bash)";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Compile a project to manifests
    #[command(after_help = BUILD_EXAMPLES)]
    Build(Build),
    /// Find out what is wrong with a project
    #[command(after_help = CHECK_EXAMPLES)]
    Check(Check),
    /// Format sources
    #[command(after_help = FMT_EXAMPLES)]
    Fmt(Fmt),
    /// Show the settings that hold for a product, and where each comes from
    #[command(after_help = EVAL_EXAMPLES)]
    Eval(Eval),
    /// Show how a release would unfold
    #[command(after_help = SIMULATE_EXAMPLES)]
    Simulate(Simulate),
    /// Draw flows, with what happens in each environment
    #[command(after_help = GRAPH_EXAMPLES)]
    Graph(Graph),
    /// Explain a rule
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain(Explain),
    /// Start a new project
    #[command(after_help = INIT_EXAMPLES)]
    Init(Init),
    /// Serve an editor: the language server, on standard input and output
    #[command(after_help = LSP_HELP)]
    Lsp(Lsp),
    /// Print the JSON Schema of a manifest or of a machine format
    #[command(after_help = SCHEMA_EXAMPLES)]
    Schema(Schema),
    /// Print a completion script for a shell
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions(Completions),
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

/// How manifests are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ManifestFormat {
    /// A stream of YAML documents.
    Yaml,
    /// A JSON array.
    Json,
}

#[derive(Args, Debug)]
pub(crate) struct Build {
    /// The project: a folder or file in it [default: the current folder]
    pub(crate) path: Option<PathBuf>,
    /// Write to this folder instead of the one that promo.toml names
    #[arg(long, value_name = "DIR", conflicts_with = "stdout")]
    pub(crate) out: Option<PathBuf>,
    /// Print the manifests instead of writing them
    #[arg(long)]
    pub(crate) stdout: bool,
    /// Write nothing; fail if something would change
    #[arg(long, conflicts_with = "stdout")]
    pub(crate) check: bool,
    /// How manifests are printed
    #[arg(long, value_enum, default_value_t = ManifestFormat::Yaml, value_name = "FORMAT")]
    pub(crate) format: ManifestFormat,
    /// How diagnostics are printed
    #[arg(long, value_enum, default_value_t = DiagnosticFormat::Human, value_name = "FORMAT")]
    pub(crate) output: DiagnosticFormat,
}

#[derive(Args, Debug)]
pub(crate) struct Check {
    /// Files or folders; the project is analysed whole, what is printed is limited to them
    pub(crate) paths: Vec<PathBuf>,
    /// How diagnostics are printed
    #[arg(long, value_enum, default_value_t = DiagnosticFormat::Human, value_name = "FORMAT")]
    pub(crate) output: DiagnosticFormat,
    /// Fail if there are warnings
    #[arg(long)]
    pub(crate) deny_warnings: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Fmt {
    /// Files or folders [default: every source of the project]
    pub(crate) paths: Vec<PathBuf>,
    /// Write nothing; fail if something would change
    #[arg(long)]
    pub(crate) check: bool,
    /// Write nothing; print what would change
    #[arg(long)]
    pub(crate) diff: bool,
    /// Format standard input as if it were this file, and print it
    #[arg(long, value_name = "FILE", conflicts_with = "paths")]
    pub(crate) stdin_path: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct Eval {
    /// The project: a folder or file in it [default: the current folder]
    pub(crate) path: Option<PathBuf>,
    /// The product; without it, every product in a matrix
    #[arg(long, value_name = "NAME")]
    pub(crate) product: Option<String>,
    /// This environment alone
    #[arg(long, value_name = "NAME")]
    pub(crate) environment: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// How flows are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// Boxes and lines for the terminal.
    Text,
    /// An SVG picture.
    Svg,
    /// A page that shows all settings with their origins.
    Html,
    /// A Mermaid flowchart, for a README or a pull request.
    Mermaid,
    /// For Graphviz.
    Dot,
}

#[derive(Args, Debug)]
pub(crate) struct Graph {
    /// Names of flows [default: every flow of the project]
    #[arg(value_name = "FLOW")]
    pub(crate) flows: Vec<String>,
    /// How the flows are drawn
    #[arg(long, value_enum, default_value_t = GraphFormat::Text, value_name = "FORMAT")]
    pub(crate) format: GraphFormat,
    /// The project: a folder or file in it [default: the current folder]
    #[arg(long, value_name = "PATH")]
    pub(crate) project: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct Simulate {
    /// The project: a folder or file in it [default: the current folder]
    pub(crate) path: Option<PathBuf>,
    /// The product
    #[arg(long, value_name = "NAME")]
    pub(crate) product: String,
    /// The message of the commit
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) message: Option<String>,
    /// The branch or tag that the commit is on
    #[arg(long, value_name = "REF")]
    pub(crate) revision: Option<String>,
    /// Take this flow, whatever the product asks for
    #[arg(long, value_name = "NAME")]
    pub(crate) flow: Option<String>,
    /// Let this environment fail; can be given several times, or with commas
    #[arg(long, value_name = "ENVIRONMENT", value_delimiter = ',')]
    pub(crate) fail: Vec<String>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Lsp {
    /// Accepted because many editors pass it; there is no other transport
    #[arg(long, hide = true)]
    pub(crate) stdio: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// The name of the rule; without it, every rule is listed
    pub(crate) rule: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Init {
    /// The folder; made if it is not there [default: the current folder]
    pub(crate) dir: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct Schema {
    /// PromotionFlow, PromotionPolicy, PromotionTemplate, Product, WorkflowTemplate, diagnostics, eval or
    /// simulate; without it, these are listed
    pub(crate) kind: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}
