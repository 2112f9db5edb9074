//! PromotionFlow (`codefresh.io/v1beta1`).

use promo_analysis::config::Config;
use promo_analysis::model::{Flow, Hooks, Settings, Step};
use promo_manifest as manifest;

use crate::origins::Field;

pub(super) fn manifest<'db>(
    at: &Field<'_, 'db>,
    flow: &Flow<'db>,
    config: &Config,
) -> manifest::PromotionFlow {
    let spec = at.field("spec");
    manifest::PromotionFlow {
        metadata: super::metadata(at, &flow.metadata, &[], config),
        spec: manifest::PromotionFlowSpec {
            trigger_environment: spec.value("triggerEnvironment", &flow.trigger).to_string(),
            steps: spec.each("steps", &flow.steps, |at, step| flow_step(at, step, &flow.defaults)),
            hooks: hooks(&spec, &flow.hooks),
            post_trigger: spec.optional("postTrigger", &flow.post_trigger).map(|name| name.to_string()),
            promotion_timeout_limit: spec.optional("promotionTimeoutLimit", &flow.timeout_minutes).copied(),
        },
        ..Default::default()
    }
}

fn flow_step<'db>(at: &Field<'_, 'db>, step: &Step<'db>, defaults: &Settings<'db>) -> manifest::FlowStep {
    at.follows_from(step.environment.place);
    manifest::FlowStep {
        environment: at.value("environment", &step.environment).to_string(),
        depends_on: super::texts(at.list("dependsOn", &step.depends_on)),
        policy: settings(at, &step.settings.or(defaults)),
        hooks: hooks(at, &step.hooks),
    }
}

pub(super) fn settings<'db>(at: &Field<'_, 'db>, settings: &Settings<'db>) -> manifest::PolicySettings {
    let policy = at.field("policy");
    manifest::PolicySettings {
        pre_action: policy.optional("preAction", &settings.pre).map(|name| name.to_string()),
        action: policy.optional("action", &settings.action).map(|action| action.name().to_owned()),
        post_action: policy.optional("postAction", &settings.post).map(|name| name.to_string()),
    }
}

fn hooks<'db>(at: &Field<'_, 'db>, hooks: &Hooks<'db>) -> manifest::Hooks {
    let fields = at.field("hooks");
    manifest::Hooks {
        on_start: fields.optional("onStart", &hooks.start).map(|name| name.to_string()),
        on_success: fields.optional("onSuccess", &hooks.success).map(|name| name.to_string()),
        on_fail: fields.optional("onFail", &hooks.fail).map(|name| name.to_string()),
    }
}
