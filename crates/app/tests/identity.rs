//! Who may do what, and what is kept of what they did.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::net::IpAddr;

use noroshi_app::{
    House, UseError,
    identity::{
        Access, Actor, Admission, Caller, Credentials, Denied, Means, Right, Role,
        sessions::SignIn,
        tokens::{BEGINNING, NewToken},
        trail::Deed,
        users::UserChange,
    },
};
use tempfile::TempDir;

const PASSWORD: &str = "a hill with a beacon";

fn house(access: Access) -> (TempDir, House) {
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(folder.path()).unwrap();
    house.admit(Admission {
        access,
        ..Admission::default()
    });
    (folder, house)
}

fn with_users() -> (TempDir, House) {
    let (folder, house) = house(Access::Users { guest: None });
    for (name, role) in [("kei", "analyst"), ("root", "administrator")] {
        let by = Actor::command_line();
        house.add_user(name, role, PASSWORD, &by).unwrap();
    }
    (folder, house)
}

fn from() -> Option<IpAddr> {
    Some([192, 0, 2, 7].into())
}

fn by() -> Actor {
    Actor {
        name: "root".to_owned(),
        from: from(),
    }
}

#[track_caller]
fn signed_in(house: &House, name: &str) -> String {
    match house.sign_in(name, PASSWORD, from()).unwrap() {
        SignIn::Done(secret) => secret,
        other => panic!("{other:?}"),
    }
}

fn by_session(house: &House, secret: &str) -> Caller {
    let shown = Credentials {
        session: Some(secret.to_owned()),
        ..Credentials::default()
    };
    house.who(&shown).unwrap().unwrap()
}

fn by_token(house: &House, secret: &str) -> Result<Caller, Denied> {
    let shown = Credentials {
        token: Some(secret.to_owned()),
        ..Credentials::default()
    };
    house.who(&shown).unwrap()
}

fn rights(caller: &Caller) -> Vec<&'static str> {
    let all = Right::ALL.into_iter().filter(|right| caller.may(*right));
    all.map(Right::word).collect()
}

#[test]
fn whoever_sits_at_the_machine_may_do_everything_and_nobody_else_is_let_in() {
    let (_folder, house) = house(Access::Local);
    let here = Credentials {
        is_here: true,
        ..Credentials::default()
    };
    assert_eq!(rights(&house.who(&here).unwrap().unwrap()).len(), 5);
    let elsewhere = house.who(&Credentials::default()).unwrap();
    assert_eq!(elsewhere, Err(Denied::NotHere));
}

#[test]
fn where_all_is_public_everybody_reads_and_nobody_does_more() {
    let (_folder, house) = house(Access::Public);
    for is_here in [true, false] {
        let shown = Credentials {
            is_here,
            ..Credentials::default()
        };
        let caller = house.who(&shown).unwrap().unwrap();
        assert_eq!(rights(&caller), ["read"]);
        assert!(!caller.is_known());
    }
}

#[test]
fn where_users_sign_in_nobody_else_may_do_anything_unless_there_is_a_role_for_guests() {
    let (_folder, house) = with_users();
    let here = Credentials {
        is_here: true,
        ..Credentials::default()
    };
    assert_eq!(house.who(&here).unwrap(), Ok(Caller::nobody()));
    let guest = Role {
        rights: vec![Right::Read],
        tlp: "clear".to_owned(),
    };
    house.admit(Admission {
        access: Access::Users {
            guest: Some("visitor".to_owned()),
        },
        roles: [("visitor".to_owned(), guest)].into(),
        ..Admission::default()
    });
    assert_eq!(rights(&house.who(&here).unwrap().unwrap()), ["read"]);
}

#[test]
fn a_session_has_its_users_role_until_it_ends() {
    let (_folder, house) = with_users();
    let secret = signed_in(&house, "kei");
    let caller = by_session(&house, &secret);
    assert_eq!(caller.name.as_deref(), Some("kei"));
    assert_eq!(rights(&caller), ["read", "products", "analyse"]);
    let role = UserChange::Role("reader".to_owned());
    house.change_user("kei", &role, &by()).unwrap();
    assert_eq!(rights(&by_session(&house, &secret)), ["read", "products"]);
    house
        .sign_out(&by_session(&house, &secret), from())
        .unwrap();
    assert_eq!(by_session(&house, &secret), Caller::nobody());
    assert_eq!(by_session(&house, "made up"), Caller::nobody());
}

#[test]
fn another_password_a_block_and_a_removal_end_every_session() {
    let (_folder, house) = with_users();
    for change in [
        UserChange::Password("another long password".to_owned()),
        UserChange::Password(PASSWORD.to_owned()),
        UserChange::Disabled(true),
    ] {
        let secret = signed_in(&house, "kei");
        house.change_user("kei", &change, &by()).unwrap();
        assert_eq!(by_session(&house, &secret), Caller::nobody(), "{change:?}");
        let back = UserChange::Password(PASSWORD.to_owned());
        house.change_user("kei", &back, &by()).unwrap();
    }
    let refused = house.sign_in("kei", PASSWORD, from()).unwrap();
    assert_eq!(refused, SignIn::Refused, "still disabled");
    house
        .change_user("kei", &UserChange::Disabled(false), &by())
        .unwrap();
    let secret = signed_in(&house, "kei");
    house.remove_user("kei", &by()).unwrap();
    assert_eq!(by_session(&house, &secret), Caller::nobody());
    let gone = house.change_user("kei", &UserChange::Disabled(true), &by());
    assert!(matches!(gone, Err(UseError::NoSuchUser { .. })));
}

