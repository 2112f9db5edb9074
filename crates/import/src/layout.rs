//! Which declaration goes into which file, and what is declared besides: environments, and what lives elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexSet;
use promo_analysis::names::Namespace;
use promo_diagnostics::nearest;
use promo_manifest::Kind;
use promo_syntax::{format, parse};
use rustc_hash::FxHashSet;

use crate::extern_workflow::ExternWorkflow;
use crate::kinds::{Declaration, keyword};
use crate::source;
use crate::{Elsewhere, File};

/// A declaration with what it is made of.
pub(crate) struct Written<'w> {
    pub(crate) kind: Kind,
    pub(crate) name: &'w str,
    pub(crate) declaration: &'w Declaration,
}

/// All sources: of each the path and the text. `is_known` tells what is declared around them.
pub(crate) fn files(
    written: &[Written<'_>],
    extern_workflows: &[ExternWorkflow<'_>],
    is_known: impl Fn(Namespace, &str) -> bool,
) -> Vec<File> {
    let mut texts: BTreeMap<String, Text> = BTreeMap::new();
    let mut add = |path: String, text: &str| texts.entry(path).or_default().add(text);
    let missing = Missing::of(written, extern_workflows, is_known);
    for (path, text) in
        [("environments.promo", missing.environments()), ("elsewhere.promo", missing.elsewhere())]
    {
        if !text.is_empty() {
            add(path.to_owned(), &formatted(text));
        }
    }
    let owners = owners(written);
    for kind in ORDER {
        for one in written.iter().filter(|one| one.kind == kind) {
            add(path(one, &owners), &one.declaration.text);
        }
    }
    for ExternWorkflow { name, text } in extern_workflows {
        add(file_of("workflows", name), &formatted(text.clone()));
    }
    texts.into_iter().map(|(path, text)| File { path, text: text.all }).collect()
}

/// The names that are declared as living elsewhere, since nothing declares them; each with the word for what it names,
/// and a name that could be meant.
pub(crate) fn elsewhere(
    written: &[Written<'_>],
    extern_workflows: &[ExternWorkflow<'_>],
    is_known: impl Fn(Namespace, &str) -> bool,
) -> Vec<Elsewhere> {
    let missing = Missing::of(written, extern_workflows, is_known);
    let names = missing.others.iter().flat_map(|(word, names)| names.iter().map(move |name| (*word, *name)));
    let meant = |word: &str, name: &str| {
        let same = written.iter().filter(|one| keyword(one.kind) == word).map(|one| one.name);
        nearest(name, same).first().map(|&near| near.to_owned())
    };
    let found = names.map(|(word, name)| Elsewhere { word, name: name.to_owned(), meant: meant(word, name) });
    found.collect()
}

/// Declarations in the one style.
fn formatted(text: String) -> String {
    format(&parse(&text)).unwrap_or(text)
}

/// The text of a file while it grows.
#[derive(Default)]
struct Text {
    all: String,
    /// Whether the last declaration is a line without a comment.
    ends_in_line: bool,
}

impl Text {
    /// Adds a declaration. Those of one line stand below each other like a table.
    fn add(&mut self, declaration: &str) {
        let is_line = declaration.lines().count() == 1;
        let is_below = is_line && self.ends_in_line;
        if !self.all.is_empty() && !is_below {
            self.all.push('\n');
        }
        self.all.push_str(declaration);
        self.ends_in_line = is_line;
    }
}

/// The order of declarations in a file.
const ORDER: [Kind; 5] = [
    Kind::PromotionFlow,
    Kind::PromotionPolicy,
    Kind::PromotionTemplate,
    Kind::Product,
    Kind::WorkflowTemplate,
];

fn path(written: &Written<'_>, owners: &BTreeMap<&str, &str>) -> String {
    match written.kind {
        Kind::Product => file_of("products", written.name),
        Kind::WorkflowTemplate => file_of("workflows", written.name),
        Kind::PromotionPolicy => "policies.promo".to_owned(),
        Kind::PromotionTemplate => "templates.promo".to_owned(),
        Kind::PromotionFlow => match owners.get(written.name) {
            Some(product) => file_of("products", product),
            None => "flows.promo".to_owned(),
        },
    }
}

/// The file of one object. What is no name of an object is refused later, and must not lead anywhere until then.
fn file_of(folder: &str, name: &str) -> String {
    let safe = |character: char| character.is_ascii_alphanumeric() || ['-', '_'].contains(&character);
    let name = name.chars().take(LONGEST_FILE_NAME);
    let name: String = name.map(|character| if safe(character) { character } else { '-' }).collect();
    format!("{folder}/{name}.promo")
}

/// The longest name of a file, without its ending, in characters: names of objects may be longer than systems take.
const LONGEST_FILE_NAME: usize = 100;

/// The flows that one product alone takes, with that product.
fn owners<'w>(written: &[Written<'w>]) -> BTreeMap<&'w str, &'w str> {
    let mut owners: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for product in written.iter().filter(|one| one.kind == Kind::Product) {
        for flow in product.declaration.uses.of(Namespace::Flows) {
            let owner = owners.entry(flow).or_insert(Some(product.name));
            *owner = owner.filter(|owner| *owner == product.name);
        }
    }
    owners.into_iter().filter_map(|(flow, owner)| Some((flow, owner?))).collect()
}

/// What is used and declared nowhere.
struct Missing<'w> {
    environments: IndexSet<&'w str>,
    others: Vec<(&'static str, BTreeSet<&'w str>)>,
}

/// What can live elsewhere, with the word that declares it.
const ELSEWHERE: [(Namespace, &str); 4] = [
    (Namespace::Workflows, "workflow"),
    (Namespace::Flows, "flow"),
    (Namespace::Products, "product"),
    (Namespace::Templates, "template"),
];

impl<'w> Missing<'w> {
    fn of(
        written: &[Written<'w>],
        extern_workflows: &[ExternWorkflow<'w>],
        is_known: impl Fn(Namespace, &str) -> bool,
    ) -> Missing<'w> {
        let own = written.iter().map(|one| (Namespace::of_manifest(one.kind), one.name));
        let stay = extern_workflows.iter().map(|workflow| (Namespace::Workflows, workflow.name));
        let declared: FxHashSet<(Namespace, &str)> = own.chain(stay).collect();
        let missing = |namespace| {
            let uses = written.iter().flat_map(move |one| one.declaration.uses.of(namespace));
            let mut missing: IndexSet<&str> = uses.collect();
            missing.retain(|name| !declared.contains(&(namespace, *name)) && !is_known(namespace, name));
            missing
        };
        let others = ELSEWHERE.map(|(namespace, word)| (word, missing(namespace).into_iter().collect()));
        Missing { environments: missing(Namespace::Constants), others: others.into() }
    }

    fn environments(&self) -> String {
        let (production, others): (Vec<&str>, Vec<&str>) =
            self.environments.iter().partition(|name| sounds_like_production(name));
        let mut text = String::new();
        if !production.is_empty() {
            text.push_str(
                "// Which environments are production is guessed from their names: the platform knows.\n",
            );
        }
        if !others.is_empty() {
            text.push_str(&format!("environment {}\n", source::names(others)));
        }
        if !production.is_empty() {
            text.push_str(&format!("environment {} {{ kind production }}\n", source::names(production)));
        }
        text
    }

    fn elsewhere(&self) -> String {
        let lists = self.others.iter().filter(|(_, names)| !names.is_empty());
        let line = |(word, names): &(&str, BTreeSet<&str>)| {
            format!("extern {word} {}\n", source::names(names.iter().copied()))
        };
        lists.map(line).collect()
    }
}

/// Words in the names of production environments, and those before them that say the opposite.
const PRODUCTION: [&str; 4] = ["prod", "production", "prd", "live"];
const NOT_YET: [&str; 3] = ["non", "pre", "not"];

fn sounds_like_production(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let words: Vec<&str> = lower.split(|sign: char| !sign.is_ascii_alphabetic()).collect();
    words.iter().enumerate().any(|(index, word)| {
        let before = index.checked_sub(1).and_then(|index| words.get(index));
        PRODUCTION.contains(word) && !before.is_some_and(|before| NOT_YET.contains(before))
    })
}
