//! What a name or value is for, by the place in which it stands. Navigation, completion, hover and highlighting
//! all ask this; what a name then stands for is decided by `target`.

use promo_analysis::names::{Namespace, namespace_of, reference_text, resolve};
use promo_analysis::policies::flow_named;
use promo_analysis::value::Type;
use promo_analysis::{Db, Declaration, DeclarationKind, Parameter, Tests, name_text, parameters};
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use crate::parts::{Slot, slots};
use crate::path::Path;

/// What a name or value is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role<'db> {
    /// Declares something of the project.
    Declares(Namespace),
    /// Declares a parameter of a pattern.
    DeclaresParameter,
    /// The type of a parameter.
    ParameterType,
    /// Names a pattern of a namespace.
    Pattern(Namespace),
    /// Names the parameter of a pattern that an argument is for.
    ArgumentName(Option<&'db Parameter<'db>>),
    /// A value of the type that is due.
    Value(Type),
    /// The value of a constant, whose type is what the value makes it.
    Constant,
    /// The subject of a condition.
    Subject,
    /// What fills a place of a clause that takes no value of a type.
    Slot(Slot),
    /// A parameter or variable in `input`, `with` or `env`.
    BindingName(TokenKind),
    /// The value of a field that promo doesn't know: whatever it is, or a constant that holds it.
    Data,
    /// The key of an entry.
    Key,
}

/// The role of what a token belongs to; none for keywords, signs and what can't be read.
pub fn role<'db>(db: &'db dyn Db, path: &Path<'_>) -> Option<Role<'db>> {
    let mut nodes = path.outwards();
    let node = nodes.next()?;
    match node.kind() {
        NodeKind::Name => name_role(db, path, node),
        NodeKind::Reference | NodeKind::Literal => {
            // A value in a list is what the list is made of.
            let holder = nodes.find(|around| !matches!(around.kind(), NodeKind::List | NodeKind::Map))?;
            value_role(db, path, node, holder)
        }
        NodeKind::Subject => Some(Role::Subject),
        NodeKind::Key => Some(Role::Key),
        _ => None,
    }
}

fn name_role<'db>(db: &'db dyn Db, path: &Path<'_>, name: SyntaxNode<'_>) -> Option<Role<'db>> {
    let holder = path.outwards().nth(1)?;
    match holder.kind() {
        NodeKind::Declaration => Some(Role::Declares(namespace_of(path.declaration_kind()?, holder)?)),
        NodeKind::Parameter => Some(Role::DeclaresParameter),
        NodeKind::Argument => {
            let parameters = used_parameters(db, path);
            let text = name.text();
            let parameter = parameters.iter().find(|parameter| *parameter.name == *text);
            Some(Role::ArgumentName(parameter))
        }
        NodeKind::Binding => Some(Role::BindingName(path.clause()?.1.keyword()?)),
        NodeKind::Clause => {
            let (body, clause) = path.clause()?;
            slots(body, clause.keyword()?).next().map(Role::Slot)
        }
        NodeKind::Group => Some(Role::Slot(Slot::Step)),
        _ => None,
    }
}

fn value_role<'db>(
    db: &'db dyn Db,
    path: &Path<'_>,
    value: SyntaxNode<'_>,
    holder: SyntaxNode<'_>,
) -> Option<Role<'db>> {
    match holder.kind() {
        NodeKind::Group => Some(match path.declaration_kind()? {
            DeclarationKind::Workflow => Role::Slot(Slot::Step),
            _ => Role::Value(Type::Environments),
        }),
        NodeKind::Clause => clause_role(path, value, holder),
        NodeKind::Condition => Some(Role::Value(compared_types(path, holder)?.0)),
        NodeKind::Declaration => Some(Role::Constant),
        NodeKind::Parameter => {
            let mut values = holder.values();
            let is_type =
                values.next().is_some_and(|kind| kind == value && kind.kind() == NodeKind::Reference);
            let colon = holder.find_token(TokenKind::Colon);
            if is_type && colon.is_some_and(|colon| colon < value.tokens().start) {
                return Some(Role::ParameterType);
            }
            parameter_type(holder).map(Role::Value)
        }
        NodeKind::Use => {
            let declaration = path.declaration()?;
            Some(Role::Pattern(namespace_of(path.declaration_kind()?, declaration)?))
        }
        NodeKind::Argument => {
            let parameters = used_parameters(db, path);
            let arguments = path.find(NodeKind::Arguments)?;
            let index = arguments.children().position(|argument| argument == holder)?;
            let parameter = match holder.child(NodeKind::Name) {
                Some(name) => parameters.iter().find(|parameter| *parameter.name == *name.text()),
                None => parameters.get(index),
            };
            parameter?.kind.map(Role::Value)
        }
        NodeKind::Binding if holder.has_token(TokenKind::SecretKeyword) => {
            Some(Role::Value(Type::ClusterName))
        }
        NodeKind::Binding => Some(Role::Value(Type::String)),
        NodeKind::Entry => match path.clause()?.1.keyword()? {
            TokenKind::ExtraKeyword => Some(Role::Data),
            _ => Some(Role::Value(Type::String)),
        },
        _ => None,
    }
}

