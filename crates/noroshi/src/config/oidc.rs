//! Who vouches for users beside us: OpenID Connect.

use std::{fs, io, path::PathBuf};

use noroshi_app::identity::elsewhere::{Provider, roles_of};
use serde::{Deserialize, Serialize};

/// Who vouches for users beside us.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Oidc {
    /// Its address; empty for nobody.
    pub(crate) issuer: String,
    /// Our name there.
    pub(crate) client_id: String,
    /// The file that holds our password there.
    pub(crate) secret_file: PathBuf,
    /// Where it sends users back to.
    pub(crate) back: String,
    /// What it is called on the page for signing in; its address, where this is empty.
    pub(crate) title: String,
    /// The claim that holds a user's name.
    pub(crate) name_claim: String,
    /// The claim that roles are given by.
    pub(crate) role_claim: String,
    /// The role that each of its values gives: `value=role`.
    pub(crate) roles: Vec<String>,
    /// The role of everybody else; empty where nobody else is let in.
    pub(crate) role: String,
}

impl Default for Oidc {
    fn default() -> Self {
        Self {
            issuer: String::new(),
            client_id: String::new(),
            secret_file: PathBuf::new(),
            back: String::new(),
            title: String::new(),
            name_claim: "preferred_username".to_owned(),
            role_claim: "groups".to_owned(),
            roles: Vec::new(),
            role: String::new(),
        }
    }
}

impl Oidc {
    /// Who vouches for users, where somebody does.
    ///
    /// # Errors
    ///
    /// Where the file with our password cannot be read, or a line of `roles` is none.
    pub(crate) fn provider(&self) -> io::Result<Option<Provider>> {
        if self.issuer.is_empty() {
            return Ok(None);
        }
        let roles = roles_of(&self.roles).map_err(|line| {
            let what = format!("oidc.roles: {line:?} is not value=role");
            io::Error::new(io::ErrorKind::InvalidInput, what)
        })?;
        let title = match self.title.is_empty() {
            true => &self.issuer,
            false => &self.title,
        };
        Ok(Some(Provider {
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            client_secret: fs::read_to_string(&self.secret_file)?.trim().to_owned(),
            back: self.back.clone(),
            title: title.clone(),
            name_claim: self.name_claim.clone(),
            role_claim: self.role_claim.clone(),
            roles,
            role: Some(self.role.clone()).filter(|role| !role.is_empty()),
        }))
    }
}
