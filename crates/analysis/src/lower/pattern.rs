//! Patterns: declarations with parameters, and their uses. A pattern is checked by itself with its
//! parameters unknown; each use is checked with the arguments it gives, and reports what was not reported
//! at the definition already.

use std::sync::Arc;

use promo_diagnostics::{Rule, listed};
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};
use rustc_hash::{FxHashMap, FxHashSet};

use super::metadata::Heading;
use super::{Checked, checked, lower};
use crate::chains::is_tangled;
use crate::database::Db;
use crate::declaration::{Declaration, Place, name_text};
use crate::evaluate::{Binding, Due, Evaluator, Scope};
use crate::finding::Finding;
use crate::model::Model;
use crate::names::{Definition, Namespace, emitted_namespace, is_declared_twice, reference_text, resolve};
use crate::site::Site;
use crate::value::{Type, Value};

/// A parameter of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Parameter<'db> {
    /// Its name.
    pub name: Arc<str>,
    /// Its type; none if it was reported.
    pub kind: Option<Type>,
    /// Its value where none is passed, if there is one; unknown if it was reported.
    pub default: Option<Value>,
    /// Where its name stands.
    pub place: Place<'db>,
}

/// The parameters of a pattern with what is wrong with them.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Parameters<'db> {
    /// The parameters, in order.
    pub list: Vec<Parameter<'db>>,
    /// Where each stands in the list, by name.
    numbers: FxHashMap<Arc<str>, usize>,
    findings: Vec<Finding<'db>>,
}

/// The parameters of a declaration.
#[salsa::tracked(returns(ref))]
pub fn parameters<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Parameters<'db> {
    let scope = Scope::default();
    let mut evaluator = Evaluator::new(db, declaration, &scope);
    let nodes = declaration.node(db).child(NodeKind::Parameters).into_iter().flat_map(SyntaxNode::children);
    let mut list: Vec<Parameter<'db>> = Vec::new();
    let mut numbers: FxHashMap<Arc<str>, usize> = FxHashMap::default();
    for node in nodes.filter(|child| child.kind() == NodeKind::Parameter) {
        let Some(parameter) = evaluator.parameter(node) else {
            continue;
        };
        match numbers.get(&parameter.name).and_then(|number| list.get(*number)) {
            Some(earlier) => {
                let message = format!("the parameter `{}` is declared twice", parameter.name);
                let finding = Finding::new(Rule::DuplicateDeclaration, parameter.place, message);
                evaluator.report(
                    finding.related(earlier.place, "it is declared here first").help("rename one of the two"),
                );
            }
            None => {
                numbers.insert(parameter.name.clone(), list.len());
                list.push(parameter);
            }
        }
    }
    Parameters { list, numbers, findings: evaluator.findings }
}

/// Checks a pattern with its parameters unknown.
pub(super) fn check_definition<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Checked<'db> {
    let parameters = parameters(db, declaration);
    let mut scope = Scope::default();
    for parameter in &parameters.list {
        let value = Value::Unknown(parameter.kind);
        scope.insert(parameter.name.clone(), Binding { value, place: parameter.place });
    }
    let mut findings = parameters.findings.clone();
    let heading = Heading::of(db, declaration);
    if declaration.node(db).child(NodeKind::Use).is_some() {
        findings.extend(expand_in(db, declaration, &scope, &heading).findings);
    } else {
        let mut evaluator = Evaluator::new(db, declaration, &scope);
        lower(&mut evaluator, &heading);
        findings.extend(evaluator.findings);
    }
    Checked { findings, model: None }
}

/// What the use of a pattern says.
pub(super) fn expand<'db>(
    db: &'db dyn Db,
    declaration: Declaration<'db>,
    heading: &Heading<'db>,
) -> Checked<'db> {
    expand_in(db, declaration, &Scope::default(), heading)
}

fn expand_in<'db>(
    db: &'db dyn Db,
    declaration: Declaration<'db>,
    scope: &Scope<'db>,
    heading: &Heading<'db>,
) -> Checked<'db> {
    let nothing = Checked { findings: Vec::new(), model: None };
    let Some(node) = declaration.node(db).child(NodeKind::Use) else {
        return nothing;
    };
    let mut evaluator = Evaluator::new(db, declaration, scope);
    let used = evaluator.used_pattern(node);
    let bound = used.and_then(|(_, pattern)| evaluator.bind(node, pattern));
    let mut findings = evaluator.findings;
    let (Some((namespace, pattern)), Some(bound)) = (used, bound) else {
        return Checked { findings, model: None };
    };
    if is_tangled(db, namespace, declaration.name(db)) {
        return Checked { findings, model: None };
    }
    let inner = instantiate(db, pattern, &bound, heading);
    let known = Known::of(&checked(db, pattern).findings);
    let place = Place::of(declaration, node);
    let new = inner.findings.into_iter().filter(|finding| !known.covers(finding));
    findings.extend(new.map(|finding| at_use(finding, place, pattern)));
    Checked { findings, model: inner.model }
}

