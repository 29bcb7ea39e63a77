//! VULDEF 2.0, 3.1 and 3.2: entries of JVN iPedia in full. One set of views holds what any version has.

use crate::{
    names,
    part::{Part, part},
    sec::Handling,
    status::Status,
    tree::Element,
};

const V: &[&str] = &[names::VULDEF];

part! {
    /// A VULDEF document: entries, how they may be handed on, and the Status node.
    pub struct VuldefDocument in V, "VULDEF-Document";
    attributes {
        /// Version of VULDEF, `3.2`.
        version = "version",
        /// Language of the texts.
        lang = "lang" in names::XML,
    }
    children {
        /// The entries.
        vulinfo: Vec<Vulinfo> = V, "Vulinfo",
        /// Handling (traffic light protocol).
        handling: Option<Handling> = crate::sec::S, "handling",
        /// How the request went.
        status: Option<Status> = crate::status::S, "Status",
    }
}

part! {
    /// One entry.
    pub struct Vulinfo in V, "Vulinfo";
    attributes {
        /// `public` or `private`.
        restriction = "restriction",
    }
    children {
        /// The identifier, `JVNDB-YYYY-NNNNNN`.
        id: Option<String> = V, "VulinfoID",
        /// The identifier of a group of entries.
        group_id: Option<String> = V, "VulinfoGID",
        /// Everything that is said.
        data: Option<VulinfoData> = V, "VulinfoData",
        /// Data of other parties (3.1 and before), as it is.
        additional_data: Vec<Element> = V, "AdditionalData",
    }
}

part! {
    /// What is said of the vulnerability.
    pub struct VulinfoData in V, "VulinfoData";
    attributes {
        /// `public` or `private`.
        restriction = "restriction",
        /// `None` to `Critical`.
        severity = "severity",
        /// `open` or `close`.
        publication = "publication",
    }
    children {
        /// Title.
        title: Option<String> = V, "Title",
        /// Overview and details.
        description: Option<VulinfoDescription> = V, "VulinfoDescription",
        /// Affected products.
        affected: Option<Affected> = V, "Affected",
        /// Scores and impacts.
        impact: Option<Impact> = V, "Impact",
        /// What to do.
        solution: Option<Solution> = V, "Solution",
        /// Known exploits.
        exploit: Option<Exploit> = V, "Exploit",
        /// Related documents, identifiers and weaknesses.
        related: Option<Related> = V, "Related",
        /// Thanks.
        credit: Option<Credit> = V, "Credit",
        /// Whom to ask.
        contact: Option<Contact> = V, "Contact",
        /// Update history.
        history: Option<History> = V, "History",
        /// First published by this database, dateTime.
        date_first_published: Option<String> = V, "DateFirstPublished",
        /// Last updated, dateTime.
        date_last_updated: Option<String> = V, "DateLastUpdated",
        /// Made public anywhere, dateTime.
        date_public: Option<String> = V, "DatePublic",
        /// Data of other parties (3.1 and before), as it is.
        additional_data: Vec<Element> = V, "AdditionalData",
    }
}

part! {
    /// Overview and details.
    pub struct VulinfoDescription in V, "VulinfoDescription";
    attributes {
        /// `public` or `private`.
        restriction = "restriction",
        /// `remote`, `local` or `any`.
        exploit_range = "exploitrange",
        /// A kind of flaw, from a list older than CWE.
        vulnerability_type = "vulnerabilitytype",
        /// The history item it came with.
        history_no = "historyno",
    }
    children {
        /// The overview.
        overview: Option<String> = V, "Overview",
        /// Details.
        detail: Vec<String> = V, "Detail",
        /// Weaknesses.
        cwe: Vec<Cwe> = V, "Cwe",
        /// Data of other parties (3.1 and before), as it is.
        additional_data: Vec<Element> = V, "AdditionalData",
    }
}

part! {
    /// Weaknesses inside a description.
    pub struct Cwe in V, "Cwe";
    attributes {
        /// `public` or `private`.
        restriction = "restriction",
    }
    children {
        /// One for each weakness.
        items: Vec<RelatedItem> = V, "RelatedItem",
    }
}

part! {
    /// Affected products.
    pub struct Affected in V, "Affected";
    attributes {
        /// `public` or `private`.
        restriction = "restriction",
    }
    children {
        /// One for each product.
        items: Vec<AffectedItem> = V, "AffectedItem",
    }
}

