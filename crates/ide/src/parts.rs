//! What a clause is made of: which words and values follow its keyword, in which order. What the editor offers
//! behind some tokens of a clause, and what a value in it is, follow from this table. How a clause is parsed is
//! the grammar's affair.

use promo_analysis::value::Type;
use promo_syntax::{Body, TokenKind};

/// What a place of a clause takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// A value of a type.
    Value(Type),
    /// The name of a step of the same workflow.
    Step,
    /// The name of a workflow, or of a step of the same one.
    WorkflowOrStep,
    /// The template of the workflow that is named before.
    StepOfWorkflow,
    /// A name that is given here.
    NewName,
    /// `NAME [= VALUE]`, a parameter.
    Binding,
    /// A test.
    Test,
    /// A file of an application.
    File,
    /// A JSONPath in the file that is named before.
    Path,
}

/// One part of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// One of some words.
    Words(&'static [&'static str]),
    /// What is filled in.
    Slot(Slot),
    /// What is filled in, one or several with commas between.
    Slots(Slot),
    /// A block.
    Block,
}

use Part::{Block, Slots, Words};

const fn one(kind: Type) -> Part {
    Part::Slot(Slot::Value(kind))
}

const EVENTS: Part = Words(&["start", "success", "fail"]);

const EXTERNAL: Part = Words(&["workflow", "flow", "product", "template"]);

/// The parts of `NAME from secret NAME key KEY` in an `env`.
pub const SECRET: &[Part] = const {
    &[
        Part::Slot(Slot::NewName),
        Words(&["from"]),
        Words(&["secret"]),
        one(Type::ClusterName),
        Words(&["key"]),
        one(Type::String),
    ]
};

/// The parts of a clause or declaration behind its keyword; none for a word that begins no clause of the body.
pub fn parts(body: Body, word: TokenKind) -> &'static [Part] {
    use TokenKind as T;
    match (body, word) {
        (Body::File, T::ExternKeyword) => &[EXTERNAL, Slots(Slot::NewName), Block],
        (Body::File, T::EnvironmentKeyword) => &[Slots(Slot::NewName), Block],
        (Body::File, T::LetKeyword) => &[Part::Slot(Slot::NewName)],
        (Body::File, _) => &[Part::Slot(Slot::NewName), Block],
        (Body::Environment, T::KindKeyword) => const { &[one(Type::Kind)] },
        (Body::Environment, T::ClusterKeyword) => {
            const { &[one(Type::String), Words(&["namespaces"]), one(Type::Strings)] }
        }
        (Body::Environment, T::TagsKeyword) => const { &[one(Type::Tags)] },
        (Body::Extern, T::OutputKeyword) => &[Slots(Slot::NewName)],
        (Body::Extern | Body::Workflow, T::ExportsKeyword) => &[Slots(Slot::NewName)],
        (Body::Extern | Body::Workflow, T::ServiceAccountKeyword) => const { &[one(Type::ClusterName)] },
        (Body::Extern | Body::Workflow | Body::WorkflowStep, T::InputKeyword) => &[Slots(Slot::Binding)],
        (Body::Flow, T::TriggerKeyword) => const { &[one(Type::Environment)] },
        (Body::Flow, T::StepKeyword) => const { &[Slots(Slot::Value(Type::Environments)), Block] },
        (Body::Flow, T::DefaultKeyword) => &[Block],
        (Body::Flow | Body::Step, T::OnKeyword) => const { &[EVENTS, one(Type::Workflow)] },
        (Body::Flow, T::TimeoutKeyword) => const { &[one(Type::Duration)] },
        (Body::Flow | Body::Workflow, T::VersionKeyword) => const { &[one(Type::String)] },
        (Body::Step | Body::Policy, T::ActionKeyword) => const { &[one(Type::Action)] },
        (Body::Step | Body::Policy, T::PreKeyword | T::PostKeyword) => const { &[one(Type::Workflow)] },
        (Body::Policy | Body::Template, T::PriorityKeyword) => const { &[one(Type::Integer)] },
        (Body::Policy | Body::Template, T::WhenKeyword) => &[Part::Slot(Slot::Test)],
        (Body::Template | Body::Product, T::VersionKeyword) => {
            &[Words(&["from"]), Part::Slot(Slot::File), Part::Slot(Slot::Path)]
        }
        (Body::Template | Body::Product, T::PromoteKeyword) => &[Part::Slot(Slot::File), Slots(Slot::Path)],
        (Body::Product, T::TemplateKeyword) => const { &[one(Type::Template)] },
        (Body::Product, T::ConcurrencyKeyword) => const { &[one(Type::Concurrency)] },
        (Body::Product, T::FlowKeyword) => {
            const { &[one(Type::Flow), Words(&["when"]), Part::Slot(Slot::Test)] }
        }
        (Body::Workflow, T::EntrypointKeyword) => &[Part::Slot(Slot::Step)],
        (Body::Workflow, T::OutputKeyword) => {
            const { &[Part::Slot(Slot::NewName), Words(&["from"]), Words(&["expression"]), one(Type::String)] }
        }
        (Body::Workflow, T::StepKeyword) => &[Slots(Slot::Step), Block],
        (Body::WorkflowStep, T::ImageKeyword | T::RunKeyword) => const { &[one(Type::String)] },
        (Body::WorkflowStep, T::CommandKeyword | T::ArgsKeyword) => const { &[one(Type::Strings)] },
        (Body::WorkflowStep, T::UsesKeyword) => {
            &[Part::Slot(Slot::WorkflowOrStep), Words(&["step"]), Part::Slot(Slot::StepOfWorkflow)]
        }
        (Body::WorkflowStep, T::SuspendKeyword) => const { &[one(Type::Duration)] },
        (Body::WorkflowStep, T::WithKeyword | T::EnvKeyword) => &[Slots(Slot::Binding)],
        (Body::WorkflowStep, T::OutputKeyword) => {
            const { &[Part::Slot(Slot::NewName), Words(&["from"]), one(Type::String), Words(&["global"])] }
        }
        (Body::WorkflowStep, T::RetryKeyword) => {
            const { &[one(Type::Integer), Words(&["every"]), one(Type::Duration)] }
        }
        (Body::Application, T::ProductKeyword) => const { &[one(Type::Product)] },
        (Body::Application, T::EnvironmentKeyword) => const { &[one(Type::Environment)] },
        (_, T::LabelsKeyword | T::AnnotationsKeyword | T::ExtraKeyword) => &[Block],
        _ => &[],
    }
}

/// What the values of a clause are, in order; the last goes for all further ones.
pub fn slots(body: Body, word: TokenKind) -> impl Iterator<Item = Slot> {
    parts(body, word).iter().filter_map(|part| match part {
        Part::Slot(slot) | Slots(slot) => Some(*slot),
        Words(_) | Block => None,
    })
}

#[cfg(test)]
mod tests {
    use promo_syntax::{Body, clauses};

    use super::{Part, parts};

    #[test]
    fn every_clause_has_parts_and_its_form_has_their_words() {
        for body in Body::ALL {
            for clause in clauses(*body) {
                let parts = parts(*body, clause.word);
                assert!(!parts.is_empty(), "{body:?} {}", clause.form);
                for part in parts {
                    if let Part::Words(words) = part {
                        let holds = words.iter().all(|word| clause.form.contains(word));
                        assert!(holds, "{} has none of {words:?}", clause.form);
                    }
                }
            }
        }
    }
}
