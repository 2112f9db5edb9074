//! `file-not-found`: a file that is promoted is in no folder of the Applications that it is meant for, though these
//! folders are in the project.

use promo_diagnostics::{Rule, nearest};
use rustc_hash::FxHashSet;

use super::Subject;
use crate::config::Config;
use crate::database::Db;
use crate::finding::Finding;
use crate::model::{Name, Promotion, Sourced};
use crate::promoted::{Folder, is_hidden};

/// The files that are nowhere, each once.
pub(super) fn check<'db>(
    subject: Subject<'db>,
    promotion: &Promotion<'db>,
    folders: &[Folder],
) -> Vec<Finding<'db>> {
    if !knows_every_file(subject.db) {
        return Vec::new();
    }
    let mut told: FxHashSet<&Name> = FxHashSet::default();
    let version = promotion.version.iter().map(|version| &version.file);
    let files = version.chain(promotion.files.iter().map(|promoted| &promoted.file));
    let files = files.filter(|file| told.insert(&file.value));
    files.filter_map(|file| not_found(subject, file, folders)).collect()
}

/// Whether a YAML file that isn't known isn't there: a project can leave some out.
fn knows_every_file(db: &dyn Db) -> bool {
    Config::default().manifests.iter().all(|glob| db.project().config(db).manifests.contains(glob))
}

fn not_found<'db>(
    subject: Subject<'db>,
    file: &Sourced<'db, Name>,
    folders: &[Folder],
) -> Option<Finding<'db>> {
    let db = subject.db;
    let first = folders.first()?;
    let path = first.path_of(&file.value)?;
    let is_absent = |folder: &Folder| folder.is_known(db) && folder.file(db, &file.value).is_none();
    let may_be_known = path.ends_with(".yaml") && !is_hidden(&file.value);
    if !may_be_known || !folders.iter().all(is_absent) {
        return None;
    }
    let message = match folders.len() {
        1 => format!("there is no {path} for `{}`", first.application),
        _ => format!(
            "there is no {path} for `{}`, and none in the folders of the other Applications",
            first.application
        ),
    };
    let help = match nearest(&file.value, first.files(db)).as_slice() {
        [] => "name a file from the folder that the Application's source names".to_owned(),
        [first, ..] => format!("did you mean `{first}`?"),
    };
    Some(subject.finding(Rule::FileNotFound, file.place, message).help(help))
}
