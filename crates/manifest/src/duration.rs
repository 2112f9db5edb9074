//! Durations as Argo reads them, and in the one form in which promo writes them.

/// A duration in whole days, hours, minutes and seconds, which promo writes; none if it is no whole number of seconds.
pub fn whole_duration(duration: &str) -> Option<String> {
    let seconds = seconds(duration).filter(|seconds| *seconds > 0)?;
    let parts = [
        (seconds / 86_400, 'd'),
        (seconds % 86_400 / 3_600, 'h'),
        (seconds % 3_600 / 60, 'm'),
        (seconds % 60, 's'),
    ];
    Some(parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count}{unit}")).collect())
}

/// How long `1h30m` is; none if its parts have other units, or none.
fn seconds(duration: &str) -> Option<u64> {
    let mut seconds = 0_u64;
    let mut digits = String::new();
    for character in duration.chars() {
        if character.is_ascii_digit() {
            digits.push(character);
            continue;
        }
        let (_, unit) = UNITS.iter().find(|(letter, _)| *letter == character)?;
        seconds = digits.parse::<u64>().ok()?.checked_mul(*unit)?.checked_add(seconds)?;
        digits.clear();
    }
    digits.is_empty().then_some(seconds)
}

/// Argo's units, in seconds.
const UNITS: [(char, u64); 3] = [('h', 3_600), ('m', 60), ('s', 1)];
