//! PromotionFlow (`codefresh.io/v1beta1`).

use promo_analysis::config::Config;
use promo_analysis::model::{Flow, Hooks, Settings, Step};
use promo_manifest as manifest;

pub(super) fn manifest(flow: &Flow<'_>, config: &Config) -> manifest::PromotionFlow {
    manifest::PromotionFlow {
        metadata: super::metadata(&flow.metadata, &[], config),
        spec: manifest::PromotionFlowSpec {
            trigger_environment: flow.trigger.to_string(),
            steps: flow.steps.iter().map(|step| flow_step(step, &flow.defaults)).collect(),
            hooks: hooks(&flow.hooks),
            post_trigger: flow.post_trigger.as_ref().map(|workflow| workflow.value.to_string()),
            promotion_timeout_limit: flow.timeout_minutes,
        },
        ..Default::default()
    }
}

fn flow_step(step: &Step<'_>, defaults: &Settings<'_>) -> manifest::FlowStep {
    manifest::FlowStep {
        environment: step.environment.value.to_string(),
        depends_on: super::texts(&step.depends_on),
        policy: settings(&step.settings.or(defaults)),
        hooks: hooks(&step.hooks),
    }
}

pub(super) fn settings(settings: &Settings<'_>) -> manifest::PolicySettings {
    manifest::PolicySettings {
        pre_action: settings.pre.as_ref().map(|workflow| workflow.value.to_string()),
        action: settings.action.as_ref().map(|action| action.value.name().to_owned()),
        post_action: settings.post.as_ref().map(|workflow| workflow.value.to_string()),
    }
}

fn hooks(hooks: &Hooks<'_>) -> manifest::Hooks {
    manifest::Hooks {
        on_start: hooks.start.as_ref().map(|workflow| workflow.value.to_string()),
        on_success: hooks.success.as_ref().map(|workflow| workflow.value.to_string()),
        on_fail: hooks.fail.as_ref().map(|workflow| workflow.value.to_string()),
    }
}
