//! Connections, and the way of a request through the gate.

use std::{
    convert::Infallible,
    future::Future,
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{Method, header},
    response::Response,
};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{net::TcpListener, sync::Semaphore};
use tower::ServiceExt;

use noroshi_app::identity::{Caller, Credentials, Denied, Means, Visitor};

use crate::{Gate, Metrics, client::Client, identify, line::Line, metrics, refusal::Refusal};

/// How long a client may take to say what it wants, and to come again on the same connection.
const HEAD: Duration = Duration::from_secs(30);
/// After something went wrong with the listening socket itself (no file descriptors left, say), so long nobody is let in.
const PAUSE: Duration = Duration::from_millis(200);

/// Answers on a socket until `stop`, then until the requests under way are answered or `patience` is over.
///
/// # Errors
///
/// Where the socket has no address.
pub async fn serve(
    listener: TcpListener,
    faces: Router,
    gate: Gate,
    stop: impl Future<Output = ()>,
    patience: Duration,
) -> io::Result<()> {
    listener.local_addr()?;
    let gate = Arc::new(gate);
    let room = Arc::new(Semaphore::new(gate.settings.connections.max(1)));
    let under_way = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = async {
            // Nobody closes it.
            let place = Arc::clone(&room).acquire_owned().await.ok();
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            () = &mut stop => break,
            accepted = next => accepted,
        };
        let Ok((stream, peer)) = accepted else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        stream.set_nodelay(true).ok();
        let (gate, faces) = (Arc::clone(&gate), faces.clone());
        let answer = tower::service_fn({
            let gate = Arc::clone(&gate);
            move |request: hyper::Request<hyper::body::Incoming>| {
                let (gate, faces) = (Arc::clone(&gate), faces.clone());
                async move {
                    let answer = gate.pass(request.map(Body::new), peer, faces).await;
                    Ok::<_, Infallible>(answer)
                }
            }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(answer));
        let connection = under_way.watch(connection);
        tokio::spawn(async move {
            let counted = Counted::new(&gate.counts.connections);
            // What ends it early is the client's affair.
            connection.await.ok();
            drop((place, counted));
        });
    }
    drop(listener);
    tokio::select! {
        () = under_way.shutdown() => {}
        () = tokio::time::sleep(patience) => {}
    }
    Ok(())
}

impl Gate {
    /// Lets a request through, or says why not.
    async fn pass(self: Arc<Self>, request: Request, peer: SocketAddr, faces: Router) -> Response {
        let began = Instant::now();
        let when = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let client = Client::of(peer.ip(), request.headers(), &self.settings.proxies);
        let (method, path) = (request.method().clone(), Line::path(request.uri().path()));
        let counted = Counted::new(&self.counts.in_flight);
        let answer = self.answer(request, &client, began, faces).await;
        drop(counted);
        let (status, took) = (answer.status(), began.elapsed());
        self.counts.took(&path, status.as_u16(), took);
        if let Some(tell) = &self.tell {
            tell(&Line {
                when: i64::try_from(when.as_millis()).unwrap_or(i64::MAX),
                client: client.address,
                method,
                path,
                status,
                took,
            });
        }
        answer
    }

    async fn answer(
        &self,
        mut request: Request,
        client: &Client,
        began: Instant,
        faces: Router,
    ) -> Response {
        if !client.is_here()
            && let Err(wait) = self.pace.take(client.address, began)
        {
            self.counts.too_often.fetch_add(1, Relaxed);
            return Refusal::TooOften(wait).answer(request.headers());
        }
        if request.uri().path() == "/metrics"
            && request.method() == Method::GET
            && self.shows_metrics(client)
        {
            return metrics::answer(Arc::clone(&self.house), &self.counts).await;
        }
        let shown = identify::credentials(client, request.headers());
        let is_called_here =
            identify::is_called_here(request.headers(), request.uri(), &self.settings.names);
        let visitor = match self.who(shown, is_called_here).await {
            Ok(caller) => Visitor {
                caller,
                address: Some(client.address),
                is_secure: client.is_secure,
            },
            Err(refusal) => {
                self.counts.denied.fetch_add(1, Relaxed);
                return refusal.answer(request.headers());
            }
        };
        request.extensions_mut().insert(visitor);
        let mut asked = axum::http::HeaderMap::new();
        for name in [header::ACCEPT, header::ACCEPT_LANGUAGE] {
            asked.extend(
                request
                    .headers()
                    .get(&name)
                    .map(|value| (name, value.clone())),
            );
        }
        let is_for_one = self.house.has_users() && !request.uri().path().starts_with("/assets/");
        match tokio::time::timeout(self.settings.time, faces.oneshot(request)).await {
            Ok(Ok(mut answer)) => {
                if is_for_one {
                    identify::keep_private(answer.headers_mut());
                }
                answer
            }
            Ok(Err(never)) => match never {},
            Err(_) => {
                self.counts.too_long.fetch_add(1, Relaxed);
                Refusal::TooLong.answer(&asked)
            }
        }
    }

    /// Who asks, or why they are not let in.
    async fn who(&self, shown: Credentials, is_called_here: bool) -> Result<Caller, Refusal> {
        let house = Arc::clone(&self.house);
        // Only what has to be looked up leaves this thread.
        let asked = match shown.session.is_some() || shown.token.is_some() {
            true => tokio::task::spawn_blocking(move || house.who(&shown)).await,
            false => Ok(house.who(&shown)),
        };
        let caller = match asked {
            Ok(Ok(Ok(caller))) => caller,
            Ok(Ok(Err(Denied::NotHere))) => return Err(Refusal::NotHere),
            Ok(Ok(Err(Denied::Token))) => return Err(Refusal::Token),
            Ok(Err(_)) | Err(_) => return Err(Refusal::Away),
        };
        match caller.means {
            Means::Here { .. } if !is_called_here => Err(Refusal::OtherName),
            _ => Ok(caller),
        }
    }

    fn shows_metrics(&self, client: &Client) -> bool {
        match self.settings.metrics {
            Metrics::Off => false,
            Metrics::Loopback => client.is_here(),
            Metrics::All => true,
        }
    }
}

/// One more, for as long as it is there.
struct Counted<'a>(&'a AtomicU64);

impl<'a> Counted<'a> {
    fn new(count: &'a AtomicU64) -> Self {
        count.fetch_add(1, Relaxed);
        Self(count)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}
