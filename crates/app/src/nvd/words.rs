//! Which descriptions hold which words: a list of documents for each beginning, held in memory.
//!
//! A key is what stands in a text from the beginning of a word up to the next white space: `log4j-core-2.14` gives
//! `log4j-core-2.14`, `core-2.14`, `2.14` and `14`. So whatever is asked for stands in a text where a key begins with
//! it, and nearly every question is answered without looking into a document.

use std::{collections::BTreeMap, ops::Bound};

/// Bytes of a key at most.
const LONGEST: usize = 64;
/// More dead slots than this are swept out, where they are more than the living ones.
const DEAD: usize = 10_000;

/// The words of all texts. Each text has a slot: a number that is never given again.
#[derive(Debug, Default)]
pub(super) struct Words {
    keys: BTreeMap<Box<str>, Slots>,
    next: u32,
    /// Slots that were no longer in use when they were last swept out.
    swept: usize,
}

/// Slots in ascending order; those of texts that were replaced stay until they are swept out.
#[derive(Debug)]
struct Slots {
    first: u32,
    last: u32,
    /// From each to the next, in groups of seven bits, the low ones first.
    steps: Vec<u8>,
}

/// A set of slots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found(Vec<u64>);

/// What is looked for: a beginning of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sought<'w> {
    /// The key goes on as it likes.
    Begins(&'w str),
    /// A word ends where the beginning does.
    Word(&'w str),
    /// It is the whole key.
    Whole(&'w str),
}

impl Words {
    /// Takes a folded text in and says its slot.
    pub(super) fn add(&mut self, text: &str) -> u32 {
        let slot = self.next;
        // As many texts as there are numbers do not fit into memory.
        self.next = self.next.saturating_add(1);
        for key in keys(text) {
            match self.keys.get_mut(key) {
                Some(slots) => slots.push(slot),
                None => drop(self.keys.insert(key.into(), Slots::of(slot))),
            }
        }
        slot
    }

    /// The slots of the texts that hold all that is looked for; every slot where nothing is.
    pub(super) fn find<'w>(&self, all: impl Iterator<Item = Sought<'w>>) -> Found {
        let words = self.next as usize / 64 + 1;
        let mut found = Found(vec![u64::MAX; words]);
        for sought in all {
            let mut one = Found(vec![0; words]);
            self.each(sought, |slots| slots.each(|slot| one.set(slot)));
            found
                .0
                .iter_mut()
                .zip(one.0)
                .for_each(|(all, one)| *all &= one);
        }
        found
    }

    fn each(&self, sought: Sought<'_>, mut take: impl FnMut(&Slots)) {
        let (Sought::Begins(text) | Sought::Word(text) | Sought::Whole(text)) = sought;
        let text = cut(text);
        if let Sought::Whole(_) = sought {
            return self.keys.get(text).into_iter().for_each(take);
        }
        let from = (Bound::Included(text), Bound::Unbounded);
        let range = self.keys.range::<str, _>(from);
        for (key, slots) in range.take_while(|(key, _)| key.starts_with(text)) {
            let goes_on = key[text.len()..].starts_with(char::is_alphanumeric);
            if !(goes_on && matches!(sought, Sought::Word(_))) {
                take(slots);
            }
        }
    }

    /// Sweeps out the slots that are no longer in use, once they are many.
    pub(super) fn sweep(&mut self, living: impl ExactSizeIterator<Item = u32>) {
        let dead = (self.next as usize).saturating_sub(living.len());
        if dead.saturating_sub(self.swept) <= DEAD.max(living.len()) {
            return;
        }
        self.swept = dead;
        let mut known = Found(vec![0; self.next as usize / 64 + 1]);
        living.for_each(|slot| known.set(slot));
        self.keys.retain(|_, slots| {
            let mut kept: Option<Slots> = None;
            slots.each(|slot| match &mut kept {
                _ if !known.has(slot) => {}
                Some(kept) => kept.push(slot),
                None => kept = Some(Slots::of(slot)),
            });
            let lives = kept.is_some();
            kept.into_iter().for_each(|kept| *slots = kept);
            lives
        });
    }
}

/// Where a key is cut off at the end: what ends a sentence or closes it is not a part of a word.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_end_matches(['.', ',', ';', ':', ')', '"', '\''])
}

/// Whether a key tells all of a text that is looked for.
pub(super) fn is_told(text: &str) -> bool {
    // A little less than the longest: a key of that length may have been cut off.
    text.len() < LONGEST - 8 && trimmed(text) == text
}

