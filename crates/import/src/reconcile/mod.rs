//! From an edit of a generated manifest to an edit of the source that makes it. Several ways to say it are tried, the
//! smallest first; each is proven by building: that manifest must come out as it was edited, and every other as it was.

mod additions;
mod arguments;
mod candidates;
mod clauses;
mod description;
mod state;
mod values;

use std::ops::Range;
use std::sync::Arc;

use promo_analysis::names::Namespace;
use promo_manifest::Kind;
use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::equality::comparable;
use crate::kinds::{Renamed, declaration};
use crate::objects::{self, Object};
use crate::refusals::Refusals;
use crate::scalar::data;
use crate::source;
use crate::{Around, Left, ManifestText};
use state::State;

/// What came of carrying edits over.
#[derive(Clone, Debug, Default)]
pub struct Reconciled {
    /// The sources that change, with their new texts, by path in the project.
    pub sources: Vec<(Arc<str>, String)>,
    /// The objects whose edits are in the sources now, such as `PromotionFlow to-prod`.
    pub carried: Vec<String>,
    /// The objects that say what they said, written in another way.
    pub unchanged: Vec<String>,
    /// The edits that can't be said in the sources.
    pub left: Vec<Left>,
}

/// Carries edits of generated manifests over to the sources of a project, whose manifests are those that promo didn't
/// generate.
pub fn reconcile(edited: &[ManifestText], around: &Around) -> Reconciled {
    let mut state = State::new(around);
    let mut reconciled = Reconciled::default();
    let (refusals, objects) = (Refusals::of(edited), objects::of_all(edited).all);
    reconciled.left = refusals.unreadable(edited, &objects);
    for object in &objects {
        let path = edited.get(object.text).map(|text| text.path.clone()).unwrap_or_default();
        let named = format!("{} {}", object.kind.name(), object.name);
        match carry_over(&mut state, object, &refusals) {
            Ok(Carried::Done) => reconciled.carried.push(named),
            Ok(Carried::Nothing) => reconciled.unchanged.push(named),
            Err(Refusal { reason, span, help }) => {
                reconciled.left.push(Left { path, object: Some(named), reason, span, help });
            }
        }
    }
    reconciled.sources = state.changed_sources();
    reconciled
}

enum Carried {
    Done,
    /// There was nothing to carry over.
    Nothing,
}

struct Refusal {
    reason: String,
    span: Range<usize>,
    help: Option<String>,
}

impl Refusal {
    fn new(object: &Object, reason: &str, help: Option<String>) -> Refusal {
        Refusal { reason: reason.to_owned(), span: object.place.clone(), help }
    }
}

fn carry_over(state: &mut State, object: &Object, refusals: &Refusals) -> Result<Carried, Refusal> {
    if let Some(reason) = refusals.of_object(object) {
        return Err(Refusal { reason: reason.message, span: reason.span, help: None });
    }
    let key = (object.kind, object.name.clone());
    let Some(built) = state.built(&key) else {
        let help = "import it with `promo import FILE`, or remove it".to_owned();
        return Err(Refusal::new(object, "no source makes this manifest", Some(help)));
    };
    let wanted = comparable(data(&object.node), object.kind, &Renamed::new());
    if comparable(built.data.clone(), object.kind, &Renamed::new()) == wanted {
        return Ok(Carried::Nothing);
    }
    if let Some(refusal) = undeclared(state, object) {
        return Err(refusal);
    }
    let candidates = candidates::candidates(state, &key, object);
    let mut reason = None;
    for candidate in candidates {
        match candidate {
            Ok(fix) if state.try_fix(&fix, &key, &wanted) => return Ok(Carried::Done),
            Ok(_) => {}
            Err(why) => reason = reason.or(Some(why)),
        }
    }
    Err(match reason {
        Some(why) => Refusal { reason: why.message, span: why.span, help: None },
        None => Refusal::new(object, "no edit of its source alone makes it come out like this", None),
    })
}

/// Names in the manifest that the project doesn't declare: what they stand for, only a person knows.
fn undeclared(state: &State, object: &Object) -> Option<Refusal> {
    let declared = declaration(&object.node, object.kind, &[]).ok()?;
    let (namespace, name) =
        declared.uses.all().find(|(namespace, name)| !state.declares(*namespace, name))?;
    let (noun, word) = match namespace {
        Namespace::Constants => ("environment", "environment"),
        Namespace::Workflows => ("workflow", "extern workflow"),
        Namespace::Flows => ("flow", "extern flow"),
        Namespace::Products => ("product", "extern product"),
        _ => ("template", "extern template"),
    };
    let help = format!("declare it first, such as by `{word} {}`, or mend the name", source::name(name));
    Some(Refusal::new(
        object,
        &format!("it names the {noun} `{name}`, which is declared nowhere"),
        Some(help),
    ))
}

/// A manifest, by kind and name.
type Key = (Kind, String);

/// What is built for a key.
#[derive(Clone, Debug, PartialEq)]
struct Built {
    data: Value,
    /// The source that makes it.
    source: Arc<str>,
}

/// The manifests of a project.
type Manifests = FxHashMap<Key, Built>;
