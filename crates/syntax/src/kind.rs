//! The kinds of token and of node. Every word that a clause or a declaration can begin with has a token
//! kind of its own, so that the grammar runs on kinds alone; each of them still serves as an ordinary name
//! wherever a name is due.

/// Declares the keyword kinds once: the enum, the text of each and the look-up by text.
macro_rules! token_kinds {
    (
        plain { $($(#[$plain_meta:meta])* $plain:ident = $description:literal),* $(,)? }
        keywords { $($keyword:ident = $text:literal),* $(,)? }
    ) => {
        /// What a significant token is. White space and comments are no tokens of the tree: they are the
        /// text between two tokens.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum TokenKind {
            $($(#[$plain_meta])* $plain,)*
            $(#[doc = concat!("The word `", $text, "`.")] $keyword,)*
        }

        impl TokenKind {
            /// Every keyword with its text.
            pub const KEYWORDS: &'static [(TokenKind, &'static str)] = &[$((TokenKind::$keyword, $text)),*];

            /// The kind of a word: the keyword's own, or [`TokenKind::Word`].
            pub fn of_word(text: &str) -> TokenKind {
                match text {
                    $($text => TokenKind::$keyword,)*
                    _ => TokenKind::Word,
                }
            }

            /// How a message names the kind: a keyword in backquotes, or what the token is.
            pub fn description(self) -> &'static str {
                match self {
                    $(TokenKind::$plain => $description,)*
                    $(TokenKind::$keyword => concat!("`", $text, "`"),)*
                }
            }
        }
    };
}

token_kinds! {
    plain {
        /// `///` to the end of the line, directly before a declaration.
        DocComment = "a doc comment",
        /// A name that is no keyword.
        Word = "a name",
        /// `-100`, `10`.
        Integer = "an integer",
        /// `4h`, `1h30m`; the order of its units is not checked here.
        Duration = "a duration",
        /// `"…"` on one line; unterminated ones end with the line.
        String = "a string",
        /// `"""` … `"""`; unterminated ones end with the file.
        TextBlock = "a text block",
        /// `$.appVersion`.
        Path = "a JSONPath",
        /// `{`.
        LeftBrace = "`{`",
        /// `}`.
        RightBrace = "`}`",
        /// `[`.
        LeftBracket = "`[`",
        /// `]`.
        RightBracket = "`]`",
        /// `(`.
        LeftParenthesis = "`(`",
        /// `)`.
        RightParenthesis = "`)`",
        /// `,`.
        Comma = "`,`",
        /// `:`.
        Colon = "`:`",
        /// `.`.
        Dot = "`.`",
        /// `=`.
        Equals = "`=`",
        /// `==`.
        EqualEqual = "`==`",
        /// `!=`.
        NotEqual = "`!=`",
        /// `->`.
        Arrow = "`->`",
        /// A line that a version control system left where two changes met: `<<<<<<<`, `=======`, `>>>>>>>`.
        ConflictMarker = "a merge-conflict marker",
        /// Brackets nested beyond the limit.
        TooDeep = "brackets nested too deeply",
        /// Characters that begin no token.
        Unknown = "an unexpected character",
    }
    keywords {
        EnvironmentKeyword = "environment", LetKeyword = "let", ExternKeyword = "extern",
        FlowKeyword = "flow", PolicyKeyword = "policy", TemplateKeyword = "template",
        ProductKeyword = "product", WorkflowKeyword = "workflow", ApplicationKeyword = "application",
        KindKeyword = "kind", ClusterKeyword = "cluster", NamespacesKeyword = "namespaces",
        TagsKeyword = "tags", TriggerKeyword = "trigger", StepKeyword = "step",
        DefaultKeyword = "default", OnKeyword = "on", StartKeyword = "start",
        SuccessKeyword = "success", FailKeyword = "fail", TimeoutKeyword = "timeout",
        VersionKeyword = "version", ActionKeyword = "action", PreKeyword = "pre",
        PostKeyword = "post", PriorityKeyword = "priority", WhenKeyword = "when",
        AndKeyword = "and", OrKeyword = "or", NotKeyword = "not", InKeyword = "in",
        ExistsKeyword = "exists", MatchesKeyword = "matches", FromKeyword = "from",
        PromoteKeyword = "promote", LabelKeyword = "label", ConcurrencyKeyword = "concurrency",
        ServiceAccountKeyword = "service-account", InputKeyword = "input", OutputKeyword = "output",
        ExportsKeyword = "exports", EntrypointKeyword = "entrypoint", EnvKeyword = "env",
        SecretKeyword = "secret", KeyKeyword = "key", RunKeyword = "run", ImageKeyword = "image",
        CommandKeyword = "command", ArgsKeyword = "args", UsesKeyword = "uses",
        WithKeyword = "with", RetryKeyword = "retry", EveryKeyword = "every",
        SuspendKeyword = "suspend", GlobalKeyword = "global", ExpressionKeyword = "expression",
        ExtraKeyword = "extra", LabelsKeyword = "labels", AnnotationsKeyword = "annotations",
    }
}

impl TokenKind {
    /// Whether the token can stand as a name without quotes: a word, keyword or not.
    pub fn is_word(self) -> bool {
        self == TokenKind::Word || self >= TokenKind::EnvironmentKeyword
    }
}

/// What a node is. The children that each kind has, in order, are given in brackets; what an input leaves
/// out is absent from the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum NodeKind {
    /// The whole text (Declaration, UnknownDeclaration and Junk).
    File,
    /// Any declaration; its keyword is its first own token (Documentation, Name…, Parameters, and then Block,
    /// or Use, or a value). An `extern` has the keyword of the kind as its second own token.
    Declaration,
    /// A word where a declaration is due that opens none, with all that it costs.
    UnknownDeclaration,
    /// The doc comments before a declaration (tokens alone).
    Documentation,
    /// A name being given: one word or string.
    Name,
    /// `(…)` after the name of a pattern (Parameter…).
    Parameters,
    /// `NAME: TYPE = VALUE` (Name, Reference for the type, value).
    Parameter,
    /// `PATTERN(ARGUMENTS)` (Reference or Literal, Arguments).
    Use,
    /// `(…)` in a use (Argument…).
    Arguments,
    /// `[NAME :] VALUE` (Name, value).
    Argument,
    /// `{…}` (Clause, Chain, Entry, UnknownClause and Junk).
    Block,
    /// One clause; its keyword is its first own token. Children by keyword: values, then what `keywords.toml`
    /// says of its form: Name, Binding, Test, Block, in the order written.
    Clause,
    /// `A, B -> C` (Group…).
    Chain,
    /// The names between two arrows (values: Reference or Literal).
    Group,
    /// A word where a clause is due that opens none, with all that it costs.
    UnknownClause,
    /// Tokens that belong to nothing.
    Junk,
    /// `CONDITION and CONDITION` (Condition…); an `or` is an own token here.
    Test,
    /// `SUBJECT OPERATOR VALUE` (Subject, value); the operator's words are own tokens.
    Condition,
    /// `product`, `environment.kind`, `label "KEY"` (no children; a Literal after `label`).
    Subject,
    /// A value in one token: string, text block, integer, duration, path.
    Literal,
    /// A value that is a word.
    Reference,
    /// `[…]` (values).
    List,
    /// `{ key: VALUE }` in `extra` (Entry…).
    Map,
    /// `KEY = VALUE` or `key: VALUE` (Key, value).
    Entry,
    /// `spec.some."quoted key"` (own tokens alone: words, integers and strings, with dots between).
    Key,
    /// `NAME [= VALUE]` in `input` and `with` (Name, value); `NAME = VALUE` or
    /// `NAME from secret VALUE key VALUE` in `env` (Name, value, value).
    Binding,
}

impl NodeKind {
    /// Whether the node is a value.
    pub fn is_value(self) -> bool {
        matches!(self, NodeKind::Literal | NodeKind::Reference | NodeKind::List | NodeKind::Map)
    }
}
