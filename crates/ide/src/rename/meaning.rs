//! Whether every word means the same after a renaming: those that name what is renamed still do, and those that have
//! the new name already mean what they meant.

use promo_analysis::{Db, Site};

use super::shown;
use crate::naming::{Naming, Stands};
use crate::target::{Target, declared_at, noun};
use crate::words::Word;

/// Whether a word names what is renamed.
///
/// # Errors
/// What the word would mean instead of what it means.
pub(super) fn is_renamed<'db>(
    db: &'db dyn Db,
    target: &Target<'db>,
    new_name: &str,
    word: &Word<'db>,
) -> Result<bool, String> {
    let declaration = word.place.declaration;
    let now = Naming::now(db).stands(declaration, &word.sought, &word.text);
    let is_renamed = now == Stands::For(target.clone());
    let has_name = is_renamed || word.text == new_name;
    if word.declares || !has_name || !(is_renamed || is_known(db, &now)) {
        return Ok(is_renamed);
    }
    let then = Naming::renamed(db, target, new_name).stands(declaration, &word.sought, new_name);
    if then == now {
        return Ok(is_renamed);
    }
    let place = shown(db, &Site::from(word.place).file_place(db));
    if is_renamed {
        Err(format!("in {place} `{new_name}` would stand for {}", told(db, &then)))
    } else {
        Err(format!(
            "in {place} `{new_name}` stands for {}, and would stand for {} then",
            told(db, &now),
            match then {
                Stands::For(_) => format!("this {}", bare(noun(db, target))),
                _ => told(db, &then),
            }
        ))
    }
}

/// What stands for nothing yet is an error already, so that it may get a meaning.
fn is_known<'db>(db: &'db dyn Db, stands: &Stands<'db>) -> bool {
    match stands {
        Stands::ForNothing => false,
        Stands::ForItself(_) | Stands::ForOneOf(_) => true,
        Stands::For(target) => !declared_at(db, target).is_empty(),
    }
}

fn told<'db>(db: &'db dyn Db, stands: &Stands<'db>) -> String {
    match stands {
        Stands::ForNothing => "nothing".to_owned(),
        Stands::ForItself(noun) => (*noun).to_owned(),
        Stands::For(target) => {
            let declared = declared_at(db, target).into_iter().next();
            let place = declared.map(|site| shown(db, &site.file_place(db)));
            format!("{} that is declared in {}", noun(db, target), place.unwrap_or_default())
        }
        Stands::ForOneOf(several) => {
            let several: Vec<String> = several.iter().map(|one| told(db, one)).collect();
            several.join(" or ")
        }
    }
}

fn bare(noun: &str) -> &str {
    noun.split_once(' ').map_or(noun, |(_, noun)| noun)
}
