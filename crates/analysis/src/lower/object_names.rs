//! What Kubernetes and Argo take as the name of something: of an object, of a label or annotation, of a step.
//! A manifest with another name is refused by the cluster. Knows nothing of where in a source a name stands.

/// What a name of an object is made of.
pub(crate) const OF_OBJECT: &str = "the name of a Kubernetes object is made of lowercase letters, digits, `-` and `.`, \
                                    begins and ends with a letter or digit, and has at most 253 characters";

/// What a key of a label or annotation is made of.
pub(crate) const OF_KEY: &str = "a key is made of at most 63 letters, digits, `-`, `_` and `.`, \
                                 begins and ends with a letter or digit, \
                                 and may stand behind a domain and `/`, as in `example.com/team`";

/// What a value of a label is made of.
pub(crate) const OF_LABEL: &str = "the value of a label is made of at most 63 letters, digits, `-`, `_` and `.`, \
                                   and begins and ends with a letter or digit; other texts can stand in annotations";

/// What the name of a step is made of.
pub(super) const OF_STEP: &str =
    "the name of a step is made of at most 128 letters, digits and `-`, and begins with a letter or digit";

/// What something may be called.
pub(super) struct NameRule {
    /// What is called so.
    pub(super) noun: &'static str,
    /// What such a name is made of.
    pub(super) help: &'static str,
    /// What is wrong with a name.
    pub(super) problem: fn(&str) -> Option<String>,
}

pub(super) const SERVICE_ACCOUNT: NameRule =
    NameRule { noun: "name of a service account", help: OF_OBJECT, problem: object_problem };

pub(super) const SECRET: NameRule =
    NameRule { noun: "name of a secret", help: OF_OBJECT, problem: object_problem };

pub(super) const SECRET_KEY: NameRule = NameRule {
    noun: "key of a secret",
    help: "Kubernetes takes at most 253 letters, digits, `-`, `_` and `.` as the key of a secret, \
           and none that begins with `..`",
    problem: secret_key_problem,
};

pub(super) const VARIABLE: NameRule = NameRule {
    noun: "name of an environment variable",
    help: "Kubernetes takes printable ASCII characters but `=` in the name of an environment variable; \
           most programs want letters, digits and `_`, and no digit at the beginning",
    problem: variable_problem,
};

pub(super) const PARAMETER: NameRule =
    NameRule { noun: "name of an input", help: OF_PARAMETER, problem: parameter_problem };

pub(super) const OUTPUT: NameRule =
    NameRule { noun: "name of an output", help: OF_PARAMETER, problem: parameter_problem };

const OF_PARAMETER: &str = "Argo takes letters, digits, `-` and `_` in the names of parameters";

/// What is wrong with a text as the name of an object, a DNS-1123 subdomain.
pub fn object_problem(name: &str) -> Option<String> {
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    if let Some(problem) = text_problem(name, 253, is_allowed) {
        return Some(problem);
    }
    if name.split('.').any(str::is_empty) {
        return Some("a `.` has nothing on one side".to_owned());
    }
    let ends = |part: &str| part.starts_with('-') || part.ends_with('-');
    name.split('.').any(ends).then(|| "a part of it begins or ends with `-`".to_owned())
}

/// What is wrong with the key of a label or annotation.
pub(crate) fn key_problem(key: &str) -> Option<String> {
    let (domain, name) = match key.split_once('/') {
        Some((domain, name)) => (Some(domain), name),
        None => (None, key),
    };
    let domain =
        domain.and_then(object_problem).map(|problem| format!("of what stands before `/`, {problem}"));
    domain.or_else(|| qualified_problem(name))
}

/// What is wrong with the value of a label, which may be empty.
pub(crate) fn label_problem(value: &str) -> Option<String> {
    if value.is_empty() { None } else { qualified_problem(value) }
}

/// What is wrong with a text as the name of a step, which becomes that of an Argo template and task.
pub fn step_problem(name: &str) -> Option<String> {
    let problem = text_problem(name, 128, |c| c.is_ascii_alphanumeric() || c == '-');
    problem.or_else(|| name.starts_with('-').then(|| "it begins with `-`".to_owned()))
}

fn secret_key_problem(key: &str) -> Option<String> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let leads_away =
        || (key == "." || key.starts_with("..")).then(|| "it would be another folder".to_owned());
    text_problem(key, 253, is_allowed).or_else(leads_away)
}

fn variable_problem(name: &str) -> Option<String> {
    text_problem(name, usize::MAX, |c| (' '..='~').contains(&c) && c != '=')
}

/// What is wrong with a text as the name of an input or output.
pub fn parameter_problem(name: &str) -> Option<String> {
    text_problem(name, usize::MAX, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

fn qualified_problem(text: &str) -> Option<String> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if let Some(problem) = text_problem(text, 63, is_allowed) {
        return Some(problem);
    }
    let is_end = |c: char| c.is_ascii_alphanumeric();
    let is_whole = text.starts_with(is_end) && text.ends_with(is_end);
    (!is_whole).then(|| "it begins or ends with neither a letter nor a digit".to_owned())
}

fn text_problem(text: &str, longest: usize, is_allowed: impl Fn(char) -> bool) -> Option<String> {
    if text.is_empty() {
        return Some("it is empty".to_owned());
    }
    if text.len() > longest {
        return Some(format!("it has {} characters", text.chars().count()));
    }
    let wrong = text.chars().find(|character| !is_allowed(*character))?;
    Some(format!("it has {}", character_noun(wrong)))
}

fn character_noun(character: char) -> String {
    match character {
        ' ' => "a space".to_owned(),
        'A'..='Z' => format!("the capital letter `{character}`"),
        '\n' => "a line end".to_owned(),
        other => format!("the character `{other}`"),
    }
}
