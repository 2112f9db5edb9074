//! Where a field of a manifest comes from: the place in the sources that makes it so, and those on the way to it.

mod in_file;
mod origins;

use promo_analysis::names::{Definition, Namespace, names};
use promo_analysis::{Db, Declaration, Lines};
use promo_diagnostics::{Related, did_you_mean, listed, nearest};
use promo_emit::{document, identity};
use promo_manifest::{FieldPath, Kind, known_field};
use serde_json::Value;

use crate::field::{self, Meant};
use crate::formats;
use crate::lookup;
pub use in_file::{InFile, Position, in_file};
pub use origins::{FieldOrigin, Origins, Printer, What};

/// The field that somebody asks about.
#[derive(Clone, Copy, Debug)]
pub enum Wanted<'a> {
    /// The manifest as a whole.
    Whole,
    /// A field as it is typed.
    Text(&'a str),
    /// A field as a manifest on the disk has it, whether or not that is as the sources make it.
    Path(&'a [String]),
}

/// Where a field of a manifest comes from.
pub struct WhereFrom<'db> {
    db: &'db dyn Db,
    kind: Kind,
    name: String,
    manifest: String,
    /// The field that has an origin, as it is shown; empty for the whole manifest.
    field: String,
    /// The field that was asked for, if that is not set or has no origin of its own.
    asked: Option<String>,
    /// Whether the manifest has the field that was asked for.
    is_set: bool,
    value: Option<String>,
    origins: Vec<FieldOrigin<'db>>,
    /// What the whole manifest says.
    data: Value,
}

/// The kind and the name in `KIND/NAME`.
///
/// # Errors
/// What is wrong with it, in words.
pub fn object(text: &str) -> Result<(Kind, &str), String> {
    let example = "such as `PromotionFlow/to-prod`";
    let Some((kind, name)) = text.split_once('/').filter(|(_, name)| !name.is_empty()) else {
        return Err(format!("`{text}` is no manifest: name a file, or an object as KIND/NAME, {example}"));
    };
    match Kind::from_resource(kind) {
        Some(kind) => Ok((kind, name)),
        None => {
            let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
            let hint = did_you_mean(kind, known.iter().copied());
            let hint = hint.unwrap_or_else(|| format!("promo writes {}", listed(&known, "and")));
            Err(format!("`{kind}` is no kind of manifest: {hint}"))
        }
    }
}

/// Where a field of the manifest of a kind and name comes from.
///
/// # Errors
/// Why that can't be told, in words.
pub fn where_from<'db>(
    db: &'db dyn Db,
    kind: Kind,
    name: &str,
    wanted: Wanted<'_>,
) -> Result<WhereFrom<'db>, String> {
    let declaration = declaration(db, kind, name)?;
    let document = document(db, declaration).map_err(|error| error.to_string())?;
    let document = document.ok_or_else(|| format!("nothing is written for `{name}`"))?;
    let data = document.data().map_err(|error| error.to_string())?;
    let path = match wanted {
        Wanted::Whole => FieldPath::new(),
        Wanted::Path(path) => path.to_vec(),
        Wanted::Text(text) => typed_field(&data, kind, name, text)?,
    };
    let origins = Origins::of(db, declaration);
    let (known, origins) = origins.nearest(&data, &path);
    Ok(WhereFrom {
        db,
        kind,
        name: document.name.clone(),
        manifest: document.path(db.project().config(db)),
        field: field::shown(&data, known),
        asked: (known.len() < path.len()).then(|| field::shown(&data, &path)),
        is_set: field::value(&data, &path).is_some(),
        value: field::value(&data, known).and_then(scalar_text),
        origins,
        data,
    })
}

/// The text of a scalar.
pub(crate) fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(boolean) => Some(boolean.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Whether a source makes the manifest of a kind and name.
pub fn is_emitted(db: &dyn Db, kind: Kind, name: &str) -> bool {
    declaration(db, kind, name).is_ok()
}

/// The declaration that becomes the manifest of a kind and name.
fn declaration<'db>(db: &'db dyn Db, kind: Kind, name: &str) -> Result<Declaration<'db>, String> {
    let namespace = Namespace::of_manifest(kind);
    let definitions = names(db).definitions(namespace, name);
    let declared = definitions.iter().filter_map(|definition| definition.declaration());
    let mut emitted = declared.filter(|declaration| identity(db, *declaration).is_some());
    if let Some(declaration) = emitted.next() {
        return Ok(declaration);
    }
    match definitions.first() {
        Some(definition @ Definition::Manifest { .. }) => {
            let line = Lines::new(db).of(definition.site(db));
            Err(format!(
                "the {} `{name}` is written by hand, at {line}:{}, so that no source makes it",
                kind.name(),
                line.column
            ))
        }
        _ => Err(lookup::why_unknown(db, namespace, name)),
    }
}

