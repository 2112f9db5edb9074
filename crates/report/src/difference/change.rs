//! What became of something that has a name, fact by fact. Knows no kind of thing: whoever looks at one says its facts.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

/// What became of something that has a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Change {
    /// Its name.
    pub name: String,
    /// Whether it came, went or is another.
    pub change: Fate,
    /// What differs in it; of what came or went, all that there is to say.
    pub fields: Vec<FieldChange>,
}

/// Whether something came, went or is another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Fate {
    /// It was not there before.
    Added,
    /// It is there no more.
    Removed,
    /// It was there and is there.
    Changed,
}

/// A fact that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct FieldChange {
    /// What in it the fact is about: an environment of a flow, a step of a workflow, a file that is promoted; null if
    /// it is about the whole.
    pub part: Option<String>,
    /// What the fact says.
    pub field: String,
    /// What was said before, if it was.
    pub before: Option<Said>,
    /// What is said now, if it is.
    pub after: Option<Said>,
}

/// What a fact says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Said {
    /// One thing.
    Text(String),
    /// Several.
    List(Vec<String>),
}

impl From<&str> for Said {
    fn from(text: &str) -> Said {
        Said::Text(text.to_owned())
    }
}

/// Something that there is to say: the part it is about, what it says of it, and that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    part: Option<String>,
    field: String,
    said: Said,
}

impl Fact {
    /// A fact about the whole.
    pub(super) fn new(field: &str, said: impl Into<Said>) -> Fact {
        Fact { part: None, field: field.to_owned(), said: said.into() }
    }

    /// A fact about a part.
    pub(super) fn of(part: &str, field: &str, said: impl Into<Said>) -> Fact {
        Fact { part: Some(part.to_owned()), ..Fact::new(field, said) }
    }

    fn key(&self) -> (Option<&str>, &str) {
        (self.part.as_deref(), &self.field)
    }
}

/// What became of something, by what there was and is to say of it; none if it is the same.
pub(super) fn change(name: &str, before: Option<Vec<Fact>>, after: Option<Vec<Fact>>) -> Option<Change> {
    let fate = match (&before, &after) {
        (None, None) => return None,
        (None, Some(_)) => Fate::Added,
        (Some(_), None) => Fate::Removed,
        (Some(_), Some(_)) => Fate::Changed,
    };
    let fields = differing(&before.unwrap_or_default(), &after.unwrap_or_default());
    let is_same = fate == Fate::Changed && fields.is_empty();
    (!is_same).then(|| Change { name: name.to_owned(), change: fate, fields })
}

/// The facts that differ: those that are there now in their order, then those that are there no more.
fn differing(before: &[Fact], after: &[Fact]) -> Vec<FieldChange> {
    let (known_before, known_after) = (by_key(before), by_key(after));
    let gone = before.iter().filter(|fact| !known_after.contains_key(&fact.key()));
    let fields = after.iter().chain(gone).map(|fact| FieldChange {
        part: fact.part.clone(),
        field: fact.field.clone(),
        before: known_before.get(&fact.key()).map(|said| (*said).clone()),
        after: known_after.get(&fact.key()).map(|said| (*said).clone()),
    });
    fields.filter(|field| field.before != field.after).collect()
}

fn by_key(facts: &[Fact]) -> BTreeMap<(Option<&str>, &str), &Said> {
    facts.iter().map(|fact| (fact.key(), &fact.said)).collect()
}
