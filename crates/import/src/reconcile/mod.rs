//! From an edit of a generated manifest to an edit of the source that makes it. Several ways to say it are tried, the
//! smallest first; each is proven by building: that manifest must come out as it was edited, and every other as it was.

mod additions;
mod built;
mod candidates;
mod clauses;
mod description;
mod kept;
mod since;
mod split;
mod state;
mod together;
mod values;

pub use since::{Changed, changed_since};

use std::ops::Range;
use std::sync::Arc;

use promo_analysis::names::Namespace;
use promo_manifest::comparable;
use rustc_hash::FxHashSet;
use serde_json::Value;

use crate::kinds::declaration;
use crate::objects::{self, Object};
use crate::proof;
use crate::reason::{Reason, quoted, shortened};
use crate::refusals::Refusals;
use crate::source;
use crate::{Around, Left, ManifestText};
use built::Key;
use candidates::Rendered;
use state::{Hindrance, State, Wanted};

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
pub fn reconcile(texts: &[ManifestText], around: &Around) -> Reconciled {
    let mut state = State::new(around);
    let mut reconciled = Reconciled::default();
    let (refusals, objects) = (Refusals::of(texts), objects::of_all(texts).all);
    reconciled.left = refusals.unreadable(texts, &objects);
    reconciled.left.extend(without_object(texts, &objects, &reconciled.left));
    let (mut all, mut known) = (Vec::new(), FxHashSet::default());
    for object in &objects {
        match Edited::new(&state, object, &refusals, &mut known) {
            Ok(Some(edited)) => all.push(edited),
            Ok(None) => reconciled.unchanged.push(object.title()),
            Err(reason) => reconciled.left.extend(left(texts, object, reason)),
        }
    }
    together::carry_over(&mut state, &mut all);
    for edited in &all {
        match edited.is_done {
            true => reconciled.carried.push(edited.object.title()),
            false => reconciled.left.extend(left(texts, edited.object, edited.reason(&state))),
        }
    }
    reconciled.left.sort_by(|one, other| (&one.path, one.span.start).cmp(&(&other.path, other.span.start)));
    reconciled.sources = state.changed_sources();
    reconciled
}

fn left(texts: &[ManifestText], object: &Object, reason: Reason) -> Option<Left> {
    texts.get(object.text).map(|text| Left::new(text, Some(object.title()), reason))
}

/// The texts that hold no object any more, and of which nothing else is said.
fn without_object(texts: &[ManifestText], objects: &[Object], told: &[Left]) -> Vec<Left> {
    let full: FxHashSet<usize> = objects.iter().map(|object| object.text).collect();
    let told: FxHashSet<&str> = told.iter().map(|left| &*left.path).collect();
    let empty =
        texts.iter().enumerate().filter(|(index, text)| !full.contains(index) && !told.contains(&*text.path));
    let left = empty.map(|(_, text)| {
        let reason = Reason::new(&(0..0), "it holds no manifest that promo writes any more");
        Left::new(
            text,
            None,
            reason.help("remove it, and `promo build` writes it again; to be rid of it, change its source"),
        )
    });
    left.collect()
}

/// A manifest that was edited.
struct Edited<'o> {
    object: &'o Object,
    key: Key,
    /// What it says now, in comparable form.
    wanted: Arc<Value>,
    /// What it said and says now, as promo would write it; or why promo can't.
    rendered: Result<Rendered, Reason>,
    is_done: bool,
    /// Why it is not said in the one way that is left.
    refusal: Option<String>,
    /// What was in the way when it was tried.
    hindrance: Option<Hindrance>,
}

