//! Completion of whole declarations.

use promo_syntax::{Body, ClauseInfo, TokenKind, clauses};

use super::{CompletionKind, Context, Offer};

/// What can stand at the top of a file: whole declarations, or the words alone where one is written already.
pub(super) fn offers(context: &Context<'_, '_>) -> Vec<Offer> {
    let is_written = !context.rest.is_empty() && !context.rest.starts_with("//");
    clauses(Body::File).iter().map(|clause| declaration(clause, is_written)).collect()
}

fn declaration(clause: &ClauseInfo, is_written: bool) -> Offer {
    let word = clause.word.description().trim_matches('`');
    let kind = if is_written { CompletionKind::Keyword } else { CompletionKind::Snippet };
    let offer = Offer::new(word, kind).detail(clause.form).documentation(clause.meaning);
    if is_written { offer } else { offer.snippet(snippet(clause.word)) }
}

/// A declaration with places to fill in. What is not filled in is no error where it can be left out.
fn snippet(word: TokenKind) -> &'static str {
    match word {
        TokenKind::EnvironmentKeyword => "environment ${1:name} { kind ${2|production,non-production|} }",
        TokenKind::LetKeyword => "let ${1:name} = ${0:value}",
        TokenKind::ExternKeyword => "extern ${1|workflow,flow,product,template|} ${0:name}",
        TokenKind::FlowKeyword => FLOW,
        TokenKind::PolicyKeyword => POLICY,
        TokenKind::TemplateKeyword => TEMPLATE,
        TokenKind::ProductKeyword => PRODUCT,
        TokenKind::WorkflowKeyword => WORKFLOW,
        TokenKind::ApplicationKeyword => {
            "application ${1:name} { product ${2:product}  environment ${0:environment} }"
        }
        _ => "",
    }
}

const FLOW: &str = "\
flow ${1:name} {
  ${2:dev} -> ${3:prod}

  step ${3:prod} { action ${4|commit,pr,none|} }$0
}";

const POLICY: &str = "\
policy ${1:name} {
  priority ${2:10}
  when ${3:environment.kind == production}
  action ${4|commit,pr,none|}$0
}";

const TEMPLATE: &str = "\
template ${1:name} {
  priority ${2:10}
  when product == ${3:product}
  version from \"${4:Chart.yaml}\" ${5:\\$.appVersion}
  promote \"${4:Chart.yaml}\" ${5:\\$.appVersion}$0
}";

const PRODUCT: &str = "\
product ${1:name} {
  template ${2:template}
  flow ${3:flow}$0
}";

const WORKFLOW: &str = "\
workflow ${1:name} {
  step ${2:run} {
    image \"${3:alpine}\"
    run \"\"\"
      ${0:echo}
      \"\"\"
  }
}";
