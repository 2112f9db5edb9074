//! What the editor tells about the word under the pointer.

mod decisions;
mod elsewhere;
mod environment;
mod name;
mod received;
mod settings;
mod signs;
mod words;

use std::ops::Range;

use promo_analysis::diagnostics::of_file as of_source;
use promo_analysis::names::Namespace;
use promo_analysis::{Db, SourceFile};
use promo_diagnostics::Rule;

use crate::FilePosition;
use crate::definition::promoted_files_at;
use crate::markdown::{Markdown, code};
use crate::placeholders;
use crate::target::{Target, declaring_clause, occurrence_at, path_at};

/// How many files of one name are shown.
const MOST_FILES: usize = 8;

/// What is told about a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The bytes of the word.
    pub range: Range<usize>,
    /// What is told.
    pub markdown: Markdown,
}

/// What can be told about the word at a place.
pub fn hover(db: &dyn Db, position: FilePosition) -> Option<Hover> {
    let of_text = of_placeholder(db, position).or_else(|| of_name(db, position));
    let of_sign = || {
        let (range, markdown) = signs::meaning(db, position)?;
        Some(Hover { range, markdown })
    };
    of_text.or_else(|| of_file(db, position)).or_else(of_sign).or_else(|| of_word(db, position))
}

/// What can be told of a name of the project, wherever it is named.
pub fn describe(db: &dyn Db, namespace: Namespace, name: &str) -> Option<Markdown> {
    let mut markdown = Markdown::default();
    name::add(db, &mut markdown, &Target::Name(namespace, name.into()), None);
    (!markdown.is_empty()).then_some(markdown)
}

/// A reference by `{{…}}` to a value that is there when the workflow runs.
fn of_placeholder(db: &dyn Db, position: FilePosition) -> Option<Hover> {
    let found = placeholders::reference_at(db, position)?;
    let mut markdown = Markdown::default();
    let meaning = placeholders::meaning(&found)?;
    let unknown = unknown_reference(db, position.file, &found.range);
    markdown.paragraph(unknown.map_or(meaning, |message| format!("Not known: {message}.")));
    let declared = found.target.as_ref().and_then(|target| declaring_clause(db, target));
    if let Some((declaration, clause)) = declared {
        markdown.code("promo", &name::text_of(db, declaration, clause));
    }
    Some(Hover { range: found.range, markdown })
}

/// What is wrong with a reference that Argo doesn't know.
fn unknown_reference(db: &dyn Db, file: SourceFile, reference: &Range<usize>) -> Option<String> {
    let found = of_source(db, file).into_iter().filter(|found| found.rule == Rule::UnknownReference);
    let mut here = found.filter(|found| {
        let place = found.place.range();
        place.start < reference.end && reference.start < place.end
    });
    here.next().map(|found| found.message)
}

fn of_name(db: &dyn Db, position: FilePosition) -> Option<Hover> {
    let occurrence = occurrence_at(db, position)?;
    let mut markdown = Markdown::default();
    name::add(db, &mut markdown, &occurrence.target, Some(&occurrence));
    (!markdown.is_empty()).then(|| Hover { range: occurrence.place.bytes(db), markdown })
}

/// A file that is promoted.
fn of_file(db: &dyn Db, position: FilePosition) -> Option<Hover> {
    let (range, files) = promoted_files_at(db, position)?;
    let mut markdown = Markdown::default();
    for (application, place) in files.into_iter().take(MOST_FILES) {
        markdown.begin_block();
        markdown.text(format!("For the Application {}: ", code(&application)));
        markdown.place(place);
        markdown.text("\n");
    }
    Some(Hover { range, markdown })
}

fn of_word(db: &dyn Db, position: FilePosition) -> Option<Hover> {
    let parsed = &promo_analysis::parse(db, position.file).tree;
    let token = crate::path::token_at(parsed, position.offset)?;
    let path = crate::path::Path::to_token(parsed, token);
    let in_declaration = path_at(db, position).map(|(_, path)| path);
    let markdown = words::meaning(db, in_declaration.as_ref().unwrap_or(&path), &path)?;
    Some(Hover { range: parsed.tokens().get(token)?.range(), markdown })
}
