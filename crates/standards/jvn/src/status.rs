//! The Status node with which every answer of MyJVN ends (status_3.3.xsd).

use crate::{
    names,
    part::part,
    tree::{Element, Name},
};

pub(crate) const S: &[&str] = &[names::STATUS];

part! {
    /// How a request went, and how much it found. All values are text, as in the schema; those that
    /// are numbers are empty where the answer has none.
    pub struct Status in S, "Status";
    attributes {
        /// Schema version, `3.3`.
        version = "version",
        /// The method asked for.
        method = "method",
        /// Language asked for.
        lang = "lang",
        /// `0` success, `1` failure.
        ret_cd = "retCd",
        /// Most entries that one answer can hold.
        ret_max = "retMax",
        /// The largest count in statistics.
        ret_max_cnt = "retMaxCnt",
        /// Error code, empty on success.
        err_cd = "errCd",
        /// Error message, empty on success.
        err_msg = "errMsg",
        /// Entries that match.
        total_res = "totalRes",
        /// Entries in this answer.
        total_res_ret = "totalResRet",
        /// Position of the first entry, from 1.
        first_res = "firstRes",
        /// Form of the answer, `hnd`.
        feed = "feed",
    }
    children {}
}

impl Status {
    /// A successful answer to a method.
    pub fn success(method: &str, matching: u64, returned: u64, first: u64, most: u64) -> Self {
        Self {
            version: Some("3.3".to_owned()),
            method: Some(method.to_owned()),
            ret_cd: Some("0".to_owned()),
            ret_max: Some(most.to_string()),
            err_cd: Some(String::new()),
            err_msg: Some(String::new()),
            total_res: Some(matching.to_string()),
            total_res_ret: Some(returned.to_string()),
            first_res: Some(first.to_string()),
            feed: Some("hnd".to_owned()),
            ..Self::default()
        }
    }

    /// An answer that says why there is none.
    pub fn failure(method: &str, code: &str, message: &str) -> Self {
        Self {
            version: Some("3.3".to_owned()),
            method: Some(method.to_owned()),
            ret_cd: Some("1".to_owned()),
            ret_max: Some(String::new()),
            err_cd: Some(code.to_owned()),
            err_msg: Some(message.to_owned()),
            total_res: Some(String::new()),
            total_res_ret: Some(String::new()),
            first_res: Some(String::new()),
            feed: Some("hnd".to_owned()),
            ..Self::default()
        }
    }

    /// Whether the request succeeded.
    pub fn is_success(&self) -> bool {
        self.ret_cd.as_deref().map(str::trim) == Some("0")
    }

    /// How many entries match in all, where the answer says so.
    pub fn matching(&self) -> Option<u64> {
        self.total_res.as_deref()?.trim().parse().ok()
    }

    /// How many entries this answer holds, where it says so.
    pub fn returned(&self) -> Option<u64> {
        self.total_res_ret.as_deref()?.trim().parse().ok()
    }

    /// A request parameter that the answer echoes, for example `vulnId`.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.rest
            .attributes()
            .find(|(n, _)| n.namespace.is_empty() && n.local == name)
            .map(|(_, value)| value)
    }

    /// Echoes a request parameter.
    pub fn echo(&mut self, name: &str, value: impl Into<String>) {
        self.rest.set_attribute(Name::plain(name), value);
    }

    /// Finds the Status node among the children of an answer's root.
    pub fn of(root: &Element) -> Option<Self> {
        root.elements()
            .find(|e| e.name.is(S, "Status"))
            .map(Self::from_element)
    }
}
