//! Signing in with somebody who vouches for users: OpenID Connect Core 1.0, the authorization code flow with PKCE
//! (RFC 7636).
//!
//! What the flow has to remember between its two steps is kept by the browser in a cookie, so that any node may take the
//! second one.

use std::{fmt, net::IpAddr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use noroshi_sources::exchange::Exchange;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{
    Actor, secret,
    trail::{self, Deed},
    users::{self, User, unfit},
};
use crate::{
    address::encode,
    clock,
    house::{House, UseError},
};

/// What is known of who vouches for users.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Provider {
    /// Its address, which its own description has to name as well.
    pub issuer: String,
    /// Our name there.
    pub client_id: String,
    /// Our password there. Never shown.
    pub client_secret: String,
    /// Where it sends users back to: our own address with `/sign-in/back`.
    pub back: String,
    /// What it is called on the page for signing in.
    pub title: String,
    /// The claim that holds a user's name.
    pub name_claim: String,
    /// The claim that holds what roles are given by; empty for none.
    pub role_claim: String,
    /// The role that each value of it gives. Where several do, the first in this order.
    pub roles: Vec<(String, String)>,
    /// The role of everybody else it vouches for; `None` where nobody else is let in.
    pub role: Option<String>,
}

impl fmt::Debug for Provider {
    /// Shows who it is, and nothing that must not end in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// How signing in elsewhere begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departure {
    /// Where the browser goes.
    pub address: String,
    /// What it keeps until it comes back.
    pub kept: String,
}

/// What came back with a browser.
#[derive(Debug, Clone, Default)]
pub struct Return {
    /// What it kept.
    pub kept: String,
    /// `state`.
    pub state: String,
    /// `code`.
    pub code: String,
    /// `iss` (RFC 9207), where it was given.
    pub issuer: Option<String>,
    /// The address it comes from.
    pub from: Option<IpAddr>,
}

/// Why nobody is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotIn {
    /// What came back belongs to no sign-in that this browser began.
    Stale,
    /// The provider could not be asked, or what it says does not hold.
    Provider(String),
    /// It vouches for them, and no role is given to them here, or they may not sign in.
    NoRole,
    /// A user of that name signs in otherwise.
    Taken(String),
}

