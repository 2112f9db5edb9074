//! `promo eval`: the settings that hold for a product in every environment of its flows, and where each comes
//! from.

use std::path::Path;

use promo_analysis::Db;
use promo_analysis::config::PolicyPriority;
use promo_analysis::names::Namespace;
use promo_analysis::policies::{Candidate, Evaluation, Origin, defined, evaluate};
use promo_diagnostics::LineMap;

use crate::Status;
use crate::arguments::Eval;
use crate::formats;
use crate::formats::eval::{Overridden, Setting, Settings};
use crate::opened_project::OpenedProject;
use crate::output;
use crate::table::Table;

/// What stands in a table where nothing is set.
const NOTHING: &str = "–";

pub(crate) fn run(arguments: &Eval) -> Status {
    let path = arguments.path.as_deref().unwrap_or(Path::new("."));
    let Some(project) = OpenedProject::load(path) else { return Status::Failed };
    project.warn_if_empty();
    if output::has_errors(&project.diagnostics()) {
        output::warning("the project has errors, so that not all settings are known; see `promo check`");
    }
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
    product: String,
    settings: Vec<Evaluation<'db>>,
}

fn one(project: &OpenedProject, name: &str, arguments: &Eval) -> Result<String, String> {
    let Some(settings) = evaluate(&project.database, name) else {
        if product_names(project).any(|known| known == name) {
            return Err(format!("nothing is known of `{name}`: it has errors, see `promo check`"));
        }
        return Err(super::unknown_name("there is no product", name, product_names(project)));
    };
    let settings = in_environment(settings, arguments.environment.as_deref());
    if settings.is_empty()
        && let Some(environment) = &arguments.environment
    {
        return Err(format!("no flow of `{name}` has an environment `{environment}`"));
    }
    let evaluated = Evaluated { product: name.to_owned(), settings };
    match arguments.json {
        true => formats::pretty(&json_of(project, &evaluated)),
        false => Ok(tables(project, &evaluated)),
    }
}

fn all(project: &OpenedProject, arguments: &Eval) -> Result<String, String> {
    let mut names: Vec<&str> = product_names(project).collect();
    names.sort_unstable();
    let evaluated = names.into_iter().filter_map(|name| {
        let settings = evaluate(&project.database, name)?;
        let settings = in_environment(settings, arguments.environment.as_deref());
        Some(Evaluated { product: name.to_owned(), settings })
    });
    let evaluated: Vec<_> = evaluated.collect();
    if let Some(environment) = &arguments.environment
        && evaluated.iter().all(|evaluated| evaluated.settings.is_empty())
    {
        return Err(format!("no flow of a product has an environment `{environment}`"));
    }
    match arguments.json {
        true => {
            let all: Vec<_> = evaluated.iter().map(|product| json_of(project, product)).collect();
            formats::pretty(&all)
        }
        false => Ok(matrix(&evaluated)),
    }
}

fn product_names(project: &OpenedProject) -> impl Iterator<Item = &str> {
    defined(&project.database, Namespace::Products).map(|(name, _)| name)
}

fn in_environment<'db>(settings: Vec<Evaluation<'db>>, name: Option<&str>) -> Vec<Evaluation<'db>> {
    let is_meant = |settings: &Evaluation<'_>| name.is_none_or(|name| *settings.environment == *name);
    settings.into_iter().filter(is_meant).collect()
}