/// What is wrong with a pattern by itself, so that no use of it says it again.
struct Known<'db> {
    findings: FxHashSet<(Rule, Site<'db>)>,
    /// Whether the arrows lead round in a circle whatever the arguments are. Those of a use may lead round in others.
    has_circle: bool,
}

const CIRCLES: [Rule; 2] = [Rule::SelfDependency, Rule::DependencyCycle];

impl<'db> Known<'db> {
    fn of(findings: &[Finding<'db>]) -> Self {
        Known {
            findings: findings.iter().map(|known| (known.rule, known.place)).collect(),
            has_circle: findings.iter().any(|known| CIRCLES.contains(&known.rule)),
        }
    }

    fn covers(&self, finding: &Finding<'db>) -> bool {
        self.findings.contains(&(finding.rule, finding.place))
            || self.has_circle && CIRCLES.contains(&finding.rule)
    }
}

/// The body of a pattern with its parameters bound.
fn instantiate<'db>(
    db: &'db dyn Db,
    pattern: Declaration<'db>,
    scope: &Scope<'db>,
    heading: &Heading<'db>,
) -> Checked<'db> {
    if pattern.node(db).child(NodeKind::Use).is_some() {
        return expand_in(db, pattern, scope, heading);
    }
    let mut evaluator = Evaluator::new(db, pattern, scope);
    let model: Option<Model<'db>> = lower(&mut evaluator, heading);
    Checked { findings: evaluator.findings, model }
}

/// A finding inside a pattern that depends on the arguments of a use, reported there.
fn at_use<'db>(finding: Finding<'db>, place: Place<'db>, pattern: Declaration<'db>) -> Finding<'db> {
    if finding.place.declaration() != Some(pattern) {
        return finding;
    }
    let mut related = vec![(finding.place, "with these arguments, in the pattern here".to_owned())];
    related.extend(finding.related);
    Finding { place: place.into(), related, fixes: Vec::new(), ..finding }
}

