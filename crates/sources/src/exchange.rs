//! Short answers of a service that somebody named in the settings, such as one that vouches for users: asked once, taken
//! whole, not for long, and without going wherever it points.

use std::{io::Read, time::Duration};

use reqwest::{
    Url,
    blocking::{Client, RequestBuilder},
    header,
};

/// An answer is at most so large (bytes).
const MOST: u64 = 1 << 20;
const TIME: Duration = Duration::from_secs(10);

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[error("{address}: {reason}")]
pub struct NoExchange {
    /// Whom was asked, without what was asked.
    pub address: String,
    /// What went wrong.
    pub reason: String,
}

/// A client for such questions.
pub struct Exchange(Client);

impl Exchange {
    /// A client.
    ///
    /// # Errors
    ///
    /// Where the system's certificates cannot be used.
    pub fn new() -> Result<Self, NoExchange> {
        // Fails only where somebody has chosen one already, which is as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let built = Client::builder()
            .user_agent(concat!("noroshi/", env!("CARGO_PKG_VERSION")))
            .timeout(TIME)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .build();
        built.map(Self).map_err(|error| NoExchange {
            address: String::new(),
            reason: error.to_string(),
        })
    }

    /// The JSON at an address.
    ///
    /// # Errors
    ///
    /// [`NoExchange`], also where the address is neither encrypted nor on this machine.
    pub fn get(&self, address: &str) -> Result<Vec<u8>, NoExchange> {
        let url = fit(address)?;
        answer(address, self.0.get(url))
    }

    /// What a form is answered with; `form` is written as `application/x-www-form-urlencoded` wants it, and name and
    /// password go along as HTTP's own.
    ///
    /// # Errors
    ///
    /// As [`Exchange::get`].
    pub fn post(
        &self,
        address: &str,
        form: String,
        (name, password): (&str, &str),
    ) -> Result<Vec<u8>, NoExchange> {
        let request = self
            .0
            .post(fit(address)?)
            .basic_auth(name, Some(password))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form);
        answer(address, request)
    }
}

/// An address to which a secret may be sent: encrypted, or on this machine.
fn fit(address: &str) -> Result<Url, NoExchange> {
    let url = Url::parse(address).map_err(|error| no(address, error.to_string()))?;
    let is_here = matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"));
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_here => Ok(url),
        _ => Err(no(address, "it has to begin with https".to_owned())),
    }
}

fn answer(address: &str, request: RequestBuilder) -> Result<Vec<u8>, NoExchange> {
    let sent = request.header(header::ACCEPT, "application/json").send();
    // The address may hold what is nobody's business: it is named without its question.
    let response = sent.map_err(|error| no(address, error.without_url().to_string()))?;
    let status = response.status();
    if !status.is_success() {
        return Err(no(address, format!("it answers {}", status.as_u16())));
    }
    let mut bytes = Vec::new();
    let read = response.take(MOST + 1).read_to_end(&mut bytes);
    read.map_err(|error| no(address, error.to_string()))?;
    match bytes.len() as u64 > MOST {
        true => Err(no(address, "its answer is too large".to_owned())),
        false => Ok(bytes),
    }
}

fn no(address: &str, reason: String) -> NoExchange {
    let address = address.split('?').next().unwrap_or_default().to_owned();
    NoExchange { address, reason }
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn secrets_go_encrypted_or_stay_on_this_machine() {
        for good in [
            "https://id.example/token",
            "http://127.0.0.1:9/",
            "http://localhost/x",
        ] {
            assert!(fit(good).is_ok(), "{good}");
        }
        for bad in [
            "http://id.example/token",
            "http://127.0.0.1.example/",
            "file:///etc/passwd",
            "id.example",
            "",
        ] {
            assert!(fit(bad).is_err(), "{bad}");
        }
    }
}