/// The keys of a text, some of them more than once.
fn keys(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().map(trimmed).flat_map(|chunk| {
        let mut inside = false;
        chunk.char_indices().filter_map(move |(at, c)| {
            let begins = c.is_alphanumeric() && !inside;
            inside = c.is_alphanumeric();
            begins.then(|| cut(&chunk[at..]))
        })
    })
}

fn cut(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

impl Slots {
    fn of(slot: u32) -> Self {
        let steps = Vec::new();
        Self {
            first: slot,
            last: slot,
            steps,
        }
    }

    /// Takes in a slot that is none of those before the last.
    fn push(&mut self, slot: u32) {
        let mut step = slot - self.last;
        if step == 0 {
            return;
        }
        self.last = slot;
        while step >= 0x80 {
            self.steps.push(step.to_le_bytes()[0] | 0x80);
            step >>= 7;
        }
        self.steps.push(step.to_le_bytes()[0]);
    }

    fn each(&self, mut take: impl FnMut(u32)) {
        let (mut slot, mut step, mut shift) = (self.first, 0, 0);
        take(slot);
        for byte in &self.steps {
            step |= u32::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                slot += step;
                take(slot);
                (step, shift) = (0, 0);
            }
        }
    }
}

impl Found {
    fn set(&mut self, slot: u32) {
        if let Some(word) = self.0.get_mut(slot as usize / 64) {
            *word |= 1 << (slot % 64);
        }
    }

    pub(super) fn has(&self, slot: u32) -> bool {
        let word = self.0.get(slot as usize / 64).copied();
        word.unwrap_or_default() & 1 << (slot % 64) != 0
    }

    /// The slots, in ascending order.
    pub(super) fn slots(&self) -> impl Iterator<Item = u32> {
        (0_u32..).step_by(64).zip(&self.0).flat_map(|(from, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let slot = rest.trailing_zeros();
                rest &= rest.checked_sub(1)?;
                Some(from + slot)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        super::keyword::{Keywords, fold},
        Sought, Words,
    };

    fn found(words: &Words, sought: &[Sought<'_>]) -> Vec<u32> {
        let found = words.find(sought.iter().copied());
        found.slots().filter(|slot| *slot < words.next).collect()
    }

    #[test]
    fn a_text_is_found_by_every_beginning_of_its_words_until_it_is_swept_out() {
        let mut words = Words::default();
        let texts = [
            "a fire, on the hill",
            "log4j-core-2.14 (fires)",
            "",
            "x.y/z.php?q=",
        ];
        for text in texts {
            words.add(text);
        }
        let check = |words: &Words, sought, expected: &[u32]| {
            assert_eq!(found(words, &[sought]), expected, "{sought:?}");
        };
        check(&words, Sought::Begins("fir"), &[0, 1]);
        check(&words, Sought::Word("fire"), &[0]);
        check(&words, Sought::Whole("log4j-core-2.14"), &[1]);
        check(&words, Sought::Whole("log4j"), &[]);
        check(&words, Sought::Word("core-2"), &[1]);
        check(&words, Sought::Begins("php?q"), &[3]);
        check(&words, Sought::Begins("ire"), &[]);
        assert_eq!(found(&words, &[]), [0, 1, 2, 3]);
        for _ in 0..30_000 {
            words.add("fire");
        }
        words.sweep([1, 3].into_iter());
        check(&words, Sought::Begins("fir"), &[1]);
        assert_eq!(words.add("fire"), 30_004);
        check(&words, Sought::Word("fire"), &[30_004]);
    }

    proptest! {
        /// The index finds every text that holds the words; where it tells all, it finds no other.
        #[test]
        fn what_is_found_is_what_a_look_into_each_text_finds(
            texts in proptest::collection::vec("[a-bA1é. ,+(-]{0,40}|[ab1.-]{60,80}", 1..12),
            asked in "[abA1é. ,+(-]{1,6}|[ab1.-]{50,70}",
            exact in any::<bool>(),
        ) {
            let Some(keywords) = Keywords::of(&asked, exact) else { return Ok(()) };
            let mut words = Words::default();
            for text in &texts {
                words.add(&fold(text));
            }
            let sought: Vec<_> = keywords.sought().collect();
            let found = found(&words, &sought);
            for (slot, text) in (0_u32..).zip(&texts) {
                let holds = keywords.are_in(std::iter::once(text.as_str()));
                let has = found.contains(&slot);
                prop_assert!(has || !holds, "{asked:?} is in {text:?}");
                prop_assert!(holds || !has || !keywords.are_told(), "{asked:?} is not in {text:?}");
            }
        }
    }
}
