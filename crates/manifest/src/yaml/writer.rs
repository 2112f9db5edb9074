//! Writes any serializable value as block-style YAML, straight into a string: two spaces a level,
//! lists two deeper than their key, keys in the order they come, nothing folded. How a single
//! string is written stands in `scalar`; this file knows only how values nest.

use std::fmt::{self, Display, Write};

use serde::ser::{self, Impossible, Serialize, Serializer};

use super::key::KeyWriter;
use super::scalar::{self, Form};

/// How many collections may contain one another.
const MAX_DEPTH: usize = 256;

/// Longest key, in bytes, that stands before its colon: beyond 1024 characters a reader need not
/// look for the colon, so a longer key is introduced by `?`.
const MAX_SIMPLE_KEY: usize = 1000;

/// A value that has no form in YAML, or that nests too deeply.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WriteError {
    message: String,
}

impl WriteError {
    pub(super) fn new(message: impl Into<String>) -> WriteError {
        WriteError { message: message.into() }
    }
}

impl Display for WriteError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for WriteError {}

impl ser::Error for WriteError {
    fn custom<T: Display>(message: T) -> WriteError {
        WriteError::new(message.to_string())
    }
}

/// The value as one YAML document, ending in a line end, without a document marker.
///
/// # Errors
/// When the value holds bytes, an enum variant with fields or a key that is no scalar, or nests
/// deeper than 256 collections.
pub fn to_yaml<T: Serialize + ?Sized>(value: &T) -> Result<String, WriteError> {
    let mut out = String::with_capacity(1024);
    append_yaml(&mut out, value)?;
    Ok(out)
}

/// Appends the value as [`to_yaml`] writes it. The text must be at the start of a line.
///
/// # Errors
/// As for [`to_yaml`]; the text then ends in a part of the document.
pub fn append_yaml<T: Serialize + ?Sized>(out: &mut String, value: &T) -> Result<(), WriteError> {
    value.serialize(&mut Emitter { out, place: Place::Root, column: 0, depth: 0 })
}

/// Where the next value stands.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Place {
    /// At the start of the document.
    Root,
    /// After the colon of a key.
    Value,
    /// After the dash of a list item.
    Item,
}

/// Writes values at the current end of the text.
struct Emitter<'out> {
    out: &'out mut String,
    place: Place,
    /// Indentation of the innermost open collection.
    column: usize,
    /// How many collections are open.
    depth: usize,
}

impl Emitter<'_> {
    /// Writes what stands between the place and a value on the same line.
    fn lead(&mut self) {
        if self.place == Place::Value {
            self.out.push(' ');
        }
    }

    /// Writes a value that needs no quotes.
    fn word(&mut self, word: &str) -> Result<(), WriteError> {
        self.lead();
        self.out.push_str(word);
        self.out.push('\n');
        Ok(())
    }

    /// Writes a number.
    fn number(&mut self, number: impl Display) -> Result<(), WriteError> {
        self.lead();
        writeln!(self.out, "{number}").map_err(ser::Error::custom)
    }

    /// Writes a text.
    fn text(&mut self, text: &str) {
        self.lead();
        let form = scalar::form(text);
        if form == Form::Block && self.place != Place::Root {
            return scalar::push_block(self.out, text, self.column + 2);
        }
        scalar::push_inline(self.out, text, form);
        self.out.push('\n');
    }
}

/// A list or map that is being written.
struct Collection<'emitter, 'out> {
    emitter: &'emitter mut Emitter<'out>,
    /// What is written if it stays empty.
    when_empty: &'static str,
    is_empty: bool,
    place: Place,
    column: usize,
    outer_column: usize,
}

impl<'emitter, 'out> Collection<'emitter, 'out> {
    fn open(emitter: &'emitter mut Emitter<'out>, when_empty: &'static str) -> Result<Self, WriteError> {
        if emitter.depth == MAX_DEPTH {
            return Err(WriteError::new("the value nests too deeply"));
        }
        let outer_column = emitter.column;
        let place = emitter.place;
        let column = if place == Place::Root { 0 } else { outer_column + 2 };
        emitter.column = column;
        emitter.depth += 1;
        Ok(Collection { emitter, when_empty, is_empty: true, place, column, outer_column })
    }

    /// Goes to where the next entry begins: the first item of a list inside a list, and the first
    /// key of a map inside a list, stand on the line of the dash.
    fn next_entry(&mut self) {
        let is_first = std::mem::replace(&mut self.is_empty, false);
        match (is_first, self.place) {
            (true, Place::Root | Place::Item) => return,
            (true, Place::Value) => self.emitter.out.push('\n'),
            (false, _) => {}
        }
        scalar::push_indent(self.emitter.out, self.column);
    }

