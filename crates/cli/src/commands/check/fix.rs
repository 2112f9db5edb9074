//! `promo check --fix`: what can be mended is, in the files named, and written. What is mended how, the rules say.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use promo_analysis::{Change, Db, Volatility};
use promo_diagnostics::{Diagnostic, Mended, Refused, Wanted, apply_fixes, counted, listed, mend};

use super::Check;
use crate::Status;
use crate::opened_project::{OpenedProject, Selection};
use crate::output;

type Texts = BTreeMap<Arc<str>, String>;

/// What came of fixing.
pub(super) struct Fixed {
    /// What is wrong with the project then.
    pub(super) left: Vec<Diagnostic>,
    /// Lines that tell what was fixed and why not more.
    pub(super) notes: Vec<String>,
    /// Whether all could be written, or shown. What could not has been reported.
    pub(super) status: Status,
}

/// Makes the fixes in the files selected, and writes or shows what changed.
pub(super) fn fix(project: &mut OpenedProject, selection: &Selection, arguments: &Check) -> Fixed {
    let before = texts(project, selection);
    let mut after = before.clone();
    let mended = mend(&mut after, wanted(arguments), |texts| {
        change(project, texts);
        project.diagnostics()
    });
    // The last attempt may have been one that was taken back.
    change(project, &after);
    let changed = mended.files.iter().filter_map(|file| Some((file.clone(), after.get(file)?.clone())));
    let changed: Texts = changed.collect();
    if arguments.diff {
        let status = show(&before, &changed);
        return Fixed { notes: notes(&mended, &after, arguments), left: mended.left, status };
    }
    let unwritten = write(project, &changed);
    if unwritten.is_empty() {
        return Fixed { notes: notes(&mended, &after, arguments), left: mended.left, status: Status::Done };
    }
    change(project, &before.into_iter().filter(|(file, _)| unwritten.contains(file)).collect());
    Fixed {
        left: project.diagnostics(),
        notes: vec![in_part(changed.len() - unwritten.len(), &unwritten)],
        status: Status::Failed,
    }
}

fn notes(mended: &Mended, texts: &Texts, arguments: &Check) -> Vec<String> {
    let mut notes = refusals(mended);
    notes.extend(beyond(mended, texts, wanted(arguments)));
    notes.extend(summary(mended, texts, arguments));
    notes
}

fn wanted(arguments: &Check) -> Wanted {
    if arguments.unsafe_fixes { Wanted::All } else { Wanted::Safe }
}

/// The texts that may change.
fn texts(project: &OpenedProject, selection: &Selection) -> Texts {
    let database = &project.database;
    let of_project = database.project();
    let sources = of_project.sources(database).iter().map(|file| (file.path(database), file.text(database)));
    let manifests =
        of_project.manifests(database).iter().map(|file| (file.path(database), file.text(database)));
    let named = sources.chain(manifests).filter(|(path, _)| selection.holds(path));
    named.map(|(path, text)| (path.clone(), text.to_string())).collect()
}

/// Gives files of the project other texts.
fn change(project: &mut OpenedProject, texts: &Texts) {
    let mut change = Change::default();
    for (path, text) in texts {
        let database = &project.database;
        if database.project().text(database, path) == Some(text.as_str()) {
            continue;
        }
        let text = Arc::from(text.as_str());
        match database.source(path) {
            Some(_) => change.sources.push((path.clone(), Some((text, Volatility::Closed)))),
            None => change.manifests.push((path.clone(), Some(text))),
        }
    }
    project.database.apply(change);
}

fn show(before: &Texts, changed: &Texts) -> Status {
    let differences = changed.iter().filter_map(|(file, text)| {
        let before = before.get(file)?;
        Some(output::unified_diff(before, text, file))
    });
    output::results(differences)
}

/// Writes what changed. The files that could not be written, which have been reported.
fn write(project: &OpenedProject, changed: &Texts) -> BTreeSet<Arc<str>> {
    let unwritten = changed.iter().filter(|(file, text)| {
        let written = promo_project::write_text(&project.root.join(&***file), text);
        written.inspect_err(|error| output::failure(&error.to_string())).is_err()
    });
    unwritten.map(|(file, _)| file.clone()).collect()
}

/// A line for fixes that are in some files alone.
fn in_part(written: usize, unwritten: &BTreeSet<Arc<str>>) -> String {
    let unwritten: Vec<&str> = unwritten.iter().map(|file| &**file).collect();
    format!("fixes made in {}, and none in {}", counted(written, "file"), listed(&unwritten, "and"))
}

/// A line for each fix after which less could be read.
fn refusals(mended: &Mended) -> Vec<String> {
    let line = |refused: &Refused| {
        let (title, file) = (&refused.title, &refused.file);
        format!("not fixed: {file} would have more syntax errors after \"{title}\"")
    };
    mended.refused.iter().map(line).collect()
}

/// A line for the fixes that change files which may not change, if there are some.
fn beyond(mended: &Mended, texts: &Texts, wanted: Wanted) -> Option<String> {
    let named = mended.left.iter().filter(|found| texts.contains_key(&found.place.file));
    let mut count = 0;
    let mut files = BTreeSet::new();
    for fix in named.filter_map(|found| wanted.fix_of(found)) {
        let concerned = fix.edits.iter().map(|edit| &*edit.place.file);
        let others: Vec<&str> = concerned.filter(|file| !texts.contains_key(*file)).collect();
        count += usize::from(!others.is_empty());
        files.extend(others);
    }
    let files: Vec<&str> = files.into_iter().collect();
    (count > 0).then(|| {
        let whose = if count == 1 { "whose fix changes" } else { "whose fixes change" };
        let files = listed(&files, "and");
        format!("not fixed: {} {whose} {files}, which no PATH names", counted(count, "mistake"))
    })
}

/// How many fixes were made and how many more there are, if there are any.
fn summary(mended: &Mended, texts: &Texts, arguments: &Check) -> Option<String> {
    let more = match arguments.unsafe_fixes {
        true => 0,
        false => unsafe_fixes(mended, texts),
    };
    if mended.made.is_empty() && more == 0 {
        return None;
    }
    let made = if arguments.diff { "would be made" } else { "made" };
    let mut line = match mended.made.len() {
        0 => format!("no fix {made}"),
        count => format!("{} {made} in {}", counted(count, "fix"), counted(mended.files.len(), "file")),
    };
    if more > 0 {
        line.push_str(&format!("; {more} more with `--unsafe-fixes`"));
    }
    Some(line)
}

/// How many fixes could be made at once that are not safe.
fn unsafe_fixes(mended: &Mended, texts: &Texts) -> usize {
    let named = mended.left.iter().filter(|found| texts.contains_key(&found.place.file));
    let others = named.filter(|found| Wanted::Safe.fix_of(found).is_none());
    apply_fixes(&mut texts.clone(), others.filter_map(|found| Wanted::All.fix_of(found))).taken.len()
}
