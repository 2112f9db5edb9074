//! Completion of whole declarations, with places to fill in: those for names list what there is.

use promo_analysis::quote_name;
use promo_analysis::value::Type;
use promo_syntax::{Body, ClauseInfo, NodeKind, SyntaxNode, TokenKind, clauses};

use super::{CompletionKind, Context, Offer, names};

/// How many names a place to fill in lists.
const MOST_NAMES: usize = 30;

/// What can stand at the top of a file: whole declarations, or the words alone where one is written already.
pub(super) fn offers(context: &Context<'_, '_>) -> Vec<Offer> {
    let mut offers = signs(context);
    let begins_line =
        context.path.last().is_some_and(|node| node.tree().gap(context.path.token).contains('\n'));
    if offers.is_empty() || begins_line {
        offers.extend(clauses(Body::File).iter().map(|clause| declaration(context, clause)));
    }
    offers
}

/// The signs that the declaration before the place goes on with, if it lacks what it is for.
fn signs(context: &Context<'_, '_>) -> Vec<Offer> {
    let root = context.path.outwards().last();
    let items = root.into_iter().flat_map(SyntaxNode::children);
    let before = items.take_while(|item| item.tokens().end <= context.path.token).last();
    let Some(declaration) = before.filter(|item| item.kind() == NodeKind::Declaration) else {
        return Vec::new();
    };
    let name = declaration.children().last();
    let is_only_named = name.is_some_and(|last| matches!(last.kind(), NodeKind::Name | NodeKind::Parameters));
    let has_equals = declaration.has_token(TokenKind::Equals);
    match declaration.keyword().and_then(Body::of_declaration) {
        _ if !is_only_named || has_equals => Vec::new(),
        None => vec![equals()],
        Some(Body::Environment | Body::Extern) => Vec::new(),
        Some(Body::Application) => vec![brace()],
        Some(_) => vec![brace(), equals(), Offer::new("(", CompletionKind::Value).snippet("($0)")],
    }
}

/// The brace of a block.
pub(super) fn brace() -> Offer {
    Offer::new("{", CompletionKind::Value).snippet("{\n  $0\n}")
}

pub(super) fn equals() -> Offer {
    Offer::new("=", CompletionKind::Value).text("= ")
}

fn declaration(context: &Context<'_, '_>, clause: &ClauseInfo) -> Offer {
    let word = clause.word.description().trim_matches('`');
    let is_written = context.is_followed();
    let kind = if is_written { CompletionKind::Keyword } else { CompletionKind::Snippet };
    let offer = Offer::new(word, kind).detail(clause.form).documentation(clause.meaning);
    if is_written { offer } else { offer.snippet(snippet(context, clause.word)) }
}

/// A declaration with places to fill in. What is not filled in is no error where it can be left out.
fn snippet(context: &Context<'_, '_>, word: TokenKind) -> String {
    match word {
        TokenKind::EnvironmentKeyword => "environment ${1:name}$0".to_owned(),
        TokenKind::LetKeyword => "let ${1:name} = $0".to_owned(),
        TokenKind::ExternKeyword => "extern ${1|workflow,flow,product,template|} ${2:name}$0".to_owned(),
        TokenKind::FlowKeyword => flow(&named(context, Type::Environment)),
        TokenKind::PolicyKeyword => POLICY.to_owned(),
        TokenKind::TemplateKeyword => {
            let product = place(3, "product", &named(context, Type::Product));
            TEMPLATE.replace("PRODUCT", &product)
        }
        TokenKind::ProductKeyword => product(&named(context, Type::Template), &named(context, Type::Flow)),
        TokenKind::WorkflowKeyword => WORKFLOW.to_owned(),
        TokenKind::ApplicationKeyword => {
            let product = place(2, "product", &named(context, Type::Product));
            let environment = place(3, "environment", &named(context, Type::Environment));
            format!("application ${{1:name}} {{ product {product}  environment {environment} }}$0")
        }
        _ => String::new(),
    }
}

/// The names of a type, as they are written.
fn named(context: &Context<'_, '_>, kind: Type) -> Vec<String> {
    let known = kind.namespace().map(|namespace| names::declared(context, namespace)).unwrap_or_default();
    known.into_iter().take(MOST_NAMES).map(|offer| quote_name(&offer.label)).collect()
}

/// A place to fill in, with names to choose from if there are any.
fn place(number: usize, empty: &str, names: &[String]) -> String {
    if names.is_empty() {
        return format!("${{{number}:{empty}}}");
    }
    let escaped = names.iter().map(|name| {
        let escaped = name.replace('\\', "\\\\");
        escaped.replace(',', "\\,").replace('|', "\\|")
    });
    format!("${{{number}|{}|}}", escaped.collect::<Vec<_>>().join(","))
}

/// From one environment to another: the first that is chosen behind the arrow is another one than before it.
fn flow(environments: &[String]) -> String {
    let others: Vec<String> = match environments {
        [first, rest @ ..] if !rest.is_empty() => rest.iter().chain([first]).cloned().collect(),
        _ => Vec::new(),
    };
    let (from, to) = (place(2, "dev", environments), place(3, "prod", &others));
    let step = place(4, "prod", &others);
    format!(
        "flow ${{1:name}} {{\n  {from} -> {to}\n\n  step {step} {{ action ${{5|commit,pr,none|}} }}$0\n}}"
    )
}

/// A product with a template, or with its own if there is none to name.
fn product(templates: &[String], flows: &[String]) -> String {
    let flow = place(6, "flow", flows);
    let promoted = match templates {
        [] => OWN_TEMPLATE.to_owned(),
        templates => format!("  template {}\n", place(2, "template", templates)),
    };
    format!("product ${{1:name}} {{\n{promoted}  flow {flow}$0\n}}")
}

const OWN_TEMPLATE: &str = "  \
  version from \"${2:Chart.yaml}\" ${3:\\$.appVersion}
  promote \"${4:Chart.yaml}\" ${5:\\$.appVersion}
";

const POLICY: &str = "\
policy ${1:name} {
  priority ${2:10}
  when ${3:environment.kind == production}
  action ${4|commit,pr,none|}$0
}";

const TEMPLATE: &str = "\
template ${1:name} {
  priority ${2:10}
  when product == PRODUCT
  version from \"${4:Chart.yaml}\" ${5:\\$.appVersion}
  promote \"${6:Chart.yaml}\" ${7:\\$.appVersion}$0
}";

const WORKFLOW: &str = "\
workflow ${1:name} {
  input ${2:RELEASE_URL}

  step ${3:run} {
    image \"${4:alpine}\"
    run \"\"\"
      ${5:echo}
      \"\"\"
  }
}$0";