impl<'o> Edited<'o> {
    /// None if it says what it said.
    fn new(
        state: &State,
        object: &'o Object,
        refusals: &Refusals,
        known: &mut FxHashSet<Key>,
    ) -> Result<Option<Edited<'o>>, Reason> {
        if let Some(reason) = refusals.of_object(object) {
            return Err(Reason { help: None, ..reason });
        }
        let key = (object.kind, object.name.clone());
        let Some(built) = state.built(&key) else {
            let reason = Reason::new(&object.place, "no source makes this manifest");
            return Err(reason.help("import it with `promo import FILE`, or remove it"));
        };
        if !known.insert(key.clone()) {
            return Err(Reason::new(&object.place, "there is another manifest of this kind and name"));
        }
        let wanted = Arc::new(comparable(object.data(), object.kind));
        if comparable((*built.data).clone(), object.kind) == *wanted {
            return Ok(None);
        }
        if let Some(reason) = undeclared(state, object) {
            return Err(reason);
        }
        let rendered = Rendered::of(&built.data, object);
        let (is_done, refusal, hindrance) = (false, None, None);
        Ok(Some(Edited { object, key, wanted, rendered, is_done, refusal, hindrance }))
    }

    fn wanted(&self) -> Wanted {
        Wanted { key: self.key.clone(), data: self.wanted.clone() }
    }

    /// Of several hindrances, that is told which says most.
    fn hinder(&mut self, hindrance: Hindrance) {
        let is_worse = self.hindrance.as_ref().is_none_or(|known| known.weight() <= hindrance.weight());
        if is_worse {
            self.hindrance = Some(hindrance);
        }
    }

    /// Why it is not carried over.
    fn reason(&self, state: &State) -> Reason {
        let built = state.built(&self.key).map(|built| (*built.data).clone()).unwrap_or_default();
        let first = self.difference(built);
        let place = first.map_or(self.object.place.clone(), |difference| difference.place);
        if let Err(reason) = &self.rendered {
            return Reason { help: None, ..reason.clone() };
        }
        match &self.hindrance {
            Some(Hindrance::Error(error)) => {
                let message = format!("the project could not be built then: {}", shortened(&error.message));
                Reason { help: error.help.clone(), ..Reason::new(&place, message) }
            }
            Some(Hindrance::Comment(comment)) => {
                Reason::new(&place, format!("the comment {} would be lost", quoted(comment)))
            }
            Some(Hindrance::Exports) => Reason::new(&place, "what the workflow exports would be lost"),
            hindrance => match (&self.refusal, hindrance) {
                (Some(refusal), _) => Reason::new(&place, refusal.as_str()),
                (None, None) => Reason::new(&place, NOWHERE),
                (None, Some(hindrance)) => self.reason_of(hindrance, place),
            },
        }
    }

    /// Why it does not come out like this, though there is a way to say it.
    fn reason_of(&self, hindrance: &Hindrance, place: Range<usize>) -> Reason {
        match hindrance {
            Hindrance::Unequal(key, built) if *key == self.key => {
                let difference = self.difference((**built).clone());
                difference.map_or(Reason::new(&place, NOWHERE), |difference| {
                    let (field, words) = (quoted(&difference.field), difference.words);
                    Reason::new(
                        &difference.place,
                        format!("its source can't say {field} like this: it {words}"),
                    )
                })
            }
            Hindrance::Unequal((kind, name), _) | Hindrance::Other((kind, name)) => {
                let other = quoted(&format!("{} {name}", kind.name()));
                Reason::new(&place, format!("the place that says it makes {other} too, which would change"))
            }
            _ => Reason::new(&place, NOWHERE),
        }
    }

    /// The first difference between what it says now and something else.
    fn difference(&self, built: Value) -> Option<proof::Difference> {
        proof::Difference::of(self.object, &self.wanted, &comparable(built, self.key.0))
    }
}

const NOWHERE: &str = "no edit of its source alone makes it come out like this";

/// Names in the manifest that the project doesn't declare: what they stand for, only a person knows.
fn undeclared(state: &State, object: &Object) -> Option<Reason> {
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
    let message = format!("it names the {noun} `{name}`, which is declared nowhere");
    Some(Reason::new(&proof::place_of_name(object, name), message).help(help))
}
