//! Words of tables in other languages than English: German, French, Spanish, Portuguese, Italian, Dutch, Danish, Norwegian, Swedish, Finnish and Welsh. They stand
//! in lower case, as a table is compared.

use super::role::Role;
use super::unit::Unit;

/// What a word in the label of a band says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// Longer than the number that follows, or than the one before.
    More,
    /// Shorter than the number that follows.
    Less,
    /// Up to the number that follows, where none stands before.
    UpTo,
    /// From the number that follows on.
    From,
    /// Nothing of its own.
    Nothing,
}

const UNITS: [(&[&str], Unit, f64); 4] = [
    (
        &[
            "tag",
            "tage",
            "tagen",
            "jour",
            "jours",
            "día",
            "días",
            "dia",
            "dias",
            "giorno",
            "giorni",
            "dag",
            "dagen",
            "dage",
            "dager",
            "dagar",
            "päivä",
            "päivää",
            "diwrnod",
            "dydd",
        ],
        Unit::Days,
        1.0,
    ),
    (
        &[
            "woche",
            "wochen",
            "semaine",
            "semaines",
            "sem",
            "semana",
            "semanas",
            "settimana",
            "settimane",
            "weken",
            "uge",
            "uger",
            "uke",
            "uker",
            "vecka",
            "veckor",
            "viikko",
            "viikkoa",
            "wythnos",
        ],
        Unit::Weeks,
        1.0,
    ),
    (
        &[
            "monat",
            "monate",
            "monaten",
            "mois",
            "mes",
            "meses",
            "mês",
            "mese",
            "mesi",
            "maand",
            "maanden",
            "måned",
            "måneder",
            "månad",
            "månader",
            "kuukausi",
            "kuukautta",
            "mis",
        ],
        Unit::Months,
        1.0,
    ),
    (
        &[
            "jahr", "jahre", "jahren", "an", "ans", "année", "années", "año", "años", "ano", "anos", "anno", "anni",
            "jaar", "år",
        ],
        Unit::Months,
        12.0,
    ),
];

const WORDS: [(&[&str], Says); 5] = [
    (
        &[
            "mehr",
            "über",
            "ueber",
            "länger",
            "más",
            "mas",
            "mais",
            "oltre",
            "più",
            "piu",
            "meer",
            "langer",
            "över",
            "mer",
            "mere",
            "længere",
            "lengre",
            "yli",
            "dros",
            "supérieur",
            "mayor",
        ],
        Says::More,
    ),
    (
        &[
            "unter",
            "weniger",
            "kürzer",
            "moins",
            "menos",
            "meno",
            "minder",
            "mindre",
            "færre",
            "alle",
            "inférieur",
            "menor",
            "jusqu",
            "llai",
        ],
        Says::Less,
    ),
    (&["bis", "hasta", "até", "fino", "tot", "til", "till", "hyd"], Says::UpTo),
    (&["ab", "depuis", "desde", "vanaf", "fra", "från"], Says::From),
    (
        &[
            "à",
            "a",
            "au",
            "zu",
            "et",
            "ou",
            "de",
            "du",
            "que",
            "y",
            "o",
            "e",
            "en",
            "di",
            "da",
            "ad",
            "dan",
            "als",
            "und",
            "oder",
            "och",
            "og",
            "än",
            "end",
            "enn",
            "upp",
            "op",
            "opp",
            "i",
            "entre",
            "zwischen",
            "tra",
            "tussen",
            "mellan",
            "mellem",
            "ja",
            "na",
            "wartezeit",
            "attente",
            "espera",
            "attesa",
        ],
        Says::Nothing,
    ),
];

/// The unit that a word names, and how many of it one is.
pub(super) fn unit(word: &str) -> Option<(Unit, f64)> {
    UNITS.iter().find(|(words, ..)| words.contains(&word)).map(|u| (u.1, u.2))
}

/// What a word in the label of a band says.
pub(super) fn says(word: &str) -> Option<Says> {
    WORDS.iter().find(|(words, _)| words.contains(&word)).map(|w| w.1)
}

