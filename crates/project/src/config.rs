//! `promo.toml`: what it can say, and how it is read, with a place for every mistake. Knows no file system.

use std::ops::Range;

use promo_analysis::config::{Config, LintLevel, PolicyPriority, ProductApi};
use promo_diagnostics::{Level, Rule, did_you_mean, listed};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::pattern::glob;

/// The name of the file that configures a project and marks its folder.
pub const CONFIG_FILE: &str = "promo.toml";

/// Something in `promo.toml` that can't be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// What is wrong, in a sentence without a final stop.
    pub message: String,
    /// Where, in bytes of the text.
    pub range: Range<usize>,
    /// What is allowed.
    pub help: Option<String>,
}

type Value<'text> = Spanned<DeValue<'text>>;
type Checked<T> = Result<T, ConfigError>;

/// A key of a section, and how it is set.
struct Key {
    name: &'static str,
    set: fn(&mut Config, &Value) -> Checked<()>,
}

/// The sections with their keys, but for `lint`, whose keys are the rules.
const SECTIONS: &[(&str, &[Key])] = &[
    (
        "project",
        &[
            Key { name: "sources", set: |config, value| assign(&mut config.sources, patterns(value)) },
            Key { name: "manifests", set: |config, value| assign(&mut config.manifests, patterns(value)) },
        ],
    ),
    (
        "output",
        &[
            Key { name: "root", set: |config, value| assign(&mut config.output_root, folder(value)) },
            Key {
                name: "namespace",
                set: |config, value| assign(&mut config.output_namespace, namespace(value).map(Some)),
            },
        ],
    ),
    (
        "codefresh",
        &[
            Key {
                name: "product-api",
                set: |config, value| assign(&mut config.product_api, choice(value, PRODUCT_APIS)),
            },
            Key {
                name: "policy-priority",
                set: |config, value| assign(&mut config.policy_priority, choice(value, POLICY_PRIORITIES)),
            },
        ],
    ),
];

const LINT: &str = "lint";

/// The section below `lint` for hand-written manifests, whose keys are rules too.
const OF_MANIFESTS: &str = "manifests";

const PRODUCT_APIS: &[(&str, ProductApi)] =
    &[("v1beta1", ProductApi::V1beta1), ("v1beta2", ProductApi::V1beta2)];

const POLICY_PRIORITIES: &[(&str, PolicyPriority)] =
    &[("lowest-first", PolicyPriority::LowestFirst), ("highest-first", PolicyPriority::HighestFirst)];

const LINT_LEVELS: &[(&str, LintLevel)] = &[
    ("allow", LintLevel::Allow),
    ("hint", LintLevel::Level(Level::Hint)),
    ("warning", LintLevel::Level(Level::Warning)),
    ("error", LintLevel::Level(Level::Error)),
];

/// Reads the text of a `promo.toml`. The errors are all there are, by place; where the text is no TOML, only
/// that is told.
pub fn parse_config(text: &str) -> Result<Config, Vec<ConfigError>> {
    let (document, syntax_errors) = DeTable::parse_recoverable(text);
    let mut errors: Vec<ConfigError> = syntax_errors.iter().map(|error| syntax_error(text, error)).collect();
    let mut config = Config::default();
    if errors.is_empty() {
        for (name, section) in document.get_ref() {
            errors.extend(read_section(&mut config, name, section));
        }
    }
    errors.sort_by_key(|error| (error.range.start, error.range.end));
    if errors.is_empty() { Ok(config) } else { Err(errors) }
}

fn syntax_error(text: &str, error: &toml::de::Error) -> ConfigError {
    let range = error.span().unwrap_or(text.len()..text.len());
    ConfigError { message: error.message().to_owned(), range, help: None }
}

