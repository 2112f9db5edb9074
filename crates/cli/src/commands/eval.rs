//! `promo eval`: the settings that hold for a product in every environment of its flows, and where each comes
//! from.

use clap::Args;
use std::path::{Path, PathBuf};

use promo_analysis::config::PolicyPriority;
use promo_analysis::names::Namespace;
use promo_analysis::policies::{Candidate, Evaluation, Origin, evaluate, product_named};
use promo_analysis::{Db, Line, Lines};
use promo_report::formats::eval::{Overridden, Setting, Settings, UnknownFlow};
use promo_report::{formats, lookup};

use crate::Status;
use crate::opened_project::OpenedProject;
use crate::output;
use promo_report::table::Table;

/// What stands in a table where nothing is set.
const NOTHING: &str = "–";

/// What stands in a table where something may be set by what is not understood.
const UNKNOWN: &str = "?";

pub(crate) const EXAMPLES: &str = "\
Example: what happens to a product in production, and who says so
  promo eval --product loans --environment prod-eu

Example: every product in every environment
  promo eval";

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

pub(crate) fn run(arguments: &Eval) -> Status {
    let path = arguments.path.as_deref().unwrap_or(Path::new("."));
    let Some(project) = OpenedProject::load(path) else { return Status::Failed };
    project.warn_if_empty();
    project.warn_if_unsure("not all settings are known");
    let evaluated = match &arguments.product {
        Some(name) => one(project, name, arguments),
        None => all(project, arguments),
    };
    match evaluated {
        Ok(text) => output::result(&text),
        Err(message) => {
            output::failure(&message);
            Status::Failed
        }
    }
}

/// The settings of one product.
struct Evaluated<'db> {
    product: &'db str,
    settings: Vec<Evaluation<'db>>,
    /// The flows of which nothing is known, each with why.
    unknown: Vec<(&'db str, String)>,
}

/// The flows that a product names and of which nothing is known, each with why.
fn unknown_flows<'a>(project: &'a OpenedProject, product: &str) -> Vec<(&'a str, String)> {
    let product = product_named(&project.database, product);
    let flows = product.into_iter().flat_map(|product| &product.flows);
    let mut unknown: Vec<(&str, String)> = Vec::new();
    for flow in flows.map(|choice| &*choice.flow.value) {
        if let Err(why) = lookup::flow(&project.database, flow)
            && !unknown.iter().any(|(known, _)| *known == flow)
        {
            unknown.push((flow, why));
        }
    }
    unknown
}

fn one(project: &OpenedProject, name: &str, arguments: &Eval) -> Result<String, String> {
    let product = &*lookup::product(&project.database, name)?.metadata.name;
    let problem = format!("no flow of `{name}` has an environment");
    let evaluated = evaluated(project, vec![product], arguments, &problem)?;
    let mut lines = Lines::new(&project.database);
    let texts = evaluated.iter().map(|product| match arguments.json {
        true => formats::pretty(&json_of(project, &mut lines, product)),
        false => Ok(tables(project, &mut lines, product)),
    });
    texts.collect()
}

fn all(project: &OpenedProject, arguments: &Eval) -> Result<String, String> {
    let names = lookup::defined_names(&project.database, Namespace::Products);
    let evaluated = evaluated(project, names, arguments, "no flow of a product has an environment")?;
    match arguments.json {
        true => {
            let mut lines = Lines::new(&project.database);
            let all: Vec<_> = evaluated.iter().map(|product| json_of(project, &mut lines, product)).collect();
            formats::pretty(&all)
        }
        false => Ok(matrix(&evaluated)),
    }
}

