//! What may stand in which body: a view of `grammar/keywords.toml`, the one place where clauses are listed.
//! Knows words and their forms; how a clause is parsed is the grammar's affair.

use crate::generated::clauses as tables;
use crate::kind::TokenKind;

/// A place where items stand, each of which begins with a word of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Body {
    /// The file itself: declarations.
    File,
    /// The block of an `environment`.
    Environment,
    /// The block of an `extern workflow`.
    Extern,
    /// The block of a `flow`.
    Flow,
    /// The block of a `step` or `default` of a flow.
    Step,
    /// The block of a `policy`.
    Policy,
    /// The block of a `template`.
    Template,
    /// The block of a `product`.
    Product,
    /// The block of a `workflow`.
    Workflow,
    /// The block of a `step` of a workflow.
    WorkflowStep,
    /// The block of an `application`.
    Application,
}

/// One clause of a body, or one word inside clauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClauseInfo {
    /// The keyword that it begins with.
    pub word: TokenKind,
    /// How it is written.
    pub form: &'static str,
    /// What it means, in one line.
    pub meaning: &'static str,
    /// The field of the Kubernetes object that it sets.
    pub field: Option<&'static str>,
    /// Whether one body may hold it several times.
    pub repeatable: bool,
}

/// The clauses of a body, in the order in which they are documented.
pub fn clauses(body: Body) -> &'static [ClauseInfo] {
    match body {
        Body::File => tables::FILE,
        Body::Environment => tables::ENVIRONMENT,
        Body::Extern => tables::EXTERN,
        Body::Flow => tables::FLOW,
        Body::Step => tables::STEP,
        Body::Policy => tables::POLICY,
        Body::Template => tables::TEMPLATE,
        Body::Product => tables::PRODUCT,
        Body::Workflow => tables::WORKFLOW,
        Body::WorkflowStep => tables::WORKFLOW_STEP,
        Body::Application => tables::APPLICATION,
    }
}

/// The words that stand inside clauses and tests.
pub fn words() -> &'static [ClauseInfo] {
    tables::WORDS
}

impl Body {
    /// Every body.
    pub const ALL: &'static [Body] = &[
        Body::File,
        Body::Environment,
        Body::Extern,
        Body::Flow,
        Body::Step,
        Body::Policy,
        Body::Template,
        Body::Product,
        Body::Workflow,
        Body::WorkflowStep,
        Body::Application,
    ];

    /// What a clause of this body is, by its word.
    pub fn clause(self, word: TokenKind) -> Option<&'static ClauseInfo> {
        clauses(self).iter().find(|clause| clause.word == word)
    }

    /// How a message names a thing that has this body.
    pub fn description(self) -> &'static str {
        match self {
            Body::File => "a file",
            Body::Environment => "an environment",
            Body::Extern => "an `extern workflow`",
            Body::Flow => "a flow",
            Body::Step => "a step of a flow",
            Body::Policy => "a policy",
            Body::Template => "a template",
            Body::Product => "a product",
            Body::Workflow => "a workflow",
            Body::WorkflowStep => "a step of a workflow",
            Body::Application => "an application",
        }
    }

    /// Whether environments or steps are joined by arrows here.
    pub fn has_arrows(self) -> bool {
        matches!(self, Body::Flow | Body::Workflow)
    }

    /// The body of the block of a declaration with this keyword.
    pub fn of_declaration(keyword: TokenKind) -> Option<Body> {
        match keyword {
            TokenKind::EnvironmentKeyword => Some(Body::Environment),
            TokenKind::ExternKeyword => Some(Body::Extern),
            TokenKind::FlowKeyword => Some(Body::Flow),
            TokenKind::PolicyKeyword => Some(Body::Policy),
            TokenKind::TemplateKeyword => Some(Body::Template),
            TokenKind::ProductKeyword => Some(Body::Product),
            TokenKind::WorkflowKeyword => Some(Body::Workflow),
            TokenKind::ApplicationKeyword => Some(Body::Application),
            _ => None,
        }
    }

    /// The body of the block of a clause of this body, where it has one with clauses in it.
    pub fn of_clause(self, keyword: TokenKind) -> Option<Body> {
        match (self, keyword) {
            (Body::Flow, TokenKind::StepKeyword | TokenKind::DefaultKeyword) => Some(Body::Step),
            (Body::Workflow, TokenKind::StepKeyword) => Some(Body::WorkflowStep),
            _ => None,
        }
    }
}
