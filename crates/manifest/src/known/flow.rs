//! Reads a PromotionFlow. It checks nothing, and does not look at what the names stand for.

use std::ops::Range;

use super::tree::{field, items_field, number_field, text_field, texts_field};
use super::{Document, Header, Spanned};
use crate::yaml::reader::Node;

/// A PromotionFlow: the environments that a release goes through.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Flow {
    /// Name and metadata.
    pub header: Header,
    /// `spec.triggerEnvironment`: where a change starts a release.
    pub trigger_environment: Option<Spanned<String>>,
    /// `spec.postTrigger`: the workflow that runs after the change in the trigger environment.
    pub post_trigger: Option<Spanned<String>>,
    /// `spec.steps`, in written order.
    pub steps: Vec<FlowStep>,
    /// `spec.hooks`: workflows around the whole release.
    pub hooks: Hooks,
    /// `spec.promotionTimeoutLimit`: minutes until an unfinished release fails.
    pub timeout_minutes: Option<Spanned<u64>>,
}

/// One of a flow's `steps`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FlowStep {
    /// `environment`: where the step promotes to.
    pub environment: Option<Spanned<String>>,
    /// `dependsOn`: environments that must have succeeded before.
    pub depends_on: Vec<Spanned<String>>,
    /// `policy`: settings that come before those of every policy.
    pub settings: Settings,
    /// `hooks`: workflows around this environment.
    pub hooks: Hooks,
    /// The whole step.
    pub span: Range<usize>,
}

/// A `policy` of a step or of a PromotionPolicy. Each setting that is missing may come from elsewhere.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Settings {
    /// `preAction`: workflow that runs before the change.
    pub pre_action: Option<Spanned<String>>,
    /// `action`: `commit`, `pr`, `none`, or whatever else is written there.
    pub action: Option<Spanned<String>>,
    /// `postAction`: workflow that runs once the applications are synced and healthy.
    pub post_action: Option<Spanned<String>>,
}

/// The `hooks` of a flow or of a step: workflows that run around it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Hooks {
    /// `onStart`: runs first.
    pub on_start: Option<Spanned<String>>,
    /// `onSuccess`: runs after everything succeeded.
    pub on_success: Option<Spanned<String>>,
    /// `onFail`: runs after a failure or a termination.
    pub on_fail: Option<Spanned<String>>,
}

pub(super) fn read(document: Document<'_>) -> Flow {
    let spec = document.spec;
    Flow {
        header: document.header,
        trigger_environment: text_field(spec, "triggerEnvironment"),
        post_trigger: text_field(spec, "postTrigger"),
        steps: items_field(spec, "steps").iter().map(step).collect(),
        hooks: hooks(spec),
        timeout_minutes: number_field(spec, "promotionTimeoutLimit"),
    }
}

fn step(node: &Node) -> FlowStep {
    FlowStep {
        environment: text_field(node, "environment"),
        depends_on: texts_field(node, "dependsOn"),
        settings: settings(node),
        hooks: hooks(node),
        span: node.span.clone(),
    }
}

/// The settings in the field `policy` of a map.
pub(super) fn settings(map: &Node) -> Settings {
    let Some(policy) = field(map, "policy") else {
        return Settings::default();
    };
    Settings {
        pre_action: text_field(policy, "preAction"),
        action: text_field(policy, "action"),
        post_action: text_field(policy, "postAction"),
    }
}

fn hooks(map: &Node) -> Hooks {
    let Some(hooks) = field(map, "hooks") else {
        return Hooks::default();
    };
    Hooks {
        on_start: text_field(hooks, "onStart"),
        on_success: text_field(hooks, "onSuccess"),
        on_fail: text_field(hooks, "onFail"),
    }
}