fn clause_role<'db>(path: &Path<'_>, value: SyntaxNode<'_>, clause: SyntaxNode<'_>) -> Option<Role<'db>> {
    let (body, _) = path.clause()?;
    let around = clause.children().filter(|child| child.kind().is_value() || child.kind() == NodeKind::Name);
    let index = around.take_while(|child| child.tokens().end <= value.tokens().start).count();
    let slots: Vec<Slot> = slots(body, clause.keyword()?).collect();
    let slot = slots.get(index).or(slots.last()).copied()?;
    Some(match slot {
        Slot::Value(kind) => Role::Value(kind),
        Slot::File => Role::Slot(if is_path(value) { Slot::Path } else { Slot::File }),
        other => Role::Slot(other),
    })
}

fn is_path(value: SyntaxNode<'_>) -> bool {
    value.has_token(TokenKind::Path)
}

/// The types of what the subject of a condition is compared with: of one value, and of several.
pub fn compared_types(path: &Path<'_>, condition: SyntaxNode<'_>) -> Option<(Type, Type)> {
    let subject = condition.child(NodeKind::Subject)?;
    let is_label = subject.keyword() == Some(TokenKind::LabelKeyword);
    let subject = if is_label { "label" } else { subject.text() };
    let subjects = Tests::of(path.declaration_kind()?)?.subjects;
    subjects.iter().find(|(known, _, _)| *known == subject).map(|(_, one, several)| (*one, *several))
}

/// The type that a parameter is declared with.
pub fn parameter_type(parameter: SyntaxNode<'_>) -> Option<Type> {
    let written = parameter.values().next()?.text();
    Type::OF_PARAMETERS.iter().find(|(word, _)| *word == written).map(|(_, kind)| *kind)
}

/// Whether a clause or block is of the step of the environment that its flow starts in, where little can be set.
pub fn is_in_step_of_trigger(db: &dyn Db, path: &Path<'_>) -> bool {
    let name = path.declaration().and_then(|flow| flow.child(NodeKind::Name)).map(name_text);
    let flow = name.and_then(|name| flow_named(db, &name));
    let step = path.outwards().find(|node| node.keyword() == Some(TokenKind::StepKeyword));
    let mut environments = step.into_iter().flat_map(SyntaxNode::values).map(reference_text).peekable();
    let is_step = environments.peek().is_some();
    flow.is_some_and(|flow| is_step && environments.all(|environment| *environment == *flow.trigger.value))
}

/// The pattern that a declaration uses.
pub fn used_pattern<'db>(db: &'db dyn Db, path: &Path<'_>) -> Option<Declaration<'db>> {
    let declaration = path.declaration()?;
    let namespace = namespace_of(path.declaration_kind()?, declaration)?;
    let pattern = declaration.child(NodeKind::Use)?.values().next()?;
    resolve(db, namespace, &reference_text(pattern))?.declaration()
}

/// The parameters of the pattern that a declaration uses.
pub fn used_parameters<'db>(db: &'db dyn Db, path: &Path<'_>) -> &'db [Parameter<'db>] {
    let pattern = used_pattern(db, path);
    pattern.map(|pattern| parameters(db, pattern).list.as_slice()).unwrap_or_default()
}
