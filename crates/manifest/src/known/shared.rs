//! The places of a file that aliases refer to. It knows no value.

use std::ops::Range;

/// Places that stand for more than themselves, each outside of the others.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Shared {
    /// In order.
    places: Vec<Range<usize>>,
}

impl Shared {
    pub(super) fn new(mut places: Vec<Range<usize>>) -> Shared {
        places.sort_unstable_by_key(|place| (place.start, place.end));
        let mut apart: Vec<Range<usize>> = Vec::new();
        for place in places {
            match apart.last_mut() {
                Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
                _ => apart.push(place),
            }
        }
        Shared { places: apart }
    }

    /// Whether some bytes have a part in one of the places.
    pub fn holds(&self, span: &Range<usize>) -> bool {
        let next = self.places.partition_point(|place| place.end < span.start);
        self.places.get(next).is_some_and(|place| place.start <= span.end)
    }
}
