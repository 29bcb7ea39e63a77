//! Who may do what: every role at every address, over HTTP, as the program serves it.

use std::{collections::BTreeSet, fmt::Write};

use noroshi_app::{
    House,
    identity::{ROLES, Right},
};
use noroshi_web::Needs;

use crate::{
    run::{Noroshi, noroshi},
    serve::Server,
};

const PASSWORD: &str = "a hill with a beacon";
const NAMES: [&str; 5] = ["public", "reader", "analyst", "publisher", "administrator"];

/// A method at an address, and who it is for.
struct Route {
    method: &'static str,
    path: &'static str,
    needs: Needs,
    /// What a client of its face says it prefers.
    accept: &'static str,
}

/// Somebody who asks.
struct Caller {
    name: String,
    /// The lines of the head that say who it is.
    head: String,
    /// What the forms of their session carry.
    form: String,
}

#[test]
fn nobody_may_do_more_than_their_role_allows_at_any_address_and_no_log_holds_a_secret() {
    let noroshi = noroshi().with(&["nvd.json"]);
    for name in NAMES {
        let said = noroshi.run_with(&["user", "add", name, "--role", name], &[], PASSWORD);
        assert!(said.contains("[exit 0]"), "{said}");
    }
    let token = token(&noroshi, "administrator", "read");
    let config = noroshi.path("noroshi.toml");
    std::fs::write(&config, "[serve]\naccess = \"users\"\nlog = \"json\"\n").unwrap();
    let mut server = Server::over(&noroshi, &config);
    let talk = server.talk();

    let mut callers = vec![Caller {
        name: "nobody".to_owned(),
        head: String::new(),
        form: String::new(),
    }];
    callers.extend(NAMES.map(|name| sign_in(&server, name)));
    callers.push(Caller {
        name: "administrator's token to read".to_owned(),
        head: format!("Authorization: Bearer {token}\r\n"),
        form: String::new(),
    });

    let mut table = String::new();
    for route in routes() {
        let mut let_in = Vec::new();
        for caller in &callers {
            if is_let_in(&server, &route, caller) {
                let_in.push(caller.name.as_str());
            }
        }
        let expected: Vec<&str> = callers
            .iter()
            .map(|caller| caller.name.as_str())
            .filter(|name| may(name, route.needs))
            .collect();
        let Route { method, path, .. } = route;
        assert_eq!(let_in, expected, "{method} {path}");
        let everybody = let_in.len() == callers.len();
        let who = match everybody {
            true => "everybody".to_owned(),
            false => let_in.join(", "),
        };
        writeln!(table, "{method} {path}: {who}").unwrap();
    }
    insta::assert_snapshot!(table);

    #[cfg(unix)]
    {
        server.stop();
        let talk = talk.join().unwrap();
        assert!(talk.contains("\"path\":\"/products\""), "{talk}");
        let secrets = callers.iter().map(|caller| {
            let secret = caller.head.rsplit([' ', '=']).next().unwrap_or_default();
            secret.trim()
        });
        for secret in secrets.chain([PASSWORD]).filter(|s| !s.is_empty()) {
            assert!(!talk.contains(secret), "a secret stands in the log");
        }
    }
}

#[test]
fn an_address_for_others_needs_a_word_on_who_is_let_in() {
    let noroshi = noroshi();
    let said = noroshi.run(&["serve", "--no-sync", "--listen", "0.0.0.0:0"]);
    let port = said.split("0.0.0.0:").nth(1).unwrap_or_default();
    let port: String = port.chars().take_while(char::is_ascii_digit).collect();
    insta::assert_snapshot!(said.replace(&port, "[PORT]"));
}

/// Every address there is.
fn routes() -> Vec<Route> {
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(folder.path()).unwrap();
    let pages = noroshi_web::routes(house.into()).into_iter();
    let mut routes: Vec<Route> = pages
        .map(|route| Route {
            method: route.method,
            path: route.path,
            needs: route.needs,
            accept: "text/html",
        })
        .collect();
    let machines = noroshi_api::routes().into_iter();
    routes.extend(machines.map(|route| Route {
        method: route.method,
        path: route.path,
        needs: Needs::Right(route.right),
        accept: "application/json",
    }));
    let seen: BTreeSet<_> = routes
        .iter()
        .map(|r| (r.method, r.path, r.accept))
        .collect();
    let all = seen.len();
    assert!(all == routes.len() && all > 60, "{all}");
    // Whoever signed out is nobody afterwards.
    routes.sort_by_key(|route| route.path == "/sign-out");
    routes
}