/// The provider's own description (OpenID Connect Discovery 1.0 §3), as far as it is needed.
#[derive(Debug, Clone, Deserialize)]
struct Description {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

/// Signatures that only the provider can make. One made with a shared secret, or none, is not among them.
const SIGNED: [Algorithm; 5] = [
    Algorithm::RS256,
    Algorithm::PS256,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

impl House {
    /// What who vouches for users is called, where there is one.
    pub fn provider(&self) -> Option<String> {
        Some(self.admission().provider?.title)
    }

    /// Begins a sign-in elsewhere.
    ///
    /// # Errors
    ///
    /// Where the system gives no random bytes.
    pub fn depart(&self) -> Result<Result<Departure, NotIn>, UseError> {
        let Some(provider) = self.admission().provider else {
            return Ok(Err(NotIn::Stale));
        };
        let description = match describe(&provider) {
            Ok((_, description)) => description,
            Err(reason) => return Ok(Err(NotIn::Provider(reason))),
        };
        let (state, nonce, verifier) = (secret::random()?, secret::random()?, secret::random()?);
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        let mark = match description.authorization_endpoint.contains('?') {
            true => '&',
            false => '?',
        };
        let address = format!(
            "{}{mark}response_type=code&scope=openid%20profile&client_id={}&redirect_uri={}&state={state}\
             &nonce={nonce}&code_challenge={challenge}&code_challenge_method=S256",
            description.authorization_endpoint,
            encode(&provider.client_id),
            encode(&provider.back),
        );
        let kept = format!("{state}.{nonce}.{verifier}");
        Ok(Ok(Departure { address, kept }))
    }

    /// Ends a sign-in elsewhere; gives the session's secret.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn arrive(&self, back: &Return) -> Result<Result<String, NotIn>, UseError> {
        let Some(provider) = self.admission().provider else {
            return Ok(Err(NotIn::Stale));
        };
        let kept: Vec<&str> = back.kept.split('.').collect();
        let [state, nonce, verifier] = kept[..] else {
            return Ok(Err(NotIn::Stale));
        };
        let is_other = back.issuer.as_ref().is_some_and(|i| *i != provider.issuer);
        if state.is_empty() || state != back.state || back.code.is_empty() || is_other {
            return Ok(Err(NotIn::Stale));
        }
        let claims = match redeem(&provider, &back.code, verifier, nonce) {
            Ok(claims) => claims,
            Err(reason) => return Ok(Err(NotIn::Provider(reason))),
        };
        match self.user_elsewhere(&provider, &claims, back.from)? {
            Ok(user) => self.begin(&user, back.from, &provider.issuer).map(Ok),
            Err(why) => Ok(Err(why)),
        }
    }

    /// The user that claims are about, made where they come for the first time, in the role that they have by now.
    fn user_elsewhere(
        &self,
        provider: &Provider,
        claims: &Map<String, Value>,
        from: Option<IpAddr>,
    ) -> Result<Result<User, NotIn>, UseError> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let subject = text("sub").unwrap_or_default();
        let known = (provider.issuer.clone(), subject.to_owned());
        let given = role_of(provider, claims).filter(|role| self.roles().contains_key(role));
        let users = self.users()?;
        let user = users.iter().find(|u| u.elsewhere.as_ref() == Some(&known));
        let Some(role) = given else {
            return Ok(Err(NotIn::NoRole));
        };
        let user = match user {
            Some(user) if user.is_disabled => return Ok(Err(NotIn::NoRole)),
            Some(user) => User {
                role,
                ..user.clone()
            },
            None => {
                let name = text(&provider.name_claim).unwrap_or(subject);
                let name = match users::a_name(name) {
                    Ok(name) => name,
                    Err(_) => users::a_name(subject).map_err(|_| {
                        unfit(
                            "name",
                            subject,
                            "the provider names nothing that can be a name",
                        )
                    })?,
                };
                User {
                    name,
                    role,
                    elsewhere: Some(known),
                    added: clock::now(),
                    ..User::default()
                }
            }
        };
        let by = Actor {
            name: provider.issuer.clone(),
            from,
        };
        let mut is_taken = false;
        self.store.write(&mut |writer| {
            let before = users::of_name(&*writer, &user.name)?;
            // Nobody gets into somebody else's account by being called so elsewhere.
            is_taken = before
                .as_ref()
                .is_some_and(|before| before.elsewhere != user.elsewhere);
            if is_taken || before.as_ref() == Some(&user) {
                return Ok(());
            }
            users::keep(writer, &user)?;
            let deed = match before {
                None => Deed::UserAdded,
                Some(_) => Deed::RoleGiven,
            };
            trail::note(writer, &by, deed, &user.name, &user.role)
        })?;
        Ok(match is_taken {
            true => Err(NotIn::Taken(user.name)),
            false => Ok(user),
        })
    }
}

