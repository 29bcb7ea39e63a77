//! Bodies that are read from the store while they are sent, a few documents at a time.

use std::{io, sync::Arc};

use axum::body::{Body, Bytes};
use futures_util::stream;
use noroshi_app::{House, Lane, nvd::Handle};

use crate::{error::ApiError, routes::ask};

/// Documents that are read in one go: what a page holds in memory, however long it is.
const AT_ONCE: usize = 16;

/// What is still to be sent.
struct Rest {
    house: Arc<House>,
    items: Vec<Handle>,
    next: usize,
    tail: Option<&'static str>,
}

/// A body of documents, with something before and behind them. The first documents are read before it is handed out, so
/// that a store that is away shows in the status; where a later one cannot be read, the body breaks off.
pub(super) async fn body(
    house: Arc<House>,
    head: String,
    items: Vec<Handle>,
    tail: &'static str,
) -> Result<Body, ApiError> {
    let mut rest = Rest {
        house,
        items,
        next: 0,
        tail: Some(tail),
    };
    let mut first = head.into_bytes();
    first.extend(rest.more().await?);
    if rest.is_done() {
        return Ok(Body::from(first));
    }
    let first = stream::iter([Ok(Bytes::from(first))]);
    let others = stream::try_unfold(rest, |mut rest| async move {
        if rest.is_done() {
            return Ok(None);
        }
        let more = rest.more().await.map_err(io::Error::other)?;
        Ok::<_, io::Error>(Some((Bytes::from(more), rest)))
    });
    Ok(Body::from_stream(stream::StreamExt::chain(first, others)))
}

impl Rest {
    fn is_done(&self) -> bool {
        self.tail.is_none()
    }

    /// The next documents; behind the last, what comes behind all.
    async fn more(&mut self) -> Result<Vec<u8>, ApiError> {
        let end = (self.next + AT_ONCE).min(self.items.len());
        let items = self.items[self.next..end].to_vec();
        let mut bytes = Vec::new();
        if self.next > 0 {
            bytes.push(b',');
        }
        if !items.is_empty() {
            let house = Arc::clone(&self.house);
            bytes.extend(ask(Lane::Page, house, move |house| house.nvd_elements(&items)).await?);
        }
        self.next = end;
        if end == self.items.len() {
            bytes.extend(self.tail.take().unwrap_or_default().bytes());
        }
        Ok(bytes)
    }
}
