//! What `promo build --source-map` writes: where every field of every manifest comes from. Knows nothing of how that is
//! found.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};

use super::origin::Origin;
use super::schema_of;

/// The version of the format.
const VERSION: usize = 1;

/// The JSON Schema of a source map.
pub fn schema() -> Value {
    schema_of::<SourceMap>("Where the fields of the manifests of a project come from")
}

/// Where the fields of the manifests of a project come from.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct SourceMap {
    /// What wrote the file, and may write it anew.
    #[schemars(extend("const" = "promo"))]
    generated_by: &'static str,
    /// The version of the format. With another one, fields have gone or mean something else.
    #[schemars(extend("const" = VERSION))]
    version: usize,
    /// The manifests, by kind, then name.
    manifests: Vec<Manifest>,
}

/// Where the fields of a manifest come from.
#[derive(Clone, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Manifest {
    /// The kind.
    pub kind: &'static str,
    /// The name of the object.
    pub name: String,
    /// The file, relative to the folder that the map stands in.
    pub file: String,
    /// The fields that have an origin, in the order of the manifest. Another one comes from where the nearest around it
    /// does.
    pub fields: Vec<Field>,
}

/// Where a field comes from.
#[derive(Clone, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Field {
    /// The field, such as `spec.steps[0].policy.action`; empty for the whole manifest.
    pub field: String,
    /// The places that have a part in it: what says it, then where that is written out, then the uses of patterns.
    pub origins: Vec<Origin>,
}

impl SourceMap {
    /// Of some manifests.
    pub fn new(manifests: Vec<Manifest>) -> SourceMap {
        SourceMap { generated_by: "promo", version: VERSION, manifests }
    }

    /// The text of the file: a line a field, so that a difference shows where it is.
    ///
    /// # Errors
    /// The reason in words.
    pub fn text(&self) -> Result<String, String> {
        let mut text = Vec::new();
        let mut serializer = Serializer::with_formatter(&mut text, LineAField::default());
        let failed = |error: &dyn std::fmt::Display| format!("the source map can't be written: {error}");
        self.serialize(&mut serializer).map_err(|error| failed(&error))?;
        text.push(b'\n');
        String::from_utf8(text).map_err(|error| failed(&error))
    }
}

/// Begins a line for each item of the outer two lists: the manifests, and their fields.
#[derive(Default)]
struct LineAField {
    /// How many lists are open.
    lists: usize,
}

impl LineAField {
    const BROKEN: usize = 2;

    fn end_line<W: Write + ?Sized>(&self, writer: &mut W) -> io::Result<()> {
        if self.lists <= LineAField::BROKEN { writer.write_all(b"\n") } else { Ok(()) }
    }
}

impl Formatter for LineAField {
    fn begin_array<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.lists += 1;
        writer.write_all(b"[")
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, writer: &mut W, is_first: bool) -> io::Result<()> {
        writer.write_all(if is_first { b"" } else { b"," })?;
        self.end_line(writer)
    }

    fn end_array<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end_line(writer)?;
        self.lists -= 1;
        writer.write_all(b"]")
    }
}
