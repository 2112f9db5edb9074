//! Declares what is named and declared nowhere: an environment where others are declared, a workflow, flow, product or
//! template as one that lives elsewhere.

use promo_analysis::names::{Namespace, namespace_of, reference_text, resolve};
use promo_analysis::value::Value;
use promo_analysis::{Db, DeclarationKind, SourceFile, declarations, parse, quote_name, value_of};
use promo_diagnostics::{Diagnostic, Edit, Place, Rule};
use promo_syntax::{NodeKind, SyntaxNode};

use super::selection::{behind, beside, replace};
use crate::path::Path;

/// What would declare the missing name that a diagnostic is about.
pub fn missing(db: &dyn Db, found: &Diagnostic) -> Option<(String, Vec<Edit>)> {
    let own = db.project().source(db, &found.place.file);
    let (keywords, kind) = match found.rule {
        Rule::UnknownEnvironment => ("environment", DeclarationKind::Environment),
        Rule::UnknownWorkflow => ("extern workflow", DeclarationKind::Extern),
        Rule::UnknownFlow => ("extern flow", DeclarationKind::Extern),
        Rule::UnknownProduct => ("extern product", DeclarationKind::Extern),
        Rule::UnknownTemplate => ("extern template", DeclarationKind::Extern),
        Rule::UnknownName if is_among_environments(db, own?, &found.place) => {
            ("environment", DeclarationKind::Environment)
        }
        _ => return None,
    };
    let text = format!("{keywords} {}", quote_name(&missing_name(db, own, &found.place)?));
    let edit = match last_declaration(db, own, kind) {
        Some((file, place)) => replace(db, file, place..place, format!("{}{text}", line_end(db, file))),
        None => first_of_its_kind(db, own?, &text)?,
    };
    Some((format!("Declare `{text}`"), vec![edit]))
}

/// The name as it is meant: in a source without quotes and escapes.
fn missing_name(db: &dyn Db, own: Option<SourceFile>, place: &Place) -> Option<String> {
    match own {
        Some(file) => Some(reference_text(path_at(db, file, place)?.last()?)),
        None => {
            Some(db.project().text(db, &place.file)?.get(place.range())?.trim_matches(['"', '\'']).to_owned())
        }
    }
}

fn path_at<'db>(db: &'db dyn Db, file: SourceFile, place: &Place) -> Option<Path<'db>> {
    let tree = &parse(db, file).tree;
    let token = tree.tokens().iter().position(|token| token.start as usize == place.start)?;
    Some(Path::to_token(tree, token))
}

/// Whether the list around a name has environments besides.
fn is_among_environments(db: &dyn Db, file: SourceFile, place: &Place) -> bool {
    let list = path_at(db, file, place).and_then(|path| path.find(NodeKind::List));
    list.into_iter().flat_map(SyntaxNode::values).any(|item| {
        let name = reference_text(item);
        let value = resolve(db, Namespace::Constants, &name).map(|found| value_of(db, found, &name));
        matches!(value, Some(Value::Reference(Namespace::Constants, _)))
    })
}

/// Where nothing of its kind is declared yet, it stands beside the first declaration of the source.
fn first_of_its_kind(db: &dyn Db, file: SourceFile, text: &str) -> Option<Edit> {
    let tree = &parse(db, file).tree;
    let (place, text) = beside(tree, tree.declarations().next()?, text);
    Some(replace(db, file, place..place, text.replace('\n', line_end(db, file))))
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
