//! The works that the methods text cites, with the key that it cites them by.

/// A work: key, kind in BibTeX, its fields, and how it stands in a list.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) key: &'static str,
    kind: &'static str,
    fields: &'static [(&'static str, &'static str)],
}

/// All of them, by key.
pub(super) const WORKS: [Work; 10] = [
    Work {
        key: "aalen1978",
        kind: "article",
        fields: &[
            ("author", "Aalen, Odd O. and Johansen, Søren"),
            (
                "title",
                "An empirical transition matrix for non-homogeneous Markov chains based on censored observations",
            ),
            ("journal", "Scandinavian Journal of Statistics"),
            ("volume", "5"),
            ("pages", "141--150"),
            ("year", "1978"),
        ],
    },
    Work {
        key: "glasserman1992",
        kind: "article",
        fields: &[
            ("author", "Glasserman, Paul and Yao, David D."),
            ("title", "Some guidelines and guarantees for common random numbers"),
            ("journal", "Management Science"),
            ("volume", "38"),
            ("number", "6"),
            ("pages", "884--908"),
            ("year", "1992"),
            ("doi", "10.1287/mnsc.38.6.884"),
        ],
    },
    Work {
        key: "holm1979",
        kind: "article",
        fields: &[
            ("author", "Holm, Sture"),
            ("title", "A simple sequentially rejective multiple test procedure"),
            ("journal", "Scandinavian Journal of Statistics"),
            ("volume", "6"),
            ("pages", "65--70"),
            ("year", "1979"),
        ],
    },
    Work {
        key: "law2015",
        kind: "book",
        fields: &[
            ("author", "Law, Averill M."),
            ("title", "Simulation Modeling and Analysis"),
            ("edition", "5"),
            ("publisher", "McGraw-Hill"),
            ("year", "2015"),
        ],
    },
    Work {
        key: "mackenbach1997",
        kind: "article",
        fields: &[
            ("author", "Mackenbach, Johan P. and Kunst, Anton E."),
            (
                "title",
                "Measuring the magnitude of socio-economic inequalities in health: an overview of available measures illustrated with two examples from Europe",
            ),
            ("journal", "Social Science and Medicine"),
            ("volume", "44"),
            ("number", "6"),
            ("pages", "757--771"),
            ("year", "1997"),
            ("doi", "10.1016/S0277-9536(96)00073-1"),
        ],
    },
    Work {
        key: "monks2019",
        kind: "article",
        fields: &[
            (
                "author",
                "Monks, Thomas and Currie, Christine S. M. and Onggo, Bhakti Stephan and Robinson, Stewart and Kunc, Martin and Taylor, Simon J. E.",
            ),
            ("title", "Strengthening the reporting of empirical simulation studies: Introducing the STRESS guidelines"),
            ("journal", "Journal of Simulation"),
            ("volume", "13"),
            ("number", "1"),
            ("pages", "55--67"),
            ("year", "2019"),
            ("doi", "10.1080/17477778.2018.1442155"),
        ],
    },
    Work {
        key: "nelsen2006",
        kind: "book",
        fields: &[
            ("author", "Nelsen, Roger B."),
            ("title", "An Introduction to Copulas"),
            ("edition", "2"),
            ("publisher", "Springer"),
            ("year", "2006"),
            ("doi", "10.1007/0-387-28678-0"),
        ],
    },
    Work {
        key: "nhsengland_mdc",
        kind: "misc",
        fields: &[
            ("author", "{NHS England}"),
            ("title", "Making Data Count: statistical process control charts and their rules"),
            ("howpublished", "https://www.england.nhs.uk/publication/making-data-count/"),
        ],
    },
    Work {
        key: "royston2013",
        kind: "article",
        fields: &[
            ("author", "Royston, Patrick and Parmar, Mahesh K. B."),
            (
                "title",
                "Restricted mean survival time: an alternative to the hazard ratio for the design and analysis of randomized trials with a time-to-event outcome",
            ),
            ("journal", "BMC Medical Research Methodology"),
            ("volume", "13"),
            ("pages", "152"),
            ("year", "2013"),
            ("doi", "10.1186/1471-2288-13-152"),
        ],
    },
    Work {
        key: "salmon2011",
        kind: "inproceedings",
        fields: &[
            ("author", "Salmon, John K. and Moraes, Mark A. and Dror, Ron O. and Shaw, David E."),
            ("title", "Parallel random numbers: as easy as 1, 2, 3"),
            (
                "booktitle",
                "Proceedings of 2011 International Conference for High Performance Computing, Networking, Storage and Analysis",
            ),
            ("year", "2011"),
            ("doi", "10.1145/2063384.2063405"),
        ],
    },
];

/// The works of these keys as a BibTeX file, in order of key.
pub(super) fn bibtex(keys: &[&str]) -> String {
    let works = WORKS.iter().filter(|w| keys.contains(&w.key));
    let one = |w: &Work| {
        let fields: Vec<String> = w.fields.iter().map(|(name, value)| format!("  {name} = {{{value}}}")).collect();
        format!("@{}{{{},\n{}\n}}\n", w.kind, w.key, fields.join(",\n"))
    };
    works.map(one).collect::<Vec<_>>().join("\n")
}

/// The same as lines of a list in Markdown.
pub(super) fn listed(keys: &[&str]) -> String {
    let field = |w: &Work, name: &str| w.fields.iter().find(|(n, _)| *n == name).map_or("", |(_, v)| *v);
    let one = |w: &Work| {
        let place: Vec<&str> =
            ["journal", "booktitle", "publisher"].iter().map(|n| field(w, n)).filter(|t| !t.is_empty()).collect();
        let mut line = format!(
            "* [{}] {}. {}.",
            w.key,
            field(w, "author").replace(" and ", "; ").replace(['{', '}'], "").trim_end_matches('.'),
            field(w, "title")
        );
        for (text, end) in [(place.concat(), ""), (field(w, "volume").to_string(), "")] {
            if !text.is_empty() {
                line.push_str(&format!(" {text}{end}"));
            }
        }
        let pages = field(w, "pages").replace("--", "-");
        if !pages.is_empty() {
            line.push_str(&format!(":{pages}"));
        }
        if !field(w, "year").is_empty() {
            line.push_str(&format!(", {}", field(w, "year")));
        }
        for (start, name) in [("https://doi.org/", "doi"), ("", "howpublished")] {
            if !field(w, name).is_empty() {
                line.push_str(&format!(". {start}{}", field(w, name)));
            }
        }
        line + "\n"
    };
    WORKS.iter().filter(|w| keys.contains(&w.key)).map(one).collect()
}
