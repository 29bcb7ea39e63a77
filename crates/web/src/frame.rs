//! The frame around every page, and the words and pieces that templates ask it for.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use noroshi_app::health::reason_parts;
use noroshi_app::identity::{Means, Right, trail::Entry};
use noroshi_app::values::{
    Agreement, EntryCounts, Health, MarkKind, Party, Sort, SourcesPage, Strength,
};
use noroshi_app::{House, Lane, Lanes, UseError};
use noroshi_model::{AffectedStatus, Item, Language, Moment, Relation, Severity, StatusKind, Text};
use noroshi_words::Value;

use crate::answers::Answers;
use crate::parts::{self, Foreign, Markup};
use crate::visit::{Theme, Visit};
use crate::{assets, links};

/// What handlers share.
#[derive(Clone)]
pub(crate) struct Web {
    answers: Arc<dyn Answers>,
    lanes: Arc<Lanes>,
    around: Arc<Mutex<Known>>,
}

/// What was last learnt about the house, and when.
type Known = Option<(Instant, Arc<Around>)>;

/// What every page says about the house. Asked at most every few seconds, not for every page.
#[derive(Debug, Default)]
pub(crate) struct Around {
    sample: bool,
    /// Whether users sign in here.
    users: bool,
    health: Option<Health>,
    sources: Vec<(String, [(Language, String); 2])>,
    /// Sources and the notices they ask for.
    attributions: Vec<(String, String)>,
}

const AROUND_KEEPS: Duration = Duration::from_secs(5);

impl Web {
    pub(crate) fn new(answers: Arc<dyn Answers>) -> Self {
        Self {
            lanes: answers.lanes(),
            answers,
            around: Arc::default(),
        }
    }

    /// Asks the house what any page costs, and frames the answer.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        visit: Visit,
        question: impl FnOnce(&dyn Answers) -> Result<T, UseError> + Send + 'static,
    ) -> Result<(Frame, T), Failure> {
        self.ask_in(Lane::Page, visit, question).await
    }

    /// Asks the house in its turn, away from the threads that serve others, and frames the answer.
    pub(crate) async fn ask_in<T: Send + 'static>(
        &self,
        lane: Lane,
        visit: Visit,
        question: impl FnOnce(&dyn Answers) -> Result<T, UseError> + Send + 'static,
    ) -> Result<(Frame, T), Failure> {
        let web = self.clone();
        let turn = self.lanes.turn(lane).await;
        let asked = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let around = web.around()?;
            Ok::<_, UseError>((around, question(&*web.answers)?))
        });
        // A panic in one question ends as an error page, not with the server.
        match asked.await {
            Ok(Ok((around, answer))) => Ok((Frame::new(visit, around), answer)),
            Ok(Err(error)) => Err(Failure::new(visit, &error)),
            Err(_) => Err(Failure {
                visit,
                why: String::new(),
                retry: None,
            }),
        }
    }

    /// Whether users sign in here.
    pub(crate) fn has_users(&self) -> bool {
        self.answers.accounts().is_some_and(House::has_users)
    }

    /// What who else vouches for users is called.
    pub(crate) fn provider(&self) -> Option<String> {
        self.answers.accounts().and_then(House::provider)
    }

    /// Asks about users, tokens and the trail, away from the threads that serve others, and frames the answer.
    pub(crate) async fn ask_house<T: Send + 'static>(
        &self,
        visit: Visit,
        question: impl FnOnce(&House) -> Result<T, UseError> + Send + 'static,
    ) -> Result<(Frame, Option<T>), Failure> {
        let question = move |answers: &dyn Answers| answers.accounts().map(question).transpose();
        self.ask(visit, question).await
    }

    fn around(&self) -> Result<Arc<Around>, UseError> {
        let known = self
            .around
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some((asked, around)) = known
            && asked.elapsed() < AROUND_KEEPS
        {
            return Ok(around);
        }
        let mut around = Around::new(self.answers.is_sample(), &self.answers.sources()?);
        around.users = self.has_users();
        let around = Arc::new(around);
        *self.around.lock().unwrap_or_else(PoisonError::into_inner) =
            Some((Instant::now(), Arc::clone(&around)));
        Ok(around)
    }
}

