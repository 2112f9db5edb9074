//! `unknown-reference`: a string of a workflow refers to a value by `{{…}}` that Argo doesn't know there, so that it
//! refuses the workflow or leaves the braces as they are.

use std::ops::Range;

use promo_diagnostics::{Rule, nearest};
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use super::workflow_names::{Outputs, WorkflowNames, names, step_clauses};
use crate::argo_tags::{Tag, tags};
use crate::database::Db;
use crate::declaration::{Declaration, DeclarationKind, Place, name_text};
use crate::finding::Finding;
use crate::lower::{is_broken, once_each};
use crate::model::Model;
use crate::names::{Namespace, resolve};

/// What Argo knows of a whole workflow, besides its parameters and outputs.
const OF_WORKFLOW: &[&str] = &[
    "parameters",
    "outputs",
    "name",
    "namespace",
    "mainEntrypoint",
    "serviceAccountName",
    "uid",
    "labels",
    "annotations",
    "creationTimestamp",
    "priority",
    "duration",
    "scheduledTime",
    "status",
    "failures",
];

/// What Argo knows of the inputs of a template.
const OF_INPUTS: &[&str] = &["parameters", "artifacts"];

/// What Argo knows of a task, besides what it may add some day.
const OF_TASK: &[&str] =
    &["outputs", "id", "ip", "name", "status", "exitCode", "startedAt", "finishedAt", "hostNodeName"];

/// The first words of references to something that a workflow has.
const HEADS: &[&str] = &["workflow", "inputs", "outputs", "tasks"];

/// The references in a workflow to what it doesn't have, each told once.
pub(super) fn check<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Vec<Finding<'db>> {
    let node = declaration.node(db);
    let block = node.child(NodeKind::Block).filter(|block| !is_broken(*block));
    let Some(block) = block.filter(|_| declaration.kind(db) == DeclarationKind::Workflow) else {
        return Vec::new();
    };
    let mut judge = Judge { db, declaration, names: WorkflowNames::new(block), found: Vec::new() };
    for step in step_clauses(block) {
        let Some(name) = names(step).next() else { continue };
        let steps: Vec<String> = names(step).map(name_text).collect();
        for clause in step.child(NodeKind::Block).into_iter().flat_map(SyntaxNode::children) {
            let in_graph = clause.keyword() == Some(TokenKind::WithKeyword);
            judge.strings(clause, &Reach { step: name_text(name), steps: steps.clone(), in_graph });
        }
    }
    once_each(judge.found)
}

/// From where something is referred to.
struct Reach {
    /// The step, and the others that share its block.
    step: String,
    steps: Vec<String>,
    /// Whether it is an argument of the step, which belongs to the graph, and not its template.
    in_graph: bool,
}

struct Judge<'db> {
    db: &'db dyn Db,
    declaration: Declaration<'db>,
    names: WorkflowNames<'db>,
    found: Vec<Finding<'db>>,
}

/// A reference in its place.
struct Referred<'t, 'db> {
    place: Place<'db>,
    tag: Tag<'t>,
    parts: Vec<(&'t str, Range<usize>)>,
}

impl<'t, 'db> Referred<'t, 'db> {
    fn part(&self, index: usize) -> Option<&'t str> {
        self.parts.get(index).map(|(part, _)| *part)
    }

    /// Everything from a part on, as names may hold dots, with its bytes.
    fn rest(&self, index: usize) -> Option<(&'t str, Range<usize>)> {
        let start = self.parts.get(index)?.1.start;
        Some((self.tag.text.get(start - self.tag.range.start..)?, start..self.tag.range.end))
    }