fn read_section(config: &mut Config, name: &Spanned<impl AsRef<str>>, section: &Value) -> Vec<ConfigError> {
    let keys = SECTIONS.iter().find(|(known, _)| *known == name.get_ref().as_ref());
    if keys.is_none() && name.get_ref().as_ref() != LINT {
        let known = SECTIONS.iter().map(|(known, _)| *known).chain([LINT]);
        let what = if section.get_ref().is_table() { "section" } else { "key" };
        return vec![unknown(what, name, known)];
    }
    let Some(table) = section.get_ref().as_table() else {
        return vec![wrong_type(section, "a table")];
    };
    match keys {
        Some((_, keys)) => {
            let read = |(name, value)| read_key(config, keys, name, value);
            table.iter().map(read).filter_map(Result::err).collect()
        }
        None => read_rules(config, table),
    }
}

fn read_rules(config: &mut Config, table: &DeTable) -> Vec<ConfigError> {
    let mut errors = Vec::new();
    for (name, value) in table {
        match value.get_ref().as_table().filter(|_| name.get_ref() == OF_MANIFESTS) {
            Some(rules) => {
                let read = |(name, value)| read_rule_of_manifests(config, name, value);
                errors.extend(rules.iter().map(read).filter_map(Result::err));
            }
            None => errors.extend(read_rule(config, name, value).err()),
        }
    }
    errors
}

fn read_key(
    config: &mut Config,
    keys: &[Key],
    name: &Spanned<impl AsRef<str>>,
    value: &Value,
) -> Checked<()> {
    match keys.iter().find(|key| key.name == name.get_ref().as_ref()) {
        Some(key) => (key.set)(config, value),
        None => Err(unknown("key", name, keys.iter().map(|key| key.name))),
    }
}

fn read_rule(config: &mut Config, name: &Spanned<impl AsRef<str>>, value: &Value) -> Checked<()> {
    let rule = rule(name)?;
    let level = choice(value, LINT_LEVELS)?;
    if rule.prevents_emission() && level != LintLevel::Level(Level::Error) {
        let message = format!("the level of `{rule}` can't be lowered");
        let mut help = "nothing can be emitted where this rule finds something".to_owned();
        if rule.why_of_sources_alone().is_none() {
            help += &format!("; in manifests it can, under `[{LINT}.{OF_MANIFESTS}]`");
        }
        return Err(ConfigError { message, range: value.span(), help: Some(help) });
    }
    config.lint.insert(rule, level);
    Ok(())
}

fn read_rule_of_manifests(
    config: &mut Config,
    name: &Spanned<impl AsRef<str>>,
    value: &Value,
) -> Checked<()> {
    let rule = rule(name)?;
    let level = choice(value, LINT_LEVELS)?;
    if let Some(reason) = rule.why_of_sources_alone() {
        let message = format!("`{rule}` finds nothing in manifests");
        return Err(ConfigError { message, range: name.span(), help: Some(reason.to_owned()) });
    }
    config.lint_of_manifests.insert(rule, level);
    Ok(())
}

fn rule(name: &Spanned<impl AsRef<str>>) -> Checked<Rule> {
    let written = name.get_ref().as_ref();
    Rule::named(written).ok_or_else(|| {
        let all = || Rule::ALL.iter().map(|rule| rule.name());
        // There are too many rules to list them.
        ConfigError { help: did_you_mean(written, all()), ..unknown("rule", name, all()) }
    })
}

fn assign<T>(place: &mut T, value: Checked<T>) -> Checked<()> {
    *place = value?;
    Ok(())
}

fn string<'value>(value: &'value Value) -> Checked<&'value str> {
    value.get_ref().as_str().ok_or_else(|| wrong_type(value, "a string"))
}

fn choice<T: Copy>(value: &Value, choices: &[(&str, T)]) -> Checked<T> {
    let name = string(value)?;
    let choice = choices.iter().find(|(known, _)| *known == name);
    choice.map(|(_, choice)| *choice).ok_or_else(|| {
        let known: Vec<&str> = choices.iter().map(|(known, _)| *known).collect();
        let message = format!("`{name}` is not one of {}", listed(&known, "and"));
        ConfigError { message, range: value.span(), help: did_you_mean(name, known) }
    })
}