/// The settings of some products, in one environment if it is asked for: some flow must have it.
fn evaluated<'a>(
    project: &'a OpenedProject,
    products: Vec<&'a str>,
    arguments: &Eval,
    problem: &str,
) -> Result<Vec<Evaluated<'a>>, String> {
    let evaluated = products.into_iter().filter_map(|product| {
        let settings = evaluate(&project.database, product)?;
        Some(Evaluated { product, settings, unknown: unknown_flows(project, product) })
    });
    let mut evaluated: Vec<Evaluated<'_>> = evaluated.collect();
    let Some(environment) = &arguments.environment else { return Ok(evaluated) };
    let known = evaluated.iter().flat_map(|product| &product.settings).map(|settings| &*settings.environment);
    if !known.clone().any(|known| known == environment) {
        return Err(lookup::not_among(problem, environment, known));
    }
    for product in &mut evaluated {
        product.settings.retain(|settings| *settings.environment == **environment);
    }
    Ok(evaluated)
}

fn unset(settings: &Evaluation<'_>) -> String {
    if settings.may_be_set { UNKNOWN.to_owned() } else { NOTHING.to_owned() }
}

/// A table for each flow: a line for each field, with its origin and what it overrides.
fn tables<'a>(project: &OpenedProject, lines: &mut Lines<'a>, evaluated: &Evaluated<'a>) -> String {
    let rule = match priority(project) {
        PolicyPriority::LowestFirst => "the policy with the lowest priority decides",
        PolicyPriority::HighestFirst => "the policy with the highest priority decides",
    };
    let mut text = format!("product {}: of several policies, {rule}\n", evaluated.product);
    if evaluated.settings.is_empty() && evaluated.unknown.is_empty() {
        text.push_str("\nno flow is named by it\n");
    }
    for of_flow in evaluated.settings.chunk_by(|left, right| left.flow == right.flow) {
        if let Some(first) = of_flow.first() {
            text.push_str(&format!("\nflow {}\n", first.flow));
        }
        let mut table = Table::new(["environment", "field", "value", "from", "instead of"]);
        for settings in of_flow {
            add_rows(lines, &mut table, settings);
        }
        text.push_str(&table.to_string());
    }
    for (_, why) in &evaluated.unknown {
        text.push_str(&format!("\n{why}\n"));
    }
    text + note_on_ties(std::slice::from_ref(evaluated))
}

/// What is said below a table in which a tie is shown.
fn note_on_ties(evaluated: &[Evaluated<'_>]) -> &'static str {
    let mut settings = evaluated.iter().flat_map(|product| &product.settings);
    match settings.any(|settings| !settings.undecided().is_empty()) {
        true => {
            "\ntie: policies of one priority say different things, and nothing says which of them decides\n"
        }
        false => "",
    }
}

/// A value as it stands in a table.
fn cell(value: &str, is_tie: bool) -> String {
    if is_tie { format!("{value} (tie)") } else { value.to_owned() }
}

fn add_rows<'a>(lines: &mut Lines<'a>, table: &mut Table<5>, settings: &Evaluation<'a>) {
    let pre = values(lines, settings, &settings.pre, |name| name.to_string());
    let action = values(lines, settings, &settings.action, |action| action.name().to_owned());
    let post = values(lines, settings, &settings.post, |name| name.to_string());
    let fields = [("pre", pre), ("action", action), ("post", post)];
    // Nothing is promoted to the environment that a flow starts in.
    let shown = fields.into_iter().filter(|(field, _)| !settings.is_trigger || *field == "post");
    for (index, (field, values)) in shown.enumerate() {
        let environment = if index == 0 { settings.environment.to_string() } else { String::new() };
        let (value, from) = match values.first() {
            Some(value) => (cell(&value.text, values.iter().any(|other| other.is_tied)), value.from()),
            None => (unset(settings), String::new()),
        };
        let others = values.iter().skip(1).map(|other| {
            let tie = if other.is_tied { "tie: " } else { "" };
            format!("{} ({tie}{})", other.text, other.from())
        });
        let others: Vec<String> = others.collect();
        table.row([environment, field.to_owned(), value, from, others.join(", ")]);
    }
}

/// A value as it is shown, with where it comes from.
struct Shown<'db> {
    text: String,
    /// The flow in which it holds.
    flow: &'db str,
    origin: &'db Origin<'db>,
    line: Line<'db>,
    /// Whether nothing says why it doesn't hold.
    is_tied: bool,
}

