//! Edits of several manifests are carried over together, way by way, so that nothing depends on their order: what all
//! of them change alike can go to the one place that says it. Where some are in the way, they are sought by halves.

use std::collections::BTreeSet;
use std::sync::Arc;

use promo_diagnostics::Edit;
use rustc_hash::FxHashSet;

use super::Edited;
use super::candidates::{WAYS, candidate};
use super::state::{Hindrance, State, Trials, Wanted};

/// Carries edits over, as far as they can be. What is in the way of the others is noted with each.
pub(super) fn carry_over(state: &mut State, all: &mut [Edited<'_>]) {
    for way in WAYS {
        let (mut proposed, mut unwanted) = (Vec::new(), Vec::new());
        for (index, edited) in all.iter_mut().enumerate() {
            if edited.is_done {
                continue;
            }
            match candidate(state, edited, way) {
                Some(Ok(edits)) => proposed.extend(edits.into_iter().map(|edit| (edit, index))),
                Some(Err(found)) => {
                    edited.refusal = Some(found.why);
                    unwanted.extend(found.edits.into_iter().map(|edit| (edit, index)));
                }
                None => {}
            }
        }
        look_at(state, groups(unwanted, all), all);
        let groups = groups(proposed, all);
        if groups.is_empty() {
            continue;
        }
        let mut trials = Trials::new(state, &files(&groups));
        take(&mut trials, groups, all);
        trials.finish();
    }
}

/// Looks what would come of edits that nobody would want: what does not come out even so has a better reason.
fn look_at(state: &mut State, groups: Vec<Group>, all: &mut [Edited<'_>]) {
    if groups.is_empty() {
        return;
    }
    let mut trials = Trials::new(state, &files(&groups));
    let hindrances = trials.take(&edits(&groups), &wanted(&groups)).err().unwrap_or_default();
    for index in groups.iter().flat_map(|group| &group.members) {
        note(all, *index, |edited| {
            let hindrance = told(&hindrances, edited);
            if matches!(&hindrance, Hindrance::Unequal(key, _) if *key == edited.key) {
                edited.refusal = None;
                edited.hinder(hindrance);
            }
        });
    }
    trials.forget();
}

fn files(groups: &[Group]) -> BTreeSet<Arc<str>> {
    groups.iter().flat_map(|group| &group.edits).map(|edit| edit.place.file.clone()).collect()
}

fn edits(groups: &[Group]) -> Vec<Edit> {
    groups.iter().flat_map(|group| group.edits.iter().cloned()).collect()
}

fn wanted(groups: &[Group]) -> Vec<Wanted> {
    groups.iter().flat_map(|group| group.wanted.iter().cloned()).collect()
}

/// Edits that touch one another, and those whose edits they are.
struct Group {
    edits: Vec<Edit>,
    members: Vec<usize>,
    wanted: Vec<Wanted>,
}

/// The groups of some edits, each with whose it is.
fn groups(mut proposed: Vec<(Edit, usize)>, all: &[Edited<'_>]) -> Vec<Group> {
    proposed.sort_by(|(one, _), (other, _)| (&one.place, &one.text).cmp(&(&other.place, &other.text)));
    let mut sets = Sets((0..all.len()).collect());
    let mut last: Option<(&Edit, usize, usize)> = None;
    for (edit, member) in &proposed {
        let joined =
            last.filter(|(before, end, _)| before.place.file == edit.place.file && edit.place.start <= *end);
        if let Some((_, _, other)) = joined {
            sets.join(other, *member);
        }
        let end = joined.map_or(0, |(_, end, _)| end).max(edit.place.end);
        last = Some((edit, end, *member));
    }
    let mut groups: Vec<Option<Group>> = all.iter().map(|_| None).collect();
    for (edit, member) in proposed {
        let Some(group) = groups.get_mut(sets.first(member)) else { continue };
        let group = group.get_or_insert_with(|| Group { edits: vec![], members: vec![], wanted: vec![] });
        if group.edits.last() != Some(&edit) {
            group.edits.push(edit);
        }
        if !group.members.contains(&member) {
            group.members.push(member);
            group.wanted.extend(all.get(member).map(Edited::wanted));
        }
    }
    groups.into_iter().flatten().collect()
}

/// Which of some things belong together, each by another of its set, or itself if it is the first.
struct Sets(Vec<usize>);

impl Sets {
    fn first(&self, mut one: usize) -> usize {
        while let Some(other) = self.0.get(one).filter(|other| **other != one) {
            one = *other;
        }
        one
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        if let Some(set) = self.0.get_mut(one.max(other)) {
            *set = one.min(other);
        }
    }
}

fn take(trials: &mut Trials<'_>, groups: Vec<Group>, all: &mut [Edited<'_>]) {
    let members = || groups.iter().flat_map(|group| &group.members);
    let hindrances = match trials.take(&edits(&groups), &wanted(&groups)) {
        Ok(()) => return members().for_each(|index| note(all, *index, |edited| edited.is_done = true)),
        Err(hindrances) => hindrances,
    };
    match split(&groups, &hindrances) {
        Some(is_first) => {
            let mut is_first = is_first.into_iter();
            let (first, second) = groups.into_iter().partition(|_| is_first.next().unwrap_or_default());
            take(trials, first, all);
            take(trials, second, all);
        }
        None => {
            members().for_each(|index| note(all, *index, |edited| edited.hinder(told(&hindrances, edited))));
        }
    }
}

fn note(all: &mut [Edited<'_>], index: usize, note: impl FnOnce(&mut Edited<'_>)) {
    if let Some(edited) = all.get_mut(index) {
        note(edited);
    }
}

/// Of all that is in the way, what concerns a manifest itself comes first.
fn told(hindrances: &[Hindrance], edited: &Edited<'_>) -> Hindrance {
    let is_own =
        |hindrance: &&Hindrance| matches!(hindrance, Hindrance::Unequal(key, _) if *key == edited.key);
    hindrances.iter().find(is_own).or(hindrances.first()).cloned().unwrap_or(Hindrance::Conflict)
}

/// Which of some groups are tried first, without the others: those by which their own manifests came out, or half of
/// them if all did. None if there is no sense in trying again: none came out, or there is only one.
fn split(groups: &[Group], hindrances: &[Hindrance]) -> Option<Vec<bool>> {
    let unequal = hindrances.iter().filter_map(|hindrance| match hindrance {
        Hindrance::Unequal(key, _) => Some(key),
        _ => None,
    });
    let unequal: FxHashSet<_> = unequal.collect();
    let comes_out = |group: &Group| !group.wanted.iter().any(|wanted| unequal.contains(&wanted.key));
    let come_out: Vec<bool> = groups.iter().map(comes_out).collect();
    match come_out.iter().filter(|comes_out| **comes_out).count() {
        count if groups.len() == 1 || count == 0 => None,
        count if count == groups.len() => Some((0..count).map(|index| index < count / 2).collect()),
        _ => Some(come_out),
    }
}
