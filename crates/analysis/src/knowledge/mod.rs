//! What hand-written manifests say, as the same models that sources have, each kind of object in a file of
//! its own. It does not check whether anything that a manifest names exists, and knows no YAML: that is read
//! elsewhere.

// What the macros of the database generate has no docstrings.
#![allow(missing_docs)]

mod application;
mod calls;
mod flow;
mod object_names;
mod placement;
mod places;
mod policy;
mod product;
mod reader;
mod references;
mod template;
mod unread;
mod uses;
mod workflow;

use std::sync::Arc;

use promo_manifest::ReadError;
use promo_manifest::known::{KnownFile, KnownObject, UnknownObject, known_objects};
use rustc_hash::FxHashSet;

use crate::database::{Db, ManifestFile};
use crate::finding::{Finding, Repair};
use crate::model::{Model, Name, Sourced};
use crate::names::Namespace;
use crate::site::Site;
pub use placement::{ApplicationFact, Applications, applications};
pub(crate) use placement::{applications_of, has_applications, is_absent};
pub use places::{Astray, Part};
use reader::Reader;
pub(crate) use template::label_subject;
pub(crate) use unread::is_mentioned_in_unread;
pub use uses::{CalledTemplate, Use};

/// What a hand-written manifest says of promotions.
#[derive(Debug, Default, PartialEq, Eq, salsa::SalsaValue)]
pub struct Knowledge<'db> {
    /// The objects, in written order.
    pub objects: Vec<KnownModel<'db>>,
    /// The objects of which no more is known than that they are there, or may be.
    pub unknown: Vec<UnknownModel<'db>>,
    /// What a cluster would refuse or drop, and what is not understood here.
    pub problems: Vec<Finding<'db>>,
    /// Why nothing of the file could be read, if so.
    pub unreadable: Option<Unreadable>,
}

/// An object of a hand-written manifest.
#[derive(Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct KnownModel<'db> {
    /// The namespace that its name is in.
    pub namespace: Namespace,
    /// Its name.
    pub name: Sourced<'db, Name>,
    /// What it says; none where it lacks what it can't do without, or contradicts itself.
    pub model: Option<Model<'db>>,
    /// Whether all that it says was understood. If not, nothing should be concluded from what is absent.
    pub is_complete: bool,
    /// What it names.
    pub uses: Vec<Use<'db>>,
    /// What it names besides, of which nobody asks whether it is there: what steps of a flow depend on, workflows
    /// whose templates others run, and labels.
    pub mentions: Vec<Use<'db>>,
    /// The templates of other workflows that it runs.
    pub called_templates: Vec<CalledTemplate<'db>>,
    /// The parameters of a workflow that its texts refer to, and that neither it declares nor the platform passes.
    pub undeclared: Vec<Sourced<'db, Name>>,
    /// The namespace of the cluster that it says it is in: elsewhere its name may stand for something else.
    pub in_cluster: Option<Name>,
    /// Whether it concerns promotions: workflows may be there for anything else.
    pub is_of_promotions: bool,
    /// What marks a workflow as one of promotions, if it is none.
    pub marking: Option<Repair<'db>>,
}

impl<'db> KnownModel<'db> {
    /// All that it names, wherever that should be.
    pub fn named(&self) -> impl Iterator<Item = &Use<'db>> {
        self.uses.iter().chain(&self.mentions)
    }
}

/// An object that is there, or that there may be, without anything known of it: nothing should be
/// concluded from the absence of objects of its kind.
#[derive(Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct UnknownModel<'db> {
    /// The `kind` in the manifest, such as `ApplicationSet`.
    pub kind: Arc<str>,
    /// Its name, if that is known.
    pub name: Option<Sourced<'db, Name>>,
    /// Why it is not known.
    pub reason: String,
    /// What makes it so.
    pub site: Site<'db>,
}

/// Why a file is no YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The reason.
    pub message: String,
    /// Where, in bytes from the start of the file.
    pub offset: usize,
}

/// The kinds that may stand in a file that can't be read.
const KINDS: [&str; 7] = [
    "Application",
    "ApplicationSet",
    "Product",
    "PromotionFlow",
    "PromotionPolicy",
    "PromotionTemplate",
    "WorkflowTemplate",
];

/// What a hand-written manifest says of promotions.
#[salsa::tracked(returns(ref))]
pub fn knowledge(db: &dyn Db, file: ManifestFile) -> Knowledge<'_> {
    match known_objects(file.text(db)) {
        Ok(known) => of_objects(file, file.path(db), &known),
        Err(error) => of_unreadable(db, file, error),
    }
}

/// The knowledge of all hand-written manifests of the project, by path.
pub fn all(db: &dyn Db) -> impl Iterator<Item = (ManifestFile, &Knowledge<'_>)> {
    db.project().manifests(db).iter().map(move |file| (*file, knowledge(db, *file)))
}

/// Whether some hand-written object is not understood whole: it may name anything, and set anything.
#[salsa::tracked(returns(copy))]
pub fn is_anything_unknown(db: &dyn Db) -> bool {
    all(db).any(|(_, knowledge)| {
        let is_promotion = |kind: &str| !kind.starts_with("Application");
        knowledge.unknown.iter().any(|unknown| is_promotion(&unknown.kind))
            || knowledge.objects.iter().any(|known| !known.is_complete)
    })
}

