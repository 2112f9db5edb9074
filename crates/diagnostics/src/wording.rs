//! Names in messages: in quotes, and never more of them than anybody reads. Knows nothing of what they stand for.

/// At most this many names are listed.
const MOST_LISTED: usize = 6;

/// At most this many names of a path are shown.
const MOST_OF_PATH: usize = 12;

/// Names in quotes, such as `` `a`, `b` or `c` ``; of many the first, and how many more there are.
pub fn listed(names: &[impl AsRef<str>], conjunction: &str) -> String {
    let quoted = |name: &dyn AsRef<str>| format!("`{}`", name.as_ref());
    let shown: Vec<String> = names.iter().take(MOST_LISTED).map(|name| quoted(name)).collect();
    match (names.len().saturating_sub(MOST_LISTED), shown.split_last()) {
        (0, Some((last, others))) if !others.is_empty() => {
            format!("{} {conjunction} {last}", others.join(", "))
        }
        (0, _) => shown.join(", "),
        (more, _) => format!("{} {conjunction} {more} more", shown.join(", ")),
    }
}

/// A number of things, such as `1 file`, `2 files` or `2 fixes`.
pub fn counted(count: usize, noun: &str) -> String {
    let ending = match count {
        1 => "",
        _ if noun.ends_with('x') => "es",
        _ => "s",
    };
    format!("{count} {noun}{ending}")
}

/// A way from name to name, such as `a -> b -> c`; of a long one the first and the last.
pub fn path(names: &[impl AsRef<str>]) -> String {
    let mut shown: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    if shown.len() > MOST_OF_PATH {
        let last = shown.len() - MOST_OF_PATH / 2;
        shown.splice(MOST_OF_PATH / 2..last, ["…"]);
    }
    shown.join(" -> ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_names_are_all_listed() {
        assert_eq!(listed(&[] as &[&str], "or"), "");
        assert_eq!(listed(&["a"], "or"), "`a`");
        assert_eq!(listed(&["a", "b", "c"], "and"), "`a`, `b` and `c`");
    }

    #[test]
    fn of_one_thing_there_is_one() {
        assert_eq!([0, 1, 2].map(|count| counted(count, "file")), ["0 files", "1 file", "2 files"]);
        assert_eq!([1, 2].map(|count| counted(count, "fix")), ["1 fix", "2 fixes"]);
    }

    #[test]
    fn of_many_names_the_first_are_listed() {
        let names: Vec<String> = (0..100).map(|number| number.to_string()).collect();
        let text = listed(&names, "or");
        assert!(text.starts_with("`0`, `1`") && text.ends_with("`5` or 94 more"), "{text}");
        assert_eq!(path(&names), "0 -> 1 -> 2 -> 3 -> 4 -> 5 -> … -> 94 -> 95 -> 96 -> 97 -> 98 -> 99");
    }
}
