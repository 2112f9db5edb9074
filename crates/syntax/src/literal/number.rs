//! Integers and durations.

/// Why an integer has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntegerError {
    /// It does not fit into 64 bits.
    Overflow,
}

/// Why a duration has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DurationError {
    /// A unit does not stand behind all larger ones, or stands there twice.
    Order,
    /// It does not fit into 64 bits of seconds.
    Overflow,
}

/// The value of an integer.
///
/// # Errors
/// If it is out of range.
pub fn integer(text: &str) -> Result<i64, IntegerError> {
    text.parse().map_err(|_| IntegerError::Overflow)
}

/// The seconds of a duration such as `1h30m`.
///
/// # Errors
/// If its units are not in order, largest first, or if it is out of range.
pub fn duration(text: &str) -> Result<u64, DurationError> {
    let mut total = 0_u64;
    let mut largest = u64::MAX;
    for part in text.split_inclusive(|letter: char| letter.is_ascii_alphabetic()) {
        let unit = part.chars().next_back().map_or(0, seconds);
        let count = part.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
        if unit == 0 || unit >= largest {
            return Err(DurationError::Order);
        }
        largest = unit;
        let count: u64 = count.parse().map_err(|_| DurationError::Overflow)?;
        let length = count.checked_mul(unit).ok_or(DurationError::Overflow)?;
        total = total.checked_add(length).ok_or(DurationError::Overflow)?;
    }
    Ok(total)
}

fn seconds(unit: char) -> u64 {
    match unit {
        'd' => 86_400,
        'h' => 3_600,
        'm' => 60,
        's' => 1,
        _ => 0,
    }
}
