//! Declares what is named and declared nowhere: an environment where others are declared, a workflow as one that lives
//! elsewhere.

use promo_analysis::names::{Namespace, namespace_of};
use promo_analysis::{Db, DeclarationKind, SourceFile, declarations, parse, quote_name};
use promo_diagnostics::{Diagnostic, Edit, Rule};

use super::selection::{behind, replace};

/// What would declare the missing name that a diagnostic is about.
pub fn missing(db: &dyn Db, found: &Diagnostic) -> Option<(String, Vec<Edit>)> {
    let (keywords, kind) = match found.rule {
        Rule::UnknownEnvironment => ("environment", DeclarationKind::Environment),
        Rule::UnknownWorkflow => ("extern workflow", DeclarationKind::Extern),
        _ => return None,
    };
    let own = db.project().source(db, &found.place.file);
    let written = db.project().text(db, &found.place.file)?.get(found.place.range())?;
    let text = format!("{keywords} {}", quote_name(written.trim_matches(['"', '\''])));
    let edit = match last_declaration(db, own, kind) {
        Some((file, place)) => replace(db, file, place..place, format!("{}{text}", line_end(db, file))),
        None => replace(db, own?, 0..0, format!("{text}{0}{0}", line_end(db, own?))),
    };
    Some((format!("Declare `{text}`"), vec![edit]))
}

fn line_end(db: &dyn Db, file: SourceFile) -> &'static str {
    if file.text(db).contains("\r\n") { "\r\n" } else { "\n" }
}

/// The place behind the last declaration of a kind: in the same source, or in the one that has most of them.
fn last_declaration(
    db: &dyn Db,
    own: Option<SourceFile>,
    kind: DeclarationKind,
) -> Option<(SourceFile, usize)> {
    let others = db.project().sources(db).iter().copied().rev();
    let most = others.max_by_key(|file| count(db, *file, kind))?;
    let own = own.filter(|own| count(db, *own, kind) > 0);
    let file = own.unwrap_or(most);
    let declaration = declarations(db, file).iter().rfind(|declaration| is_of(db, **declaration, kind))?;
    let tree = &parse(db, file).tree;
    let first = declaration.first_token(db) as usize;
    let node = tree.declarations().find(|node| node.tokens().start == first)?;
    Some((file, behind(tree, node)))
}

fn count(db: &dyn Db, file: SourceFile, kind: DeclarationKind) -> usize {
    declarations(db, file).iter().filter(|declaration| is_of(db, **declaration, kind)).count()
}

/// Of what lives elsewhere, only workflows.
fn is_of(db: &dyn Db, declaration: promo_analysis::Declaration<'_>, kind: DeclarationKind) -> bool {
    declaration.kind(db) == kind
        && (kind != DeclarationKind::Extern
            || namespace_of(kind, declaration.node(db)) == Some(Namespace::Workflows))
}
