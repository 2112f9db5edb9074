//! Types and values: what a constant, a parameter or a clause can hold.

use std::sync::Arc;

use crate::names::Namespace;

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// The name of one environment.
    Environment,
    /// The names of environments.
    Environments,
    /// The name of a workflow.
    Workflow,
    /// The name of a template.
    Template,
    /// The name of a product.
    Product,
    /// The names of products.
    Products,
    /// The name of a flow.
    Flow,
    /// `commit`, `pr` or `none`.
    Action,
    /// `production` or `non-production`.
    Kind,
    /// The kinds of environments.
    Kinds,
    /// `queue` or `terminate`.
    Concurrency,
    /// A string.
    String,
    /// A list of strings.
    Strings,
    /// A tag: a string or a plain word.
    Tag,
    /// A list of tags.
    Tags,
    /// The name of something in the cluster, of which promo knows nothing: a string or a plain word.
    ClusterName,
    /// An integer.
    Integer,
    /// A duration.
    Duration,
    /// A JSONPath.
    Path,
}

impl Type {
    /// The types that a parameter can have, by the word that names them.
    pub const OF_PARAMETERS: &'static [(&'static str, Type)] = &[
        ("environment", Type::Environment),
        ("environments", Type::Environments),
        ("workflow", Type::Workflow),
        ("template", Type::Template),
        ("product", Type::Product),
        ("flow", Type::Flow),
        ("action", Type::Action),
        ("kind", Type::Kind),
        ("string", Type::String),
        ("strings", Type::Strings),
        ("int", Type::Integer),
        ("duration", Type::Duration),
        ("path", Type::Path),
    ];

    /// With its article, as a message names it.
    pub fn noun(self) -> &'static str {
        match self {
            Type::Environment => "an environment",
            Type::Environments => "a list of environments",
            Type::Workflow => "a workflow",
            Type::Template => "a template",
            Type::Product => "a product",
            Type::Products => "a list of products",
            Type::Flow => "a flow",
            Type::Action => "an action",
            Type::Kind => "a kind of environment",
            Type::Kinds => "a list of kinds of environment",
            Type::Concurrency => "`queue` or `terminate`",
            Type::String => "a string",
            Type::Strings => "a list of strings",
            Type::Tag => "a tag",
            Type::Tags => "a list of tags",
            Type::ClusterName => "a name",
            Type::Integer => "an integer",
            Type::Duration => "a duration",
            Type::Path => "a JSONPath",
        }
    }

    /// How a value of the type is written.
    pub fn example(self) -> &'static str {
        match self {
            Type::Environment => "write the name of a declared environment, such as `prod-eu`",
            Type::Environments => "write names of declared environments, such as `[prod-eu, prod-us]`",
            Type::Workflow => {
                "write the name of a workflow of the project, or declare it with `extern workflow`"
            }
            Type::Template => {
                "write the name of a template of the project, or declare it with `extern template`"
            }
            Type::Product => {
                "write the name of a product of the project, or declare it with `extern product`"
            }
            Type::Products => "write names of products, such as `[loans, cards]`",
            Type::Flow => "write the name of a flow of the project, or declare it with `extern flow`",
            Type::Action => "the actions are `commit`, `pr` and `none`",
            Type::Kind => "the kinds are `production` and `non-production`",
            Type::Kinds => "the kinds are `production` and `non-production`",
            Type::Concurrency => "write `queue` or `terminate`",
            Type::String => "write it in double quotes, such as `\"1.0\"`",
            Type::Strings => "write strings in brackets, such as `[\"a\", \"b\"]`",
            Type::Tag => "write a tag in double quotes, such as `\"critical\"`",
            Type::Tags => "write tags in brackets, such as `[\"critical\", \"eu\"]`",
            Type::ClusterName => "write a name in double quotes, such as `\"deploy-hooks\"`",
            Type::Integer => "write digits alone, such as `10` or `-5`",
            Type::Duration => "write a number with a unit, such as `90m`, `4h` or `1h30m`",
            Type::Path => "write a JSONPath without quotes, such as `$.image.tag`",
        }
    }

    /// The namespace of what a name of the type refers to.
    pub fn namespace(self) -> Option<Namespace> {
        Some(match self {
            Type::Environment | Type::Environments => Namespace::Constants,
            Type::Workflow => Namespace::Workflows,
            Type::Template => Namespace::Templates,
            Type::Product | Type::Products => Namespace::Products,
            Type::Flow => Namespace::Flows,
            _ => return None,
        })
    }

    /// The type of an element, if this is the type of a list.
    pub fn element(self) -> Option<Type> {
        Some(match self {
            Type::Environments => Type::Environment,
            Type::Products => Type::Product,
            Type::Kinds => Type::Kind,
            Type::Strings => Type::String,
            Type::Tags => Type::Tag,
            _ => return None,
        })
    }

    /// Whether a plain word stands for itself, though something else may have that name.
    pub fn takes_any_word(self) -> bool {
        matches!(self, Type::Tag | Type::Tags | Type::ClusterName)
    }

    /// The words that values of the type are, if there are just a few.
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Type::Action => &["commit", "pr", "none"],
            Type::Kind => &["production", "non-production"],
            Type::Concurrency => &["queue", "terminate"],
            _ => &[],
        }
    }
}