part! {
    /// A product and what is said of its versions.
    pub struct AffectedItem in V, "AffectedItem";
    attributes {
        /// `public` or `private`.
        restriction = "restriction",
        /// `vulnerable`, `notvulnerable`, `unknown`, `vulnerable_investigating`, `notvulnerable_investigating`.
        affected_status = "affectedstatus",
        /// The history item it came with.
        history_no = "historyno",
    }
    children {
        /// Vendor name.
        name: Option<String> = V, "Name",
        /// Product name.
        product_name: Option<String> = V, "ProductName",
        /// CPE names.
        cpe: Vec<Cpe> = V, "Cpe",
        /// Versions, in prose or as ranges.
        version_numbers: Vec<VersionNumber> = V, "VersionNumber",
        /// Builds, in prose or as ranges.
        build_numbers: Vec<VersionNumber> = V, "BuildNumber",
        /// Further words.
        descriptions: Vec<String> = V, "Description",
        /// Data of other parties (3.1 and before), as it is.
        additional_data: Vec<Element> = V, "AdditionalData",
    }
}

part! {
    /// A CPE name.
    pub struct Cpe in V, "Cpe";
    text {
        /// The name, for example `cpe:/a:example:product`.
        value
    }
    attributes {
        /// Version of CPE, `2.2`.
        version = "version",
    }
    children {}
}

part! {
    /// A version or a build: words, or a range, or both mixed.
    pub struct VersionNumber in V, "VersionNumber";
    text {
        /// The words.
        text
    }
    attributes {
        /// `public` or `private`.
        restriction = "restriction",
        /// `eq`, `ne`, `gt`, `lt`, `ge`, `le`.
        operator = "operator",
    }
    children {
        /// Where a range begins.
        begin: Vec<Bound> = V, "RangeBegin",
        /// Where a range ends.
        end: Vec<Bound> = V, "RangeEnd",
    }
}

part! {
    /// One end of a range of versions.
    pub struct Bound in V, "RangeBegin";
    text {
        /// The version.
        value
    }
    attributes {
        /// `eq`, `ne`, `gt`, `lt`, `ge`, `le`.
        operator = "operator",
    }
    children {}
}

part! {
    /// Scores and impacts.
    pub struct Impact in V, "Impact";
    attributes {
        /// `public` or `private`.
        restriction = "restriction",
    }
    children {
        /// Scores, one for each version of CVSS.
        cvss: Vec<Cvss> = V, "Cvss",
        /// What an attacker can do.
        items: Vec<ImpactItem> = V, "ImpactItem",
    }
}

part! {
    /// A score.
    pub struct Cvss in V, "Cvss";
    attributes {
        /// Version of CVSS. JVN iPedia writes `3.0` for 3.1 too.
        version = "version",
        /// `public` or `private`.
        restriction = "restriction",
    }
    children {
        /// The severity word.
        severity: Option<Severity> = V, "Severity",
        /// The base score as 3.1 and before name it.
        score: Option<String> = V, "Score",
        /// The base score, 0.0 to 10.0.
        base: Option<String> = V, "Base",
        /// The vector.
        vector: Option<String> = V, "Vector",
        /// The temporal score.
        temp: Option<String> = V, "Temp",
        /// The environmental score.
        env: Option<String> = V, "Env",
        /// Data of other parties (3.1 and before), as it is.
        additional_data: Vec<Element> = V, "AdditionalData",
    }
}

part! {
    /// A severity word and the score it belongs to.
    pub struct Severity in V, "Severity";
    text {
        /// `None` to `Critical`.
        value
    }
    attributes {
        /// `Base`, `Temp` or `Env`.
        kind = "type",
        /// `public` or `private`.
        restriction = "restriction",
    }
    children {}
}

part! {
    /// What an attacker can do.
    pub struct ImpactItem in V, "ImpactItem";
    attributes {
        /// `None` to `Critical`.
        severity = "severity",
        /// `admin`, `dos`, `file`, `recon`, `user`, `none`, `unknown`, `other`.
        impact_type = "impacttype",
        /// The history item it came with.
        history_no = "historyno",
        /// `public` or `private`.
        restriction = "restriction",
    }
    children {
        /// The words.
        descriptions: Vec<String> = V, "Description",
        /// Data of other parties (3.1 and before), as it is.
        additional_data: Vec<Element> = V, "AdditionalData",
    }
}

part! {
    /// What to do.
    pub struct Solution in V, "Solution";
    attributes {
        /// `public` or `private`.
        restriction = "restriction",
    }
    children {
        /// One for each way out.
        items: Vec<SolutionItem> = V, "SolutionItem",
    }
}

part! {
    /// One way out.
    pub struct SolutionItem in V, "SolutionItem";
    attributes {
        /// `fixed`, `workaround`, `migration` (which means mitigation), `none`, `unknown`.
        solution_type = "solutiontype",
        /// The history item it came with.
        history_no = "historyno",
        /// `public` or `private`.
        restriction = "restriction",
    }
    children {
        /// The words.
        descriptions: Vec<String> = V, "Description",
        /// Addresses.
        urls: Vec<String> = V, "URL",
        /// Data of other parties (3.1 and before), as it is.
        additional_data: Vec<Element> = V, "AdditionalData",
    }
}

part! {
    /// Known exploits.
    pub struct Exploit in V, "Exploit";
    attributes {
        /// `public` or `private`.
        restriction = "restriction",
    }
    children {
        /// One for each.
        items: Vec<ExploitItem> = V, "ExploitItem",
    }
}

