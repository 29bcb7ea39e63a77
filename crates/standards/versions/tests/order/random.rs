//! Random versions: like real ones, and nasty.

use fastrand::Rng;

/// Makes versions of one scheme; every few of them is not one.
pub(crate) struct Versions {
    rng: Rng,
    grammar: &'static Grammar,
}

struct Grammar {
    scheme: &'static str,
    starts: &'static [&'static str],
    joints: &'static [&'static str],
    ends: &'static [&'static str],
    most: usize,
}

impl Versions {
    pub(crate) fn new(scheme: &str, seed: u64) -> Self {
        let grammar = GRAMMARS
            .iter()
            .find(|grammar| grammar.scheme == scheme)
            .unwrap_or_else(|| panic!("no grammar for {scheme}"));
        Self {
            rng: Rng::with_seed(seed),
            grammar,
        }
    }

    /// Two versions, as a rule near to each other.
    pub(crate) fn pair(&mut self) -> (String, String) {
        let a = self.one();
        let b = if self.rng.u8(..4) == 0 || self.grammar.scheme == "datetime" {
            self.one()
        } else {
            self.neighbour(&a)
        };
        (a, b)
    }

    pub(crate) fn one(&mut self) -> String {
        if self.grammar.scheme == "datetime" {
            return self.instant();
        }
        let mut text = self.pick(self.grammar.starts);
        text.push_str(&self.number());
        let semantic = self.is_semantic();
        let parts = if semantic {
            2
        } else {
            self.rng.usize(0..=self.grammar.most)
        };
        for _ in 0..parts {
            let joint = if semantic {
                ".".to_owned()
            } else {
                self.pick(self.grammar.joints)
            };
            text.push_str(&joint);
            if !joint.ends_with(|c: char| c.is_ascii_alphabetic()) || self.rng.bool() {
                text.push_str(&self.number());
            }
        }
        for _ in 0..self.rng.usize(0..=2) {
            let end = self.pick(self.grammar.ends);
            text.push_str(&end);
            if !end.is_empty() && self.rng.bool() {
                text.push_str(&self.number());
            }
        }
        text
    }

    /// The same version with one part changed, dropped or added.
    fn neighbour(&mut self, text: &str) -> String {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let at = places[self.rng.usize(..places.len())];
        let (before, after) = text.split_at(at);
        match self.rng.u8(..5) {
            0 => before.to_owned(),
            1 => format!("{before}{}{after}", self.number()),
            2 => format!("{text}{}", self.pick(self.grammar.ends)),
            3 => format!("{before}{}", after.get(1..).unwrap_or_default()),
            _ => format!("{before}{}{after}", self.pick(self.grammar.joints)),
        }
    }

    fn number(&mut self) -> String {
        let strict = self.is_semantic() && self.rng.u8(..9) > 0;
        match self.rng.u8(..12) {
            0 => "0".to_owned(),
            1 if !strict => format!("0{}", self.rng.u8(..100)),
            2 if !strict => "00".to_owned(),
            3 => (0..40)
                .map(|_| char::from(b'1' + self.rng.u8(..2)))
                .collect(),
            4 => "20240101".to_owned(),
            _ => self.rng.u8(..12).to_string(),
        }
    }

    fn is_semantic(&self) -> bool {
        matches!(self.grammar.scheme, "semver" | "npm" | "cargo" | "golang")
    }

    fn instant(&mut self) -> String {
        let rng = &mut self.rng;
        let fraction = [".0", ".5", ".50", ".123", "", ""][rng.usize(..6)];
        let zone = ["Z", "+09:00", "-05:30", "+00:00", "z"][rng.usize(..5)];
        format!(
            "20{:02}-{:02}-{:02}T{:02}:00:{:02}{fraction}{zone}",
            rng.u8(23..25),
            rng.u8(1..13),
            rng.u8(1..31),
            rng.u8(..24),
            rng.u8(..61)
        )
    }

    fn pick(&mut self, from: &[&str]) -> String {
        from[self.rng.usize(..from.len())].to_owned()
    }
}

