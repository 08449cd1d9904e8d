//! Holidays: fixed days and those that move with Easter.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::nlp::analysis::Period;

/// When a holiday falls.
#[derive(Debug, Clone, Copy)]
enum Falls {
    /// From a day of a month, for some days.
    On(i8, i8, i8),
    /// From so many days after Easter Sunday, for some days.
    Easter(i32, i8),
    /// So many days before the fourth Sunday of Advent, for some days.
    Advent(i32, i8),
    /// On the second Sunday in May.
    MothersDay,
}

const TABLE: &[(&str, Falls)] = &[
    ("christmas_eve", Falls::On(12, 24, 1)),
    ("christmas", Falls::On(12, 24, 3)),
    ("new_years_eve", Falls::On(12, 31, 1)),
    ("new_year", Falls::On(1, 1, 1)),
    ("easter", Falls::Easter(-2, 4)),
    ("good_friday", Falls::Easter(-2, 1)),
    ("easter_sunday", Falls::Easter(0, 1)),
    ("easter_monday", Falls::Easter(1, 1)),
    ("maundy", Falls::Easter(-3, 1)),
    ("easter_saturday", Falls::Easter(-1, 1)),
    ("whitsun", Falls::Easter(49, 2)),
    ("whit_sunday", Falls::Easter(49, 1)),
    ("whit_monday", Falls::Easter(50, 1)),
    ("ascension", Falls::Easter(39, 1)),
    ("corpus_christi", Falls::Easter(60, 1)),
    ("rose_monday", Falls::Easter(-48, 1)),
    ("shrove_tuesday", Falls::Easter(-47, 1)),
    ("ash_wednesday", Falls::Easter(-46, 1)),
    ("palm_sunday", Falls::Easter(-7, 1)),
    ("epiphany", Falls::On(1, 6, 1)),
    ("reformation", Falls::On(10, 31, 1)),
    ("all_saints", Falls::On(11, 1, 1)),
    ("all_souls", Falls::On(11, 2, 1)),
    ("st_nicholas", Falls::On(12, 6, 1)),
    ("st_martin", Falls::On(11, 11, 1)),
    ("assumption", Falls::On(8, 15, 1)),
    ("labour_day", Falls::On(5, 1, 1)),
    ("german_unity", Falls::On(10, 3, 1)),
    ("repentance", Falls::Advent(32, 1)),
    ("totensonntag", Falls::Advent(28, 1)),
    ("advent", Falls::Advent(21, 22)),
    ("boxing", Falls::On(12, 26, 1)),
    ("valentine", Falls::On(2, 14, 1)),
    ("halloween", Falls::On(10, 31, 1)),
    ("womens_day", Falls::On(3, 8, 1)),
    ("mothers_day", Falls::MothersDay),
];

/// The index of a holiday by name, for the table of words.
pub(crate) fn index_of(name: &str) -> Option<u8> {
    TABLE.iter().position(|(n, _)| *n == name).and_then(|i| u8::try_from(i).ok())
}

/// The days of holiday `index` in a year.
pub(crate) fn in_year(index: u8, year: i16) -> Option<Period> {
    let (start, days) = match TABLE.get(usize::from(index))?.1 {
        Falls::On(month, day, days) => (Date::new(year, month, day).ok()?, days),
        Falls::Easter(offset, days) => (easter(year)?.checked_add(i64::from(offset).days()).ok()?, days),
        Falls::Advent(before, days) => {
            let eve = Date::new(year, 12, 24).ok()?;
            let sunday = eve.checked_sub(i64::from(eve.weekday().to_sunday_zero_offset()).days()).ok()?;
            (sunday.checked_sub(i64::from(before).days()).ok()?, days)
        }
        Falls::MothersDay => {
            (Date::new(year, 5, 1).ok()?.nth_weekday_of_month(2, jiff::civil::Weekday::Sunday).ok()?, 1)
        }
    };
    let end = start.checked_add((i64::from(days) - 1).days()).ok()?;
    Some(Period { start, end })
}

/// Easter Sunday in the Gregorian calendar (the anonymous algorithm of 1876).
#[expect(clippy::many_single_char_names, reason = "the names are those of the published algorithm")]
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y.rem_euclid(19), y.div_euclid(100), y.rem_euclid(100));
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(sum / 31).ok()?, i8::try_from(sum % 31 + 1).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn holidays_have_their_days_and_words_with_them_inside_have_none() {
        check(&[
            ("Am Karfreitag 2024 ruht die Arbeit.", "Karfreitag 2024 = date @2024-03-29..2024-03-29"),
            ("An Heiligabend ruht die Arbeit.", "Heiligabend = date @2024-12-24..2024-12-24"),
            ("Der Weihnachtsmann kommt.", "-"),
        ]);
    }
}
