//! The checks that look beyond one declaration, one file each. What a declaration says by itself is
//! checked where it is lowered.

pub mod chains;
pub mod duplicate_declaration;
