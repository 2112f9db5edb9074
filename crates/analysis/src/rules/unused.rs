//! `unused-…`: something is declared, and nothing in the project names it.

use promo_diagnostics::Rule;

use crate::database::Db;
use crate::declaration::{Declaration, DeclarationKind, Place, name_text};
use crate::finding::Finding;
use crate::knowledge::{KnownModel, is_anything_unknown};
use crate::names::{NameKey, Namespace, emitted_namespace, extern_namespace, is_mentioned_in_broken, names};
use crate::references::{is_any_missing, is_named};
use crate::site::Site;
use promo_syntax::NodeKind;

/// The rules about what nothing names.
pub(crate) const RULES: [Rule; 5] =
    [Rule::UnusedEnvironment, Rule::UnusedFlow, Rule::UnusedLet, Rule::UnusedPattern, Rule::UnusedWorkflow];

/// What is said of something that nothing names.
struct Unused {
    rule: Rule,
    namespace: Namespace,
    noun: &'static str,
    /// What would name it. A project without any such thing may be there for others.
    users: &'static [Namespace],
    help: &'static str,
}

const ENVIRONMENT: Unused = Unused {
    rule: Rule::UnusedEnvironment,
    namespace: Namespace::Constants,
    noun: "environment",
    users: &[Namespace::Flows],
    help: "let a flow go through it, or take it out",
};

const LET: Unused = Unused {
    rule: Rule::UnusedLet,
    namespace: Namespace::Constants,
    noun: "constant",
    users: &Namespace::OF_OBJECTS,
    help: "use it, or take it out",
};

const WORKFLOW: Unused = Unused {
    rule: Rule::UnusedWorkflow,
    namespace: Namespace::Workflows,
    noun: "workflow",
    users: &[Namespace::Flows, Namespace::Policies],
    help: "name it in `pre`, `post` or an `on` clause of a flow or policy, or take it out",
};

const FLOW: Unused = Unused {
    rule: Rule::UnusedFlow,
    namespace: Namespace::Flows,
    noun: "flow",
    users: &[Namespace::Products],
    help: "let a product take it with `flow NAME`, or take it out",
};

/// What a declaration declares that nothing names.
pub(super) fn check<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Vec<Finding<'db>> {
    let Some(unused) = unused(db, declaration).filter(|unused| unused.can_be_told(db)) else {
        return Vec::new();
    };
    let declared = declaration.names(db).enumerate();
    let found = declared.filter_map(|(index, node)| {
        unused.finding(db, &name_text(node), Place::of_name(db, declaration, index))
    });
    found.collect()
}

/// A hand-written flow that no product takes, or a promotion workflow that nothing runs.
pub(super) fn check_known<'db>(db: &'db dyn Db, known: &KnownModel<'db>) -> Option<Finding<'db>> {
    let unused = match known.namespace {
        Namespace::Flows => {
            Unused { help: "name it under `spec.promotionFlows` of a product, or take it out", ..FLOW }
        }
        Namespace::Workflows if known.is_of_promotions => Unused {
            help: "name it in `preAction`, `postAction` or `hooks` of a flow or policy, or take it out",
            ..WORKFLOW
        },
        _ => return None,
    };
    let is_told = unused.can_be_told(db);
    is_told.then(|| unused.finding(db, &known.name.value, known.name.place)).flatten()
}

impl Unused {
    /// Whether nothing is there that may use it without being seen.
    fn can_be_told(&self, db: &dyn Db) -> bool {
        let is_library = !self.users.is_empty()
            && !self.users.iter().any(|namespace| names(db).in_namespace(*namespace).next().is_some());
        !is_library && !is_anything_unknown(db) && !is_any_missing(db, self.namespace)
    }

    fn finding<'db>(&self, db: &'db dyn Db, name: &str, place: impl Into<Site<'db>>) -> Option<Finding<'db>> {
        let is_used = is_named(db, NameKey::new(db, self.namespace, name));
        if name.is_empty() || is_used || is_mentioned_in_broken(db, name) {
            return None;
        }
        let message = format!("nothing uses the {} `{name}`", self.noun);
        Some(Finding::new(self.rule, place, message).help(self.help))
    }
}

fn unused<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Option<Unused> {
    let node = declaration.node(db);
    if node.child(NodeKind::Parameters).is_some() {
        return pattern(declaration.kind(db));
    }
    Some(match declaration.kind(db) {
        DeclarationKind::Environment => ENVIRONMENT,
        DeclarationKind::Constant => LET,
        DeclarationKind::Workflow => WORKFLOW,
        DeclarationKind::Flow => FLOW,
        DeclarationKind::Extern => match extern_namespace(node)? {
            Namespace::Workflows => WORKFLOW,
            Namespace::Flows => FLOW,
            _ => return None,
        },
        _ => return None,
    })
}

fn pattern(kind: DeclarationKind) -> Option<Unused> {
    let namespace = emitted_namespace(kind)?;
    let help = "declare something that uses it, such as `flow NAME = PATTERN(…)`, or take it out";
    Some(Unused { rule: Rule::UnusedPattern, namespace, noun: "pattern", users: &[], help })
}