fn may(name: &str, needs: Needs) -> bool {
    match (needs, ROLES.get(name)) {
        (Needs::Nothing, _) => true,
        (Needs::SignIn, role) => role.is_some(),
        (Needs::Right(right), Some(role)) => role.rights.contains(&right),
        (Needs::Right(right), None) => name != "nobody" && right == Right::Read,
    }
}

fn is_let_in(server: &Server, route: &Route, caller: &Caller) -> bool {
    let path = route.path.replace("{*", "{");
    let filled: Vec<&str> = path
        .split('/')
        .map(|part| if part.starts_with('{') { "x" } else { part })
        .collect();
    let head = format!("Accept: {}\r\n{}", route.accept, caller.head);
    let form = format!("form={}", caller.form);
    let answer = server.send(route.method, &filled.join("/"), &head, &form);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let is_asked_to_sign_in = head.contains("location: /sign-in?to=") || head.contains(" 401 ");
    let is_refused = body.contains("Not allowed") || body.contains("not allowed to you");
    !is_asked_to_sign_in && !is_refused
}

fn token(noroshi: &Noroshi, user: &str, scope: &str) -> String {
    let made = noroshi
        .command(&["token", "add", user, "--scope", scope])
        .output()
        .unwrap();
    String::from_utf8(made.stdout).unwrap().trim().to_owned()
}

/// Signs in as a browser does.
fn sign_in(server: &Server, name: &str) -> Caller {
    let page = server.send("GET", "/sign-in", "", "");
    let carried = between(&page, "name=\"carried\" value=\"", "\"");
    let cookie = format!("Cookie: sign-in={carried}\r\n");
    let password = PASSWORD.replace(' ', "+");
    let form = format!("carried={carried}&name={name}&password={password}&to=/account");
    let without = server.send("POST", "/sign-in", "", &form);
    assert!(without.starts_with("HTTP/1.1 403 "), "{without}");
    let answer = server.send("POST", "/sign-in", &cookie, &form);
    assert!(answer.contains("location: /account"), "{answer}");
    let secret = between(&answer, "session=", ";");
    let head = format!("Cookie: session={secret}\r\n");
    let account = server.send("GET", "/account", &head, "");
    let form = between(&account, "name=\"form\" value=\"", "\"").to_owned();
    let foreign = server.send("POST", "/account", &head, "form=made+up&do=make-token");
    assert!(foreign.contains("Not from a page of ours"), "{foreign}");
    Caller {
        name: name.to_owned(),
        head,
        form,
    }
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let start = text.find(from).expect(from) + from.len();
    let end = text[start..].find(to).expect(to);
    &text[start..start + end]
}

#[test]
fn what_is_not_for_everybody_is_shown_to_the_roles_that_are_cleared_for_it() {
    let noroshi = noroshi().beside(&["nvd.json"]);
    let said = noroshi.run(&["import", "nvd.json", "--source", "partner"]);
    assert!(said.contains("[exit 0]"), "{said}");
    for name in ["reader", "analyst"] {
        let said = noroshi.run_with(&["user", "add", name, "--role", name], &[], PASSWORD);
        assert!(said.contains("[exit 0]"), "{said}");
    }
    let config = noroshi.path("noroshi.toml");
    let settings = "[serve]\naccess = \"users\"\nguest = \"public\"\n[tlp]\npartner = \"amber\"\n";
    std::fs::write(&config, settings).unwrap();
    let server = Server::over(&noroshi, &config);
    let cleared = token(&noroshi, "analyst", "read");
    let less = token(&noroshi, "reader", "read");
    for (head, is_shown) in [
        (format!("Authorization: Bearer {cleared}\r\n"), true),
        (format!("Authorization: Bearer {less}\r\n"), false),
        (String::new(), false),
    ] {
        let found = server.send("GET", "/search.json", &head, "");
        assert_eq!(found.contains("\"id\":\"CVE-"), is_shown, "{found}");
        let bundle = server.send("GET", "/bundle?after=0", &head, "");
        assert_eq!(bundle.starts_with("HTTP/1.1 200 "), is_shown, "{bundle}");
    }
}