impl<'db> Evaluator<'db, '_> {
    fn parameter(&mut self, node: SyntaxNode<'_>) -> Option<Parameter<'db>> {
        let name = node.child(NodeKind::Name)?;
        let place = self.place(name);
        let equals = node.find_token(TokenKind::Equals);
        let is_default = |value: &SyntaxNode<'_>| equals.is_some_and(|equals| value.tokens().start > equals);
        let type_node = node.values().find(|value| !is_default(value));
        let default_node = node.values().find(is_default);
        let kind = type_node.and_then(|node| self.parameter_type(node));
        let owner = format!("the parameter `{}`", name_text(name));
        let default = default_node.map(|value| match kind {
            Some(kind) => {
                let due = Due { kind, owner, place, strict_list: false };
                self.value(value, &due).unwrap_or(Value::Unknown(None))
            }
            None => Value::Unknown(None),
        });
        Some(Parameter { name: name_text(name).into(), kind, default, place })
    }

    fn parameter_type(&mut self, node: SyntaxNode<'_>) -> Option<Type> {
        let word = node.text();
        let known = Type::OF_PARAMETERS.iter().find(|(name, _)| *name == word);
        if let Some((_, kind)) = known {
            return Some(*kind);
        }
        let names: Vec<&str> = Type::OF_PARAMETERS.iter().map(|(name, _)| *name).collect();
        let nearest = promo_diagnostics::nearest(word, names.iter().copied());
        let finding = Finding::new(Rule::UnknownType, self.place(node), format!("there is no type `{word}`"));
        self.report(finding.did_you_mean(&nearest).help(format!("the types are `{}`", names.join("`, `"))));
        None
    }

    /// The pattern that a use names.
    fn used_pattern(&mut self, node: SyntaxNode<'_>) -> Option<(Namespace, Declaration<'db>)> {
        let name_node = node.values().next()?;
        let namespace = emitted_namespace(self.declaration.kind(self.db))?;
        let name = reference_text(name_node);
        let noun = namespace.noun();
        let place = self.place(name_node);
        match resolve(self.db, namespace, &name) {
            Some(Definition::Source { declaration, pattern: true, .. }) => {
                return Some((namespace, declaration));
            }
            // Which of two is meant can't be known before one of them has gone.
            Some(_) if is_declared_twice(self.db, namespace, &name) => {}
            // That it is defined by itself is reported.
            Some(_) if is_tangled(self.db, namespace, &name.as_str().into()) => {}
            Some(other) => {
                let message =
                    format!("`{name}` is a {noun} without parameters, so it can't be used like a pattern");
                let finding = Finding::new(Rule::NotAPattern, place, message);
                let finding = finding.related(other.site(self.db), format!("`{name}` is declared here"));
                self.report(finding.help(format!(
                    "give it parameters, such as `{noun} {name}(region: environment) {{ … }}`"
                )));
            }
            None => {
                let rule = match namespace {
                    Namespace::Flows => Rule::UnknownFlow,
                    Namespace::Policies => Rule::UnknownPolicy,
                    Namespace::Templates => Rule::UnknownTemplate,
                    Namespace::Products => Rule::UnknownProduct,
                    _ => Rule::UnknownWorkflow,
                };
                let finding = Finding::new(rule, place, format!("there is no {noun} `{name}`"));
                let help = format!(
                    "a pattern is a {noun} with parameters: `{noun} {name}(region: environment) {{ … }}`"
                );
                self.report(finding.help(help).did_you_mean(&self.nearest(namespace, &name)));
            }
        }
        None
    }

    /// The parameters of a pattern with the arguments of a use; none if they don't fit.
    fn bind(&mut self, node: SyntaxNode<'_>, pattern: Declaration<'db>) -> Option<Scope<'db>> {
        let known = parameters(self.db, pattern);
        let parameters = &known.list;
        let arguments = node.child(NodeKind::Arguments);
        let nodes = arguments.into_iter().flat_map(SyntaxNode::children);
        let mut given: Vec<Option<(Value, Place<'db>)>> = vec![None; parameters.len()];
        let mut fits = true;
        let mut position = 0;
        let mut named: Option<SyntaxNode<'_>> = None;
        for argument in nodes.filter(|child| child.kind() == NodeKind::Argument) {
            let index = match argument.child(NodeKind::Name) {
                Some(name) => self.named_parameter(name, known, pattern),
                None => {
                    position += 1;
                    if !self.check_position(argument, named) {
                        fits = false;
                        continue;
                    }
                    (position <= parameters.len()).then_some(position - 1)
                }
            };
            named = named.or_else(|| argument.child(NodeKind::Name));
            let Some(index) = index else {
                fits = false;
                if argument.child(NodeKind::Name).is_none() && position == parameters.len() + 1 {
                    self.report_too_many(argument, parameters, pattern);
                }
                continue;
            };
            fits &= self.pass(argument, index, parameters, &mut given);
        }
        if fits {
            fits = self.report_missing(node, parameters, &given, pattern);
        }
        fits.then(|| bound(parameters, given))
    }

    /// Arguments by position stand before those by name.
    fn check_position(&mut self, argument: SyntaxNode<'_>, named: Option<SyntaxNode<'_>>) -> bool {
        let Some(named) = named else { return true };
        let message = "an argument without a name stands after one with a name";
        let finding = Finding::new(Rule::WrongArguments, self.place(argument), message);
        let finding = finding.related(self.place(named), "this argument has a name");
        self.report(finding.help("give this one its name too, or move it to the front"));
        false
    }

    fn named_parameter(
        &mut self,
        name: SyntaxNode<'_>,
        known: &Parameters<'db>,
        pattern: Declaration<'db>,
    ) -> Option<usize> {
        let text = name_text(name);
        if let Some(number) = known.numbers.get(text.as_str()) {
            return Some(*number);
        }
        let names: Vec<&str> = known.list.iter().map(|parameter| &*parameter.name).collect();
        let nearest = promo_diagnostics::nearest(&text, names.iter().copied());
        let message = format!("`{}` has no parameter `{text}`", pattern.name(self.db));
        let finding = Finding::new(Rule::UnknownArgument, self.place(name), message).did_you_mean(&nearest);
        let finding = finding.related(Place::of_name(self.db, pattern, 0), "the pattern is declared here");
        self.report(finding.help(parameters_help(&names)));
        None
    }

    /// Gives an argument to a parameter; whether it fits.
    fn pass(
        &mut self,
        argument: SyntaxNode<'_>,
        index: usize,
        parameters: &[Parameter<'db>],
        given: &mut [Option<(Value, Place<'db>)>],
    ) -> bool {
        let Some((parameter, slot)) = parameters.get(index).zip(given.get_mut(index)) else {
            return false;
        };
        let place = self.place(argument);
        if let Some((_, earlier)) = slot {
            let message = format!("`{}` is given twice", parameter.name);
            let finding = Finding::new(Rule::WrongArguments, place, message);
            let earlier = *earlier;
            self.report(finding.related(earlier, "it is given here first").help("keep one of the two"));
            return false;
        }
        let Some((node, kind)) = argument.values().next().zip(parameter.kind) else {
            return false;
        };
        let owner = format!("the parameter `{}`", parameter.name);
        let due = Due { kind, owner, place: parameter.place, strict_list: false };
        let before = self.findings.len();
        let value = self.value(node, &due);
        let is_wrong = value.is_none() && self.findings.len() > before;
        *slot = Some((value.unwrap_or(Value::Unknown(Some(kind))), place));
        !is_wrong
    }

    fn report_too_many(
        &mut self,
        argument: SyntaxNode<'_>,
        parameters: &[Parameter<'db>],
        pattern: Declaration<'db>,
    ) {
        let count = parameters.len();
        let message = format!("`{}` takes {}, and this is one more", pattern.name(self.db), counted(count));
        let finding = Finding::new(Rule::WrongArguments, self.place(argument), message);
        let finding = finding.related(Place::of_name(self.db, pattern, 0), "the pattern is declared here");
        self.report(finding.help(signature(pattern.name(self.db), parameters)));
    }

    fn report_missing(
        &mut self,
        node: SyntaxNode<'_>,
        parameters: &[Parameter<'db>],
        given: &[Option<(Value, Place<'db>)>],
        pattern: Declaration<'db>,
    ) -> bool {
        let pairs = parameters.iter().zip(given);
        let missing: Vec<_> = pairs
            .filter(|(parameter, given)| given.is_none() && parameter.default.is_none())
            .map(|(parameter, _)| parameter)
            .collect();
        let Some(first) = missing.first() else {
            return true;
        };
        let names: Vec<_> = missing.iter().map(|parameter| &parameter.name).collect();
        let message = format!("`{}` needs an argument for {}", pattern.name(self.db), listed(&names, "and"));
        let finding = Finding::new(Rule::WrongArguments, self.place(node), message);
        let finding =
            finding.related(first.place, format!("`{}` is declared here, without a default", first.name));
        self.report(finding.help(signature(pattern.name(self.db), parameters)));
        false
    }
}

fn bound<'db>(parameters: &[Parameter<'db>], given: Vec<Option<(Value, Place<'db>)>>) -> Scope<'db> {
    let mut scope = Scope::default();
    for (parameter, given) in parameters.iter().zip(given) {
        let value = given.map(|(value, _)| value).or_else(|| parameter.default.clone());
        let value = value.unwrap_or(Value::Unknown(parameter.kind));
        scope.insert(parameter.name.clone(), Binding { value, place: parameter.place });
    }
    scope
}

fn parameters_help(names: &[&str]) -> String {
    match names {
        [] => "it has no parameters".to_owned(),
        [name] => format!("its parameter is `{name}`"),
        names => format!("its parameters are {}", listed(names, "and")),
    }
}

fn counted(count: usize) -> String {
    match count {
        1 => "one argument".to_owned(),
        count => format!("{count} arguments"),
    }
}

/// How a pattern is used, as a help shows it.
fn signature(name: &str, parameters: &[Parameter<'_>]) -> String {
    const SHOWN: usize = 12;
    let given = parameters.iter().take(SHOWN).map(|parameter| format!("{}: …", parameter.name));
    let more = (parameters.len() > SHOWN).then(|| "…".to_owned());
    let given: Vec<String> = given.chain(more).collect();
    let optional: Vec<_> = parameters
        .iter()
        .filter(|parameter| parameter.default.is_some())
        .map(|parameter| &parameter.name)
        .collect();
    let usage = format!("write `{name}({})`", given.join(", "));
    match optional.as_slice() {
        [] => usage,
        optional => format!("{usage}; {} may be left out", listed(optional, "and")),
    }
}