/// The role that claims give.
fn role_of(provider: &Provider, claims: &Map<String, Value>) -> Option<String> {
    let values: Vec<&str> = match claims.get(&provider.role_claim) {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let given = provider
        .roles
        .iter()
        .find(|(value, _)| values.contains(&value.as_str()));
    given
        .map(|(_, role)| role.clone())
        .or(provider.role.clone())
}

fn describe(provider: &Provider) -> Result<(Exchange, Description), String> {
    let exchange = Exchange::new().map_err(|e| e.to_string())?;
    let issuer = provider.issuer.trim_end_matches('/');
    let address = format!("{issuer}/.well-known/openid-configuration");
    let description: Description = json(&exchange.get(&address).map_err(|e| e.to_string())?)?;
    if description.issuer != provider.issuer {
        return Err(format!("{address} speaks for {}", description.issuer));
    }
    Ok((exchange, description))
}

/// Redeems a code for what the provider says of a user, once its signature and everything else holds that OpenID Connect
/// Core 1.0 §3.1.3.7 asks for.
fn redeem(
    provider: &Provider,
    code: &str,
    verifier: &str,
    nonce: &str,
) -> Result<Map<String, Value>, String> {
    let (exchange, description) = describe(provider)?;
    let form = format!(
        "grant_type=authorization_code&code={}&redirect_uri={}&code_verifier={verifier}",
        encode(code),
        encode(&provider.back)
    );
    // RFC 6749 §2.3.1: both are encoded first.
    let (id, password) = (encode(&provider.client_id), encode(&provider.client_secret));
    let answer = exchange.post(&description.token_endpoint, form, (&id, &password));
    let tokens: Tokens = json(&answer.map_err(|e| e.to_string())?)?;
    let keys: JwkSet = json(
        &exchange
            .get(&description.jwks_uri)
            .map_err(|e| e.to_string())?,
    )?;
    claims(provider, &tokens.id_token, &keys, nonce)
}

fn claims(
    provider: &Provider,
    token: &str,
    keys: &JwkSet,
    nonce: &str,
) -> Result<Map<String, Value>, String> {
    let bad = |what: &str| format!("the ID token of {} {what}", provider.issuer);
    let header = decode_header(token).map_err(|_| bad("cannot be read"))?;
    if !SIGNED.contains(&header.alg) {
        return Err(bad("is signed in a way that anybody could"));
    }
    let key = match &header.kid {
        Some(kid) => keys.find(kid),
        None => keys.keys.first().filter(|_| keys.keys.len() == 1),
    };
    let key = key.ok_or_else(|| bad("is signed with a key that is not published"))?;
    let key =
        DecodingKey::from_jwk(key).map_err(|_| bad("is signed with an unknown kind of key"))?;
    let mut holds = Validation::new(header.alg);
    holds.set_issuer(&[&provider.issuer]);
    holds.set_audience(&[&provider.client_id]);
    holds.set_required_spec_claims(&["iss", "aud", "exp", "sub"]);
    holds.validate_nbf = true;
    let claims = decode::<Map<String, Value>>(token, &key, &holds)
        .map_err(|error| bad(&format!("does not hold: {error}")))?
        .claims;
    if claims.get("nonce").and_then(Value::as_str) != Some(nonce) {
        return Err(bad("is not for this sign-in"));
    }
    let party = claims.get("azp").and_then(Value::as_str);
    if party.is_some_and(|party| party != provider.client_id) {
        return Err(bad("is for somebody else"));
    }
    Ok(claims)
}

fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    serde_json::from_slice(bytes)
        .map_err(|error| format!("what it answers cannot be read: {error}"))
}

/// The roles that values of a claim give, as the settings write them: `value=role`.
///
/// # Errors
///
/// The line that is none.
pub fn roles_of(lines: &[String]) -> Result<Vec<(String, String)>, String> {
    let split = |line: &String| {
        let (value, role) = line.rsplit_once('=').ok_or_else(|| line.clone())?;
        Ok((value.trim().to_owned(), role.trim().to_owned()))
    };
    lines.iter().map(split).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::{Provider, role_of, roles_of};

    #[test]
    fn the_first_role_that_a_claim_gives_holds_and_else_the_usual_one() {
        let lines = ["admins=administrator", "a=b=analyst"].map(str::to_owned);
        let mut provider = Provider {
            role_claim: "groups".to_owned(),
            roles: roles_of(&lines).unwrap(),
            ..Provider::default()
        };
        let cases: BTreeMap<&str, _> = [
            ("administrator", json!({"groups": ["x", "admins", "a=b"]})),
            ("analyst", json!({"groups": "a=b"})),
            ("", json!({"groups": [7, {"admins": 1}]})),
        ]
        .into();
        for (role, claims) in &cases {
            let found = role_of(&provider, claims.as_object().unwrap());
            assert_eq!(found.as_deref().unwrap_or_default(), *role);
        }
        provider.role = Some("reader".to_owned());
        let found = role_of(&provider, cases[""].as_object().unwrap());
        assert_eq!(found.as_deref(), Some("reader"));
        assert_eq!(roles_of(&["admins".to_owned()]), Err("admins".to_owned()));
    }
}