/// A table for each flow: a line for each field, with its origin and what it overrides.
fn tables(project: &OpenedProject, evaluated: &Evaluated<'_>) -> String {
    let rule = match priority(project) {
        PolicyPriority::LowestFirst => "the policy with the lowest priority decides",
        PolicyPriority::HighestFirst => "the policy with the highest priority decides",
    };
    let mut text = format!("product {}: of several policies, {rule}\n", evaluated.product);
    if evaluated.settings.is_empty() {
        text.push_str("\nno flow of this project is named by it\n");
    }
    for of_flow in evaluated.settings.chunk_by(|left, right| left.flow == right.flow) {
        if let Some(first) = of_flow.first() {
            text.push_str(&format!("\nflow {}\n", first.flow));
        }
        let mut table = Table::new(["environment", "field", "value", "from", "instead of"]);
        for settings in of_flow {
            add_rows(project, &mut table, settings);
        }
        text.push_str(&table.to_string());
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

fn add_rows(project: &OpenedProject, table: &mut Table<5>, settings: &Evaluation<'_>) {
    let pre = values(project, settings, &settings.pre, |name| name.to_string());
    let action = values(project, settings, &settings.action, |action| action.name().to_owned());
    let post = values(project, settings, &settings.post, |name| name.to_string());
    let fields = [("pre", pre), ("action", action), ("post", post)];
    // Nothing is promoted to the environment that a flow starts in.
    let shown = fields.into_iter().filter(|(field, _)| !settings.is_trigger || *field == "post");
    for (index, (field, values)) in shown.enumerate() {
        let environment = if index == 0 { settings.environment.to_string() } else { String::new() };
        let (value, from) = match values.first() {
            Some(value) => (cell(&value.text, values.iter().any(|other| other.is_tied)), value.from()),
            None => (NOTHING.to_owned(), String::new()),
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
struct Shown {
    text: String,
    origin: formats::eval::Origin,
    priority: Option<i64>,
    /// Whether nothing says why it doesn't hold.
    is_tied: bool,
}

impl Shown {
    fn from(&self) -> String {
        let place = format!("{}:{}", self.origin.file, self.origin.line);
        match self.priority {
            Some(priority) => format!("policy {} ({priority}), {place}", self.origin.name),
            None => format!("{}, {place}", self.origin.kind),
        }
    }
}

fn values<T: PartialEq>(
    project: &OpenedProject,
    settings: &Evaluation<'_>,
    candidates: &[Candidate<'_, T>],
    text: impl Fn(&T) -> String,
) -> Vec<Shown> {
    let shown = candidates.iter().map(|candidate| {
        let place = candidate.site.file_place(&project.database);
        let (path, source) = candidate.site.file(&project.database);
        let line = LineMap::new(source).position(place.start).line;
        let (kind, name, priority) = match &candidate.origin {
            Origin::Step => ("step", settings.flow.to_string(), None),
            Origin::Default => ("default", settings.flow.to_string(), None),
            Origin::Policy { name, priority, .. } => ("policy", name.to_string(), Some(*priority)),
        };
        let origin = formats::eval::Origin { kind, name, file: path.to_string(), line };
        let is_tied = candidates.first().is_some_and(|holding| candidate.ties_with(holding));
        Shown { text: text(&candidate.value), origin, priority, is_tied }
    });
    shown.collect()
}

fn json_of<'a>(project: &OpenedProject, evaluated: &'a Evaluated<'_>) -> formats::eval::Evaluated<'a> {
    let priority = match priority(project) {
        PolicyPriority::LowestFirst => "lowest-first",
        PolicyPriority::HighestFirst => "highest-first",
    };
    let settings = evaluated.settings.iter().map(|settings| Settings {
        flow: &settings.flow,
        environment: &settings.environment,
        pre: field(values(project, settings, &settings.pre, |name| name.to_string())),
        action: field(values(project, settings, &settings.action, |action| action.name().to_owned())),
        post: field(values(project, settings, &settings.post, |name| name.to_string())),
    });
    formats::eval::Evaluated { product: &evaluated.product, priority, settings: settings.collect() }
}

fn field(values: Vec<Shown>) -> Option<Setting> {
    let mut values = values.into_iter();
    let Shown { text: value, origin, .. } = values.next()?;
    let overrides =
        values.map(|other| Overridden { value: other.text, origin: other.origin, tied: other.is_tied });
    Some(Setting { value, origin, overrides: overrides.collect() })
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
                value.map_or(NOTHING.to_owned(), |value| cell(&value, is_tie))
            };
            let unless_trigger = |cell: String| if settings.is_trigger { "(start)".to_owned() } else { cell };
            table.row([
                if index == 0 { evaluated.product.clone() } else { String::new() },
                if is_new_flow { settings.flow.to_string() } else { String::new() },
                settings.environment.to_string(),
                value("pre", settings.pre.first().map(|pre| pre.value.to_string())),
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
