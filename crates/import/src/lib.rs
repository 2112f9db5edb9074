//! From manifests written by hand to promo sources: what a person would have written, proven by building it and
//! comparing as data. What does not come back equal is left as it was, with the reason. Texts come in and texts go
//! out; files and terminals are not known here.

mod arrows;
mod calls;
mod comments;
mod configuration;
mod data_text;
mod difference;
mod errors;
mod extern_workflow;
mod fields;
mod importing;
mod kinds;
mod layout;
mod mend;
mod metadata;
mod objects;
mod outside;
mod proof;
mod reason;
mod reconcile;
mod refusals;
mod rest;
mod scalar;
mod source;
mod uses;

use std::ops::Range;
use std::sync::Arc;

use promo_analysis::config::Config;
use promo_manifest::Kind;

pub use mend::mend;
pub use reconcile::{Changed, Reconciled, changed_since, reconcile};

use importing::Importing;
use objects::Object;
use reason::Reason;

/// A text of YAML.
#[derive(Clone, Debug)]
pub struct ManifestText {
    /// What it is called in messages.
    pub path: Arc<str>,
    /// What it says.
    pub text: Arc<str>,
    /// Its path in the project that the sources go into, if it is one of its manifests.
    pub member: Option<Arc<str>>,
}

/// The project that the sources go into.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// Its configuration.
    pub config: Config,
    /// Whether it has a `promo.toml`; if not, the import may propose one.
    pub is_configured: bool,
    /// Its sources, by path.
    pub sources: Vec<(Arc<str>, Arc<str>)>,
    /// Its hand-written manifests, by path; those that are imported among them.
    pub manifests: Vec<(Arc<str>, Arc<str>)>,
    /// The folder in it that the new sources go into, empty or with a `/` at its end.
    pub folder: String,
}

/// A source to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path, relative to the folder that the sources go into.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// An object that is not in the sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The text that it stands in.
    pub path: Arc<str>,
    /// Its kind and name, such as `PromotionFlow to-prod`; none for what is no object.
    pub object: Option<String>,
    /// Why it is left: a sentence without its stop.
    pub reason: String,
    /// Where, in bytes from the start of the text.
    pub span: Range<usize>,
    /// What can be done.
    pub help: Option<String>,
}

/// A text of which only a part is in the sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mixed {
    /// What it is called.
    pub path: Arc<str>,
    /// The kinds and names of what is in the sources.
    pub objects: Vec<String>,
    /// What stays of it without these; none if they are no documents of their own.
    pub rest: Option<String>,
}

/// A name that is declared as living elsewhere, since the manifests name it and nothing declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// The word of promo for what it names, such as `flow`.
    pub word: &'static str,
    /// The name.
    pub name: String,
    /// A name that is declared and could be meant.
    pub meant: Option<String>,
}

/// What came of an import.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// The sources, by path.
    pub files: Vec<File>,
    /// What `promo.toml` has to say, where there is none and something has to be said.
    pub config: Option<String>,
    /// How many objects of each kind are in them.
    pub counts: Vec<(Kind, usize)>,
    /// The templates of workflows that have other names now, by workflow.
    pub renamed: Vec<(String, Vec<(String, String)>)>,
    /// What is declared as living elsewhere, by kind and name.
    pub elsewhere: Vec<Elsewhere>,
    /// What is left as it was, by text and place.
    pub left: Vec<Left>,
    /// The texts that say nothing but what is in the sources now.
    pub whole: Vec<Arc<str>>,
    /// The texts that say something else too.
    pub mixed: Vec<Mixed>,
    /// How many objects have nothing to do with sources, such as Applications.
    pub others: usize,
}

impl Left {
    fn new(manifest: &ManifestText, object: Option<String>, reason: Reason) -> Left {
        let Reason { message, span, help } = reason;
        Left { path: manifest.path.clone(), object, reason: message, span, help }
    }
}

/// Imports the objects of some texts, whose paths differ.
pub fn import(manifests: &[ManifestText], around: &Around) -> Imported {
    let objects = objects::of_all(manifests);
    let (around, proposal) = configured(around, &objects.all);
    let mut importing = Importing::new(manifests, &around, objects);
    importing.refuse();
    importing.declare();
    importing.keep_called_templates();
    let files = importing.prove();
    Imported { config: proposal, ..importing.finish(files) }
}

/// The project with a namespace for its manifests, where it has no configuration and they are in one; and what
/// `promo.toml` has to say then.
fn configured(around: &Around, objects: &[Object]) -> (Around, Option<String>) {
    let mut around = around.clone();
    let namespace = configuration::common_namespace(objects).filter(|_| !around.is_configured);
    let proposal = namespace.as_deref().map(configuration::with_namespace);
    around.config.output_namespace = namespace.or(around.config.output_namespace);
    (around, proposal)
}
