//! `unknown-reference`: a string of a workflow refers to a value by `{{…}}` that Argo doesn't know there, so that it
//! refuses the workflow or leaves the braces as they are.

use std::ops::Range;

use promo_diagnostics::{Level, Rule, nearest};
use promo_syntax::{NodeKind, SyntaxNode};

use crate::argo_references::{
    HEADS, OF_INPUTS, OF_TASK, OF_WORKFLOW, Reach, Tag, WorkflowScope, step_clauses, tags,
};
use crate::database::Db;
use crate::declaration::{Declaration, Place};
use crate::finding::Finding;
use crate::lower::{is_broken, once_each};
use crate::workflows::is_passed_anywhere;

/// The references in a workflow to what it doesn't have, each told once.
pub(super) fn check<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Vec<Finding<'db>> {
    let block = declaration.node(db).child(NodeKind::Block).filter(|block| !is_broken(*block));
    let Some((block, scope)) = block.zip(WorkflowScope::of(db, declaration)) else { return Vec::new() };
    let mut judge = Judge { declaration, scope, found: Vec::new() };
    for step in step_clauses(block) {
        for clause in step.child(NodeKind::Block).into_iter().flat_map(SyntaxNode::children) {
            if let Some(reach) = Reach::of(step, clause) {
                judge.strings(clause, &reach);
            }
        }
    }
    once_each(judge.found)
}

struct Judge<'db> {
    declaration: Declaration<'db>,
    scope: WorkflowScope<'db>,
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
        let inputs = self.scope.names.inputs.as_ref()?;
        // All parameters at once are a value too.
        if name == "json" || inputs.iter().any(|input| input == name) {
            return None;
        }
        let message = format!("the workflow has no input `{name}`");
        let step = self.scope.names.steps.get(&reach.step).filter(|_| !reach.in_graph);
        if step.and_then(|step| step.inputs.as_ref()).is_some_and(|own| own.iter().any(|own| own == name)) {
            let finding = referred.finding(&range, message);
            return Some(referred.instead(finding, format!("inputs.parameters.{name}")));
        }
        if is_passed_anywhere(name) {
            return Some(passed_unasked(referred, &range, name));
        }
        let help = format!("declare it in the workflow: `input {name}`");
        Some(referred.unknown(&range, message, help, &borrowed(inputs)))
    }

    fn of_global(&self, referred: &Referred<'_, 'db>) -> Option<Finding<'db>> {
        let (name, range) = referred.rest(3)?;
        let globals = self.scope.global_outputs()?;
        let known = borrowed(&globals);
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
        let step = self.scope.names.steps.get(&reach.step)?;
        let own = step.inputs.as_ref()?;
        if !reach.in_graph && own.iter().any(|input| input == name) {
            return None;
        }
        let message = match reach.in_graph {
            true => format!("a `with` stands in the graph of the steps, which has no input `{name}`"),
            false => format!("the step `{}` has no input `{name}`", reach.step),
        };
        if self.scope.names.inputs.iter().flatten().any(|input| input == name) {
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
        let step = self.scope.names.steps.get(&reach.step)?;
        let known = self.scope.outputs_of(&reach.step)?;
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
        let Some(target) = self.scope.names.steps.get(*name) else {
            let known: Vec<&str> = self.scope.names.steps.keys().map(String::as_str).collect();
            let message = format!("this workflow has no step `{name}`");
            let help = format!("declare it: `step {name} {{ … }}`");
            return Some(referred.unknown(name_range, message, help, &known));
        };
        let declared = Place::of(self.declaration, target.name);
        if let Some(step) = reach.steps.iter().find(|step| !self.scope.names.comes_before(name, step)) {
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
        let known = self.scope.outputs_of(step)?;
        let message = format!("the step `{step}` has no output `{name}`");
        let help = format!("declare it in `{step}`: `output {name} from \"/tmp/{name}\"`");
        (!known.iter().any(|known| known == name))
            .then(|| referred.unknown(&range, message, help, &borrowed(&known)))
    }
}

/// Argo takes what is passed to a workflow that doesn't ask for it; where nothing is passed, the braces stay.
fn passed_unasked<'db>(referred: &Referred<'_, 'db>, range: &Range<usize>, name: &str) -> Finding<'db> {
    let message = format!("the workflow has no input `{name}`: it works only where the platform passes one");
    let help = format!("declare it, so that promo looks whether it is passed: `input {name}`");
    referred.finding(range, message).at_level(Level::Warning).help(help)
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
