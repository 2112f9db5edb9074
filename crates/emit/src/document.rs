//! A manifest as a document: where it stands in the output, and its bytes. The same model gives the same
//! bytes everywhere.

use std::borrow::Cow;
use std::fmt;

use promo_analysis::config::Config;
use promo_analysis::{Db, Declaration, Place, checked};
use promo_manifest::{ExtraError, Kind, Manifest, WriteError, append_yaml, with_extra};
use serde_json::Value;

use crate::codefresh;
use crate::marks::GENERATED_PREFIX;
use crate::origins::Origin;

/// A manifest that a declaration becomes.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its kind.
    pub kind: Kind,
    /// The name of the object.
    pub name: String,
    /// The path of the source, relative to the project.
    pub source: String,
    /// What it says.
    pub content: Content,
}

/// The content of a document.
#[derive(Clone, Debug)]
pub enum Content {
    /// A manifest as promo knows it.
    Typed(Box<Manifest>),
    /// A manifest with fields that promo doesn't know.
    Extended(Value),
}

/// Why a document can't be written.
#[derive(Debug)]
pub enum EmitError {
    /// The extra fields don't fit.
    Extra(ExtraError),
    /// The YAML can't be written.
    Yaml(WriteError),
    /// The JSON can't be written.
    Json(serde_json::Error),
}

impl fmt::Display for EmitError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EmitError::Extra(error) => error.fmt(formatter),
            EmitError::Yaml(error) => error.fmt(formatter),
            EmitError::Json(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for EmitError {}

/// What a declaration is emitted as; none if nothing is.
///
/// # Errors
/// Extra fields that don't fit into the manifest.
pub fn document<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Result<Option<Document>, EmitError> {
    let Some(model) = &checked(db, declaration).model else { return Ok(None) };
    let Some((manifest, metadata)) =
        codefresh::manifest(model, db.project().config(db)).zip(model.metadata())
    else {
        return Ok(None);
    };
    let kind = manifest.kind();
    let extra = codefresh::extra_fields(model, metadata);
    let content = match extra.is_empty() {
        true => Content::Typed(Box::new(manifest)),
        false => Content::Extended(with_extra(&manifest, &extra).map_err(EmitError::Extra)?),
    };
    let source = declaration.file(db).path(db).to_string();
    Ok(Some(Document { kind, name: metadata.name.to_string(), source, content }))
}

/// The kind and name of what a declaration is emitted as; none if nothing is.
pub fn identity<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Option<(Kind, &'db str)> {
    let model = checked(db, declaration).model.as_ref()?;
    Some((codefresh::kind(model)?, &*model.metadata()?.name))
}

/// Where the fields of the manifest come from that a declaration is emitted as, in no order that means anything; none
/// if nothing is emitted.
pub fn origins<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Vec<Origin<'db>> {
    let Some(model) = &checked(db, declaration).model else { return Vec::new() };
    let name = Place::of_name(db, declaration, 0);
    codefresh::origins(model, db.project().config(db), name.into())
}

/// The folders below the output root that hold manifests, as the platform expects them.
pub fn output_folders() -> impl Iterator<Item = &'static str> {
    Kind::ALL.into_iter().map(Kind::folder)
}

/// The path of the file of a manifest below the output root.
pub(crate) fn path_below(kind: Kind, name: &str) -> String {
    format!("{}/{name}.yaml", kind.folder())
}

/// The path of the file of a manifest, relative to the project.
pub fn output_path(kind: Kind, name: &str, config: &Config) -> String {
    let path = path_below(kind, name);
    match config.output_root.as_str() {
        "" => path,
        root => format!("{root}/{path}"),
    }
}

/// What follows the path of the source in the first line of every generated manifest.
pub(crate) const END_OF_HEADER: &str = ". Edit that file, not this one.";

impl Document {
    /// The path of its file, relative to the project.
    pub fn path(&self, config: &Config) -> String {
        output_path(self.kind, &self.name, config)
    }

    /// What it says, as data.
    ///
    /// # Errors
    /// Content that has no form as data.
    pub fn data(&self) -> Result<Value, EmitError> {
        match &self.content {
            Content::Typed(manifest) => serde_json::to_value(manifest.as_ref()).map_err(EmitError::Json),
            Content::Extended(value) => Ok(value.clone()),
        }
    }

    /// Its text in a format: for YAML a whole file, with the line that says where it comes from; for JSON
    /// an element of an array.
    ///
    /// # Errors
    /// Content that has no form in the format.
    pub fn text(&self, format: Format) -> Result<String, EmitError> {
        match format {
            Format::Yaml => self.yaml(),
            Format::Json => self.json(),
        }
    }

    fn yaml(&self) -> Result<String, EmitError> {
        let mut text = String::with_capacity(1024);
        text.push_str(GENERATED_PREFIX);
        text.push_str(&self.source.replace(['\n', '\r'], " "));
        text.push_str(END_OF_HEADER);
        text.push('\n');
        let written = match &self.content {
            Content::Typed(manifest) => append_yaml(&mut text, manifest.as_ref()),
            Content::Extended(value) => append_yaml(&mut text, value),
        };
        written.map_err(EmitError::Yaml)?;
        text.shrink_to_fit();
        Ok(text)
    }

    fn json(&self) -> Result<String, EmitError> {
        let text = match &self.content {
            Content::Typed(manifest) => serde_json::to_string_pretty(manifest.as_ref()),
            Content::Extended(value) => serde_json::to_string_pretty(value),
        };
        // A string in JSON holds no line end, so that every line may be indented.
        Ok(format!("  {}", text.map_err(EmitError::Json)?.replace('\n', "\n  ")))
    }
}

/// How manifests are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// YAML, with a line on top that says where it comes from.
    Yaml,
    /// JSON.
    Json,
}

/// The texts of documents as one stream, piece by piece: documents of YAML, or an array of JSON.
pub fn stream(
    format: Format,
    texts: impl Iterator<Item = String>,
) -> impl Iterator<Item = Cow<'static, str>> {
    let (start, between, end, nothing) = match format {
        Format::Yaml => ("", "---\n", "", ""),
        Format::Json => ("[\n", ",\n", "\n]\n", "[]\n"),
    };
    let mut texts = texts.peekable();
    let (start, end) = if texts.peek().is_some() { (start, end) } else { (nothing, "") };
    let pieces = texts.enumerate().flat_map(move |(index, text)| {
        [Cow::Borrowed(if index > 0 { between } else { "" }), Cow::Owned(text)]
    });
    std::iter::once(Cow::Borrowed(start)).chain(pieces).chain(std::iter::once(Cow::Borrowed(end)))
}
