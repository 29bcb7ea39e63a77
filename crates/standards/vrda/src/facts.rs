//! The analysis items: the base metrics of CVSS, with names and values in Japanese and English.
//!
//! The original feed carried those of CVSS v2. The item sets of v3.x and v4.0 are ours.

use crate::Lang;

/// What stands for a value that the source does not give.
pub const UNKNOWN: &str = "unknown";

/// An analysis with one set of items.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FactSet {
    /// Which set of items, for example `cvss-3.1`; see [`System`].
    pub system: String,
    /// Who gave the values, where it is not the provider of the datum.
    pub by: Option<String>,
    /// The items in the order of the standard.
    pub facts: Vec<Fact>,
}

/// One item and its value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fact {
    /// The item's id, for example `AV`.
    pub id: String,
    /// The item's name in the language of the datum.
    pub name: String,
    /// The value's id, for example `N`, or [`UNKNOWN`].
    pub value: String,
    /// The value's name in the language of the datum.
    pub label: String,
}

/// A set of analysis items.
#[derive(Debug)]
pub struct System {
    /// The id, for example `cvss-2.0`.
    pub id: &'static str,
    /// The name for people, the same in both languages.
    pub name: &'static str,
    /// The items in order.
    pub items: &'static [Item],
}

/// An analysis item.
#[derive(Debug)]
pub struct Item {
    /// The id, for example `AV`.
    pub id: &'static str,
    /// The Japanese name.
    pub ja: &'static str,
    /// The English name.
    pub en: &'static str,
    /// The possible values: id, Japanese name, English name.
    pub values: &'static [(&'static str, &'static str, &'static str)],
}

impl System {
    /// Every set of items, oldest first.
    pub const ALL: &'static [Self] = &[
        Self {
            id: "cvss-2.0",
            name: "CVSS v2.0",
            items: V2,
        },
        Self {
            id: "cvss-3.0",
            name: "CVSS v3.0",
            items: V3,
        },
        Self {
            id: "cvss-3.1",
            name: "CVSS v3.1",
            items: V3,
        },
        Self {
            id: "cvss-4.0",
            name: "CVSS v4.0",
            items: V4,
        },
    ];

    /// Finds a set of items by its id.
    pub fn find(id: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|system| system.id == id)
    }

    /// The facts for values as a source gives them: pairs of item id and value id.
    ///
    /// Every item of the set appears once. One that is not given is [`UNKNOWN`], and says so in words; a value that
    /// the set does not have is kept with itself as its name.
    pub fn facts(&self, lang: Lang, given: &[(&str, &str)]) -> Vec<Fact> {
        self.items
            .iter()
            .map(|item| {
                let value = given.iter().find(|(id, _)| *id == item.id).map(|(_, v)| *v);
                let label = match value {
                    None => lang.pick("不明", "unknown"),
                    Some(value) => item
                        .values
                        .iter()
                        .find(|(id, ..)| *id == value)
                        .map_or(value, |(_, ja, en)| lang.pick(ja, en)),
                };
                Fact {
                    id: item.id.to_owned(),
                    name: lang.pick(item.ja, item.en).to_owned(),
                    value: value.unwrap_or(UNKNOWN).to_owned(),
                    label: label.to_owned(),
                }
            })
            .collect()
    }
}

const fn item(
    id: &'static str,
    ja: &'static str,
    en: &'static str,
    values: &'static [(&'static str, &'static str, &'static str)],
) -> Item {
    Item { id, ja, en, values }
}

type Values = &'static [(&'static str, &'static str, &'static str)];

const V2_IMPACT: Values = &[
    ("N", "なし", "None"),
    ("P", "部分的", "Partial"),
    ("C", "全面的", "Complete"),
];