impl Around {
    fn new(sample: bool, page: &SourcesPage) -> Self {
        let worst = |wanted: Health| page.sources.iter().any(|s| s.health == wanted);
        let health = [
            Health::Failing,
            Health::Late,
            Health::Fresh,
            Health::Skipped,
        ]
        .into_iter()
        .find(|h| worst(*h));
        // A node that cannot write fails, however its sources fare.
        let health = match page.unwritable {
            Some(_) => Some(Health::Failing),
            None => health,
        };
        let attributions = page
            .sources
            .iter()
            .filter(|s| !s.attribution.is_empty())
            .map(|s| (s.name.clone(), s.attribution.clone()))
            .collect();
        Self {
            sample,
            users: false,
            health,
            sources: page
                .sources
                .iter()
                .map(|s| (s.name.clone(), s.titles.clone()))
                .collect(),
            attributions,
        }
    }
}

/// The frame of one page.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    pub(crate) visit: Visit,
    around: Arc<Around>,
    /// The query in the search box.
    pub(crate) query: String,
    /// Where the same page is as JSON; empty where it has no other form.
    pub(crate) json: String,
}

impl Frame {
    fn new(visit: Visit, mut around: Arc<Around>) -> Self {
        // Whoever may not read is not told what there is to be read.
        if !visit.may(Right::Read) {
            around = Arc::new(Around {
                users: around.users,
                ..Around::default()
            });
        }
        Self {
            visit,
            around,
            query: String::new(),
            json: String::new(),
        }
    }

    /// A frame that knows nothing of the house, for pages that must work when it does not.
    pub(crate) fn alone(visit: Visit) -> Self {
        Self::new(visit, Arc::default())
    }

    pub(crate) fn language(&self) -> Language {
        self.visit.language
    }

    pub(crate) fn is_ja(&self) -> bool {
        self.visit.language == Language::Ja
    }