    fn item<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), WriteError> {
        self.next_entry();
        self.emitter.out.push_str("- ");
        self.emitter.place = Place::Item;
        item.serialize(&mut *self.emitter)
    }

    fn key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), WriteError> {
        self.next_entry();
        let start = self.emitter.out.len();
        key.serialize(KeyWriter { out: self.emitter.out })?;
        if self.emitter.out.len() - start > MAX_SIMPLE_KEY {
            self.emitter.out.insert_str(start, "? ");
            self.emitter.out.push('\n');
            scalar::push_indent(self.emitter.out, self.column);
        }
        self.emitter.out.push(':');
        Ok(())
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.emitter.place = Place::Value;
        value.serialize(&mut *self.emitter)
    }

    fn close(self) -> Result<(), WriteError> {
        self.emitter.column = self.outer_column;
        self.emitter.depth -= 1;
        if self.is_empty {
            self.emitter.place = self.place;
            self.emitter.word(self.when_empty)?;
        }
        Ok(())
    }
}

/// Implements a serde list trait for [`Collection`].
macro_rules! serialize_items {
    ($trait:ident, $method:ident) => {
        impl ser::$trait for Collection<'_, '_> {
            type Ok = ();
            type Error = WriteError;

            fn $method<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), WriteError> {
                self.item(item)
            }

            fn end(self) -> Result<(), WriteError> {
                self.close()
            }
        }
    };
}

serialize_items!(SerializeSeq, serialize_element);
serialize_items!(SerializeTuple, serialize_element);
serialize_items!(SerializeTupleStruct, serialize_field);

impl ser::SerializeMap for Collection<'_, '_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), WriteError> {
        self.key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.value(value)
    }

    fn end(self) -> Result<(), WriteError> {
        self.close()
    }
}

impl ser::SerializeStruct for Collection<'_, '_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        self.key(key)?;
        self.value(value)
    }

    fn end(self) -> Result<(), WriteError> {
        self.close()
    }
}

/// Implements serializer methods that write a number as it is displayed.
macro_rules! serialize_integers {
    ($($method:ident: $type:ty),*) => {
        $(fn $method(self, number: $type) -> Result<(), WriteError> {
            self.number(number)
        })*
    };
}
pub(super) use serialize_integers;

impl<'emitter, 'out> Serializer for &'emitter mut Emitter<'out> {
    type Ok = ();
    type Error = WriteError;
    type SerializeSeq = Collection<'emitter, 'out>;
    type SerializeTuple = Collection<'emitter, 'out>;
    type SerializeTupleStruct = Collection<'emitter, 'out>;
    type SerializeTupleVariant = Impossible<(), WriteError>;
    type SerializeMap = Collection<'emitter, 'out>;
    type SerializeStruct = Collection<'emitter, 'out>;
    type SerializeStructVariant = Impossible<(), WriteError>;

    serialize_integers!(
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128
    );

    fn serialize_bool(self, value: bool) -> Result<(), WriteError> {
        self.word(if value { "true" } else { "false" })
    }

    fn serialize_f32(self, number: f32) -> Result<(), WriteError> {
        self.serialize_f64(f64::from(number))
    }

    fn serialize_f64(self, number: f64) -> Result<(), WriteError> {
        self.word(&float(number))
    }

    fn serialize_char(self, character: char) -> Result<(), WriteError> {
        self.text(character.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Result<(), WriteError> {
        self.text(text);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), WriteError> {
        Err(WriteError::new("bytes have no form in a manifest"))
    }

    fn serialize_none(self) -> Result<(), WriteError> {
        self.word("null")
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), WriteError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), WriteError> {
        self.word("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), WriteError> {
        self.word("null")
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Result<(), WriteError> {
        self.text(name);
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: &T,
    ) -> Result<(), WriteError> {
        Err(variant_error(name))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, WriteError> {
        Collection::open(self, "[]")
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, WriteError> {
        Collection::open(self, "[]")
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, WriteError> {
        Collection::open(self, "[]")
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, WriteError> {
        Err(variant_error(name))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, WriteError> {
        Collection::open(self, "{}")
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, WriteError> {
        Collection::open(self, "{}")
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, WriteError> {
        Err(variant_error(name))
    }
}

fn variant_error(name: &str) -> WriteError {
    WriteError::new(format!("the variant `{name}` has fields, which have no form in a manifest"))
}

/// A number that YAML 1.1 and 1.2 both read as a float: with a point, and a sign before its exponent.
fn float(number: f64) -> String {
    if number.is_nan() {
        return ".nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let text = format!("{number:?}");
    let Some((mantissa, exponent)) = text.split_once('e') else {
        return text;
    };
    let point = if mantissa.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with('-') { "" } else { "+" };
    format!("{mantissa}{point}e{sign}{exponent}")
}
