//! What is promoted: the files and fields of a template or a product.

use promo_manifest::Node;
use promo_syntax::{NodeKind, TokenKind, parse};

use crate::fields::{Fields, text};
use crate::reason::Reason;
use crate::source::{self, Source};

/// Takes `versionSource` and `promotion`.
pub(super) fn write(fields: &mut Fields<'_>, source: &mut Source<'_>) -> Result<(), Reason> {
    if let Some(version) = fields.take("versionSource") {
        let mut version_fields = Fields::of(version.value)?;
        let file = text(version_fields.need("file")?.value)?;
        let path = path(version_fields.need("jsonPath")?.value)?;
        version_fields.finish("is no field of a version's source")?;
        source.line(version.span(), format!("version from {} {path}", source::string(file)));
    }
    for file in fields.map("promotion")?.rest() {
        let mut promoted = Fields::of(file.value)?;
        let nodes = promoted.list("jsonPaths")?;
        promoted.finish("is nothing that can be promoted of a file")?;
        let all = matches!(nodes, [only] if only.text() == Some("*"));
        let paths: Vec<String> = nodes.iter().filter(|_| !all).map(path).collect::<Result<_, _>>()?;
        if nodes.is_empty() {
            return Err(Reason::new(&file.span(), "at least one path has to be promoted of a file"));
        }
        let line = format!("promote {} {}", source::string(file.name), paths.join(", "));
        source.line(file.span(), line.trim_end());
    }
    Ok(())
}

/// A JSONPath as it is written: without quotes where it can be.
fn path(node: &Node) -> Result<String, Reason> {
    let path = text(node)?;
    if is_plainly_a_path(path) {
        return Ok(path.to_owned());
    }
    let parsed = parse(&format!("template t {{ version from \"f\" {path}\n }}"));
    let clause = parsed.tree.declarations().next().and_then(|declaration| declaration.child(NodeKind::Block));
    let literal = clause.and_then(|block| block.children().next()).and_then(|clause| clause.values().last());
    let is_path = literal.is_some_and(|literal| {
        let kind = parsed.tree.tokens().get(literal.tokens().start).map(|token| token.kind);
        kind == Some(TokenKind::Path) && literal.text() == path
    });
    Ok(if is_path { path.to_owned() } else { source::string(path) })
}

fn is_plainly_a_path(path: &str) -> bool {
    let behind = path.strip_prefix('$').unwrap_or_default();
    !behind.is_empty() && behind.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._*".contains(&byte))
}
