//! One connection on the wire, asked by one thread at a time.
//!
//! Each has a runtime of its own in which nothing runs while nobody asks: an answer comes back to the thread that waits
//! for it without waking another one. A beginning is sent together with the first question after it, and nobody waits
//! for the end of a transaction that only read.

use std::{future::Future, pin::pin, task::Poll};

use futures_util::future::try_join_all;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{
    Client, Config, Error, NoTls, Row, Statement, ToStatement,
    binary_copy::BinaryCopyInWriter,
    types::{ToSql, Type},
};
use tokio_postgres_rustls::MakeRustlsConnect;

/// Parameters of a question.
pub(super) type Parameters<'a> = [&'a (dyn ToSql + Sync)];

/// A connection.
pub(super) struct Wire {
    runtime: Quiet,
    client: Client,
    /// What is sent before the next question.
    begin: Option<&'static str>,
}

impl Wire {
    pub(super) fn connect(
        config: &Config,
        tls: Option<&MakeRustlsConnect>,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let client = runtime.block_on(async {
            // The other half does the reading and writing whenever somebody waits for an answer. Its end shows in the
            // first question after it.
            match tls {
                Some(tls) => {
                    let (client, connection) = config.connect(tls.clone()).await?;
                    tokio::spawn(async { connection.await.ok() });
                    Ok(client)
                }
                None => {
                    let (client, connection) = config.connect(NoTls).await?;
                    tokio::spawn(async { connection.await.ok() });
                    Ok::<_, Error>(client)
                }
            }
        })?;
        Ok(Self {
            runtime: Quiet(Some(runtime)),
            client,
            begin: None,
        })
    }

    /// Sends this before the next question, without waiting for it.
    pub(super) fn begin_with(&mut self, sql: &'static str) {
        self.begin = Some(sql);
    }

    /// Ends a transaction that only read, without waiting for it.
    pub(super) fn end(&mut self) {
        if self.begin.take().is_some() {
            // It never began.
            return;
        }
        let client = &self.client;
        self.runtime.block_on(async {
            let mut commit = pin!(client.batch_execute("COMMIT"));
            // Once to hand it over, once so that the other half writes it out.
            std::future::poll_fn(|context| {
                let _ = commit.as_mut().poll(context);
                Poll::Ready(())
            })
            .await;
            tokio::task::yield_now().await;
        });
    }

    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    pub(super) fn prepare(&mut self, sql: &str) -> Result<Statement, Error> {
        self.asked(async |client| client.prepare(sql).await)
    }

    pub(super) fn query(
        &mut self,
        sql: &(impl ?Sized + ToStatement),
        values: &Parameters<'_>,
    ) -> Result<Vec<Row>, Error> {
        self.asked(async |client| client.query(sql, values).await)
    }

    /// Asks everything at once.
    pub(super) fn query_together(
        &mut self,
        questions: &[(Statement, Vec<&(dyn ToSql + Sync)>)],
    ) -> Result<Vec<Vec<Row>>, Error> {
        self.asked(async |client| {
            let answers = questions
                .iter()
                .map(|(statement, values)| client.query(statement, values));
            try_join_all(answers).await
        })
    }

    pub(super) fn execute(
        &mut self,
        sql: &(impl ?Sized + ToStatement),
        values: &Parameters<'_>,
    ) -> Result<u64, Error> {
        self.asked(async |client| client.execute(sql, values).await)
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<(), Error> {
        self.asked(async |client| client.batch_execute(sql).await)
    }

    /// Copies rows into a table in bulk.
    pub(super) fn copy<'r>(
        &mut self,
        sql: &str,
        types: &[Type],
        rows: impl Iterator<Item = Vec<&'r (dyn ToSql + Sync)>>,
    ) -> Result<(), Error> {
        self.asked(async |client| {
            let sink = client.copy_in(sql).await?;
            let mut writer = pin!(BinaryCopyInWriter::new(sink, types));
            for row in rows {
                writer.as_mut().write(&row).await?;
            }
            writer.finish().await.map(drop)
        })
    }

    /// Waits for an answer, and for that to the beginning before it, both sent together.
    fn asked<T>(
        &mut self,
        question: impl AsyncFnOnce(&Client) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let begin = self.begin.take();
        let client = &self.client;
        self.runtime.block_on(async {
            let Some(begin) = begin else {
                return question(client).await;
            };
            let (begun, answer) = tokio::join!(client.batch_execute(begin), question(client));
            begun.and(answer)
        })
    }
}

/// A runtime that may be dropped anywhere, also within another one.
struct Quiet(Option<Runtime>);

impl Quiet {
    fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        match &self.0 {
            Some(runtime) => runtime.block_on(work),
            // Only while it is dropped, when nobody asks.
            None => unreachable!("a connection is asked after it was dropped"),
        }
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
