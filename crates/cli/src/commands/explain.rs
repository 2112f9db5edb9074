//! `promo explain`: the page of a rule, or the list of all.

use clap::Args;
use promo_diagnostics::{Rule, nearest, page};

use crate::Status;
use crate::output;

pub(crate) const EXAMPLES: &str = "\
Example: what is wrong, and how to mend it
  promo explain unknown-environment";

#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// The name of the rule; without it, every rule is listed
    pub(crate) rule: Option<String>,
}

pub(crate) fn run(arguments: &Explain) -> Status {
    let Some(name) = &arguments.rule else { return output::result(&list()) };
    match Rule::named(name) {
        Some(rule) => output::result(page(rule)),
        None => {
            let names = nearest(name, Rule::ALL.iter().map(|rule| rule.name()));
            let hint = match names.first() {
                Some(name) => format!("did you mean `{name}`?"),
                None => "`promo explain` lists the rules".to_owned(),
            };
            output::failure(&format!("there is no rule `{name}`: {hint}"));
            Status::Failed
        }
    }
}

fn list() -> String {
    let width = Rule::ALL.iter().map(|rule| rule.name().len()).max().unwrap_or_default();
    let lines = Rule::ALL.iter().map(|rule| {
        let level = format!("{:?}", rule.level()).to_lowercase();
        format!("{:width$}  {level:7}  {}\n", rule.name(), rule.summary())
    });
    lines.collect()
}