fn of_objects<'db>(file: ManifestFile, path: &str, known: &KnownFile) -> Knowledge<'db> {
    let mut knowledge = Knowledge::default();
    let mut reader = Reader::new(file, &known.shared);
    known.problems.iter().for_each(|problem| reader.problem(problem));
    known.of_platform.iter().for_each(|kind| reader.report_written_by_platform(kind));
    for object in &known.objects {
        match object {
            KnownObject::Unknown(object) => knowledge.unknown.push(unknown(&reader, object)),
            object => knowledge.objects.extend(known_model(&mut reader, object)),
        }
    }
    let first = knowledge.objects.iter().find(|known| known.is_of_promotions);
    if let Some(first) =
        first.filter(|known| known.namespace != Namespace::Applications && is_passed_over(path))
    {
        reader.report_passed_over(first.name.place);
    }
    // What an alias refers to is read once for each.
    let mut seen = FxHashSet::default();
    let problems = std::mem::take(&mut reader.problems).into_iter();
    let is_new =
        |found: &Finding<'db>| !reader.is_shared(found.place) || seen.insert((found.rule, found.place));
    knowledge.problems = problems.filter(is_new).collect();
    knowledge
}

/// The folders of a repository from which the platform takes what concerns promotions.
const SYNCED: [&str; 3] = ["configurations", "control-planes", "all-runtimes-all-clusters"];

/// Whether the platform passes a file over though it stands where manifests are taken from: their names end in `.yaml`.
fn is_passed_over(path: &str) -> bool {
    path.ends_with(".yml") && path.split('/').any(|folder| SYNCED.contains(&folder))
}

fn unknown<'db>(reader: &Reader<'db, '_>, object: &UnknownObject) -> UnknownModel<'db> {
    UnknownModel {
        kind: Arc::from(object.kind.as_str()),
        name: object.name.as_ref().map(|name| reader.name(name)),
        reason: object.reason.clone(),
        site: reader.site(&object.span),
    }
}

fn known_model<'db>(reader: &mut Reader<'db, '_>, object: &KnownObject) -> Option<KnownModel<'db>> {
    reader.is_complete = object.header()?.complete;
    let (namespace, model) = match object {
        KnownObject::Flow(flow) => (Namespace::Flows, reader.flow(flow).map(Model::Flow)),
        KnownObject::Policy(policy) => (Namespace::Policies, reader.policy(policy).map(Model::Policy)),
        KnownObject::Template(template) => {
            (Namespace::Templates, reader.template(template).map(Model::Template))
        }
        KnownObject::Product(product) => (Namespace::Products, Some(Model::Product(reader.product(product)))),
        KnownObject::Workflow(workflow) => {
            (Namespace::Workflows, Some(Model::Workflow(reader.workflow(workflow))))
        }
        KnownObject::Application(application) => {
            (Namespace::Applications, Some(Model::Application(reader.application(application))))
        }
        // Promotions can't name it.
        KnownObject::ClusterWorkflow(_) | KnownObject::Unknown(_) => return None,
    };
    let header = object.header()?;
    if namespace != Namespace::Applications {
        reader.check_names(header, namespace);
    }
    let is_complete = reader.is_complete && model.is_some();
    let undeclared = match object {
        KnownObject::Workflow(workflow) if is_complete => {
            reader.check_references(workflow);
            reader.check_calls(workflow);
            reader.undeclared_parameters(workflow)
        }
        _ => Vec::new(),
    };
    let workflow = match object {
        KnownObject::Workflow(workflow) => Some(workflow),
        _ => None,
    };
    Some(KnownModel {
        namespace,
        name: reader.name(&header.name),
        model,
        is_complete,
        uses: reader.uses(object),
        mentions: reader.mentions(object),
        called_templates: reader.called_templates(object),
        undeclared,
        in_cluster: header.namespace.as_ref().map(|namespace| Name::from(namespace.value.as_str())),
        is_of_promotions: workflow.is_none_or(|workflow| workflow.is_promotion),
        marking: workflow
            .and_then(|workflow| workflow.marking.as_ref())
            .map(|marking| reader.repair(marking)),
    })
}

/// A file that can't be read may hold an object of each kind that it mentions.
fn of_unreadable(db: &dyn Db, file: ManifestFile, error: ReadError) -> Knowledge<'_> {
    let text = file.text(db);
    let offset = error.offset.min(text.len());
    let mentioned = |kind: &&&str| text.lines().any(|line| names_kind(line, kind));
    let unknown = KINDS.iter().filter(mentioned).map(|kind| UnknownModel {
        kind: Arc::from(*kind),
        name: None,
        reason: error.message.clone(),
        site: Site::in_manifest(file, &(offset..offset)),
    });
    Knowledge {
        unknown: unknown.collect(),
        unreadable: Some(Unreadable { message: error.message.clone(), offset }),
        ..Knowledge::default()
    }
}

fn names_kind(line: &str, kind: &str) -> bool {
    let value = line.trim_start_matches([' ', '-']).strip_prefix("kind:");
    value.is_some_and(|value| value.trim().trim_matches(['"', '\'']) == kind)
}
