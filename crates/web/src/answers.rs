//! What the pages ask of the house.

use std::sync::Arc;
use std::time::Duration;

use noroshi_app::values::{
    HistoryPage, Inventory, MatchPage, ProductPage, ProductsPage, Proposal, SearchPage,
    SourcesPage, Standings, VulnerabilityPage, YourProducts,
};
use noroshi_app::{At, Found, House, Lanes, MatchQuestion, Question, UseError};

/// The questions pages ask; [`House`] answers them, and so do values made by hand.
#[expect(
    clippy::missing_errors_doc,
    reason = "as the methods of the house they stand for"
)]
pub trait Answers: Send + Sync + 'static {
    /// As [`House::search`].
    fn search(&self, question: &Question) -> Result<SearchPage, UseError>;
    /// As [`House::vulnerability`].
    fn vulnerability(&self, id: &str, at: Option<At>) -> Result<Found, UseError>;
    /// As [`House::history`].
    fn history(&self, id: &str, material_only: bool) -> Result<Option<HistoryPage>, UseError>;
    /// As [`House::original`].
    fn original(&self, digest: &str) -> Result<Option<Vec<u8>>, UseError>;
    /// As [`House::sources`].
    fn sources(&self) -> Result<SourcesPage, UseError>;
    /// As [`House::products`].
    fn products(&self, group: Option<&str>) -> Result<ProductsPage, UseError>;
    /// As [`House::product`].
    fn product(&self, name: &str) -> Result<ProductPage, UseError>;
    /// As [`House::product_original`].
    fn product_original(&self, name: &str) -> Result<Option<Vec<u8>>, UseError>;
    /// As [`House::standings`].
    fn standings(&self, patience: Duration) -> Result<Standings, UseError>;
    /// As [`House::your_products`].
    fn your_products(
        &self,
        page: &VulnerabilityPage,
        patience: Duration,
    ) -> Result<YourProducts, UseError>;
    /// As [`House::standing_of`], or with everything that is said as [`House::match_product`].
    fn match_product(&self, name: &str, with_all: bool) -> Result<Arc<MatchPage>, UseError>;
    /// As [`House::proposals`].
    fn proposals(&self, inventory: &Inventory) -> Result<Vec<Proposal>, UseError>;
    /// What hits a list that is not kept: as [`House::list_of`] and [`House::match_list`].
    fn match_pasted(&self, name: &str, document: &[u8]) -> Result<MatchPage, UseError>;
    /// As [`House::is_sample`].
    fn is_sample(&self) -> bool;
    /// Whose users, tokens and trail there are; values made by hand have none.
    fn accounts(&self) -> Option<&House> {
        None
    }
    /// As [`House::lanes`].
    fn lanes(&self) -> Arc<Lanes> {
        Arc::default()
    }
}

impl Answers for House {
    fn search(&self, question: &Question) -> Result<SearchPage, UseError> {
        Self::search(self, question)
    }

    fn vulnerability(&self, id: &str, at: Option<At>) -> Result<Found, UseError> {
        Self::vulnerability(self, id, at)
    }

    fn history(&self, id: &str, material_only: bool) -> Result<Option<HistoryPage>, UseError> {
        Self::history(self, id, material_only)
    }

    fn original(&self, digest: &str) -> Result<Option<Vec<u8>>, UseError> {
        Self::original(self, digest)
    }

    fn sources(&self) -> Result<SourcesPage, UseError> {
        Self::sources(self)
    }

    fn products(&self, group: Option<&str>) -> Result<ProductsPage, UseError> {
        Self::products(self, group)
    }

    fn product(&self, name: &str) -> Result<ProductPage, UseError> {
        Self::product(self, name)
    }

    fn product_original(&self, name: &str) -> Result<Option<Vec<u8>>, UseError> {
        Self::product_original(self, name)
    }

    fn standings(&self, patience: Duration) -> Result<Standings, UseError> {
        Self::standings(self, patience)
    }

    fn your_products(
        &self,
        page: &VulnerabilityPage,
        patience: Duration,
    ) -> Result<YourProducts, UseError> {
        Self::your_products(self, page, patience)
    }

    fn match_product(&self, name: &str, with_all: bool) -> Result<Arc<MatchPage>, UseError> {
        if !with_all {
            return self.standing_of(name);
        }
        let question = MatchQuestion {
            with_all,
            ..MatchQuestion::default()
        };
        Self::match_product(self, name, &question).map(Arc::new)
    }

    fn proposals(&self, inventory: &Inventory) -> Result<Vec<Proposal>, UseError> {
        Self::proposals(self, inventory)
    }

    fn match_pasted(&self, name: &str, document: &[u8]) -> Result<MatchPage, UseError> {
        let inventory = self.list_of(name, document)?;
        self.match_list(name, inventory, &MatchQuestion::default())
    }

    fn is_sample(&self) -> bool {
        Self::is_sample(self)
    }

    fn accounts(&self) -> Option<&House> {
        Some(self)
    }

    fn lanes(&self) -> Arc<Lanes> {
        Self::lanes(self)
    }
}
