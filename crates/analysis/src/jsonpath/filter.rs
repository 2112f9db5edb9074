//! Whether what stands between `?(` and `)` of a JSONPath can be a condition: comparisons with something on both sides,
//! joined by `&&` and `||`. Knows nothing of what a condition selects.

/// What is said of a filter that is none.
pub(super) const HELP: &str = "a filter asks whether there is something, as in `?(@.name)`, \
                               or compares it by `==`, `!=`, `<`, `<=`, `>`, `>=` or `=~`, as in `?(@.name == \"x\")`";

/// The characters that operators are made of.
const OPERATOR: [char; 7] = ['=', '!', '<', '>', '~', '&', '|'];

const COMPARISONS: [&str; 7] = ["==", "!=", "<", "<=", ">", ">=", "=~"];

/// How deep parentheses can be nested.
const DEEPEST: usize = 32;

/// Whether a text can be a condition.
pub(super) fn is_condition(text: &str) -> bool {
    is_condition_within(text, DEEPEST)
}

/// Whether a text can be a condition, with parentheses no deeper than this.
fn is_condition_within(text: &str, depth: usize) -> bool {
    let Some(parts) = parts(text, depth) else { return false };
    let conditions = parts.split(|part| matches!(part, Part::Operator("&&" | "||")));
    let is_true = |condition: &[Part<'_>]| match condition {
        [Part::Operand] => true,
        [Part::Operand, Part::Operator(operator), Part::Operand] => COMPARISONS.contains(operator),
        _ => false,
    };
    conditions.map(without_negation).all(is_true)
}

/// An operator, or what stands beside one.
enum Part<'t> {
    Operator(&'t str),
    Operand,
}

/// A `!` before a condition asks for the opposite.
fn without_negation<'a, 't>(condition: &'a [Part<'t>]) -> &'a [Part<'t>] {
    match condition {
        [Part::Operator("!"), rest @ ..] => rest,
        whole => whole,
    }
}

/// The operators of a condition with what stands beside them; none if parentheses in it hold no condition. What stands
/// in quotes or brackets is looked at elsewhere.
fn parts(text: &str, depth: usize) -> Option<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let is_operator = rest.starts_with(OPERATOR);
        let length = if is_operator { operator_length(rest) } else { operand_length(rest) };
        let (part, after) = rest.split_at_checked(length)?;
        let part = part.trim();
        if let Some(inner) = part.strip_prefix('(') {
            let inner = inner.strip_suffix(')').filter(|_| depth > 0)?;
            if !is_condition_within(inner, depth - 1) {
                return None;
            }
        }
        parts.push(if is_operator { Part::Operator(part) } else { Part::Operand });
        rest = after.trim_start();
    }
    Some(parts)
}

/// A `!` before an operand is an operator of its own, also behind `&&`.
fn operator_length(text: &str) -> usize {
    let length = text.find(|c| !OPERATOR.contains(&c)).unwrap_or(text.len());
    let is_joined = length > 2 && (text.starts_with("&&") || text.starts_with("||"));
    if is_joined { 2 } else { length }
}

fn operand_length(text: &str) -> usize {
    let mut quote: Option<char> = None;
    let mut depth = 0_usize;
    for (offset, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '[' | '(') => depth += 1,
            (None, ']' | ')') => depth = depth.saturating_sub(1),
            (None, _) if depth == 0 && OPERATOR.contains(&character) => return offset,
            (None, _) => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::is_condition;

    #[test]
    fn conditions_are_accepted() {
        for text in [
            "@.name == \"x\"",
            "@.name=='a = b'",
            "@.name",
            "@[\"a=b\"] != 1",
            "@.a > 1 && @.b <= 2 || !@.c",
            "@.a &&!@.b",
            "(@.a == 1 || @.b) && !(@.c)",
            "@.a[?(@.b == 1)]",
            "@.length-1",
            "@.name =~ /x.*/",
        ] {
            assert!(is_condition(text), "{text}");
        }
    }

    #[test]
    fn what_compares_nothing_is_refused() {
        for text in [
            "",
            " ",
            "@.x = 1",
            "@.x ==",
            "== 1",
            "@.x == == 1",
            "@.x === 1",
            "@.x == 1 &&",
            "@.x & @.y",
            "@.a == 1 == 2",
            "!",
            "()",
            "(@.x =) && @.y",
        ] {
            assert!(!is_condition(text), "{text}");
        }
        assert!(!is_condition(&"(".repeat(100_000)));
        assert!(!is_condition(&format!("{}@.x{}", "(".repeat(100_000), ")".repeat(100_000))));
    }
}