/// What happens with a change in an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, salsa::SalsaValue)]
pub enum Action {
    /// Commit it.
    Commit,
    /// Open a pull request.
    PullRequest,
    /// Nothing: the pre-action does it.
    None,
}

impl Action {
    /// As in the sources and the manifests.
    pub fn name(self) -> &'static str {
        match self {
            Action::Commit => "commit",
            Action::PullRequest => "pr",
            Action::None => "none",
        }
    }
}

/// The kinds of environment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, salsa::SalsaValue)]
pub enum EnvironmentKind {
    /// `production`.
    Production,
    /// `non-production`.
    #[default]
    NonProduction,
}

impl EnvironmentKind {
    /// As in the sources.
    pub fn name(self) -> &'static str {
        match self {
            EnvironmentKind::Production => "production",
            EnvironmentKind::NonProduction => "non-production",
        }
    }
}

/// What products do with releases while one is running.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, salsa::SalsaValue)]
pub enum Concurrency {
    /// They wait.
    Queue,
    /// The running one ends.
    Terminate,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// What can't be known here: a parameter where its pattern is defined, or what was reported already.
    Unknown(Option<Type>),
    /// The name of an environment, or of something else that the project declares.
    Reference(Namespace, Arc<str>),
    /// `commit`, `pr`, `none`.
    Action(Action),
    /// `production`, `non-production`.
    Kind(EnvironmentKind),
    /// `queue`, `terminate`.
    Concurrency(Concurrency),
    /// A string.
    String(Arc<str>),
    /// An integer.
    Integer(i64),
    /// A duration in seconds.
    Duration(u64),
    /// A JSONPath.
    Path(Arc<str>),
    /// A list, flat or not.
    List(Arc<[Value]>),
}

impl Value {
    /// With its article, as a message names it.
    pub fn noun(&self) -> &'static str {
        match self {
            Value::Unknown(kind) => kind.map_or("unknown", Type::noun),
            Value::Reference(Namespace::Constants, _) => "an environment",
            Value::Reference(Namespace::Flows, _) => "a flow",
            Value::Reference(Namespace::Policies, _) => "a policy",
            Value::Reference(Namespace::Templates, _) => "a template",
            Value::Reference(Namespace::Products, _) => "a product",
            Value::Reference(Namespace::Workflows, _) => "a workflow",
            Value::Reference(Namespace::Applications, _) => "an application",
            Value::Action(_) => "an action",
            Value::Kind(_) => "a kind of environment",
            Value::Concurrency(_) => "a kind of concurrency",
            Value::String(_) => "a string",
            Value::Integer(_) => "an integer",
            Value::Duration(_) => "a duration",
            Value::Path(_) => "a JSONPath",
            Value::List(_) => "a list",
        }
    }

    /// The text that stands for it in a string; none for a list.
    pub fn interpolated(&self) -> Option<String> {
        Some(match self {
            Value::Unknown(_) | Value::List(_) => return None,
            Value::Reference(_, name) => name.to_string(),
            Value::Action(action) => action.name().to_owned(),
            Value::Kind(kind) => kind.name().to_owned(),
            Value::Concurrency(Concurrency::Queue) => "queue".to_owned(),
            Value::Concurrency(Concurrency::Terminate) => "terminate".to_owned(),
            Value::String(text) | Value::Path(text) => text.to_string(),
            Value::Integer(number) => number.to_string(),
            Value::Duration(seconds) => duration_text(*seconds),
        })
    }
}

/// A duration as it is written: the largest units first, none of them zero.
pub fn duration_text(seconds: u64) -> String {
    let units = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];
    let mut rest = seconds;
    let mut text = String::new();
    for (unit, length) in units {
        if rest >= length {
            text.push_str(&format!("{}{unit}", rest / length));
            rest %= length;
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}
