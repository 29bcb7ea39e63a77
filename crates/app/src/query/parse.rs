//! From a line of text to a question.

use noroshi_model::{Identifier, tokens};

use super::{
    Node, Query,
    field::{Condition, NotUnderstood, Operator, condition},
};
use crate::values::{Mistake, MistakeKind};

/// Longer lines are cut: nobody types them, and each word costs a look-up.
const LONGEST: usize = 4_000;
/// More words than this are left out.
const MOST: usize = 64;
/// Deeper brackets are read as if they were not there.
const DEEPEST: usize = 16;

/// Reads a query line. Never fails: what is not understood becomes a mistake and is searched as words.
pub(crate) fn parse(line: &str, now: i64) -> Query {
    let mut end = LONGEST.min(line.len());
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    let mut parser = Parser {
        pieces: pieces(&line[..end]),
        at: 0,
        now,
        mistakes: Vec::new(),
    };
    let mut nodes = Vec::new();
    while parser.at < parser.pieces.len() {
        nodes.extend(parser.any(0));
        if matches!(parser.pieces.get(parser.at), Some(Piece::Close)) {
            parser.mistake(")", MistakeKind::Unbalanced, None);
            parser.at += 1;
        }
    }
    let root = if nodes.len() == 1 {
        nodes.remove(0)
    } else {
        Node::All(nodes)
    };
    // One list of parts, however it was bracketed, so that facets find their own condition again.
    let root = match root {
        Node::All(nodes) => Node::All(nodes.into_iter().flat_map(flattened).collect()),
        other => Node::All(vec![other]),
    };
    Query {
        root,
        mistakes: parser.mistakes,
    }
}

