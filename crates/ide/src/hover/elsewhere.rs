//! What is known of something that stands in no source: in a hand-written manifest, or behind an `extern`.

use promo_analysis::model::{Application, Flow, Model, Policy, Product, Promotion, Settings, Workflow};
use promo_analysis::names::Definition;
use promo_analysis::workflows::facts_of;
use promo_analysis::{Db, Site};

use crate::markdown::{Markdown, code, names};

/// How many names are listed.
const MOST: usize = 12;

/// Adds where a manifest declares something, and what is known of it.
pub(super) fn add(db: &dyn Db, markdown: &mut Markdown, definition: Definition<'_>) {
    add_site(db, markdown, definition.site(db));
    match definition.model(db) {
        Some(model) => {
            if let Some(description) = model.metadata().and_then(|metadata| metadata.description.as_ref()) {
                markdown.paragraph(description);
            }
            facts(db, model).into_iter().for_each(|fact| markdown.paragraph(fact));
        }
        None => markdown.paragraph("Not enough of it is understood to know more."),
    }
}

/// Adds where a manifest declares something.
pub(super) fn add_site(db: &dyn Db, markdown: &mut Markdown, site: Site<'_>) {
    markdown.begin_block();
    markdown.text("Declared in the manifest ");
    markdown.site(db, site);
    markdown.text(".\n");
}

fn facts(db: &dyn Db, model: &Model<'_>) -> Vec<String> {
    match model {
        Model::Flow(flow) => vec![of_flow(flow)],
        Model::Policy(policy) => vec![of_policy(policy)],
        Model::Template(template) => {
            let priority = format!("Its priority is {}.", template.priority.value);
            std::iter::once(priority).chain(of_promotion(&template.promotion)).collect()
        }
        Model::Product(product) => of_product(product),
        Model::Workflow(workflow) => vec![of_workflow(db, workflow)],
        Model::Application(application) => of_application(application),
        Model::Environments(_) | Model::Extern(_) => Vec::new(),
    }
}

fn of_flow(flow: &Flow<'_>) -> String {
    let steps: Vec<&str> = flow.steps.iter().map(|step| &*step.environment.value).collect();
    format!("It starts in {} and goes on to {}.", code(&flow.trigger.value), names(&steps, MOST))
}

fn of_policy(policy: &Policy<'_>) -> String {
    format!("Its priority is {}. It sets {}.", policy.priority.value, of_settings(&policy.settings))
}

fn of_settings(settings: &Settings<'_>) -> String {
    let pre = settings.pre.as_ref().map(|pre| format!("`pre` to {}", code(&pre.value)));
    let action = settings.action.as_ref().map(|action| format!("`action` to {}", code(action.value.name())));
    let post = settings.post.as_ref().map(|post| format!("`post` to {}", code(&post.value)));
    let set: Vec<String> = [pre, action, post].into_iter().flatten().collect();
    if set.is_empty() { "nothing".to_owned() } else { set.join(", ") }
}

fn of_product(product: &Product<'_>) -> Vec<String> {
    let flows: Vec<&str> = product.flows.iter().map(|choice| &*choice.flow.value).collect();
    let takes = match flows.as_slice() {
        [] => "It takes no flow.".to_owned(),
        flows => format!("It takes {}.", names(flows, MOST)),
    };
    let template =
        product.template.as_ref().map(|template| format!("Its template is {}.", code(&template.value)));
    std::iter::once(takes).chain(template).chain(of_promotion(&product.promotion)).collect()
}

fn of_promotion(promotion: &Promotion<'_>) -> Option<String> {
    let files: Vec<&str> = promotion.files.iter().map(|promoted| &*promoted.file.value).collect();
    (!files.is_empty()).then(|| format!("It promotes {}.", names(&files, MOST)))
}

fn of_workflow(db: &dyn Db, workflow: &Workflow<'_>) -> String {
    let facts = facts_of(db, &workflow.metadata.name);
    let inputs: Vec<&str> = facts.inputs.iter().flatten().map(|input| &*input.value.name).collect();
    let required: Vec<&str> = facts.required().map(|input| &*input.value.name).collect();
    match (inputs.as_slice(), required.as_slice()) {
        ([], _) => "It takes nothing.".to_owned(),
        (inputs, []) => format!("It takes {}, and requires none of them.", names(inputs, MOST)),
        (inputs, required) => {
            format!("It takes {}, and requires {}.", names(inputs, MOST), names(required, MOST))
        }
    }
}

fn of_application(application: &Application<'_>) -> Vec<String> {
    let product = application
        .product
        .as_ref()
        .map(|product| format!("It is one of the product {}.", code(&product.value)));
    let sources = application.deployment.iter().flat_map(|deployment| &deployment.sources);
    let folders: Vec<&str> = sources.filter_map(|source| Some(&*source.path.as_ref()?.value)).collect();
    let folder = (!folders.is_empty()).then(|| format!("Its files are in {}.", names(&folders, MOST)));
    product.into_iter().chain(folder).collect()
}
