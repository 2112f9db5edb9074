//! A flow too wide to be drawn, as a list: the environments of each wave, with what they depend on and what happens in
//! them. Knows nothing of boxes.

use std::fmt::Write;

use super::groups::Groups;
use super::wrap::wrapped;
use crate::layout::waves;

/// The waves of a flow.
pub(super) fn list(groups: &Groups, width: usize) -> String {
    let waves = waves(&groups.dependencies);
    let last = waves.iter().max().copied().unwrap_or_default();
    let mut text = String::new();
    for wave in 0..=last {
        let _ = writeln!(text, "wave {}", wave + 1);
        let in_wave = waves.iter().enumerate().filter(|(_, of_group)| **of_group == wave);
        for (group, _) in in_wave {
            for (indent, line) in entry(groups, group, &waves) {
                for line in wrapped(&line, width - indent) {
                    let _ = writeln!(text, "{:indent$}{line}", "");
                }
            }
        }
    }
    text
}

/// The lines of a group, with how far they are indented.
fn entry(groups: &Groups, number: usize, waves: &[usize]) -> Vec<(usize, String)> {
    let Some(group) = groups.groups.get(number) else { return Vec::new() };
    let kind = if group.is_production { " (production)" } else { "" };
    let mut lines = vec![(2, format!("{}{kind}", group.names.join(", ")))];
    lines.extend(after(groups, number, waves).map(|after| (6, after)));
    if !group.settings.is_empty() {
        lines.push((6, group.settings.join(", ")));
    }
    lines
}

/// What a group depends on: whole waves by their number, all else by name.
fn after(groups: &Groups, number: usize, waves: &[usize]) -> Option<String> {
    let from = groups.dependencies.get(number).filter(|from| !from.is_empty())?;
    let mut parts = Vec::new();
    let last = from.iter().filter_map(|group| waves.get(*group)).max().copied().unwrap_or_default();
    for wave in (0..=last).rev() {
        let in_wave = |group: &usize| waves.get(*group) == Some(&wave);
        let named: Vec<usize> = from.iter().copied().filter(in_wave).collect();
        let size = waves.iter().filter(|of_group| **of_group == wave).count();
        let names = named.iter().filter_map(|group| groups.groups.get(*group)).flat_map(|group| &group.names);
        let names: Vec<&str> = names.map(String::as_str).collect();
        if named.len() == size && names.len() > 1 {
            parts.push(format!("all of wave {}", wave + 1));
        } else {
            parts.extend(names.into_iter().map(str::to_owned));
        }
    }
    Some(format!("after {}", parts.join(", ")))
}
