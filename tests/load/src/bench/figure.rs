use std::fmt;

/// The median of several measurements, and the range of the middle half.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// The median.
    pub median: f64,
    /// A quarter of the measurements is smaller.
    pub lower: f64,
    /// A quarter is greater.
    pub upper: f64,
}

impl Figure {
    /// `None` if nothing was measured.
    #[must_use]
    pub fn of(measurements: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = measurements.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        Some(Self {
            median: quantile(&sorted, 2)?,
            lower: quantile(&sorted, 1)?,
            upper: quantile(&sorted, 3)?,
        })
    }
}

/// Between two measurements, in proportion.
fn quantile(sorted: &[f64], quarters: usize) -> Option<f64> {
    let steps = sorted.len().checked_sub(1)? * quarters;
    let lower = sorted.get(steps / 4)?;
    let upper = sorted.get(steps.div_ceil(4))?;
    let share = f64::from(u8::try_from(steps % 4).ok()?) / 4.0;
    Some(lower + (upper - lower) * share)
}

/// `3.1 (2.9–3.4)`, as exact as the formatter's precision.
impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let precision = f.precision().unwrap_or(1);
        let Self {
            median,
            lower,
            upper,
        } = self;
        write!(
            f,
            "{median:.precision$} ({lower:.precision$}–{upper:.precision$})"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_and_the_middle_half() {
        let table: [(&[f64], Option<&str>); 5] = [
            (&[], None),
            (&[3.0], Some("3.0 (3.0–3.0)")),
            (&[4.0, 2.0], Some("3.0 (2.5–3.5)")),
            (&[5.0, 1.0, 3.0, 2.0, 4.0], Some("3.0 (2.0–4.0)")),
            (&[1.0, 1.0, 1.0, 1.0, 100.0], Some("1.0 (1.0–1.0)")),
        ];
        for (measurements, expected) in table {
            let text = Figure::of(measurements.iter().copied()).map(|figure| figure.to_string());
            assert_eq!(text.as_deref(), expected, "{measurements:?}");
        }
    }
}
