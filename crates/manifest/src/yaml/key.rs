//! Writes the key of a map entry. It knows which values can be keys, and nothing of what surrounds
//! the key.

use std::fmt::{Display, Write};

use serde::ser::{self, Impossible, Serialize, Serializer};

use super::scalar;
use super::writer::{WriteError, serialize_integers};

/// Writes the key of a map entry, which is a text, an integer or a boolean.
pub(super) struct KeyWriter<'out> {
    pub(super) out: &'out mut String,
}

impl KeyWriter<'_> {
    fn number(self, number: impl Display) -> Result<(), WriteError> {
        write!(self.out, "{number}").map_err(ser::Error::custom)
    }
}

fn key_error<T>() -> Result<T, WriteError> {
    Err(WriteError::new("a key must be a text, an integer or a boolean"))
}

impl Serializer for KeyWriter<'_> {
    type Ok = ();
    type Error = WriteError;
    type SerializeSeq = Impossible<(), WriteError>;
    type SerializeTuple = Impossible<(), WriteError>;
    type SerializeTupleStruct = Impossible<(), WriteError>;
    type SerializeTupleVariant = Impossible<(), WriteError>;
    type SerializeMap = Impossible<(), WriteError>;
    type SerializeStruct = Impossible<(), WriteError>;
    type SerializeStructVariant = Impossible<(), WriteError>;

    serialize_integers!(
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128,
        serialize_bool: bool
    );

    fn serialize_str(self, key: &str) -> Result<(), WriteError> {
        scalar::push_inline(self.out, key, scalar::form(key));
        Ok(())
    }

    fn serialize_char(self, key: char) -> Result<(), WriteError> {
        self.serialize_str(key.encode_utf8(&mut [0; 4]))
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Result<(), WriteError> {
        self.serialize_str(name)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        key: &T,
    ) -> Result<(), WriteError> {
        key.serialize(self)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, key: &T) -> Result<(), WriteError> {
        key.serialize(self)
    }

    fn serialize_f32(self, _: f32) -> Result<(), WriteError> {
        key_error()
    }

    fn serialize_f64(self, _: f64) -> Result<(), WriteError> {
        key_error()
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), WriteError> {
        key_error()
    }

    fn serialize_none(self) -> Result<(), WriteError> {
        key_error()
    }

    fn serialize_unit(self) -> Result<(), WriteError> {
        key_error()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), WriteError> {
        key_error()
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), WriteError> {
        key_error()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, WriteError> {
        key_error()
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, WriteError> {
        key_error()
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, WriteError> {
        key_error()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, WriteError> {
        key_error()
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, WriteError> {
        key_error()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, WriteError> {
        key_error()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, WriteError> {
        key_error()
    }
}
