//! What the files of the editors have in common: the keywords, written between two marks into files that are
//! otherwise written by hand, and copies of files that several editors need. Knows the forms of these files,
//! and nothing of what an editor does with them.

use super::GeneratedFile;
use crate::repository::Repository;

/// A file in which keywords are listed between two marks.
struct Listing {
    path: &'static str,
    /// What begins a comment.
    sign: &'static str,
    lines: fn(&Keywords) -> String,
}

const LISTINGS: &[Listing] = &[
    Listing { path: HIGHLIGHTS, sign: ";", lines: Keywords::in_query },
    Listing { path: "editors/emacs/promo-mode.el", sign: ";;", lines: Keywords::in_lisp },
    Listing { path: VIM_SYNTAX, sign: "\"", lines: Keywords::in_vim_script },
];

const HIGHLIGHTS: &str = "editors/tree-sitter-promo/queries/highlights.scm";

const VIM_SYNTAX: &str = "editors/vim/syntax/promo.vim";

/// A file that another editor needs too.
struct Copy {
    path: &'static str,
    from: &'static str,
    /// What is called otherwise there.
    names: &'static [(&'static str, &'static str)],
}

const COPIES: &[Copy] = &[
    Copy { path: "editors/helix/queries/promo/highlights.scm", from: HIGHLIGHTS, names: HELIX },
    same("editors/helix/queries/promo/injections.scm", "editors/tree-sitter-promo/queries/injections.scm"),
    same("editors/helix/queries/promo/locals.scm", "editors/tree-sitter-promo/queries/locals.scm"),
    same("editors/helix/queries/promo/tags.scm", "editors/tree-sitter-promo/queries/tags.scm"),
    same("editors/neovim/indent/promo.vim", "editors/vim/indent/promo.vim"),
    same("editors/neovim/queries/promo/folds.scm", "editors/tree-sitter-promo/queries/folds.scm"),
    same("editors/neovim/queries/promo/highlights.scm", HIGHLIGHTS),
    same("editors/neovim/queries/promo/indents.scm", "editors/tree-sitter-promo/queries/indents.scm"),
    same("editors/neovim/queries/promo/injections.scm", "editors/tree-sitter-promo/queries/injections.scm"),
    same("editors/neovim/queries/promo/locals.scm", "editors/tree-sitter-promo/queries/locals.scm"),
    same("editors/neovim/queries/promo/textobjects.scm", "editors/tree-sitter-promo/queries/textobjects.scm"),
    same("editors/neovim/syntax/promo.vim", VIM_SYNTAX),
];

const fn same(path: &'static str, from: &'static str) -> Copy {
    Copy { path, from, names: &[] }
}

/// What Helix calls otherwise.
const HELIX: &[(&str, &str)] = &[
    ("@boolean", "@constant.builtin.boolean"),
    ("@comment.documentation", "@comment.line.documentation"),
    ("@function.call", "@function"),
    ("@number", "@constant.numeric"),
    ("@property", "@variable.other.member"),
    ("@string.escape", "@constant.character.escape"),
    ("@variable.member", "@variable.other.member"),
];

/// The files of all editors.
///
/// # Errors
/// A file that is missing or without its marks, or what is wrong with the text of `grammar/keywords.toml`.
pub(super) fn files(repository: &Repository, keywords: &str) -> Result<Vec<GeneratedFile>, String> {
    let keywords = Keywords::read(keywords)?;
    let original = |path: &str| repository.text(path).ok_or_else(|| format!("{path} is missing"));
    let mut files = Vec::new();
    for Listing { path, sign, lines } in LISTINGS {
        let text = with_region(original(path)?, sign, &lines(&keywords));
        files.push(GeneratedFile { path, text: text.ok_or_else(|| format!("{path} has no marks"))? });
    }
    for Copy { path, from, names } in COPIES {
        let listing = files.iter().find(|file| file.path == *from);
        let text = listing.map_or_else(|| original(from), |file| Ok(&file.text))?;
        let text = copy(text, from, names);
        files.push(GeneratedFile { path, text });
    }
    Ok(files)
}

const START: &str = "keywords: written by `cargo xtask generate`\n";

const END: &str = "end of keywords\n";

/// The text with other lines between its marks; none if it has no marks.
fn with_region(text: &str, sign: &str, lines: &str) -> Option<String> {
    let end = format!("{sign} {END}");
    let (head, rest) = text.split_once(START)?;
    let (_, tail) = rest.split_once(&end)?;
    Some(format!("{head}{START}{lines}{end}{tail}"))
}

