//! A release as it would unfold: which flow a product takes for a commit, and what then happens in which order.
//! Everything here follows from the settings that hold and from what workflows say of themselves; nothing is run, and
//! no rule is checked.

mod choice;
mod unfold;

pub use choice::{Commit, Considered, chosen, consider};
pub use unfold::{Environment, EnvironmentState, Phase, Release, Run, unfold};