part! {
    /// A known exploit.
    pub struct ExploitItem in V, "ExploitItem";
    attributes {
        /// `exploit`, `poc`, `malware`, `senario` (spelt so), `none`, `unknown`.
        exploit_type = "exploittype",
        /// The history item it came with.
        history_no = "historyno",
        /// `public` or `private`.
        restriction = "restriction",
    }
    children {
        /// The words.
        descriptions: Vec<String> = V, "Description",
        /// Addresses.
        urls: Vec<String> = V, "URL",
        /// Data of other parties (3.1 and before), as it is.
        additional_data: Vec<Element> = V, "AdditionalData",
    }
}

part! {
    /// Related documents, identifiers and weaknesses.
    pub struct Related in V, "Related";
    attributes {
        /// `public` or `private`.
        restriction = "restriction",
    }
    children {
        /// One for each, vendors first, then advisories, then weaknesses.
        items: Vec<RelatedItem> = V, "RelatedItem",
    }
}

part! {
    /// A related document, identifier or weakness.
    pub struct RelatedItem in V, "RelatedItem";
    attributes {
        /// `vendor`, `advisory` or `cwe`.
        kind = "type",
        /// Where it comes from, from a closed list.
        origin = "origin",
        /// The history item it came with.
        history_no = "historyno",
        /// `public` or `private`.
        restriction = "restriction",
    }
    children {
        /// Who publishes it, for example `Common Vulnerabilities and Exposures (CVE)`.
        name: Option<String> = V, "Name",
        /// Its identifier; for a vendor's document its title; for a weakness `CWE-79`.
        id: Option<String> = V, "VulinfoID",
        /// Its title.
        title: Option<String> = V, "Title",
        /// Its address.
        url: Option<String> = V, "URL",
        /// Further words.
        description: Option<String> = V, "Description",
        /// Data of other parties (3.1 and before), as it is.
        additional_data: Vec<Element> = V, "AdditionalData",
    }
}

part! {
    /// Thanks.
    pub struct Credit in V, "Credit";
    attributes {
        /// `public` or `private`.
        restriction = "restriction",
    }
    children {
        /// One for each.
        items: Vec<CreditItem> = V, "CreditItem",
    }
}

part! {
    /// Whom to thank and for what.
    pub struct CreditItem in V, "CreditItem";
    attributes {
        /// `public` or `private`.
        restriction = "restriction",
    }
    children {
        /// Name.
        name: Option<String> = V, "Name",
        /// The words.
        descriptions: Vec<String> = V, "Description",
    }
}

part! {
    /// Whom to ask.
    pub struct Contact in V, "Contact";
    attributes {
        /// `public` or `private`.
        restriction = "restriction",
    }
    children {
        /// One for each.
        items: Vec<ContactItem> = V, "ContactItem",
    }
}

part! {
    /// A person or an organisation to ask.
    pub struct ContactItem in V, "ContactItem";
    attributes {
        /// `person` or `organisation`.
        contact_type = "contacttype",
        /// `public` or `private`.
        restriction = "restriction",
    }
    children {
        /// Name.
        name: Option<String> = V, "Name",
        /// Further words.
        descriptions: Vec<String> = V, "Description",
        /// Mail addresses.
        emails: Vec<String> = V, "Email",
        /// Telephone numbers.
        telephones: Vec<String> = V, "Telephone",
        /// Fax number.
        fax: Option<String> = V, "Fax",
        /// Time zone, `+09:00`.
        time_zone: Option<String> = V, "TimeZone",
    }
}

part! {
    /// Update history.
    pub struct History in V, "History";
    attributes {
        /// `public` or `private`.
        restriction = "restriction",
    }
    children {
        /// One for each update, oldest first.
        items: Vec<HistoryItem> = V, "HistoryItem",
    }
}

part! {
    /// An update.
    pub struct HistoryItem in V, "HistoryItem";
    attributes {
        /// `public` or `private`.
        restriction = "restriction",
    }
    children {
        /// Its number, from 1.
        number: Option<String> = V, "HistoryNo",
        /// When, dateTime. May be earlier than the entry's first publication.
        date_time: Option<String> = V, "DateTime",
        /// When published.
        published: Option<String> = V, "Published",
        /// When updated.
        updated: Option<String> = V, "Updated",
        /// What changed. Line ends are two characters, `\n`, in real entries.
        descriptions: Vec<String> = V, "Description",
    }
}

impl Cvss {
    /// The base score, under the name of whichever version of VULDEF.
    pub fn base_score(&self) -> Option<&String> {
        self.base.as_ref().or(self.score.as_ref())
    }
}

impl Vulinfo {
    /// Calls `each` with every element that is not part of VULDEF, and the path where it stands.
    pub fn unknown(&self, each: &mut dyn FnMut(&str, &Element)) {
        self.visit("Vulinfo", each);
    }
}