fn copy(original: &str, from: &str, names: &[(&str, &str)]) -> String {
    let sign = if from.ends_with(".vim") { '"' } else { ';' };
    let mut text = original.replace(START, "keywords\n");
    for (name, other) in names {
        text = text.replace(name, other);
    }
    format!("{sign} Copied from {from} by `cargo xtask generate`. Not edited by hand.\n\n{text}")
}

/// All keywords, each in one list, in the order of the table.
#[derive(Default)]
struct Keywords {
    declarations: Vec<String>,
    operators: Vec<String>,
    others: Vec<String>,
}

/// The words of tests.
const OPERATORS: &[&str] = &["and", "or", "in", "not", "exists", "matches"];

impl Keywords {
    fn read(table: &str) -> Result<Keywords, String> {
        let bodies: toml::Table = table.parse().map_err(|error: toml::de::Error| error.to_string())?;
        let mut keywords = Keywords::default();
        for (body, words) in &bodies {
            for word in words.as_table().into_iter().flat_map(toml::Table::keys) {
                keywords.add(body, word);
            }
        }
        Ok(keywords)
    }

    fn add(&mut self, body: &str, word: &str) {
        let is_there = [&self.declarations, &self.operators, &self.others]
            .into_iter()
            .any(|list| list.iter().any(|other| other == word));
        if is_there {
            return;
        }
        let list = match body {
            "file" => &mut self.declarations,
            _ if OPERATORS.contains(&word) => &mut self.operators,
            _ => &mut self.others,
        };
        list.push(word.to_owned());
    }

    fn in_query(&self) -> String {
        let all: Vec<String> =
            self.declarations.iter().chain(&self.others).map(|word| format!("{word:?}")).collect();
        let operators: Vec<String> = self.operators.iter().map(|word| format!("{word:?}")).collect();
        let list = |words: &[String], name: &str| format!("[\n{}] @{name}\n", wrapped("  ", words));
        format!("{}\n{}", list(&all, "keyword"), list(&operators, "keyword.operator"))
    }

    fn in_vim_script(&self) -> String {
        let group = |name: &str, words: &[String]| wrapped(&format!("syntax keyword {name} "), words);
        group("promoDeclaration", &self.declarations)
            + &group("promoKeyword", &self.others)
            + &group("promoKeywordOperator", &self.operators)
    }

    fn in_lisp(&self) -> String {
        let list = |name: &str, words: &[String], what: &str| {
            let words: Vec<String> = words.iter().map(|word| format!("{word:?}")).collect();
            let words = wrapped("    ", &words);
            format!("(defconst promo--{name}\n  '({})\n  {what:?})\n", words.trim())
        };
        list("declarations", &self.declarations, "The words that begin a declaration.")
            + &list("keywords", &self.others, "The words of clauses.")
            + &list("operators", &self.operators, "The words of tests.")
    }
}

/// Words on as few lines as there may be, each after the same text.
fn wrapped(start: &str, words: &[String]) -> String {
    let mut text = String::new();
    let mut line = String::new();
    for word in words {
        if !line.is_empty() && start.len() + line.len() + word.len() > 100 {
            text.push_str(&format!("{start}{}\n", line.trim_end()));
            line.clear();
        }
        line.push_str(word);
        line.push(' ');
    }
    text + &format!("{start}{}\n", line.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "[file.flow]\n[file.let]\n[product.flow]\n[flow.on]\n[words.and]\n";

    #[test]
    fn a_keyword_stands_in_one_list() {
        let keywords = Keywords::read(TABLE).unwrap();
        assert_eq!(keywords.declarations, ["flow", "let"]);
        assert_eq!(keywords.others, ["on"]);
        assert_eq!(keywords.operators, ["and"]);
    }

    #[test]
    fn only_what_is_between_the_marks_changes() {
        let text = format!("before\n; {START}old\n; {END}after\n");
        let expected = format!("before\n; {START}new\n; {END}after\n");
        assert_eq!(with_region(&text, ";", "new\n"), Some(expected));
        assert_eq!(with_region("before\n", ";", "new\n"), None);
    }

    #[test]
    fn a_copy_says_where_it_is_from_and_has_its_own_names() {
        let text = copy("(integer) @number\n", "a/b.scm", HELIX);
        assert!(text.starts_with("; Copied from a/b.scm "), "{text}");
        assert!(text.ends_with("\n(integer) @constant.numeric\n"), "{text}");
    }

    #[test]
    fn long_lists_are_wrapped() {
        let words: Vec<String> = (0..40).map(|number| format!("word{number}")).collect();
        let text = wrapped("  ", &words);
        assert!(text.lines().all(|line| line.starts_with("  word") && line.len() <= 101), "{text}");
        assert_eq!(text.split_whitespace().count(), 40);
    }
}
