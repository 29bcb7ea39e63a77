//! Signing in with somebody who vouches for users, over OpenID Connect.

use std::{
    collections::BTreeMap,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use ring::{
    digest,
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING as ES256, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};

use crate::{run::noroshi, serve::Server};

/// A provider on this machine.
#[derive(Clone)]
struct Provider {
    issuer: String,
    key: Arc<EcdsaKeyPair>,
    /// What it says next of whoever comes, and the challenge that the code was asked with.
    says: Arc<Mutex<(String, String)>>,
}

#[test]
fn who_is_vouched_for_is_let_in_and_nobody_else() {
    let provider = Provider::start();
    let noroshi = noroshi();
    let password = "a hill with a beacon";
    let said = noroshi.run_with(&["user", "add", "rin", "--role", "reader"], &[], password);
    assert!(said.contains("[exit 0]"), "{said}");
    std::fs::write(noroshi.path("secret"), "our password\n").unwrap();
    let config = noroshi.path("noroshi.toml");
    let settings = format!(
        "[serve]\naccess = \"users\"\n[oidc]\nissuer = \"{}\"\nclient_id = \"noroshi\"\nsecret_file = \"{}\"\n\
         back = \"http://localhost/sign-in/back\"\ntitle = \"Hill\"\nroles = [\"csirt=analyst\"]\n",
        provider.issuer,
        noroshi.path("secret"),
    );
    std::fs::write(&config, settings).unwrap();
    let server = Server::over(&noroshi, &config);
    assert!(
        server
            .get("/sign-in", "text/html")
            .contains("Sign in with Hill")
    );

    let good = || {
        json!({
            "iss": provider.issuer, "sub": "17", "aud": "noroshi", "exp": now() + 300,
            "preferred_username": "kei", "groups": ["csirt"],
        })
    };
    let session = provider
        .sign_in(&server, good(), |token| token)
        .expect("let in");
    let head = format!("Cookie: session={session}\r\n");
    let account = server.send("GET", "/account", &head, "");
    assert!(
        account.contains("analyst") && account.contains("kei"),
        "{account}"
    );
    assert!(
        !account.contains("name=\"old\""),
        "there is no password to change"
    );
    // The second time it is the same user.
    assert!(provider.sign_in(&server, good(), |token| token).is_ok());

    let but = |name: &str, value: Value| {
        let mut claims = good();
        claims[name] = value;
        claims
    };
    for (claims, why) in [
        (but("aud", json!("others")), "does not hold"),
        (but("aud", json!(["others"])), "does not hold"),
        (but("azp", json!("others")), "for somebody else"),
        (but("iss", json!("https://evil.example")), "does not hold"),
        (but("exp", json!(now() - 3600)), "does not hold"),
        (but("exp", Value::Null), "does not hold"),
        (but("nonce", json!("another")), "is not for this sign-in"),
        (but("groups", json!(["others"])), "no role is given"),
        (but("groups", Value::Null), "no role is given"),
        // Called like somebody who has a password here.
        (
            json!({"iss": provider.issuer, "sub": "18", "aud": "noroshi", "exp": now() + 300,
                   "preferred_username": "rin", "groups": ["csirt"]}),
            "signs in otherwise",
        ),
    ] {
        let refused = provider.sign_in(&server, claims.clone(), |token| token);
        let page = refused.expect_err(&claims.to_string());
        assert!(page.contains(why), "{claims}: {page}");
    }
    // Signed by nobody, with a shared secret, by somebody else, or changed afterwards.
    type Forge = fn(String) -> String;
    let forgeries: [(Forge, &str); 4] = [
        (
            |token| headed(&token, json!({"alg": "none"})),
            "cannot be read",
        ),
        (
            |token| headed(&token, json!({"alg": "HS256"})),
            "anybody could",
        ),
        (
            |token| headed(&token, json!({"alg": "ES256", "kid": "other"})),
            "not published",
        ),
        (changed, "does not hold"),
    ];
    for (forge, why) in forgeries {
        let page = provider.sign_in(&server, good(), forge).expect_err(why);
        assert!(page.contains(why), "{why}: {page}");
    }
    // Without what the browser kept, or with another's.
    for cookie in ["", "Cookie: elsewhere=a.b.c.%2F\r\n"] {
        let back = server.send("GET", "/sign-in/back?code=c&state=b", cookie, "");
        assert!(back.starts_with("HTTP/1.1 403 "), "{back}");
    }
    let trail = noroshi.run(&["user", "trail", "--lang", "en", "--format", "csv"]);
    assert!(
        trail.contains("kei") && !trail.contains("our password"),
        "{trail}"
    );
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// A token whose signature begins otherwise.
fn changed(token: String) -> String {
    let (rest, signature) = token.rsplit_once('.').unwrap();
    let other = if signature.starts_with('A') { 'B' } else { 'A' };
    format!("{rest}.{other}{}", &signature[1..])
}

/// A token with another head.
fn headed(token: &str, head: Value) -> String {
    let rest = token.split_once('.').unwrap().1;
    format!("{}.{rest}", BASE64.encode(head.to_string()))
}

impl Provider {
    fn start() -> Self {
        let random = SystemRandom::new();
        let bytes = EcdsaKeyPair::generate_pkcs8(&ES256, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ES256, bytes.as_ref(), &random).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let provider = Self {
            issuer: format!("http://{}", listener.local_addr().unwrap()),
            key: Arc::new(key),
            says: Arc::default(),
        };
        let own = provider.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                own.answer(stream);
            }
        });
        provider
    }

    /// Lets a browser sign in, of which the provider says this; gives the session, or the page that says why not.
    fn sign_in(
        &self,
        server: &Server,
        mut claims: Value,
        forge: impl Fn(String) -> String,
    ) -> Result<String, String> {
        let gone = server.send("GET", "/sign-in/elsewhere?to=/account", "", "");
        let address = between(&gone, "location: ", "\r\n");
        let kept = between(&gone, "set-cookie: elsewhere=", ";");
        assert!(address.starts_with(&self.issuer), "{gone}");
        let asked: BTreeMap<&str, &str> = address
            .split_once('?')
            .unwrap()
            .1
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .collect();
        assert_eq!(asked["code_challenge_method"], "S256");
        if claims["nonce"].is_null() {
            claims["nonce"] = json!(asked["nonce"]);
        }
        let token = forge(self.signed(&claims));
        *self.says.lock().unwrap() = (token, asked["code_challenge"].to_owned());
        let back = format!("/sign-in/back?code=a+b&state={}", asked["state"]);
        let head = format!("Cookie: elsewhere={kept}\r\nAccept-Language: en\r\n");
        let arrived = server.send("GET", &back, &head, "");
        match arrived.contains("location: /account") {
            true => Ok(between(&arrived, "set-cookie: session=", ";").to_owned()),
            false => Err(arrived),
        }
    }

    fn signed(&self, claims: &Value) -> String {
        let head = json!({"alg": "ES256", "kid": "own"}).to_string();
        let text = format!(
            "{}.{}",
            BASE64.encode(head),
            BASE64.encode(claims.to_string())
        );
        let signature = self
            .key
            .sign(&SystemRandom::new(), text.as_bytes())
            .unwrap();
        format!("{text}.{}", BASE64.encode(signature))
    }

    fn answer(&self, mut stream: TcpStream) {
        let mut bytes = Vec::new();
        let mut piece = [0; 4096];
        // The whole of a small request: its head, and so much behind it as it says.
        let text = loop {
            let length = stream.read(&mut piece).unwrap_or(0);
            bytes.extend_from_slice(&piece[..length]);
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let (head, body) = text.split_once("\r\n\r\n").unwrap_or_default();
            let wanted = head
                .lines()
                .filter_map(|line| {
                    line.to_ascii_lowercase()
                        .strip_prefix("content-length: ")?
                        .parse()
                        .ok()
                })
                .next()
                .unwrap_or(0);
            if length == 0 || (!head.is_empty() && body.len() >= wanted) {
                break text;
            }
        };
        let issuer = &self.issuer;
        let path = text.split(' ').nth(1).unwrap_or_default();
        let body = match path {
            "/.well-known/openid-configuration" => json!({
                "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"),
                "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
            }),
            "/keys" => {
                let point = self.key.public_key().as_ref();
                json!({"keys": [{"kty": "EC", "crv": "P-256", "alg": "ES256", "kid": "own",
                    "x": BASE64.encode(&point[1..33]), "y": BASE64.encode(&point[33..])}]})
            }
            _ => {
                let (token, challenge) = self.says.lock().unwrap().clone();
                let form = text.split_once("\r\n\r\n").unwrap_or_default().1;
                let verifier = form.split("code_verifier=").nth(1).unwrap_or_default();
                let hash = digest::digest(&digest::SHA256, verifier.as_bytes());
                assert_eq!(
                    BASE64.encode(hash),
                    challenge,
                    "the code is redeemed by who asked for it"
                );
                assert!(
                    text.contains("authorization: Basic bm9yb3NoaTpvdXIlMjBwYXNzd29yZA=="),
                    "{text}"
                );
                json!({ "access_token": "x", "token_type": "Bearer", "id_token": token })
            }
        }
        .to_string();
        let length = body.len();
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .ok();
    }
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let start = text.find(from).unwrap_or_else(|| panic!("{from}: {text}")) + from.len();
    let end = text[start..].find(to).expect(to);
    &text[start..start + end]
}
