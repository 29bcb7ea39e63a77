//! The encodings of old in Japan, told by their bytes: Windows-31J, EUC-JP, and UTF-16 without a mark.

use encoding_rs::{EUC_JP, SHIFT_JIS, UTF_16BE, UTF_16LE};

/// How many bytes are looked at to tell.
const MOST: usize = 64 << 10;

/// An encoding that a text seems to be in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Legacy {
    encoding: &'static encoding_rs::Encoding,
    /// Its name, for people.
    pub(crate) name: &'static str,
}

impl Legacy {
    /// The text; what cannot be decoded is U+FFFD, which none but UTF-16 can write.
    pub(crate) fn decode(&self, bytes: &[u8]) -> String {
        let (text, _) = self.encoding.decode_without_bom_handling(bytes);
        text.into_owned()
    }

    /// Whether its units are of two bytes: as UTF-8 such a text may be well formed, and full of U+0000.
    pub(crate) fn is_wide(&self) -> bool {
        self.encoding == UTF_16LE || self.encoding == UTF_16BE
    }
}

/// The encoding of bytes that are in one of these without doubt. Bytes that are UTF-8 are none of the two of old; the
/// caller knows.
pub(crate) fn detect(bytes: &[u8]) -> Option<Legacy> {
    let head = &bytes[..bytes.len().min(MOST)];
    if head.contains(&0) {
        return wide(head);
    }
    let (shift_jis, euc_jp) = (shift_jis(head), euc_jp(head));
    let [shift_jis, euc_jp] = [shift_jis, euc_jp].map(Seen::share_of_bad);
    match (shift_jis, euc_jp) {
        (Some(bad), other) if other.is_none_or(|other| bad < other) => Some(Legacy {
            encoding: SHIFT_JIS,
            name: "Windows-31J (Shift_JIS)",
        }),
        (_, Some(_)) => Some(Legacy {
            encoding: EUC_JP,
            name: "EUC-JP",
        }),
        _ => None,
    }
}

/// What was seen of one encoding.
#[derive(Default)]
struct Seen {
    /// Characters of two bytes that stand for Japanese writing.
    good: usize,
    /// Bytes that the encoding does not have, and characters that are seldom written.
    bad: usize,
    in_a_row: usize,
    longest: usize,
}

impl Seen {
    fn good(&mut self) {
        self.good += 1;
        self.in_a_row += 1;
        self.longest = self.longest.max(self.in_a_row);
    }

    /// How many of a thousand are bad. `None` where too few are good: two in a row, as every Japanese word has, and ten
    /// for each that is bad.
    fn share_of_bad(self) -> Option<usize> {
        let enough = self.longest >= 2 && self.good >= self.bad.saturating_mul(10);
        enough.then(|| self.bad * 1000 / self.good)
    }
}

/// Windows-31J: kana and everyday kanji begin with 81 to 9F, where Western encodings have next to nothing.
fn shift_jis(bytes: &[u8]) -> Seen {
    let mut seen = Seen::default();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        let trail = matches!(bytes.get(at), Some(0x40..=0x7E | 0x80..=0xFC));
        match byte {
            0x81..=0x9F if trail => {
                seen.good();
                at += 1;
            }
            // Rarer kanji are good where they follow others.
            0xE0..=0xFC if trail => {
                at += 1;
                match seen.in_a_row {
                    0 => {}
                    _ => seen.good(),
                }
            }
            0x80..=0x9F | 0xA0 | 0xE0..=0xFF if at < bytes.len() => seen.bad += 1,
            // Half-width katakana are used, and are what EUC-JP looks like: they say nothing.
            0xA1..=0xDF => {}
            _ => seen.in_a_row = 0,
        }
    }
    seen
}

/// EUC-JP: every character but half-width katakana is a pair of A1 to FE.
fn euc_jp(bytes: &[u8]) -> Seen {
    let mut seen = Seen::default();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        let high = |at: usize| matches!(bytes.get(at), Some(0xA1..=0xFE));
        match byte {
            0x8E if matches!(bytes.get(at), Some(0xA1..=0xDF)) => at += 1,
            0x8F if high(at) && high(at + 1) => at += 2,
            // Kana, and the kanji.
            0xA1..=0xA8 | 0xAD | 0xB0..=0xFC if high(at) => {
                seen.good();
                at += 1;
            }
            0x80.. if at < bytes.len() => seen.bad += 1,
            _ => seen.in_a_row = 0,
        }
    }
    seen
}

/// UTF-16 without a mark: U+0000 never stands in a table, so the zeros are the upper halves of letters and commas, and
/// stand all at even or all at odd places.
fn wide(head: &[u8]) -> Option<Legacy> {
    let zeros = |first: usize| {
        head.iter()
            .skip(first)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let (encoding, name): (&'static encoding_rs::Encoding, _) = match (even, odd) {
        (0, 4..) => (UTF_16LE, "UTF-16LE"),
        (4.., 0) => (UTF_16BE, "UTF-16BE"),
        _ => return None,
    };
    let legacy = Legacy { encoding, name };
    let whole = &head[..head.len() & !1];
    let text = legacy.decode(whole);
    // A text has lines; what is decoded into nonsense has broken pairs.
    let bad = text.matches('\u{FFFD}').count();
    (text.contains('\n') && bad * 100 <= text.len()).then_some(legacy)
}

#[cfg(test)]
mod tests {
    use super::detect;

    #[track_caller]
    fn check(bytes: &[u8], name: Option<&str>) {
        assert_eq!(detect(bytes).map(|found| found.name), name);
    }

    fn encoded(encoding: &'static encoding_rs::Encoding, text: &str) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    #[test]
    fn japanese_tables_are_told_apart() {
        for text in [
            "製品名,ベンダ名,バージョン\r\n筆まめ,株式会社ナントカ,1.0\r\n",
            "ソフトウェア名,版\n一太郎 2024,1\n",
            "\"資産番号\",\"品名\"\n1,表計算\n",
            "名称\tﾊﾞｰｼﾞｮﾝ\nﾃｽﾄ\t1\n",
        ] {
            check(
                &encoded(encoding_rs::SHIFT_JIS, text),
                Some("Windows-31J (Shift_JIS)"),
            );
            check(&encoded(encoding_rs::EUC_JP, text), Some("EUC-JP"));
        }
    }

    #[test]
    fn western_text_is_none_of_them() {
        for text in [
            "name,vendor\ncaf\u{e9},M\u{fc}hlb\u{e4}ck\n",
            "nom,\u{e9}diteur\n\u{e9}t\u{e9}s \u{e0} No\u{eb}l,cr\u{e8}me br\u{fb}l\u{e9}e\n",
            "name,price\n\u{201c}shop\u{201d} \u{2013} \u{20ac}5,\u{2018}x\u{2019}\n",
        ] {
            check(&encoded(encoding_rs::WINDOWS_1252, text), None);
        }
        check(b"plain", None);
        check(b"\0\0\0\0", None);
    }

    #[test]
    fn sixteen_bits_without_a_mark_are_told_by_their_zeros() {
        let wide = |text: &str, swap: bool| -> Vec<u8> {
            let unit = |c: u16| {
                if swap {
                    c.to_be_bytes()
                } else {
                    c.to_le_bytes()
                }
            };
            text.encode_utf16().flat_map(unit).collect()
        };
        let text = "製品名,版\r\n筆まめ,1\r\n";
        check(&wide(text, false), Some("UTF-16LE"));
        check(&wide(text, true), Some("UTF-16BE"));
    }
}