fn flattened(node: Node) -> Vec<Node> {
    match node {
        Node::All(nodes) => nodes.into_iter().flat_map(flattened).collect(),
        other => vec![other],
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Open,
    Close,
    Or,
    Not,
    /// A word, or what stands in quotation marks.
    Words {
        text: String,
        quoted: bool,
        closed: bool,
    },
    /// A field, its operator and the value.
    Field {
        name: String,
        operator: Operator,
        value: String,
        closed: bool,
        raw: String,
    },
}

struct Parser {
    pieces: Vec<Piece>,
    at: usize,
    now: i64,
    mistakes: Vec<Mistake>,
}

impl Parser {
    fn mistake(&mut self, word: &str, kind: MistakeKind, nearest: Option<&str>) {
        self.mistakes.push(Mistake {
            word: word.to_owned(),
            kind,
            nearest: nearest.map(str::to_owned),
        });
    }

    /// Alternatives, until the end or a closing bracket.
    fn any(&mut self, depth: usize) -> Option<Node> {
        let mut ways = Vec::new();
        loop {
            ways.extend(self.all(depth));
            if self.pieces.get(self.at) != Some(&Piece::Or) {
                break;
            }
            self.at += 1;
        }
        match ways.len() {
            0 | 1 => ways.pop(),
            _ => Some(Node::Any(ways)),
        }
    }

    /// Parts that all must hold. `a OR b c` reads as `(a OR b) c`, which is what people mean: so an
    /// OR binds the two parts beside it.
    fn all(&mut self, depth: usize) -> Option<Node> {
        let mut parts: Vec<Node> = Vec::new();
        while let Some(piece) = self.pieces.get(self.at) {
            match piece {
                Piece::Close => break,
                Piece::Or => {
                    self.at += 1;
                    let sides = (parts.pop(), self.one(depth));
                    parts.extend(match sides {
                        (Some(Node::Any(mut ways)), Some(right)) => {
                            ways.push(right);
                            Some(Node::Any(ways))
                        }
                        (Some(left), Some(right)) => Some(Node::Any(vec![left, right])),
                        // Half an OR is the half that is there.
                        (left, right) => left.or(right),
                    });
                }
                _ => parts.extend(self.one(depth)),
            }
        }
        match parts.len() {
            0 | 1 => parts.pop(),
            _ => Some(Node::All(parts)),
        }
    }

    fn one(&mut self, depth: usize) -> Option<Node> {
        let piece = self.pieces.get(self.at)?.clone();
        if piece == Piece::Close {
            return None;
        }
        self.at += 1;
        match piece {
            Piece::Open if depth < DEEPEST => {
                let inner = self.any(depth + 1);
                if self.pieces.get(self.at) == Some(&Piece::Close) {
                    self.at += 1;
                } else {
                    self.mistake("(", MistakeKind::Unbalanced, None);
                }
                inner
            }
            Piece::Open | Piece::Close | Piece::Or => None,
            Piece::Not => self.one(depth).map(|node| Node::Not(Box::new(node))),
            Piece::Words {
                text,
                quoted,
                closed,
            } => {
                if !closed {
                    self.mistake(&format!("\"{text}"), MistakeKind::Unbalanced, None);
                }
                words(text, quoted)
            }
            Piece::Field {
                name,
                operator,
                value,
                closed,
                raw,
            } => {
                if !closed {
                    self.mistake(&raw, MistakeKind::Unbalanced, None);
                }
                match condition(&name, operator, &value, self.now) {
                    Ok(condition) => Some(Node::Is(condition)),
                    Err(NotUnderstood::Field(nearest)) => {
                        self.mistake(&name, MistakeKind::Field, nearest);
                        words(raw, true)
                    }
                    Err(NotUnderstood::Value(example)) => {
                        self.mistake(&raw, MistakeKind::Value, example);
                        None
                    }
                }
            }
        }
    }
}

/// Words as a condition; an identifier is one. Nothing searchable gives nothing.
fn words(text: String, quoted: bool) -> Option<Node> {
    if !quoted && let Some(id) = Identifier::parse(&text) {
        return Some(Node::Is(Condition::Id(id)));
    }
    let searchable = !tokens::question(&text).is_empty();
    // One spelling for what means the same, so that what was understood reads back as it is.
    let plain = text
        .replace('"', " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    searchable.then_some(Node::Is(Condition::Words(plain)))
}

/// Cuts a line into pieces. Full-width spaces, colons, brackets and quotation marks, as a Japanese
/// keyboard gives them, count as their narrow forms.
fn pieces(line: &str) -> Vec<Piece> {
    let chars: Vec<char> = line
        .chars()
        .map(|c| match c {
            '：' => ':',
            '（' => '(',
            '）' => ')',
            '“' | '”' | '＂' | '「' | '」' => '"',
            '＞' => '>',
            '＜' => '<',
            '＝' => '=',
            c if c.is_whitespace() || c.is_control() => ' ',
            c => c,
        })
        .collect();
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < chars.len() && pieces.len() < MOST {
        match chars[at] {
            ' ' => at += 1,
            '(' => {
                pieces.push(Piece::Open);
                at += 1;
            }
            ')' => {
                pieces.push(Piece::Close);
                at += 1;
            }
            '-' | '－' if chars.get(at + 1).is_some_and(|c| *c != ' ') => {
                pieces.push(Piece::Not);
                at += 1;
            }
            '"' => {
                let (text, closed, next) = quotation(&chars, at);
                pieces.push(Piece::Words {
                    text,
                    quoted: true,
                    closed,
                });
                at = next;
            }
            _ => at = word(&chars, at, &mut pieces),
        }
    }
    pieces
}

/// What stands between quotation marks from `at`; whether they close; where it goes on.
fn quotation(chars: &[char], at: usize) -> (String, bool, usize) {
    let end = chars[at + 1..]
        .iter()
        .position(|c| *c == '"')
        .map(|n| at + 1 + n);
    let text: String = chars[at + 1..end.unwrap_or(chars.len())].iter().collect();
    (
        text.trim().to_owned(),
        end.is_some(),
        end.map_or(chars.len(), |e| e + 1),
    )
}

/// A word or a field from `at`; gives where it goes on.
fn word(chars: &[char], at: usize, pieces: &mut Vec<Piece>) -> usize {
    let name_end = (at..chars.len())
        .find(|i| !chars[*i].is_ascii_alphabetic())
        .unwrap_or(chars.len());
    let operator = match chars[name_end..] {
        ['>', '=', ..] => Some((Operator::From, 2)),
        ['<', '=', ..] => Some((Operator::To, 2)),
        ['>', ..] => Some((Operator::Above, 1)),
        ['<', ..] => Some((Operator::Below, 1)),
        [':' | '=', ..] => Some((Operator::Is, 1)),
        _ => None,
    };
    let end_of = |from: usize| {
        (from..chars.len())
            .find(|i| matches!(chars[*i], ' ' | '(' | ')' | '"'))
            .unwrap_or(chars.len())
    };
    if let Some((operator, length)) = operator.filter(|_| name_end > at) {
        let name: String = chars[at..name_end].iter().collect();
        let begin = name_end + length;
        let (value, closed, next) = if chars.get(begin) == Some(&'"') {
            quotation(chars, begin)
        } else {
            let end = end_of(begin);
            (chars[begin..end].iter().collect(), true, end)
        };
        let raw: String = chars[at..next].iter().collect();
        // `cpe:2.3:a:…` and `cpe:/a:…` are names, whatever stands before them.
        pieces.push(Piece::Field {
            name,
            operator,
            value,
            closed,
            raw,
        });
        return next;
    }
    let end = end_of(at).max(at + 1);
    let text: String = chars[at..end].iter().collect();
    pieces.push(match text.as_str() {
        "OR" | "|" => Piece::Or,
        "AND" => return end,
        _ => Piece::Words {
            text,
            quoted: false,
            closed: true,
        },
    });
    end
}

#[cfg(test)]
mod tests {
    use super::parse;

    /// 2026-01-01T00:00Z.
    const NOW: i64 = 1_767_225_600_000;

    #[track_caller]
    fn check(line: &str, understood: &str, mistakes: usize) {
        let query = parse(line, NOW);
        assert_eq!(
            (query.root.to_string().as_str(), query.mistakes.len()),
            (understood, mistakes),
            "{:?}",
            query.mistakes
        );
        let again = parse(understood, NOW);
        assert_eq!(
            again.root, query.root,
            "what was understood reads back as the same"
        );
    }

    #[test]
    fn words_and_fields_stand_side_by_side() {
        check(
            "product:openssl score>=7 changed:7d",
            "product:openssl score>=7 changed:7d",
            0,
        );
        check("  認証　バイパス ", "認証 バイパス", 0);
        check("\"use after free\" -linux", "\"use after free\" -linux", 0);
    }

    #[test]
    fn an_or_binds_its_two_neighbours() {
        check("a OR b c", "(a OR b) c", 0);
        check("(a b) OR c", "(a b) OR c", 0);
        check("a OR b OR c", "a OR b OR c", 0);
    }

    #[test]
    fn half_an_or_is_the_half_that_is_there() {
        check("a OR", "a", 0);
        check("OR b", "b", 0);
        check("a OR b OR", "a OR b", 0);
        check("(a OR) b", "a b", 0);
    }

    #[test]
    fn an_identifier_is_one() {
        check("cve-2021-44228", "id:CVE-2021-44228", 0);
        check(
            "JVN#12345678 severity：critical",
            "id:JVN#12345678 severity:critical",
            0,
        );
    }

    #[test]
    fn mistakes_are_told_and_searched_as_words() {
        check("scor:7 x", "\"scor:7\" x", 1);
        check("score:high x", "x", 1);
        check("\"half", "half", 1);
        check("(a", "a", 1);
        check("a)", "a", 1);
    }

    #[test]
    fn ranges_of_numbers_and_dates() {
        check("score:7..8.9 epss>50%", "score:7..8.9 epss>0.5", 0);
        check(
            "public:2021-06..2021-07 seen:>=2021",
            "public:2021-06..2021-07 seen:>=2021",
            0,
        );
        check("severity>medium", "severity>=high", 0);
    }

    #[test]
    fn nothing_searchable_asks_for_everything() {
        check("", "", 0);
        check("- ( ) \"\"", "", 0);
    }

    proptest::proptest! {
        #[test]
        fn no_line_breaks_it_and_what_is_understood_reads_back(line in "[ -~ぁ-ん　（）\"]{0,60}") {
            let query = parse(&line, NOW);
            let understood = query.root.to_string();
            let again = parse(&understood, NOW);
            proptest::prop_assert_eq!(again.root.to_string(), understood);
        }
    }
}