fn patterns(value: &Value) -> Checked<Vec<String>> {
    let list = value.get_ref().as_array().ok_or_else(|| wrong_type(value, "a list of strings"))?;
    list.iter().map(pattern).collect()
}

/// A pattern is matched against paths that begin in the project, so that it can't begin with `./` there.
fn pattern(value: &Value) -> Checked<String> {
    let pattern = string(value)?;
    let inner = pattern.trim_start_matches("./");
    if inner.is_empty() || is_absolute(inner) || inner.split('/').any(|part| part == "..") {
        let message = "a pattern names files of the project, relative to its folder".to_owned();
        return Err(ConfigError { message, range: value.span(), help: None });
    }
    glob(inner).map_err(|error| {
        let message = format!("the pattern can't be read: {error}");
        ConfigError { message, range: value.span(), help: None }
    })?;
    Ok(inner.to_owned())
}

fn folder(value: &Value) -> Checked<String> {
    let path = string(value)?;
    let wrong = |message: &str, help: &str| {
        let (message, help) = (message.to_owned(), Some(help.to_owned()));
        Err(ConfigError { message, range: value.span(), help })
    };
    let relative = "the folder is relative to the project, such as `resources`; `.` is the project itself";
    if path.is_empty() {
        return wrong("the output root is empty", relative);
    }
    if is_absolute(path) {
        return wrong("the output root is an absolute path", relative);
    }
    if path.contains('\\') {
        return wrong("the output root holds a `\\`", "the parts of a path are separated by `/`");
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if parts.contains(&"..") {
        return wrong("the output root may not lead out of the project", relative);
    }
    Ok(parts.join("/"))
}

/// On any system: a path must mean the same everywhere.
fn is_absolute(path: &str) -> bool {
    let is_drive =
        path.chars().next().is_some_and(|first| first.is_ascii_alphabetic()) && path.get(1..2) == Some(":");
    is_drive || path.starts_with(['/', '\\'])
}

/// A DNS-1123 label, as Kubernetes names namespaces.
fn namespace(value: &Value) -> Checked<String> {
    let name = string(value)?;
    let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_label = (1..=63).contains(&name.len()) && name.bytes().all(is_inner);
    if is_label && !name.starts_with('-') && !name.ends_with('-') {
        return Ok(name.to_owned());
    }
    let message = format!("`{name}` can't be the name of a namespace");
    let help = "lower-case letters, digits and inner `-`, at most 63 characters".to_owned();
    Err(ConfigError { message, range: value.span(), help: Some(help) })
}

fn unknown<'a>(
    what: &str,
    name: &Spanned<impl AsRef<str>>,
    known: impl Iterator<Item = &'a str>,
) -> ConfigError {
    let known: Vec<&str> = known.collect();
    let range = name.span();
    let name = name.get_ref().as_ref();
    let help = section_of(name).map(|section| format!("`{name}` belongs under `[{section}]`"));
    let help = help.or_else(|| did_you_mean(name, known.iter().copied()));
    let help = help.unwrap_or_else(|| format!("there is {}", listed(&known, "and")));
    ConfigError { message: format!("unknown {what} `{name}`"), range, help: Some(help) }
}

/// The section that has a key.
fn section_of(key: &str) -> Option<&'static str> {
    let has_key = |keys: &[Key]| keys.iter().any(|known| known.name == key);
    let section = SECTIONS.iter().find(|(_, keys)| has_key(keys)).map(|(section, _)| *section);
    section.or_else(|| Rule::named(key).map(|_| LINT))
}

fn wrong_type(value: &Value, due: &str) -> ConfigError {
    let found = match value.get_ref() {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    let message = format!("this is {found}, and {due} is due");
    ConfigError { message, range: value.span(), help: Some(format!("write {due}")) }
}