#[test]
fn a_form_is_ours_only_with_what_its_session_carries() {
    let (_folder, house) = with_users();
    let (one, other) = (signed_in(&house, "kei"), signed_in(&house, "kei"));
    let form = |secret: &str| match by_session(&house, secret).means {
        Means::Session { form, .. } => form,
        means => panic!("{means:?}"),
    };
    let caller = by_session(&house, &one);
    assert!(caller.sent(Some(&form(&one))));
    assert!(!caller.sent(Some(&form(&other))));
    assert!(!caller.sent(None));
}

#[test]
fn a_token_may_do_what_both_its_scopes_and_its_owner_may() {
    let (_folder, house) = with_users();
    let new = |scopes: &[Right], days| NewToken {
        user: "kei".to_owned(),
        note: "nightly".to_owned(),
        scopes: scopes.to_vec(),
        days,
    };
    let scopes = [Right::Administer, Right::Read];
    let (token, secret) = house.make_token(&new(&scopes, 90), &by()).unwrap();
    assert!(secret.starts_with(BEGINNING));
    assert_eq!(rights(&by_token(&house, &secret).unwrap()), ["read"]);
    assert_eq!(by_token(&house, "noroshi_0"), Err(Denied::Token));
    let block = |is| {
        let change = UserChange::Disabled(is);
        house.change_user("kei", &change, &by()).unwrap();
    };
    block(true);
    assert_eq!(by_token(&house, &secret), Err(Denied::Token));
    block(false);
    assert!(by_token(&house, &secret).is_ok());
    assert!(!house.end_token(&token.number, Some("root"), &by()).unwrap());
    assert!(house.end_token(&token.number, Some("kei"), &by()).unwrap());
    assert_eq!(by_token(&house, &secret), Err(Denied::Token));
    for wrong in [new(&scopes, 0), new(&scopes, 367), new(&[], 1)] {
        assert!(house.make_token(&wrong, &by()).is_err());
    }
}

#[test]
fn no_secret_is_kept() {
    let (folder, house) = with_users();
    let session = signed_in(&house, "kei");
    let new = NewToken {
        user: "kei".to_owned(),
        note: String::new(),
        scopes: vec![Right::Read],
        days: 1,
    };
    let (_, token) = house.make_token(&new, &by()).unwrap();
    drop(house);
    let mut bytes = Vec::new();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            bytes.extend(std::fs::read(path).unwrap());
        }
    }
    let holds = |secret: &str| bytes.windows(secret.len()).any(|w| w == secret.as_bytes());
    assert!(holds("kei"), "it was the right file");
    assert!(!holds(PASSWORD) && !holds(&session) && !holds(&token));
}

#[test]
fn whoever_guesses_has_to_wait_and_it_is_noted_once() {
    let (_folder, house) = with_users();
    for _ in 0..5 {
        let refused = house.sign_in("kei", "a wrong password", from()).unwrap();
        assert_eq!(refused, SignIn::Refused);
    }
    for password in ["a wrong password", PASSWORD] {
        let wait = house.sign_in("kei", password, from()).unwrap();
        assert!(matches!(wait, SignIn::Wait(1..=30)), "{wait:?}");
    }
    let unknown = house.sign_in("nobody here", PASSWORD, None).unwrap();
    assert_eq!(unknown, SignIn::Refused, "as for a wrong password");
    let locked = house.trail(0, 100).unwrap();
    let locked = locked.iter().filter(|entry| entry.deed == Deed::LockedOut);
    assert_eq!(locked.count(), 1);
}

#[test]
fn names_that_cannot_be_told_apart_and_weak_passwords_are_refused() {
    let (_folder, house) = with_users();
    for name in ["", "a b", "a/b", "-x", "kei", "<b>", "a\u{202e}b"] {
        let added = house.add_user(name, "reader", PASSWORD, &by());
        assert!(matches!(added, Err(UseError::Unfit { .. })), "{name:?}");
    }
    assert!(
        house
            .add_user("花子", "reader", "too short", &by())
            .is_err()
    );
    assert!(house.add_user("花子", "emperor", PASSWORD, &by()).is_err());
    assert!(house.add_user("花子", "reader", PASSWORD, &by()).is_ok());
}

#[test]
fn every_deed_stands_in_the_trail_whose_chain_holds() {
    let (_folder, house) = with_users();
    let secret = signed_in(&house, "kei");
    house
        .sign_out(&by_session(&house, &secret), from())
        .unwrap();
    house.remove_user("kei", &by()).unwrap();
    let said: Vec<_> = house
        .trail(0, 100)
        .unwrap()
        .into_iter()
        .map(|e| (e.by, e.deed.word(), e.to, e.said))
        .collect();
    let line = |by: &str, deed, to: &str, said: &str| {
        (by.to_owned(), deed, to.to_owned(), said.to_owned())
    };
    assert_eq!(
        said,
        [
            line("root", "user-removed", "kei", ""),
            line("kei", "signed-out", "kei", ""),
            line("kei", "signed-in", "kei", ""),
            line("command line", "user-added", "root", "administrator"),
            line("command line", "user-added", "kei", "analyst"),
        ]
    );
    assert_eq!(house.trail(1, 1).unwrap()[0].deed, Deed::SignedOut);
    let report = house.check(&|_, _| ()).unwrap();
    assert_eq!(report.faults, [""; 0]);
    house.rebuild(&|_, _| ()).unwrap();
    assert_eq!(house.trail(0, 100).unwrap().len(), 5);
}