    pub(crate) fn tag(&self) -> &'static str {
        self.visit.language.tag()
    }

    pub(crate) fn theme(&self) -> &'static str {
        self.visit.theme.word()
    }

    pub(crate) fn theme_next(&self) -> &'static str {
        self.visit.theme.next().word()
    }

    pub(crate) fn theme_name(&self) -> String {
        self.say(match self.visit.theme {
            Theme::Auto => "theme-auto",
            Theme::Light => "theme-light",
            Theme::Dark => "theme-dark",
        })
    }

    pub(crate) fn sample(&self) -> bool {
        self.around.sample
    }

    /// A text, as a part of an address.
    pub(crate) fn part(&self, text: &str) -> String {
        links::encode(text)
    }

    /// This page, as a part of another address.
    pub(crate) fn here(&self) -> String {
        links::encode(&self.visit.here)
    }

    /// The name of whoever is signed in.
    pub(crate) fn user(&self) -> Option<&str> {
        self.visit.visitor.caller.name.as_deref()
    }

    /// Whether users sign in here, and nobody is.
    pub(crate) fn can_sign_in(&self) -> bool {
        self.around.users && self.user().is_none()
    }

    pub(crate) fn may_see_products(&self) -> bool {
        self.visit.may(Right::Products)
    }

    pub(crate) fn may_administer(&self) -> bool {
        self.visit.may(Right::Administer) && self.around.users
    }

    /// What every form of this session carries.
    pub(crate) fn form(&self) -> &str {
        match &self.visit.visitor.caller.means {
            Means::Session { form, .. } | Means::Here { form } => form,
            _ => "",
        }
    }

    pub(crate) fn health(&self) -> Option<Health> {
        self.around.health
    }

    pub(crate) fn attributions(&self) -> &[(String, String)] {
        &self.around.attributions
    }

    pub(crate) fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    pub(crate) fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    pub(crate) fn zone(&self) -> &'static str {
        noroshi_words::zone_name(self.visit.zone())
    }

    // Words.

    pub(crate) fn say(&self, key: &str) -> String {
        noroshi_words::say(self.visit.language, key)
    }

    pub(crate) fn say_with(&self, key: &str, values: &[(&str, Value<'_>)]) -> String {
        noroshi_words::say_with(self.visit.language, key, values)
    }

    /// A text with one number, `count`.
    pub(crate) fn count(&self, key: &str, count: impl Count) -> String {
        self.say_with(key, &[("count", Value::Number(count.count()))])
    }

    /// A text with a number out of another, `count` and `all`.
    pub(crate) fn of(&self, key: &str, count: impl Count, all: impl Count) -> String {
        let count = Value::Number(count.count());
        self.say_with(key, &[("count", count), ("all", all.count().into())])
    }

    /// What became of the entries of a list.
    pub(crate) fn entries(&self, counts: &EntryCounts) -> String {
        let values = [
            ("entries", counts.entries.into()),
            ("components", counts.components.into()),
            ("noted", counts.noted.into()),
            ("refused", counts.refused.into()),
        ];
        self.say_with("list-added", &values)
    }

    /// A text with one word, `name`.
    pub(crate) fn naming(&self, key: &str, name: &str) -> String {
        self.say_with(key, &[("name", name.into())])
    }

    pub(crate) fn number(&self, number: impl Count) -> String {
        noroshi_words::number(number.count())
    }

    pub(crate) fn severity(&self, severity: &Option<Severity>) -> String {
        noroshi_words::severity_or_unknown(self.visit.language, *severity)
    }

    pub(crate) fn item(&self, item: &Item) -> String {
        noroshi_words::item(self.visit.language, *item)
    }

    pub(crate) fn agreement(&self, agreement: &Agreement) -> String {
        self.say(&format!("agreement-{}", agreement.word()))
    }

    pub(crate) fn health_word(&self, health: &Health) -> String {
        self.say(&format!("health-{}", health.word()))
    }

    pub(crate) fn party(&self, party: &Party) -> String {
        self.say(&format!("party-{}", party.word()))
    }

    /// Who else is asking a source.
    pub(crate) fn asked_by(&self, node: &str) -> String {
        self.naming("source-asked-by", &self.plain(node))
    }

    /// Why a source is not fresh, in the reader's language.
    pub(crate) fn reason(&self, reason: &str) -> Markup {
        let (key, detail) = reason_parts(reason);
        self.line(&noroshi_words::reason(self.visit.language, key, detail))
    }

    pub(crate) fn mark(&self, kind: &MarkKind) -> String {
        self.say(&format!("mark-{}", kind.word()))
    }

    pub(crate) fn sort(&self, sort: &Sort) -> String {
        self.say(&format!("sort-{}", sort.word()))
    }

    /// A source as lists name it: in short, else by its title in the reader's language, else by its
    /// name, where it is not one of the table.
    pub(crate) fn source(&self, name: &str) -> String {
        if let Some(short) = noroshi_words::source_short(self.visit.language, name) {
            return short;
        }
        self.around
            .sources
            .iter()
            .find(|(known, _)| known == name)
            .map_or_else(
                || parts::plain(name, 60),
                |(_, titles)| self.title_of(titles),
            )
    }

    pub(crate) fn title_of(&self, titles: &[(Language, String); 2]) -> String {
        titles
            .iter()
            .find(|(language, _)| *language == self.visit.language)
            .map(|(_, title)| title.clone())
            .unwrap_or_default()
    }

    pub(crate) fn status(&self, status: &StatusKind) -> String {
        noroshi_words::status(self.visit.language, *status)
    }

    pub(crate) fn affected(&self, status: &AffectedStatus) -> String {
        noroshi_words::affected(self.visit.language, *status)
    }

    /// How sure a match is.
    pub(crate) fn strength(&self, strength: &Strength) -> String {
        self.say(match strength {
            Strength::Exact => "strength-exact",
            Strength::Range => "strength-range",
            Strength::Name => "strength-name",
        })
    }

    /// A kind of list of components, in words; by its name where it is not one of the table.
    pub(crate) fn listing(&self, kind: &str) -> String {
        let key = format!("listing-{kind}");
        match noroshi_words::knows(&key) {
            true => self.say(&key),
            false => self.plain(kind),
        }
    }

    pub(crate) fn relation(&self, relation: &Relation) -> String {
        noroshi_words::relation(self.visit.language, *relation)
    }

    /// The word for a state of exploitation; a source's own word stands as it is.
    pub(crate) fn exploitation(&self, state: &str) -> String {
        match state {
            "active" => self.say("exploitation-active"),
            "poc" => self.say("exploitation-poc"),
            "none" => self.say("exploitation-none"),
            other => self.plain(other),
        }
    }

    pub(crate) fn ransomware(&self, value: &str) -> String {
        self.say_with("ransomware", &[("value", (&self.plain(value)).into())])
    }

    /// The notice a source asks for, as it asks for it, and in the reader's language beside it.
    pub(crate) fn notice(&self, source: &str, notice: &str) -> Markup {
        let mut out = self.inline(&Text {
            lang: "en".to_owned(),
            value: notice.to_owned(),
        });
        if let Some(words) = noroshi_words::notice_translated(self.visit.language, source, notice) {
            out.raw(" ").text(&words);
        }
        out
    }

    /// A source's terms: our sentence about them, with the address of the text as a link.
    pub(crate) fn terms(&self, source: &str, terms: &str) -> Markup {
        let terms = noroshi_words::terms(self.visit.language, source, terms);
        let mut out = Markup::default();
        let mut rest = terms.as_str();
        while let Some((before, (address, after))) = rest
            .split_once('<')
            .and_then(|(before, link)| Some((before, link.split_once('>')?)))
        {
            out.text(before);
            if links::is_web(address) {
                out.raw("<a href=\"")
                    .text(&links::outward(address))
                    .raw("\" rel=\"noreferrer external\">")
                    .text(address)
                    .raw("</a>");
            } else {
                out.text("<").text(address).text(">");
            }
            rest = after;
        }
        out.text(rest);
        out
    }

    /// How long ago something was, in words; it stands beside the date.
    pub(crate) fn ago(&self, now: &i64, then: &i64) -> String {
        self.say_with(
            "ago",
            &[("time", (&self.span(now.saturating_sub(*then))).into())],
        )
    }

    /// How long until something will be, in words; it stands beside the date.
    pub(crate) fn ahead(&self, now: &i64, then: &i64) -> String {
        self.say_with(
            "ahead",
            &[("time", (&self.span(then.saturating_sub(*now))).into())],
        )
    }

    fn span(&self, millis: i64) -> String {
        let minutes = (millis / 60_000).max(0);
        match minutes {
            m if m < 120 => self.count("span-minutes", m),
            m if m < 48 * 60 => self.count("span-hours", m / 60),
            m => self.count("span-days", m / 1440),
        }
    }

    /// The title of a help topic.
    pub(crate) fn topic(&self, name: &str) -> &'static str {
        let topic = noroshi_words::topics::ALL.iter().find(|t| t.name == name);
        topic.map_or("", |t| t.title(self.visit.language))
    }

    /// What may be done.
    pub(crate) fn right(&self, right: &Right) -> String {
        self.say(&format!("right-{}", right.word()))
    }

    /// What was done.
    pub(crate) fn deed(&self, entry: &Entry) -> String {
        self.say(&format!("deed-{}", entry.deed.word()))
    }

    /// Why something that was given was not taken.
    pub(crate) fn unfit(&self, error: Option<&UseError>) -> String {
        let Some(error) = error else {
            return String::new();
        };
        let (key, value) = match error {
            UseError::Unfit { what, value, .. } => (format!("unfit-{what}"), value.as_str()),
            UseError::NoSuchUser { name } => ("no-such-user".to_owned(), name.as_str()),
            _ => return self.say("failure-title"),
        };
        self.naming(&key, &self.plain(value))
    }

    // Pieces.

    pub(crate) fn day(&self, instant: &i64) -> Markup {
        parts::day(*instant, self.visit.zone(), self.visit.language)
    }

    pub(crate) fn minute(&self, instant: &i64) -> Markup {
        parts::minute(*instant, self.visit.zone(), self.visit.language)
    }

    /// A source's moment: as a day where it could be read, else in the source's own words.
    pub(crate) fn moment(&self, moment: &Moment) -> Markup {
        parts::stated(moment, self.visit.zone(), self.visit.language)
            .unwrap_or_else(|| self.line(&moment.original))
    }

    pub(crate) fn meter(&self, severity: &Option<Severity>) -> Markup {
        parts::meter(*severity)
    }

    /// A foreign text as a block, folded where it is long.
    pub(crate) fn block(&self, text: &Text) -> Markup {
        let more = self.say("show-rest");
        let foreign = Foreign {
            limit: 900,
            more: Some(&more),
            block: true,
        };
        foreign.text(text)
    }

    /// A foreign text within a line, cut where it is long.
    pub(crate) fn inline(&self, text: &Text) -> Markup {
        const {
            Foreign {
                limit: 160,
                more: None,
                block: false,
            }
        }
        .text(text)
    }

    /// A foreign title: longer than a line, still cut.
    pub(crate) fn heading(&self, text: &Text) -> Markup {
        const {
            Foreign {
                limit: 240,
                more: None,
                block: false,
            }
        }
        .text(text)
    }

    /// A foreign word without a language: a product, a version, a speaker.
    pub(crate) fn line(&self, value: &str) -> Markup {
        const {
            Foreign {
                limit: 160,
                more: None,
                block: false,
            }
        }
        .show(value, "")
    }

    /// A file by its own name, without the folders it stands in.
    pub(crate) fn file_name(&self, path: &str) -> Markup {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        self.line(name)
    }

    /// A foreign text that may run over lines, without a language: a changed value.
    pub(crate) fn long(&self, value: &str) -> Markup {
        let more = self.say("show-rest");
        let foreign = Foreign {
            limit: 400,
            more: Some(&more),
            block: true,
        };
        foreign.show(value, "")
    }

    /// A foreign word for places that hold no elements.
    pub(crate) fn plain(&self, value: &str) -> String {
        parts::plain(value, 120)
    }

    // Addresses.

    pub(crate) fn address(&self, id: &str) -> String {
        links::address_of(id)
    }

    pub(crate) fn history_address(&self, id: &str) -> String {
        links::history(id)
    }

    pub(crate) fn original_address(&self, digest: &str) -> String {
        links::original(digest)
    }

    pub(crate) fn source_address(&self, name: &str) -> String {
        links::source(name)
    }

    pub(crate) fn product_address(&self, name: &str) -> String {
        links::product(name)
    }

    pub(crate) fn search_address(&self, query: &str) -> String {
        links::search(query, Sort::default(), 0)
    }

    /// A source's address, for a link.
    pub(crate) fn outward(&self, address: &str) -> String {
        links::outward(address)
    }

    pub(crate) fn is_web(&self, address: &str) -> bool {
        links::is_web(address)
    }

    /// Renders a page in this frame.
    pub(crate) fn page(&self, status: StatusCode, template: &impl Template) -> Response {
        match template.render() {
            Ok(html) => (
                status,
                [
                    (header::CACHE_CONTROL, "private, no-cache"),
                    (header::CONTENT_LANGUAGE, self.tag()),
                    (header::VARY, "accept-language, cookie"),
                ],
                Html(html),
            )
                .into_response(),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}

/// Whole numbers as values have them.
pub(crate) trait Count {
    fn count(&self) -> i64;
}

macro_rules! counts {
    ($($number:ty),*) => {$(
        impl Count for $number {
            fn count(&self) -> i64 {
                i64::try_from(*self).unwrap_or(i64::MAX)
            }
        }
    )*};
}

counts!(usize, u64, u32, i64);

impl<T: Count + ?Sized> Count for &T {
    fn count(&self) -> i64 {
        (**self).count()
    }
}

/// A question the house could not answer, as a page.
pub(crate) struct Failure {
    visit: Visit,
    why: String,
    /// After how many seconds it is worth asking again, where it is likely to pass.
    retry: Option<u32>,
}

impl Failure {
    pub(crate) fn new(visit: Visit, error: &UseError) -> Self {
        Self {
            visit,
            why: causes(error),
            retry: error.passes_after(),
        }
    }
}

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage<'a> {
    frame: &'a Frame,
    title: &'a str,
    text: &'a str,
    why: &'a str,
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let frame = Frame::alone(self.visit);
        let (title, text, status) = match self.retry {
            Some(_) => ("away-title", "away-text", StatusCode::SERVICE_UNAVAILABLE),
            None => (
                "failure-title",
                "failure-text",
                StatusCode::INTERNAL_SERVER_ERROR,
            ),
        };
        let page = FailurePage {
            frame: &frame,
            title,
            text,
            why: &self.why,
        };
        let mut response = frame.page(status, &page);
        if let Some(seconds) = self.retry {
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// An error with its causes in one line.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