impl Shown<'_> {
    fn from(&self) -> String {
        format!("{}, {}", self.origin, self.line)
    }

    fn json(&self) -> formats::eval::Origin {
        formats::eval::Origin::new(self.origin, self.flow, self.line)
    }
}

fn values<'s, 'a: 's, T: PartialEq>(
    lines: &mut Lines<'a>,
    settings: &'s Evaluation<'a>,
    candidates: &'s [Candidate<'a, T>],
    text: impl Fn(&T) -> String,
) -> Vec<Shown<'s>> {
    let shown = candidates.iter().map(|candidate| Shown {
        text: text(&candidate.value),
        flow: &settings.flow,
        origin: &candidate.origin,
        line: lines.of(candidate.site),
        is_tied: candidates.first().is_some_and(|holding| candidate.ties_with(holding)),
    });
    shown.collect()
}

fn json_of<'s, 'a: 's>(
    project: &OpenedProject,
    lines: &mut Lines<'a>,
    evaluated: &'s Evaluated<'a>,
) -> formats::eval::Evaluated<'s> {
    let priority = match priority(project) {
        PolicyPriority::LowestFirst => "lowest-first",
        PolicyPriority::HighestFirst => "highest-first",
    };
    let settings = evaluated.settings.iter().map(|settings| Settings {
        flow: &settings.flow,
        environment: &settings.environment,
        pre: field(values(lines, settings, &settings.pre, |name| name.to_string())),
        action: field(values(lines, settings, &settings.action, |action| action.name().to_owned())),
        post: field(values(lines, settings, &settings.post, |name| name.to_string())),
        may_be_set: settings.may_be_set,
    });
    let unknown = evaluated.unknown.iter();
    formats::eval::Evaluated {
        product: evaluated.product,
        priority,
        settings: settings.collect(),
        unknown_flows: unknown.map(|(flow, reason)| UnknownFlow { flow, reason }).collect(),
    }
}

fn field(values: Vec<Shown<'_>>) -> Option<Setting> {
    let (first, others) = values.split_first()?;
    let overrides = others.iter().map(|other| Overridden {
        value: other.text.clone(),
        origin: other.json(),
        tied: other.is_tied,
    });
    Some(Setting { value: first.text.clone(), origin: first.json(), overrides: overrides.collect() })
}

fn priority(project: &OpenedProject) -> PolicyPriority {
    project.database.project().config(&project.database).policy_priority
}

/// A line for each product, flow and environment.
fn matrix(products: &[Evaluated<'_>]) -> String {
    let mut table = Table::new(["product", "flow", "environment", "pre", "action", "post"]);
    for evaluated in products {
        for (index, settings) in evaluated.settings.iter().enumerate() {
            let before = index.checked_sub(1).and_then(|before| evaluated.settings.get(before));
            let is_new_flow = before.is_none_or(|before| before.flow != settings.flow);
            let undecided = settings.undecided();
            let value = |field: &str, value: Option<String>| {
                let is_tie = undecided.iter().any(|tie| tie.field == field);
                value.map_or_else(|| unset(settings), |value| cell(&value, is_tie))
            };
            // Nothing is promoted to the environment that a flow starts in.
            let pre = settings.pre.first().map(|pre| pre.value.to_string());
            let pre = if settings.is_trigger { NOTHING.to_owned() } else { value("pre", pre) };
            let unless_trigger = |cell: String| if settings.is_trigger { "(start)".to_owned() } else { cell };
            table.row([
                if index == 0 { evaluated.product.to_owned() } else { String::new() },
                if is_new_flow { settings.flow.to_string() } else { String::new() },
                settings.environment.to_string(),
                pre,
                unless_trigger(value(
                    "action",
                    settings.action.first().map(|action| action.value.name().to_owned()),
                )),
                value("post", settings.post.first().map(|post| post.value.to_string())),
            ]);
        }
    }
    table.to_string() + note_on_ties(products)
}
