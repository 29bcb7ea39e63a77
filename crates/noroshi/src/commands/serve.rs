//! `noroshi serve`: pages and API over one house, and the schedule beside them.

mod notify;

use std::{io, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::Request,
    http::{HeaderMap, Method},
};
use noroshi_app::{House, matching, nodes, sample, schedule};
use noroshi_gate::{Gate, Tell};
use tokio::net::TcpListener;
use tower::ServiceExt;
use tower_http::compression::{
    CompressionLayer,
    predicate::{DefaultPredicate, NotForContentType, Predicate},
};

use super::signals::Signals;
use crate::{
    cli::{Globals, Serve},
    config::{Config, Log},
    exit::Exit,
    failure::Failure,
    output::to_stdout,
    talk::{Talk, log},
};

pub(super) fn run(args: &Serve, globals: &Globals, talk: &Talk) -> Result<Exit, Failure> {
    let config = Config::read(globals)?;
    let listen = args.listen.as_ref().unwrap_or(&config.serve.listen);
    // The folder of a sample lives as long as the server does.
    let (house, _folder) = if args.demo {
        let folder = tempfile::Builder::new()
            .prefix("noroshi-demo-")
            .tempdir()
            .map_err(failed("error-sample", "noroshi-demo"))?;
        let house = House::open(folder.path()).map_err(Failure::of("error-open"))?;
        sample::fill(&house).map_err(Failure::of("error-sample"))?;
        (Arc::new(house), Some(folder))
    } else {
        (Arc::new(super::open(globals, &config, talk)?), None)
    };
    let sources = config.sources(globals.offline)?;
    house.configure(&sources);
    let sync = config.serve.sync && !args.no_sync && !args.demo && !globals.offline;
    let runtime = tokio::runtime::Runtime::new().map_err(failed("error-serve", listen))?;
    let served = runtime.block_on(async {
        let listener = TcpListener::bind(listen)
            .await
            .map_err(failed("error-listen", listen))?;
        let address = listener
            .local_addr()
            .map_err(failed("error-listen", listen))?;
        // Before anybody learns the address, so that no request to stop comes too early.
        let signals = Signals::listen().map_err(failed("error-serve", listen))?;
        house.call(&config.store.node_at(address));
        announce(address, args.demo, talk)?;
        notify::service_manager("READY=1");
        // Dropped after the schedule, so that it is there until the last source has come to its end.
        let _beat = nodes::spawn(&house);
        let _ahead = matching::spawn(&house);
        let _schedule = sync.then(|| schedule::spawn(&house, sources));
        let gate = Gate::new(
            config.serve.gate(),
            Arc::clone(&house),
            teller(config.serve.log),
        );
        until_stopped(listener, faces(house), gate, signals, talk.clone())
            .await
            .map_err(failed("error-serve", listen))
    });
    runtime.shutdown_timeout(PATIENCE);
    served?;
    Ok(Exit::Done)
}

/// Says where the pages are. The address is data: a script may read it, above all with port 0.
fn announce(address: SocketAddr, demo: bool, talk: &Talk) -> Result<(), Failure> {
    to_stdout(format!("http://{address}/\n").as_bytes())?;
    if demo {
        talk.say("serve-sample", &[]);
    }
    if !address.ip().is_loopback() {
        let text = noroshi_words::say(talk.language(), "serve-open");
        talk.warning(&text);
    }
    talk.say("serve-ready", &[]);
    Ok(())
}

/// Both faces behind one address; neither knows the other.
fn faces(house: Arc<House>) -> Router {
    let machines = noroshi_api::router(Arc::clone(&house));
    let people = noroshi_web::router(house);
    let choose = tower::service_fn(move |request: Request| {
        let face = if is_for_machines(request.method(), request.uri().path(), request.headers()) {
            machines.clone()
        } else {
            people.clone()
        };
        face.oneshot(request)
    });
    // A feed is packed already.
    let worth = DefaultPredicate::new().and(NotForContentType::const_new("application/gzip"));
    Router::new()
        .fallback_service(choose)
        .layer(CompressionLayer::new().compress_when(worth))
}

/// Whether a request is for the API: by the ending of its address, else by what it prefers.
fn is_for_machines(method: &Method, path: &str, headers: &HeaderMap) -> bool {
    let ending = [".json", ".atom", ".csv"]
        .iter()
        .any(|ending| path.ends_with(ending));
    // So have the addresses of MyJVN and of JVN iPedia's feeds.
    let myjvn = path == "/myjvn"
        || path == "/cvesearch"
        || ["/ja/rss/", "/ja/feed/", "/en/rss/", "/en/feed/"]
            .iter()
            .any(|folder| path.starts_with(folder));
    let reads = method == Method::GET || method == Method::HEAD;
    // Feeds and data of the VRDA feed have the addresses of the original, pages among them.
    let vrda = path.starts_with("/vrda/");
    // NVD's services and feeds have NVD's addresses.
    let nvd = path.starts_with("/rest/json/") || path.starts_with("/feeds/json/cve/");
    ending || vrda || nvd || myjvn || (reads && noroshi_api::wants_json(headers))
}

/// How long requests under way are waited for once somebody asked the program to stop.
const PATIENCE: Duration = Duration::from_secs(10);

/// Who is told of each request.
fn teller(wanted: Log) -> Option<Tell> {
    match wanted {
        Log::Off => None,
        Log::Text => Some(Arc::new(|line| log(&line.to_string()))),
        Log::Json => Some(Arc::new(|line| log(&line.json()))),
    }
}

/// Serves until somebody asks to stop, then until the requests under way are answered.
async fn until_stopped(
    listener: TcpListener,
    faces: Router,
    gate: Gate,
    signals: Signals,
    talk: Talk,
) -> io::Result<()> {
    let stop = async move {
        signals.asked_to_stop().await;
        notify::service_manager("STOPPING=1");
        talk.say("serve-stop", &[]);
    };
    noroshi_gate::serve(listener, faces, gate, stop, PATIENCE).await
}

fn failed(doing: &'static str, what: &str) -> impl FnOnce(io::Error) -> Failure {
    let file = PathBuf::from(what);
    move |cause| Failure::File { doing, file, cause }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, Method, header};

    use super::is_for_machines;

    #[track_caller]
    fn check(path: &str, accept: &'static str, expected: bool) {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        assert_eq!(is_for_machines(&Method::GET, path, &headers), expected);
    }

    #[test]
    fn the_ending_of_the_address_decides_then_the_header() {
        check("/search.json", "text/html", true);
        check("/search.atom", "*/*", true);
        check("/search", "text/html,*/*;q=0.8", false);
        check("/v/CVE-2099-0001", "application/json", true);
        check("/v/CVE-2099-0001", "*/*", false);
        check("/vrda/feed/ja/atom.xml", "text/html", true);
        check("/vrda/feed/ja/x_y_AD_1.html", "text/html", true);
        check("/rest/json/cves/2.0", "*/*", true);
        check(
            "/feeds/json/cve/2.0/nvdcve-2.0-2024.meta",
            "text/html",
            true,
        );
        check("/myjvn", "text/html", true);
        check("/ja/rss/jvndb.rdf", "text/html", true);
    }
}
