//! The pages beside this file: each source there is formatted as shown below it, and what is shown stays as
//! it is. With `UPDATE_EXPECT=1` in the environment, what is shown is rewritten. Knows nothing of the
//! language.

use std::env;
use std::fs;

use promo_syntax::{format, parse};

use crate::sources::{Example, page_examples};

#[test]
fn pages_show_what_the_formatter_does() {
    let examples = page_examples();
    assert!(examples.len() > 30, "only {} examples were found", examples.len());
    for example in &examples {
        let result = formatted(&example.name, &example.source);
        if env::var_os("UPDATE_EXPECT").is_some() {
            rewrite(example, &result);
        } else {
            assert_eq!(result, example.formatted, "{}", example.name);
        }
        assert_eq!(formatted(&example.name, &result), result, "{}, formatted again", example.name);
    }
}

fn formatted(name: &str, text: &str) -> String {
    format(&parse(text)).unwrap_or_else(|error| panic!("{name}: {error} at {:?}", error.range))
}

fn rewrite(example: &Example, result: &str) {
    let page = fs::read_to_string(&example.page).expect("the page can be read");
    let shown =
        |result: &str| format!("```promo source\n{}```\n\n```promo formatted\n{result}```\n", example.source);
    let page = page.replace(&shown(&example.formatted), &shown(result));
    fs::write(&example.page, page).expect("the page can be written");
}
