//! AND, OR and NOT in three values: hand-made configurations and what they come to.

#![expect(clippy::unwrap_used, reason = "a malformed row stops the test")]

use noroshi_cpe::Truth;
use noroshi_matching::evaluate;
use noroshi_model::Condition;

/// Reads `&(T |(F U) !T ?)`: `&` all of a list, `|` one of it, `!` not; T, F and U are products that are installed,
/// are not, or nobody knows; `?` is an operand that could not be read.
fn read(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Condition {
    while rest.next_if_eq(&' ').is_some() {}
    let list = |rest: &mut std::iter::Peekable<std::str::Chars<'_>>| {
        assert_eq!(rest.next(), Some('('));
        let mut operands = Vec::new();
        loop {
            while rest.next_if_eq(&' ').is_some() {}
            if rest.next_if_eq(&')').is_some() {
                return operands;
            }
            operands.push(read(rest));
        }
    };
    match rest.next().unwrap() {
        'T' => Condition::Product(0),
        'F' => Condition::Product(1),
        'U' => Condition::Product(2),
        '?' => Condition::Unread,
        '!' => Condition::Not(Box::new(read(rest))),
        '&' => Condition::All(list(rest)),
        '|' => Condition::Any(list(rest)),
        other => panic!("{other}"),
    }
}

#[test]
fn configurations_come_to_what_three_valued_logic_says() {
    const PRODUCTS: [Truth; 3] = [Truth::True, Truth::False, Truth::Unknown];
    let rows = "
        T                          T
        F                          F
        U                          U
        ?                          U
        !T                         F
        !F                         T
        !U                         U
        !?                         U
        !!T                        T
        &(T T)                     T
        &(T F)                     F
        &(F T)                     F
        &(F F)                     F
        &(T U)                     U
        &(U T)                     U
        &(F U)                     F
        &(U F)                     F
        &(U U)                     U
        &(T ?)                     U
        &(F ?)                     F
        |(T T)                     T
        |(T F)                     T
        |(F T)                     T
        |(F F)                     F
        |(T U)                     T
        |(F U)                     U
        |(U U)                     U
        |(T ?)                     T
        |(F ?)                     U
        &()                        U
        |()                        U
        !&()                       U
        &(T &())                   U
        &(F |())                   F
        |(T &())                   T
        |(F |())                   U
        &(T)                       T
        |(F)                       F
        &(|(T F) |(F T))           T
        &(|(T F) |(F F))           F
        &(|(T F) |(F U))           U
        |(&(T T) &(F F))           T
        |(&(T F) &(U T))           U
        |(&(T F) &(U F))           F
        &(T !T)                    F
        &(T !F)                    T
        &(T !U)                    U
        !&(T F)                    T
        !|(F F)                    T
        !|(F U)                    U
        !&(F U)                    T
        &(|(T F) !|(F F) &(T T))   T
        &(T &(T &(T &(T U))))      U
        |(F |(F |(F |(F T))))      T
        &(&(T |(F &(T !F))) |(U T)) T
    ";
    let mut checked = 0;
    for row in rows.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let (text, expected) = row.rsplit_once(' ').unwrap();
        let expected = match expected {
            "T" => Truth::True,
            "F" => Truth::False,
            _ => Truth::Unknown,
        };
        let condition = read(&mut text.trim().chars().peekable());
        let found = evaluate(&condition, &mut |place| PRODUCTS[place]);
        assert_eq!(found, expected, "{text}");
        checked += 1;
    }
    assert!(checked >= 40);
}
