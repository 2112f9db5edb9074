//! What there is to say of a flow besides the settings in its environments: where it begins, what waits for what, which
//! workflows run at its events, how long it may take.

use promo_analysis::model::{Flow, Hooks, Metadata};
use promo_analysis::value::duration_text;

use super::Side;
use super::change::{Change, Fact, Said, change};
use super::known::{flows, pairs};

/// The flows that differ, by name.
pub(super) fn changes(before: Side<'_>, after: Side<'_>) -> Vec<Change> {
    let (before, after) = (flows(before), flows(after));
    let pairs = pairs(&before, &after);
    pairs.filter_map(|(name, before, after)| change(name, before.map(facts), after.map(facts))).collect()
}

fn facts(flow: &Flow<'_>) -> Vec<Fact> {
    let mut facts = vec![Fact::new("trigger", &*flow.trigger.value)];
    facts.extend(version(&flow.metadata).map(|version| Fact::new("version", version)));
    let timeout =
        flow.timeout_minutes.as_ref().map(|minutes| duration_text(minutes.value.saturating_mul(60)));
    facts.extend(timeout.map(|timeout| Fact::new("timeout", timeout.as_str())));
    facts.extend(hooks(None, &flow.hooks));
    facts.extend(flow.post_trigger.iter().map(|workflow| Fact::new("postTrigger", &*workflow.value)));
    for step in &flow.steps {
        let environment = &*step.environment.value;
        // Whatever the order, it waits for all of them.
        let mut awaited: Vec<String> = step.depends_on.iter().map(|name| name.value.to_string()).collect();
        awaited.sort_unstable();
        facts.push(Fact::of(environment, "dependsOn", Said::List(awaited)));
        facts.extend(hooks(Some(environment), &step.hooks));
    }
    facts
}

/// The version, as a clause or an annotation says it.
fn version<'m>(metadata: &'m Metadata<'_>) -> Option<&'m str> {
    let annotation =
        metadata.annotations.iter().find(|(key, _)| key == "version").map(|(_, value)| &*value.value);
    metadata.version.as_ref().map(|version| &*version.value).or(annotation)
}

fn hooks(environment: Option<&str>, hooks: &Hooks<'_>) -> Vec<Fact> {
    let events = [("onStart", &hooks.start), ("onSuccess", &hooks.success), ("onFail", &hooks.fail)];
    let set = events.into_iter().filter_map(|(event, hook)| Some((event, &*hook.as_ref()?.value)));
    let fact = |(event, workflow): (&str, &str)| match environment {
        Some(environment) => Fact::of(environment, event, workflow),
        None => Fact::new(event, workflow),
    };
    set.map(fact).collect()
}
