//! Words in a source that lead elsewhere: files that are promoted, and the pages of rules.

use std::ops::Range;
use std::sync::Arc;

use promo_analysis::model::{Model, Name, Promotion, Sourced};
use promo_analysis::promoted::promoted_files;
use promo_analysis::{Db, Declaration, Site, SourceFile, checked, declarations, silenced_rules};

/// Where a word leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// A file of the project.
    File(Arc<str>),
    /// A page on the web.
    Page(String),
}

/// A word that leads elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its bytes, without quotes.
    pub range: Range<usize>,
    /// Where it leads.
    pub target: LinkTarget,
    /// What is there, in a few words.
    pub tooltip: String,
}

/// The words of a source that lead elsewhere, in order.
pub fn links(db: &dyn Db, file: SourceFile) -> Vec<Link> {
    let rules = silenced_rules(db, file).into_iter().map(|(rule, range)| Link {
        range,
        target: LinkTarget::Page(rule.page_address()),
        tooltip: format!("what `{}` says", rule.name()),
    });
    let files = declarations(db, file).iter().flat_map(|declaration| of_declaration(db, *declaration));
    let mut links: Vec<Link> = rules.chain(files).collect();
    links.sort_by_key(|link| link.range.start);
    links
}

fn of_declaration<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Vec<Link> {
    let Some(model) = &checked(db, declaration).model else { return Vec::new() };
    let named = promotion(model).map(files).unwrap_or_default();
    let own = named.into_iter().filter(|file| file.place.declaration() == Some(declaration));
    own.filter_map(|file| of_file(db, declaration, file)).collect()
}

fn promotion<'a, 'db>(model: &'a Model<'db>) -> Option<&'a Promotion<'db>> {
    match model {
        Model::Template(template) => Some(&template.promotion),
        Model::Product(product) => Some(&product.promotion),
        _ => None,
    }
}

fn files<'a, 'db>(promotion: &'a Promotion<'db>) -> Vec<&'a Sourced<'db, Name>> {
    let version = promotion.version.iter().map(|version| &version.file);
    version.chain(promotion.files.iter().map(|promoted| &promoted.file)).collect()
}

fn of_file(db: &dyn Db, declaration: Declaration<'_>, file: &Sourced<'_, Name>) -> Option<Link> {
    let Site::Source(place) = file.place else { return None };
    let (_, found) = promoted_files(db, declaration, &file.value).into_iter().next()?;
    let bytes = place.bytes(db);
    let text = place.declaration.file(db).text(db).get(bytes.clone())?;
    let is_quoted = text.len() > 2 && text.starts_with('"') && text.ends_with('"');
    let range = if is_quoted { bytes.start + 1..bytes.end - 1 } else { bytes };
    let path = found.path(db).clone();
    Some(Link { range, tooltip: path.to_string(), target: LinkTarget::File(path) })
}
