//! The settings and hooks of a step of a flow, field by field.

use std::sync::Arc;

use promo_analysis::Site;
use promo_analysis::model::{Hooks, Name, Settings, Sourced};
use promo_analysis::value::Action;
use promo_syntax::{SyntaxNode, TokenKind};

/// A field of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// `pre`.
    Pre,
    /// `action`.
    Action,
    /// `post`.
    Post,
    /// `on start`.
    Start,
    /// `on success`.
    Success,
    /// `on fail`.
    Fail,
}

impl Field {
    /// Every field.
    pub const ALL: [Field; 6] =
        [Field::Pre, Field::Action, Field::Post, Field::Start, Field::Success, Field::Fail];

    /// The fields that policies can set.
    pub const OF_POLICIES: [Field; 3] = [Field::Pre, Field::Action, Field::Post];

    /// The words of its clause.
    pub fn words(self) -> &'static str {
        match self {
            Field::Pre => "pre",
            Field::Action => "action",
            Field::Post => "post",
            Field::Start => "on start",
            Field::Success => "on success",
            Field::Fail => "on fail",
        }
    }

    /// The field that a clause sets.
    pub fn of_clause(clause: SyntaxNode<'_>) -> Option<Field> {
        let mut words = clause.own_tokens().filter_map(|token| clause.tree().tokens().get(token));
        let first = words.next()?.kind;
        Some(match (first, words.next().map(|token| token.kind)) {
            (TokenKind::PreKeyword, _) => Field::Pre,
            (TokenKind::ActionKeyword, _) => Field::Action,
            (TokenKind::PostKeyword, _) => Field::Post,
            (TokenKind::OnKeyword, Some(TokenKind::StartKeyword)) => Field::Start,
            (TokenKind::OnKeyword, Some(TokenKind::SuccessKeyword)) => Field::Success,
            (TokenKind::OnKeyword, Some(TokenKind::FailKeyword)) => Field::Fail,
            _ => return None,
        })
    }

    /// What settings and hooks say of it: the value, and where it is written.
    pub fn said<'db>(self, settings: &Settings<'db>, hooks: &Hooks<'db>) -> Option<(Arc<str>, Site<'db>)> {
        let name =
            |said: &Option<Sourced<'db, Name>>| said.as_ref().map(|said| (said.value.clone(), said.place));
        match self {
            Field::Pre => name(&settings.pre),
            Field::Action => settings.action.as_ref().map(|said| (action_text(said.value), said.place)),
            Field::Post => name(&settings.post),
            Field::Start => name(&hooks.start),
            Field::Success => name(&hooks.success),
            Field::Fail => name(&hooks.fail),
        }
    }
}

fn action_text(action: Action) -> Arc<str> {
    Arc::from(action.name())
}
