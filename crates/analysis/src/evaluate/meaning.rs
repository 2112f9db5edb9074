//! What a word stands for, by the place in which it stands: the one order in which names are looked for. Knows nothing
//! of whether that fits.

use std::sync::Arc;

use super::{constants, word};
use crate::database::Db;
use crate::names::{Definition, Namespace};
use crate::value::{Type, Value};

/// What a word stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning<'db> {
    /// A parameter of the declaration.
    Parameter,
    /// A value that is written by a word alone.
    Word(Value),
    /// The text that it is.
    Itself,
    /// What is declared in a namespace.
    Name(Namespace, Definition<'db>),
}

impl Meaning<'_> {
    /// What a constant holds that says this by its name alone; none of a parameter, which no constant knows.
    pub(super) fn value(&self, db: &dyn Db, name: &str) -> Option<Value> {
        match self {
            Meaning::Parameter => None,
            Meaning::Word(value) => Some(value.clone()),
            Meaning::Itself => Some(Value::String(Arc::from(name))),
            Meaning::Name(Namespace::Constants, definition) => {
                Some(constants::value_of(db, *definition, name))
            }
            Meaning::Name(namespace, _) => Some(Value::Reference(*namespace, Arc::from(name))),
        }
    }
}

/// Where names are looked for.
pub trait Lookup<'db> {
    /// Whether a parameter in reach has a name.
    fn is_parameter(&self, name: &str) -> bool;

    /// What has a name in a namespace of the project.
    fn find(&self, namespace: Namespace, name: &str) -> Option<Definition<'db>>;
}

/// What a word stands for where a type is due: a parameter before the words of the type, these before what the type
/// names, and that before constants.
pub fn meaning<'db>(
    db: &'db dyn Db,
    name: &str,
    due: Type,
    names: &impl Lookup<'db>,
) -> Option<Meaning<'db>> {
    if names.is_parameter(name) {
        return Some(Meaning::Parameter);
    }
    if let Some(value) = word(name, due) {
        return Some(Meaning::Word(value));
    }
    let objects = due.namespace().filter(|namespace| *namespace != Namespace::Constants);
    if let Some(namespace) = objects
        && let Some(definition) = names.find(namespace, name)
    {
        return Some(Meaning::Name(namespace, definition));
    }
    let constant = names.find(Namespace::Constants, name);
    if due.takes_any_word() {
        // A plain word is itself unless it is the name of a constant that may fit.
        let may_fit = |definition: &Definition<'db>| {
            let value = constants::value_of(db, *definition, name);
            matches!(value, Value::String(_) | Value::List(_) | Value::Unknown(_))
        };
        let constant = constant.filter(may_fit).map(|constant| Meaning::Name(Namespace::Constants, constant));
        return Some(constant.unwrap_or(Meaning::Itself));
    }
    // `kind prod` means the kind, even where there is an environment `prod`.
    let is_other =
        |definition: &Definition<'db>| !due.words().is_empty() && constants::is_environment(db, *definition);
    constant
        .filter(|definition| !is_other(definition))
        .map(|constant| Meaning::Name(Namespace::Constants, constant))
}

/// All that the value of a constant may stand for, of which no type is known. If it is several things, it is none for
/// certain.
pub fn meanings_of_constant<'db>(name: &str, names: &impl Lookup<'db>) -> Vec<Meaning<'db>> {
    let words = [Type::Action, Type::Kind].into_iter().filter_map(|kind| word(name, kind)).map(Meaning::Word);
    let namespaces = [Namespace::Constants].into_iter().chain(Namespace::OF_OBJECTS);
    let named =
        namespaces.filter_map(|namespace| Some(Meaning::Name(namespace, names.find(namespace, name)?)));
    words.chain(named).collect()
}
