//! The positions in which a workflow runs, and what the platform passes to it there (`domain.md`, Workflows). What
//! other workflows give is no part of this.

use crate::value::Action;

/// When a workflow runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, salsa::SalsaValue)]
pub enum Position {
    /// Before the action.
    Pre,
    /// After an action.
    Post(Action),
    /// After an action of which it is not known which it is.
    PostAny,
    /// After the change in the environment that a flow starts in.
    PostTrigger,
    /// As a hook at the start.
    Start,
    /// As a hook after success.
    Success,
    /// As a hook after failure.
    Fail,
}

/// What a workflow for an Application is passed, before the action and after it.
const APPLICATION: &[&str] = &["APP_NAMESPACE", "APP_NAME", "REPO_URL", "BRANCH", "PATH", "RUNTIME"];

/// What is passed besides after a commit. Where nothing changed there is none, and nothing of it; that can't be
/// foreseen.
const COMMIT: &[&str] = &["COMMIT_SHA", "COMMIT_AUTHOR", "COMMIT_MESSAGE", "COMMIT_DATE"];

/// What is passed besides after a pull request.
const PULL_REQUEST: &[&str] = &[
    "PR_REPO",
    "PR_ID",
    "PR_URL",
    "PR_TITLE",
    "PR_DESCRIPTION",
    "PR_AUTHOR",
    "PR_AVATAR_URL",
    "PR_CREATED_AT",
];

/// What every hook is passed.
const HOOK: &[&str] =
    &["RELEASE_URL", "PRODUCT_NAME", "VERSION", "COMMIT_SHA", "PROMOTION_FLOW_NAME", "RELEASE_ID"];

/// What a hook is passed besides after failure.
const FAILURE: &[&str] = &["ERROR_MESSAGE", "FAILED_ENVIRONMENTS"];

/// All that is passed in some position.
const ALL: [&[&str]; 5] = [APPLICATION, COMMIT, PULL_REQUEST, HOOK, FAILURE];

impl Position {
    /// Every position, in the order of a release.
    pub const EVERY: &[Position] = &[
        Position::Start,
        Position::Pre,
        Position::Post(Action::Commit),
        Position::Post(Action::PullRequest),
        Position::Post(Action::None),
        Position::PostAny,
        Position::PostTrigger,
        Position::Success,
        Position::Fail,
    ];

    /// The parameters that the platform passes there, in the order of its documentation.
    ///
    /// To the environment that a flow starts in the platform promotes nothing: there is no commit and no pull request
    /// of its own whose details it could pass, and no pre-action. So a workflow that runs there after the change can
    /// count on what concerns the Application, and on nothing besides.
    pub fn passes(self) -> impl Iterator<Item = &'static str> {
        let lists: &[&[&'static str]] = match self {
            Position::Pre | Position::PostTrigger | Position::Post(Action::None) => &[APPLICATION],
            Position::Post(Action::Commit) => &[APPLICATION, COMMIT],
            Position::Post(Action::PullRequest) => &[APPLICATION, PULL_REQUEST],
            Position::PostAny => &[APPLICATION, COMMIT, PULL_REQUEST],
            Position::Start | Position::Success => &[HOOK],
            Position::Fail => &[HOOK, FAILURE],
        };
        lists.iter().flat_map(|list| list.iter().copied())
    }

    /// Whether a hook runs there.
    pub fn is_hook(self) -> bool {
        matches!(self, Position::Start | Position::Success | Position::Fail)
    }

    /// As a part of a sentence, such as `a workflow before the action`.
    pub fn text(self) -> &'static str {
        match self {
            Position::Pre => "a workflow before the action",
            Position::Post(Action::Commit) => "a workflow after the action `commit`",
            Position::Post(Action::PullRequest) => "a workflow after the action `pr`",
            Position::Post(Action::None) => "a workflow after the action `none`",
            Position::PostAny => "a workflow after the action",
            Position::PostTrigger => "a workflow after the change in the trigger environment",
            Position::Start => "a hook on start",
            Position::Success => "a hook on success",
            Position::Fail => "a hook on fail",
        }
    }
}

/// Whether the platform passes a parameter in some position.
pub fn is_passed_anywhere(parameter: &str) -> bool {
    passed_anywhere().any(|passed| passed == parameter)
}

/// Every parameter that the platform passes in some position, some more than once.
pub fn passed_anywhere() -> impl Iterator<Item = &'static str> {
    ALL.into_iter().flatten().copied()
}