    fn at(&self, range: &Range<usize>) -> Place<'db> {
        self.place.inside(range.clone())
    }

    fn finding(&self, range: &Range<usize>, message: String) -> Finding<'db> {
        Finding::new(Rule::UnknownReference, self.at(range), message)
    }

    /// A name that isn't there, with those that could be meant.
    fn unknown(&self, range: &Range<usize>, message: String, help: String, known: &[&str]) -> Finding<'db> {
        let name = self.tag.text.get(range.start - self.tag.range.start..range.end - self.tag.range.start);
        let meant = nearest(name.unwrap_or_default(), known.iter().copied());
        let finding = self.finding(range, message);
        match meant.as_slice() {
            [] => finding.help(help),
            [first, ..] => {
                let finding = finding.help(format!("did you mean `{}`?", meant.join("` or `")));
                finding.replace(format!("write `{first}`"), self.at(range), *first)
            }
        }
    }

    /// The same with another reference in its place.
    fn instead(&self, finding: Finding<'db>, text: String) -> Finding<'db> {
        finding.help(format!("did you mean `{{{{{text}}}}}`?")).replace(
            format!("write `{text}`"),
            self.at(&self.tag.range),
            text,
        )
    }
}

impl<'db> Judge<'db> {
    fn strings(&mut self, clause: SyntaxNode<'db>, reach: &Reach) {
        for literal in clause.descendants().filter(|node| node.kind() == NodeKind::Literal) {
            for tag in tags(literal.text()) {
                let place = Place::of(self.declaration, literal);
                let parts = tag.parts();
                let found = self.judge(&Referred { place, tag, parts }, reach);
                self.found.extend(found);
            }
        }
    }

