//! From an object of a manifest to the clauses of a declaration, one file a kind.

mod flow;
mod policy;
mod product;
mod promotion;
mod settings;
mod template;
mod workflow;
mod workflow_step;

use promo_manifest::{Kind, Node};
use promo_syntax::TokenKind;

use crate::comments::Comment;
use crate::fields::Fields;
use crate::metadata::{Metadata, extra_line};
use crate::reason::Reason;
use crate::source::{self, Source};
use crate::uses::Uses;
pub(crate) use flow::{chain_text, minutes};
pub(crate) use settings::SETTINGS_AND_HOOKS;
pub(crate) use workflow::{Renamed, with_renamed};

/// A declaration.
#[derive(Clone, Debug)]
pub(crate) struct Declaration {
    /// Its text, not formatted.
    pub(crate) text: String,
    /// What it names.
    pub(crate) uses: Uses,
    /// The templates of a workflow that have other names in what it becomes.
    pub(crate) renamed: Renamed,
}

/// The declaration of an object.
pub(crate) fn declaration(object: &Node, kind: Kind, comments: &[Comment]) -> Result<Declaration, Reason> {
    let mut fields = Fields::of(object)?;
    fields.leave_out(&["apiVersion", "kind", "status"]);
    let metadata = Metadata::take(&mut fields, kind)?;
    let mut source = Source::new(comments);
    let mut uses = Uses::default();
    let mut renamed = Renamed::default();
    // A product needs none.
    let mut spec = fields.map("spec")?;
    metadata.write(&mut source)?;
    let extra = match kind {
        Kind::PromotionFlow => flow::write(&mut spec, &mut source, &mut uses).map(|()| Vec::new()),
        Kind::PromotionPolicy => policy::write(&mut spec, &mut source, &mut uses).map(|()| Vec::new()),
        Kind::PromotionTemplate => template::write(&mut spec, &mut source, &mut uses).map(|()| Vec::new()),
        Kind::Product => product::write(&mut spec, &mut source, &mut uses).map(|()| Vec::new()),
        Kind::WorkflowTemplate => workflow::write(&mut spec, &mut source, &mut uses, &mut renamed),
    };
    let mut extra = extra?;
    extra.extend(metadata.extra()?);
    for field in spec.rest() {
        extra.push(extra_line(&["spec"], &field)?);
    }
    for field in fields.rest() {
        extra.push(extra_line(&[], &field)?);
    }
    if !extra.is_empty() {
        source.gap();
        source.block(&[], "extra", &extra);
    }
    let head = format!("{} {}", keyword(kind), source::name(metadata.name));
    let text = source.finish(&metadata.documentation()?, &head);
    Ok(Declaration { text, uses, renamed })
}

/// The word that declares a kind.
pub(crate) fn keyword(kind: Kind) -> &'static str {
    let keyword = match kind {
        Kind::PromotionFlow => TokenKind::FlowKeyword,
        Kind::PromotionPolicy => TokenKind::PolicyKeyword,
        Kind::PromotionTemplate => TokenKind::TemplateKeyword,
        Kind::Product => TokenKind::ProductKeyword,
        Kind::WorkflowTemplate => TokenKind::WorkflowKeyword,
    };
    keyword.description().trim_matches('`')
}
