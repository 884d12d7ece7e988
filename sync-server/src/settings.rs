//! What organizers set of a campaign, as they write it on the command line and on the page.

use std::ops::RangeInclusive;

use turfwalk_core::model::QuietHours;

/// Hours that a lease may have.
pub(crate) const LEASE_H: RangeInclusive<i64> = 1..=24 * 90;
/// What phones take where a campaign has no lease of its own, in hours.
pub(crate) const USUAL_LEASE_H: u32 = 168;

/// A time zone by its IANA name; one sentence if there is none of that name.
pub(crate) fn time_zone(name: &str) -> Result<String, String> {
    jiff::tz::TimeZone::get(name)
        .map(|_| name.to_owned())
        .map_err(|_| format!("{name} is no time zone; name one as Europe/Berlin"))
}

/// `21:00-09:00`, or `none`; one sentence for anything else.
pub(crate) fn quiet_hours(text: &str) -> Result<Option<QuietHours>, String> {
    match text {
        "none" => Ok(None),
        hours => read_hours(hours)
            .map(Some)
            .ok_or_else(|| "say quiet hours as 21:00-09:00, or none".into()),
    }
}

/// Quiet hours as they are written.
pub(crate) fn quiet_text(hours: Option<QuietHours>) -> String {
    hours.map_or_else(
        || "none".into(),
        |QuietHours { from_min, to_min }| {
            format!(
                "{:02}:{:02}-{:02}:{:02}",
                from_min / 60,
                from_min % 60,
                to_min / 60,
                to_min % 60
            )
        },
    )
}

fn read_hours(text: &str) -> Option<QuietHours> {
    let minutes = |clock: &str| {
        let time: jiff::civil::Time = clock.trim().parse().ok()?;
        Some(u16::from(time.hour() as u8) * 60 + u16::from(time.minute() as u8))
    };
    let (from, to) = text.split_once('-')?;
    let (from_min, to_min) = (minutes(from)?, minutes(to)?);
    (from_min != to_min).then_some(QuietHours { from_min, to_min })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_are_read_as_people_write_them_and_written_so() {
        let hours = |from_min, to_min| Ok(Some(QuietHours { from_min, to_min }));
        assert_eq!(quiet_hours("21:00-09:00"), hours(1260, 540));
        assert_eq!(quiet_hours("20:30 - 08:15"), hours(1230, 495));
        assert_eq!(quiet_hours("none"), Ok(None));
        for wrong in ["", "21-9-3", "25:00-09:00", "09:00-09:00", "late"] {
            assert!(quiet_hours(wrong).is_err(), "{wrong}");
        }
        for text in ["21:00-09:00", "00:05-23:59", "none"] {
            assert_eq!(quiet_text(quiet_hours(text).unwrap()), text);
        }
    }

    #[test]
    fn a_time_zone_is_one_that_there_is() {
        assert_eq!(time_zone("Europe/Berlin"), Ok("Europe/Berlin".into()));
        assert!(time_zone("Berlin time").is_err());
    }
}