const COLUMNS: [(&[&str], Role); 5] = [
    (
        &[
            "fachabteilung",
            "fachgebiet",
            "fachrichtung",
            "spécialité",
            "specialite",
            "especialidad",
            "especialidade",
            "specialità",
            "specialisme",
            "specialitet",
            "speciale",
            "fagområde",
            "erikoisala",
            "arbenigedd",
        ],
        Role::Service,
    ),
    (
        &[
            "geschlecht",
            "sexe",
            "sexo",
            "sesso",
            "geslacht",
            "køn",
            "kjønn",
            "kön",
            "alter",
            "altersgruppe",
            "âge",
            "edad",
            "idade",
            "età",
            "leeftijd",
            "ålder",
            "alder",
        ],
        Role::Group,
    ),
    (
        &[
            "krankenhaus",
            "klinik",
            "klinikum",
            "hôpital",
            "établissement",
            "ospedale",
            "ziekenhuis",
            "sjukhus",
            "sykehus",
            "sygehus",
            "sairaala",
            "ysbyty",
            "land",
            "région",
            "región",
            "regione",
            "regio",
        ],
        Role::Place,
    ),
    (
        &["stichtag", "datum", "fecha", "dato", "monat", "mois", "mes", "mese", "maand", "måned", "månad", "dyddiad"],
        Role::Date,
    ),
    (
        &[
            "anzahl",
            "patienten",
            "fälle",
            "nombre",
            "effectif",
            "número",
            "pacientes",
            "numero",
            "pazienti",
            "aantal",
            "patiënten",
            "antal",
            "antall",
            "nifer",
        ],
        Role::Count,
    ),
];

/// What a column of this name is.
pub(super) fn column(name: &str) -> Option<Role> {
    let words = || name.split(|c: char| !c.is_alphanumeric());
    COLUMNS.iter().find(|(of, _)| words().any(|word| of.contains(&word))).map(|c| c.1)
}

/// Values that are totals by their names.
pub(super) const TOTALS: [&str; 14] = [
    "summe",
    "gesamt",
    "insgesamt",
    "alle",
    "ensemble",
    "tous",
    "toutes",
    "todos",
    "totale",
    "totaal",
    "totalt",
    "i alt",
    "yhteensä",
    "cyfanswm",
];

/// Values that mean that a group is not recorded.
pub(super) const NOT_KNOWN: [&str; 12] = [
    "unbekannt",
    "keine angabe",
    "inconnu",
    "non renseigné",
    "desconocido",
    "desconhecido",
    "sconosciuto",
    "onbekend",
    "okänt",
    "ukjent",
    "ukendt",
    "anhysbys",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::bands::Band;

    #[test]
    fn bands_of_other_languages_are_read() {
        use Unit::{Days, Months, Weeks};
        for (label, low, high, unit) in [
            ("0-4 Wochen", 0.0, Some(4.0), Weeks),
            ("über 4 bis 12 Wochen", 4.0, Some(12.0), Weeks),
            ("mehr als 26 Wochen", 26.0, None, Weeks),
            ("ab 26 Wochen", 26.0, None, Weeks),
            ("bis 4 Wochen", 0.0, Some(4.0), Weeks),
            ("4 à 12 semaines", 4.0, Some(12.0), Weeks),
            ("plus de 26 semaines", 26.0, None, Weeks),
            ("moins de 3 mois", 0.0, Some(3.0), Months),
            ("jusqu'à 3 mois", 0.0, Some(3.0), Months),
            ("26 semaines et plus", 26.0, None, Weeks),
            ("De 3 a 6 meses", 3.0, Some(6.0), Months),
            ("Más de 6 meses", 6.0, None, Months),
            ("0-90 días", 0.0, Some(90.0), Days),
            ("oltre 12 mesi", 12.0, None, Months),
            ("meer dan 52 weken", 52.0, None, Weeks),
            ("0 till 90 dagar", 0.0, Some(90.0), Days),
            ("mere end 1 år", 12.0, None, Months),
            ("Dros 36 wythnos", 36.0, None, Weeks),
        ] {
            let found = Band::read(label).unwrap_or_else(|| panic!("{label}"));
            assert_eq!((found.low, found.high, found.unit), (low, high, Some(unit)), "{label}");
        }
        for label in ["Alter", "Anzahl", "a", "2 de 3 hospitales", "Summe", "1 bis"] {
            assert_eq!(Band::read(label), None, "{label}");
        }
    }
}
