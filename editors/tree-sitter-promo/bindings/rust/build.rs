//! Compiles the parser that `tree-sitter` made of the grammar. Knows nothing of what is in it.

#![allow(clippy::disallowed_macros, reason = "this is how a build script speaks to cargo")]

fn main() {
    let mut parser = cc::Build::new();
    parser.std("c11").include("src").file("src/parser.c").warnings(false).compile("tree-sitter-promo");
    println!("cargo:rerun-if-changed=src");
}