    fn judge(&self, referred: &Referred<'_, 'db>, reach: &Reach) -> Option<Finding<'db>> {
        match referred.part(0)? {
            "workflow" => self.of_workflow(referred, reach),
            "inputs" => self.of_inputs(referred, reach),
            "outputs" => self.of_outputs(referred, reach).filter(|_| !reach.in_graph),
            "tasks" | "steps" => self.of_task(referred, reach),
            head => misspelt_head(referred, head),
        }
    }

    fn of_workflow(&self, referred: &Referred<'_, 'db>, reach: &Reach) -> Option<Finding<'db>> {
        let (field, range) = referred.parts.get(1)?;
        match (*field, referred.part(2)) {
            ("parameters", _) => self.of_parameters(referred, reach),
            ("outputs", Some("parameters")) => self.of_global(referred),
            _ if OF_WORKFLOW.contains(field) => None,
            _ => Some(unknown_field(referred, range, "workflow", OF_WORKFLOW)),
        }
    }

    fn of_parameters(&self, referred: &Referred<'_, 'db>, reach: &Reach) -> Option<Finding<'db>> {
        let (name, range) = referred.rest(2)?;
        let inputs = self.names.inputs.as_ref()?;
        // All parameters at once are a value too.
        if name == "json" || inputs.iter().any(|input| input == name) {
            return None;
        }
        let message = format!("the workflow has no input `{name}`");
        let step = self.names.steps.get(&reach.step).filter(|_| !reach.in_graph);
        if step.and_then(|step| step.inputs.as_ref()).is_some_and(|own| own.iter().any(|own| own == name)) {
            let finding = referred.finding(&range, message);
            return Some(referred.instead(finding, format!("inputs.parameters.{name}")));
        }
        let help = format!("declare it in the workflow: `input {name}`");
        Some(referred.unknown(&range, message, help, &borrowed(inputs)))
    }

    fn of_global(&self, referred: &Referred<'_, 'db>) -> Option<Finding<'db>> {
        let (name, range) = referred.rest(3)?;
        let mut globals = Vec::new();
        for step in self.names.steps.values() {
            match &step.outputs {
                Outputs::Own(own) => globals.extend(own.iter().filter(|(_, global)| *global)),
                Outputs::OfStep(_) => {}
                Outputs::OfTemplate { .. } | Outputs::Unknown => return None,
            }
        }
        let known: Vec<&str> = globals.into_iter().map(|(name, _)| name.as_str()).collect();
        let message = format!("no step gives the workflow an output `{name}`");
        let help = format!("let a step give it: `output {name} from \"…\" global`");
        (!known.contains(&name)).then(|| referred.unknown(&range, message, help, &known))
    }

    fn of_inputs(&self, referred: &Referred<'_, 'db>, reach: &Reach) -> Option<Finding<'db>> {
        let (field, range) = referred.parts.get(1)?;
        if *field != "parameters" {
            return (!OF_INPUTS.contains(field)).then(|| unknown_field(referred, range, "inputs", OF_INPUTS));
        }
        let (name, range) = referred.rest(2)?;
        let step = self.names.steps.get(&reach.step)?;
        let own = step.inputs.as_ref()?;
        if !reach.in_graph && own.iter().any(|input| input == name) {
            return None;
        }
        let message = match reach.in_graph {
            true => format!("a `with` stands in the graph of the steps, which has no input `{name}`"),
            false => format!("the step `{}` has no input `{name}`", reach.step),
        };
        if self.names.inputs.iter().flatten().any(|input| input == name) {
            let finding = referred.finding(&range, message);
            return Some(referred.instead(finding, format!("workflow.parameters.{name}")));
        }
        if reach.in_graph {
            let help = "pass what the workflow is given, `{{workflow.parameters.NAME}}`, or what an earlier step \
                        gives, `{{tasks.STEP.outputs.parameters.NAME}}`";
            return Some(referred.finding(&range, message).help(help));
        }
        let help = format!("declare it in the step: `input {name}`");
        let finding = referred.unknown(&range, message, help, &borrowed(own));
        Some(finding.related(Place::of(self.declaration, step.name), "the step is declared here"))
    }

    fn of_outputs(&self, referred: &Referred<'_, 'db>, reach: &Reach) -> Option<Finding<'db>> {
        let (name, range) = referred.rest(2).filter(|_| referred.part(1) == Some("parameters"))?;
        let name = name.strip_suffix(".path").unwrap_or(name);
        let range = range.start..range.start + name.len();
        let step = self.names.steps.get(&reach.step)?;
        let known = self.outputs_of(&reach.step)?;
        let message = format!("the step `{}` has no output `{name}`", reach.step);
        let help = format!("declare it in the step: `output {name} from \"/tmp/{name}\"`");
        (!known.iter().any(|known| known == name)).then(|| {
            let finding = referred.unknown(&range, message, help, &borrowed(&known));
            finding.related(Place::of(self.declaration, step.name), "the step is declared here")
        })
    }

    fn of_task(&self, referred: &Referred<'_, 'db>, reach: &Reach) -> Option<Finding<'db>> {
        let (head, range) = referred.parts.first()?;
        let (name, name_range) = referred.parts.get(1)?;
        if !reach.in_graph {
            return Some(out_of_reach(referred, name));
        }
        if *head == "steps" {
            let message = "the steps of a workflow are `tasks` to Argo, since they make a graph".to_owned();
            let finding = referred.finding(range, message).help("write `tasks` for `steps`");
            return Some(finding.replace("write `tasks`", referred.at(range), "tasks"));
        }
        let Some(target) = self.names.steps.get(*name) else {
            let known: Vec<&str> = self.names.steps.keys().map(String::as_str).collect();
            let message = format!("this workflow has no step `{name}`");
            let help = format!("declare it: `step {name} {{ … }}`");
            return Some(referred.unknown(name_range, message, help, &known));
        };
        let declared = Place::of(self.declaration, target.name);
        if let Some(step) = reach.steps.iter().find(|step| !self.names.comes_before(name, step)) {
            let message = format!(
                "`{name}` need not have run when `{step}` starts, so that it may have no outputs yet"
            );
            let help = match step == name {
                true => "a step can't be given its own outputs".to_owned(),
                false => format!("let it come before: `{name} -> {step}`"),
            };
            let finding = referred.finding(name_range, message).help(help);
            return Some(finding.related(declared, format!("`{name}` is declared here")));
        }
        self.of_task_field(referred, name)
            .map(|finding| finding.related(declared, format!("`{name}` is declared here")))
    }

    fn of_task_field(&self, referred: &Referred<'_, 'db>, step: &str) -> Option<Finding<'db>> {
        let (field, range) = referred.parts.get(2)?;
        if *field != "outputs" {
            let is_slip = !OF_TASK.contains(field) && !nearest(field, OF_TASK.iter().copied()).is_empty();
            return is_slip.then(|| unknown_field(referred, range, &format!("tasks.{step}"), OF_TASK));
        }
        let (name, range) = referred.rest(4).filter(|_| referred.part(3) == Some("parameters"))?;
        let known = self.outputs_of(step)?;
        let message = format!("the step `{step}` has no output `{name}`");
        let help = format!("declare it in `{step}`: `output {name} from \"/tmp/{name}\"`");
        (!known.iter().any(|known| known == name))
            .then(|| referred.unknown(&range, message, help, &borrowed(&known)))
    }

    /// The outputs of a step, if they are known.
    fn outputs_of(&self, step: &str) -> Option<Vec<String>> {
        match &self.names.steps.get(step)?.outputs {
            Outputs::Own(own) => Some(own.iter().map(|(name, _)| name.clone()).collect()),
            // A step that is used has a template of its own.
            Outputs::OfStep(used) => match &self.names.steps.get(used)?.outputs {
                Outputs::Own(own) => Some(own.iter().map(|(name, _)| name.clone()).collect()),
                _ => None,
            },
            Outputs::OfTemplate { workflow, template } => self.outputs_elsewhere(workflow, template),
            Outputs::Unknown => None,
        }
    }

    fn outputs_elsewhere(&self, workflow: &str, template: &str) -> Option<Vec<String>> {
        let parameters = self.declaration.node(self.db).child(NodeKind::Parameters);
        let mut parameters = parameters.into_iter().flat_map(SyntaxNode::descendants);
        if parameters.any(|node| node.kind() == NodeKind::Name && name_text(node) == workflow) {
            return None;
        }
        let definition = resolve(self.db, Namespace::Workflows, workflow)?;
        if definition.known(self.db).is_some_and(|known| !known.is_complete) {
            return None;
        }
        let Some(Model::Workflow(workflow)) = definition.model(self.db) else { return None };
        let step = workflow.steps.iter().find(|step| *step.name.value == *template)?;
        let may_have_more = step.extra.iter().any(|extra| extra.path.iter().any(|part| part == "outputs"));
        (!may_have_more).then(|| step.outputs.iter().map(|output| output.name.value.to_string()).collect())
    }
}

