//! Completion of whole declarations.

use promo_syntax::{Body, ClauseInfo, TokenKind, clauses};

use super::{CompletionKind, Offer};

/// What can stand at the top of a file.
pub(super) fn offers() -> Vec<Offer> {
    clauses(Body::File).iter().map(declaration).collect()
}

fn declaration(clause: &ClauseInfo) -> Offer {
    let word = clause.word.description().trim_matches('`');
    let offer = Offer::new(word, CompletionKind::Snippet).detail(clause.form).documentation(clause.meaning);
    offer.snippet(snippet(clause.word))
}

/// A declaration with places to fill in. What is not filled in is no error where it can be left out.
fn snippet(word: TokenKind) -> &'static str {
    match word {
        TokenKind::EnvironmentKeyword => "environment ${1:name} { kind ${2|production,non-production|} }",
        TokenKind::LetKeyword => "let ${1:name} = ${0:value}",
        TokenKind::ExternKeyword => "extern ${1|workflow,flow,product,template|} ${0:name}",
        TokenKind::FlowKeyword => {
            "flow ${1:name} {\n  ${2:dev} -> ${3:prod}\n\n  step ${3:prod} { action ${4|commit,pr,none|} }$0\n}"
        }
        TokenKind::PolicyKeyword => {
            "policy ${1:name} {\n  priority ${2:10}\n  when ${3:environment.kind == production}\n  action ${4|commit,pr,none|}$0\n}"
        }
        TokenKind::TemplateKeyword => {
            "template ${1:name} {\n  priority ${2:10}\n  when product == ${3:product}\n  version from \"${4:Chart.yaml}\" ${5:\\$.appVersion}\n  promote \"${4:Chart.yaml}\" ${5:\\$.appVersion}$0\n}"
        }
        TokenKind::ProductKeyword => "product ${1:name} {\n  template ${2:template}\n  flow ${3:flow}$0\n}",
        TokenKind::WorkflowKeyword => {
            "workflow ${1:name} {\n  step ${2:run} {\n    image \"${3:alpine}\"\n    run \"\"\"\n      ${0:echo}\n      \"\"\"\n  }\n}"
        }
        TokenKind::ApplicationKeyword => {
            "application ${1:name} { product ${2:product}  environment ${0:environment} }"
        }
        _ => "",
    }
}
