use jiff::{SignedDuration, Timestamp};

use crate::flaw::Problem;
use crate::json::Json;

/// How far a clock may be ahead: a time up to this far in the future counts as now.
pub const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// The moment a number of 24-hour days later, whatever daylight saving or the length of the month.
pub(crate) fn days_after(at: Timestamp, days: u32) -> Timestamp {
    at.saturating_add(SignedDuration::from_hours(24 * i64::from(days)))
        .unwrap_or(Timestamp::MAX)
}

/// A moment in RFC 3339 form, at any offset.
pub(crate) fn read(json: Json) -> Result<Timestamp, Problem> {
    let text = json.text()?;
    if !is_rfc3339(text.as_bytes()) {
        return Err(Problem::Time);
    }
    text.parse().map_err(|_| Problem::Time)
}

/// As [`read`], and not in the future.
pub(crate) fn read_past(json: Json, now: Timestamp) -> Result<Timestamp, Problem> {
    let at = read(json)?;
    if at > now.saturating_add(CLOCK_TOLERANCE).unwrap_or(now) {
        return Err(Problem::Future);
    }
    Ok(at)
}

/// Whether the text has RFC 3339's form. jiff also accepts forms that other readers, such as JSON
/// Schema validators, don't.
fn is_rfc3339(text: &[u8]) -> bool {
    let form = |text: &[u8], form: &[u8]| {
        text.len() == form.len()
            && text.iter().zip(form).all(|(c, wanted)| match wanted {
                b'0' => c.is_ascii_digit(),
                _ => c.eq_ignore_ascii_case(wanted),
            })
    };
    let Some((time, rest)) = text.split_at_checked(19) else {
        return false;
    };
    let offset = match rest {
        [b'.', fraction @ ..] => {
            let digits = fraction.iter().take_while(|c| c.is_ascii_digit()).count();
            if digits == 0 {
                return false;
            }
            &fraction[digits..]
        }
        _ => rest,
    };
    let zone = match offset {
        [b'+' | b'-', hours @ ..] => form(hours, b"00:00") && hours < b"24:00".as_slice(),
        _ => form(offset, b"Z"),
    };
    // Nobody attests in a leap second.
    form(time, b"0000-00-00T00:00:00") && !time.ends_with(b"60") && zone
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::day::day_of;

    fn moment(text: &str) -> Option<Timestamp> {
        read(Json::Text(text.to_owned())).ok()
    }

    #[test]
    fn any_offset_is_the_same_moment() {
        let nine = moment("2026-10-01T09:00:00Z");
        assert!(nine.is_some());
        for same in [
            "2026-10-01t09:00:00z",
            "2026-10-01T09:00:00.000Z",
            "2026-10-01T11:00:00+02:00",
            "2026-09-30T22:30:00-10:30",
            "2026-10-01T23:00:00+14:00",
            "2026-10-01T09:00:00+00:00",
            "2026-10-01T09:00:00-00:00",
        ] {
            assert_eq!(moment(same), nine, "{same}");
        }
    }

    #[test]
    fn leap_days_and_month_ends_exist_where_the_calendar_has_them() {
        for good in [
            "2028-02-29T00:00:00Z",
            "2026-12-31T23:59:59Z",
            "2000-02-29T12:00:00Z",
        ] {
            assert!(moment(good).is_some(), "{good}");
        }
        for bad in [
            "2026-02-29T00:00:00Z",
            "2100-02-29T00:00:00Z",
            "2026-04-31T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-10T00:00:00Z",
            "2026-10-01T24:00:00Z",
            "2026-10-01T09:60:00Z",
        ] {
            assert_eq!(moment(bad), None, "{bad}");
        }
    }

    #[test]
    fn only_rfc_3339_is_a_time() {
        for bad in [
            "",
            "2026-10-01",
            "2026-10-01T09:00:00",
            "2026-10-01 09:00:00Z",
            "2026-10-01T09:00Z",
            "2026-10-01T09:00:00.Z",
            "2026-10-01T09:00:00+02",
            "2026-10-01T09:00:00+0200",
            "2026-10-01T09:00:00+24:00",
            "2026-10-01T09:00:00+02:60",
            "2026-10-01T09:00:60Z",
            "2026-10-01T09:00:00+02:00[Europe/Berlin]",
            "2026-10-01T09:00:00Z ",
            "2026-10-01T09:00:00ZZ",
            "-02026-10-01T09:00:00Z",
            "1 October 2026",
            "２０２６-10-01T09:00:00Z",
        ] {
            assert_eq!(moment(bad), None, "{bad}");
        }
    }

    #[test]
    fn days_are_24_hours_in_any_month() {
        let leap: Timestamp = "2028-02-28T09:00:00Z".parse().unwrap();
        assert_eq!(day_of(days_after(leap, 1)), "2028-02-29");
        assert_eq!(day_of(days_after(leap, 2)), "2028-03-01");
        let end: Timestamp = "2026-01-31T23:59:59Z".parse().unwrap();
        assert_eq!(day_of(days_after(end, 92)), "2026-05-03");
        assert_eq!(days_after(Timestamp::MAX, 1), Timestamp::MAX);
    }

    #[test]
    fn a_clock_may_be_five_minutes_ahead() {
        let now: Timestamp = "2026-10-01T09:00:00Z".parse().unwrap();
        let past = |text: &str| read_past(Json::Text(text.to_owned()), now);
        assert!(past("2026-10-01T09:05:00Z").is_ok());
        assert_eq!(past("2026-10-01T09:05:01Z"), Err(Problem::Future));
    }
}