/// A reference to another step from where Argo doesn't look for one.
fn out_of_reach<'db>(referred: &Referred<'_, 'db>, step: &str) -> Finding<'db> {
    let message = format!("what `{step}` gives is not in reach here: `with` alone can pass it to a step");
    let help = format!(
        "give the step an input, pass it `with NAME = \"{{{{tasks.{step}.outputs.parameters.NAME}}}}\"`, and write \
         `{{{{inputs.parameters.NAME}}}}` here"
    );
    referred.finding(&referred.tag.range, message).help(help)
}

fn unknown_field<'db>(
    referred: &Referred<'_, 'db>,
    range: &Range<usize>,
    owner: &str,
    known: &[&str],
) -> Finding<'db> {
    let field = referred.tag.text.get(range.start - referred.tag.range.start..).unwrap_or_default();
    let field = field.split('.').next().unwrap_or_default();
    let help = format!("Argo knows {}", listed(owner, known));
    referred.unknown(range, format!("Argo knows no `{owner}.{field}`"), help, known)
}

fn listed(owner: &str, fields: &[&str]) -> String {
    let fields: Vec<String> = fields.iter().map(|field| format!("`{owner}.{field}`")).collect();
    fields.join(", ")
}

/// Other template languages write braces too, so that a word is only a slip if the rest looks like Argo's.
fn misspelt_head<'db>(referred: &Referred<'_, 'db>, head: &str) -> Option<Finding<'db>> {
    let is_argo = referred.parts.iter().skip(1).any(|(part, _)| ["parameters", "outputs"].contains(part));
    let range = &referred.parts.first()?.1;
    let is_slip = is_argo && !nearest(head, HEADS.iter().copied()).is_empty();
    let message = format!("Argo knows nothing by the name `{head}`");
    is_slip.then(|| referred.unknown(range, message, String::new(), HEADS))
}

fn borrowed(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}
