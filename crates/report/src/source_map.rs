//! The part of a source map that is about one manifest.

use promo_analysis::{Db, Declaration};
use promo_emit::Document;
use promo_manifest::FieldPath;
use serde_json::Value;

use crate::field;
use crate::formats::source_map::{Field, Manifest};
use crate::where_from::{Origins, Printer};

/// Where the fields of the manifest come from that a declaration becomes, and that stands in a file.
///
/// # Errors
/// The reason in words.
pub fn of_manifest<'db>(
    db: &'db dyn Db,
    declaration: Declaration<'db>,
    document: &Document,
    file: String,
) -> Result<Manifest, String> {
    let data = document.data().map_err(|error| error.to_string())?;
    let (origins, printer) = (Origins::of(db, declaration), Printer::new(db));
    let mut map = Mapping { printer, origins, data: &data, fields: Vec::new() };
    map.add(&mut FieldPath::new(), &data);
    Ok(Manifest { kind: document.kind.name(), name: document.name.clone(), file, fields: map.fields })
}

struct Mapping<'a, 'db> {
    printer: Printer<'db>,
    origins: Origins<'db>,
    data: &'a Value,
    fields: Vec<Field>,
}

impl Mapping<'_, '_> {
    /// Adds a field and those inside of it.
    fn add(&mut self, path: &mut FieldPath, value: &Value) {
        let origins = self.origins.exact(self.data, path);
        if !origins.is_empty() {
            let field = field::shown(self.data, path);
            self.fields.push(Field { field, origins: self.printer.print(&origins) });
        }
        for (name, inner) in field::inner_fields(value) {
            path.push(name);
            self.add(path, inner);
            path.pop();
        }
    }
}