/// The field that a text means; one that a manifest of the kind may have is asked for even if this one doesn't set it.
fn typed_field(data: &Value, kind: Kind, name: &str, text: &str) -> Result<FieldPath, String> {
    let (outer, names) = match field::meant(data, kind.name(), text) {
        Meant::Field(path) => return Ok(path),
        Meant::Several(paths) => {
            const LISTED: usize = 8;
            let shown: Vec<String> = paths.iter().take(LISTED).map(|path| field::shown(data, path)).collect();
            return Err(format!("`{text}` could be {}", listed(&shown, "or")));
        }
        Meant::Missing { outer, names } => (outer, names),
    };
    let whole: FieldPath = outer.iter().chain(&names).cloned().collect();
    let is_map = matches!(field::value(data, &outer), Some(Value::Object(_)));
    if is_map && !outer.is_empty() && is_known(data, kind, &whole) {
        return Ok(whole);
    }
    let noun = format!("the {} `{name}`", kind.name());
    let place = field::value(data, &outer);
    if let Some(Value::Array(items)) = place {
        let count = items.len();
        let shown = field::shown(data, &outer);
        return Err(format!("{noun} has no field `{text}`: `{shown}` has {}", item_count(count)));
    }
    Err(format!("{noun} has no field `{text}`: {}", nearest_fields(data, &outer, &names)))
}

fn item_count(items: usize) -> String {
    if items == 1 { "1 item, `[0]`".to_owned() } else { format!("{items} items, from `[0]` on") }
}

/// Whether promo knows a field, of which the lists on the way to it must have the items.
fn is_known(data: &Value, kind: Kind, path: &[String]) -> bool {
    let is_item =
        |end: usize| matches!(field::value(data, path.get(..end).unwrap_or_default()), Some(Value::Array(_)));
    let missing_item = (0..path.len())
        .any(|end| is_item(end) && field::value(data, path.get(..=end).unwrap_or_default()).is_none());
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    !missing_item && known_field(kind, &names)
}

/// Fields that may have been meant by one that is not there.
fn nearest_fields(data: &Value, outer: &[String], names: &[String]) -> String {
    let Some(Value::Object(map)) = field::value(data, outer) else {
        let shown = field::shown(data, outer);
        return format!("`{shown}` is a value, which has none inside");
    };
    let missing = names.first().map(String::as_str).unwrap_or_default();
    let within = |key: &str| {
        let path: FieldPath = outer.iter().cloned().chain([key.to_owned()]).collect();
        format!("`{}`", field::shown(data, &path))
    };
    let shown = |keys: &[&str]| keys.iter().map(|key| within(key)).collect::<Vec<_>>();
    let known: Vec<&str> = map.keys().map(String::as_str).collect();
    match nearest(missing, known.iter().copied()).as_slice() {
        [] => format!("there is {}", shown(&known).join(", ")),
        near => format!("did you mean {}?", shown(near).join(" or ")),
    }
}

impl WhereFrom<'_> {
    /// The place of the first origin: its file, relative to the project, and its line and column.
    pub fn place(&self) -> Option<(String, usize, usize)> {
        let line = Lines::new(self.db).of(self.origins.first()?.site);
        Some((line.file.to_string(), line.number, line.column))
    }

    /// The places with what is to be said of each.
    pub fn places(&self) -> Vec<Related> {
        let places = self.origins.iter();
        places
            .map(|origin| Related { place: origin.site.file_place(self.db), message: self.message(origin) })
            .collect()
    }

    /// Whether some data is what the whole manifest says.
    pub fn is_of(&self, data: &Value) -> bool {
        self.data == *data
    }

    /// What is to be said besides the places.
    pub fn note(&self) -> Option<String> {
        let asked = self.asked.as_ref()?;
        let reason = if self.is_set { "has no place of its own" } else { "is not set" };
        Some(match self.field.as_str() {
            "" => format!("`{asked}` {reason}: the manifest comes from here"),
            field => format!("`{asked}` {reason}: `{field}` comes from here"),
        })
    }

    fn message(&self, origin: &FieldOrigin<'_>) -> String {
        const LONGEST: usize = 60;
        let field = format!("`{}`", self.field);
        let value = self.value.as_ref().filter(|value| value.len() <= LONGEST && !value.contains('\n'));
        match (&origin.what, value) {
            (What::Value | What::Reason, _) if self.field.is_empty() => {
                format!("this becomes the {} `{}`", self.kind.name(), self.name)
            }
            (What::Value, Some(value)) => format!("{}: {value}", self.field),
            (What::Value, _) => format!("{field} is written here"),
            (What::Reason, _) => format!("{field} follows from this"),
            (What::Constant(name), _) => format!("`{name}` holds it here"),
            (What::Argument(name), _) => format!("it is given for `{name}` here"),
            (What::Default(name), _) => format!("`{name}` is this if nothing is given for it"),
            (What::Use(name), _) => format!("the pattern `{name}` is used here"),
        }
    }

    /// As JSON.
    ///
    /// # Errors
    /// The reason in words.
    pub fn json(&self) -> Result<String, String> {
        formats::pretty(&formats::where_from::Answer {
            kind: self.kind.name(),
            name: &self.name,
            manifest: &self.manifest,
            field: &self.field,
            asked: self.asked.as_deref(),
            value: self.value.as_deref(),
            origins: Printer::new(self.db).print(&self.origins),
        })
    }
}
