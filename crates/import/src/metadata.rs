//! What every manifest has: name, notes and labels. What a cluster or its tools write there is left out.

use promo_manifest::keys::{PROMOTION_ORIGIN, WORKFLOW_ORIGIN};
use promo_manifest::{Kind, WRITTEN_ANNOTATIONS, WRITTEN_METADATA};

use crate::data_text::data_text;
use crate::fields::{Field, Fields, is_empty_collection, text};
use crate::reason::Reason;
use crate::source::{self, Clause, Source};

/// The kinds whose declarations have a clause for the version that the platform shows.
const HAVE_VERSIONS: [Kind; 2] = [Kind::PromotionFlow, Kind::WorkflowTemplate];

/// What the metadata of a manifest says.
#[derive(Debug)]
pub(crate) struct Metadata<'n> {
    pub(crate) name: &'n str,
    description: Option<Field<'n>>,
    version: Option<Field<'n>>,
    annotations: Vec<Field<'n>>,
    labels: Vec<Field<'n>>,
    extra: Vec<Field<'n>>,
}

impl<'n> Metadata<'n> {
    /// Takes the metadata of an object.
    pub(crate) fn take(object: &mut Fields<'n>, kind: Kind) -> Result<Metadata<'n>, Reason> {
        let mut fields = Fields::of(object.need("metadata")?.value)?;
        let named = fields.need("name")?;
        let name = text(named.value)?;
        // Where manifests go is said once for the project.
        fields.leave_out(&["namespace"]);
        fields.leave_out(&WRITTEN_METADATA);
        let mut annotations = fields.map("annotations")?;
        annotations.leave_out(&WRITTEN_ANNOTATIONS);
        if kind == Kind::WorkflowTemplate {
            let origin = annotations.take(WORKFLOW_ORIGIN);
            if origin.is_none_or(|origin| origin.value.text() != Some(PROMOTION_ORIGIN)) {
                let place = origin.unwrap_or(named).span();
                return Err(Reason::new(&place, NO_ORIGIN));
            }
        }
        let description = take_documentation(&mut annotations)?;
        let version = HAVE_VERSIONS.contains(&kind).then(|| annotations.take("version")).flatten();
        let labels = fields.map("labels")?.rest();
        let annotations = annotations.rest();
        Ok(Metadata { name, description, version, annotations, labels, extra: fields.rest() })
    }

    /// The doc comment, each line with its end.
    pub(crate) fn documentation(&self) -> Result<String, Reason> {
        let Some(description) = &self.description else { return Ok(String::new()) };
        Ok(text(description.value)?.split('\n').map(doc_line).collect())
    }

    /// Writes the clauses, apart from extra fields.
    pub(crate) fn write(&self, source: &mut Source<'_>) -> Result<(), Reason> {
        if let Some(version) = &self.version {
            source.line(version.span(), format!("version {}", source::text(text(version.value)?)));
        }
        for (word, entries) in [("labels", &self.labels), ("annotations", &self.annotations)] {
            let clauses: Vec<Clause> = entries.iter().map(entry).collect::<Result<_, _>>()?;
            if !clauses.is_empty() {
                source.block(&[], word, &clauses);
            }
        }
        Ok(())
    }

    /// The fields of the metadata that say something and that promo has no clause for.
    pub(crate) fn extra(&self) -> Result<Vec<Clause>, Reason> {
        let extra = self.extra.iter().filter(|field| !is_empty_collection(field.value));
        extra.map(|field| extra_line(&["metadata"], field)).collect()
    }
}

const NO_ORIGIN: &str = "a promotion workflow has the annotation `codefresh.io/workflow-origin: promotion`, and this \
                         one has not";

/// The description, where a doc comment can say it: lines without blanks at their ends. An empty one says nothing.
fn take_documentation<'n>(annotations: &mut Fields<'n>) -> Result<Option<Field<'n>>, Reason> {
    let Some(field) = annotations.peek("description") else { return Ok(None) };
    let is_sayable = |line: &str| line.trim_end() == line && !line.contains(is_unseen);
    let is_sayable = text(field.value)?.split('\n').all(is_sayable);
    let taken = if is_sayable { annotations.take("description") } else { None };
    Ok(taken.filter(|field| field.value.text() != Some("")))
}

/// Characters that nobody sees in a comment.
fn is_unseen(character: char) -> bool {
    character != '\t' && (character.is_control() || character == '\u{feff}')
}

fn doc_line(line: &str) -> String {
    if line.is_empty() { "///\n".to_owned() } else { format!("/// {line}\n") }
}

fn entry(field: &Field<'_>) -> Result<Clause, Reason> {
    let line = format!("{} = {}", source::name(field.name), source::text(text(field.value)?));
    Ok(Clause::new(line, field.span()))
}

/// A line of `extra` for a field, below some others.
pub(crate) fn extra_line(parents: &[&str], field: &Field<'_>) -> Result<Clause, Reason> {
    let path: Vec<String> = parents.iter().chain([&field.name]).map(|name| source::name(name)).collect();
    Ok(Clause::new(format!("{} = {}", path.join("."), data_text(field.value)?), field.span()))
}