/// CVSS v2.0, section 2.1.
const V2: &[Item] = &[
    item(
        "AV",
        "攻撃元区分",
        "Access Vector",
        &[
            ("L", "ローカル", "Local"),
            ("A", "隣接ネットワーク", "Adjacent Network"),
            ("N", "ネットワーク", "Network"),
        ],
    ),
    item(
        "AC",
        "攻撃条件の複雑さ",
        "Access Complexity",
        &[
            ("H", "高", "High"),
            ("M", "中", "Medium"),
            ("L", "低", "Low"),
        ],
    ),
    item(
        "Au",
        "攻撃前の認証要否",
        "Authentication",
        &[
            ("M", "複数", "Multiple"),
            ("S", "単一", "Single"),
            ("N", "不要", "None"),
        ],
    ),
    item("C", "機密性への影響", "Confidentiality Impact", V2_IMPACT),
    item("I", "完全性への影響", "Integrity Impact", V2_IMPACT),
    item("A", "可用性への影響", "Availability Impact", V2_IMPACT),
];

const VECTOR: Values = &[
    ("N", "ネットワーク", "Network"),
    ("A", "隣接", "Adjacent"),
    ("L", "ローカル", "Local"),
    ("P", "物理", "Physical"),
];
const COMPLEXITY: Values = &[("L", "低", "Low"), ("H", "高", "High")];
const PRIVILEGES: Values = &[
    ("N", "不要", "None"),
    ("L", "低", "Low"),
    ("H", "高", "High"),
];
const IMPACT: Values = &[
    ("H", "高", "High"),
    ("L", "低", "Low"),
    ("N", "なし", "None"),
];

/// CVSS v3.1, section 2; the same in v3.0.
const V3: &[Item] = &[
    item("AV", "攻撃元区分", "Attack Vector", VECTOR),
    item("AC", "攻撃条件の複雑さ", "Attack Complexity", COMPLEXITY),
    item("PR", "必要な特権レベル", "Privileges Required", PRIVILEGES),
    item(
        "UI",
        "ユーザ関与レベル",
        "User Interaction",
        &[("N", "不要", "None"), ("R", "要", "Required")],
    ),
    item(
        "S",
        "影響の想定範囲",
        "Scope",
        &[("U", "変更なし", "Unchanged"), ("C", "変更あり", "Changed")],
    ),
    item("C", "機密性への影響", "Confidentiality Impact", IMPACT),
    item("I", "完全性への影響", "Integrity Impact", IMPACT),
    item("A", "可用性への影響", "Availability Impact", IMPACT),
];

/// CVSS v4.0, section 2.
const V4: &[Item] = &[
    item("AV", "攻撃元区分", "Attack Vector", VECTOR),
    item("AC", "攻撃条件の複雑さ", "Attack Complexity", COMPLEXITY),
    item(
        "AT",
        "攻撃の実行条件",
        "Attack Requirements",
        &[("N", "なし", "None"), ("P", "あり", "Present")],
    ),
    item("PR", "必要な特権レベル", "Privileges Required", PRIVILEGES),
    item(
        "UI",
        "ユーザ関与レベル",
        "User Interaction",
        &[
            ("N", "なし", "None"),
            ("P", "受動的", "Passive"),
            ("A", "能動的", "Active"),
        ],
    ),
    item(
        "VC",
        "脆弱システムの機密性への影響",
        "Vulnerable System Confidentiality Impact",
        IMPACT,
    ),
    item(
        "VI",
        "脆弱システムの完全性への影響",
        "Vulnerable System Integrity Impact",
        IMPACT,
    ),
    item(
        "VA",
        "脆弱システムの可用性への影響",
        "Vulnerable System Availability Impact",
        IMPACT,
    ),
    item(
        "SC",
        "後続システムの機密性への影響",
        "Subsequent System Confidentiality Impact",
        IMPACT,
    ),
    item(
        "SI",
        "後続システムの完全性への影響",
        "Subsequent System Integrity Impact",
        IMPACT,
    ),
    item(
        "SA",
        "後続システムの可用性への影響",
        "Subsequent System Availability Impact",
        IMPACT,
    ),
];