const GRAMMARS: &[Grammar] = &[
    Grammar {
        scheme: "deb",
        starts: &["", "", "", "1:", "0:", "a"],
        joints: &[
            ".", ".", "-", "~", "+", ":", "a", "~rc", "+dfsg", "..", ".-",
        ],
        ends: &[
            "",
            "-1",
            "-0",
            "~",
            "~~",
            "~bpo12+1",
            "+deb12u1",
            "-1ubuntu0.1",
            "+b1",
            "a",
        ],
        most: 5,
    },
    Grammar {
        scheme: "rpm",
        starts: &["", "", "", "1:", "0:", "a", "~", "^"],
        joints: &[
            ".", ".", "-", "~", "^", "_", "+", "a", "~rc", "^git", "..", "._",
        ],
        ends: &[
            "",
            "-1",
            ".el8",
            ".fc39",
            "~",
            "^",
            "~~",
            "^^",
            "~^",
            "^~",
            ".",
            "a",
            "^20240101",
        ],
        most: 5,
    },
    Grammar {
        scheme: "alpm",
        starts: &["", "", "1:", "0:", "a"],
        joints: &[".", ".", "-", "_", "+", "a", "rc", "..", "._"],
        ends: &["", "-1", ".a", "a", "rc1", "_"],
        most: 5,
    },
    Grammar {
        scheme: "apk",
        starts: &[""],
        joints: &["."],
        ends: &[
            "",
            "a",
            "_alpha",
            "_beta1",
            "_pre",
            "_rc2",
            "_p1",
            "_git20240101",
            "~abc0",
            "-r0",
            "-r1",
            "_p",
        ],
        most: 4,
    },
    Grammar {
        scheme: "gentoo",
        starts: &[""],
        joints: &["."],
        ends: &[
            "", "a", "b", "_alpha", "_beta1", "_pre", "_rc2", "_p1", "_p", "-r0", "-r1",
        ],
        most: 4,
    },
    Grammar {
        scheme: "semver",
        starts: &[""],
        joints: &["."],
        ends: &[
            "",
            "-alpha",
            "-alpha.1",
            "-0",
            "-beta-2.x",
            "+build.01",
            ".rc",
            "-1a",
            "--",
        ],
        most: 2,
    },
    Grammar {
        scheme: "npm",
        starts: &["", "", "v"],
        joints: &["."],
        ends: &[
            "",
            "-alpha",
            "-alpha.1",
            "-0",
            "-beta-2.x",
            "+build.01",
            ".rc",
            "-1a",
            " ",
        ],
        most: 2,
    },
    Grammar {
        scheme: "cargo",
        starts: &[""],
        joints: &["."],
        ends: &[
            "",
            "-alpha",
            "-alpha.1",
            "-0",
            "-beta-2.x",
            "+build.01",
            ".rc",
        ],
        most: 2,
    },
    Grammar {
        scheme: "composer",
        starts: &["", "", "v"],
        joints: &["."],
        ends: &[
            "", "", "-alpha", "-beta.1", "RC", "-dev", "_patch", ".p", "-stable", "-RC.2.1",
            ".x-dev", "+b",
        ],
        most: 3,
    },
    Grammar {
        scheme: "golang",
        starts: &["", "v"],
        joints: &["."],
        ends: &[
            "",
            "",
            "-alpha",
            "-0.20240101-abcdef",
            "+incompatible",
            "-pre.1",
        ],
        most: 2,
    },
    Grammar {
        scheme: "nuget",
        starts: &[""],
        joints: &["."],
        ends: &["", "-alpha", "-ALPHA.1", "-0", "-Beta-2.x", "+build", ".rc"],
        most: 3,
    },
    Grammar {
        scheme: "gem",
        starts: &["", "", " "],
        joints: &[".", ".", "."],
        ends: &["", ".a", ".pre.1", "-1", ".rc1", ".0.0", "-x-y", ".A"],
        most: 4,
    },
    Grammar {
        scheme: "pypi",
        starts: &["", "", "v", "1!", "0!"],
        joints: &["."],
        ends: &[
            "",
            "a1",
            ".b2",
            "-rc3",
            "c",
            ".post1",
            "-1",
            "r4",
            ".dev2",
            "dev",
            "+ubuntu.1",
            "+1.a-B",
            "preview_3",
        ],
        most: 4,
    },
    Grammar {
        scheme: "maven",
        starts: &["", "", "", "v"],
        joints: &[".", ".", "-", "a", ".sp", "..", "-."],
        ends: &[
            "",
            "-alpha",
            ".RC1",
            "-SNAPSHOT",
            ".Final",
            "-ga",
            "-sp",
            "-jre",
            ".v2024",
            "b2",
            "-cr",
            ".0.0",
            "-m",
        ],
        most: 4,
    },
    Grammar {
        scheme: "openssl",
        starts: &[""],
        joints: &["."],
        ends: &["", "a", "zg", "-beta1", "-pre10", "-fips", "-alpha.2"],
        most: 2,
    },
    Grammar {
        scheme: "generic",
        starts: &["", "v"],
        joints: &[".", "-", "_", "a", " "],
        ends: &["", "rc1", "-beta", " SP2", "u3", "R2", "-final", "x"],
        most: 4,
    },
    Grammar {
        scheme: "product",
        starts: &["", "Ver.", "バージョン ", "V", "第", "Version "],
        joints: &[".", "．", "-", "(", ")", "u", " "],
        ends: &[
            "",
            "(33)SXH",
            " Update 2",
            "u2",
            "R2",
            " SP1",
            "ベータ版",
            "版",
            "β2",
            " Rev.A",
        ],
        most: 3,
    },
    Grammar {
        scheme: "intdot",
        starts: &[""],
        joints: &["."],
        ends: &["", "beta", ".", "..1", "-1"],
        most: 4,
    },
    Grammar {
        scheme: "lexicographic",
        starts: &["", "é", "a"],
        joints: &[".", "-", "ー", " "],
        ends: &["", "z", "\u{0}"],
        most: 3,
    },
    Grammar {
        scheme: "datetime",
        starts: &[""],
        joints: &["."],
        ends: &["Z"],
        most: 1,
    },
];
