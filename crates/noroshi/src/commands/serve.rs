//! `noroshi serve`: pages and API over one house, and the schedule beside them.

mod notify;

use std::{
    collections::HashMap,
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use axum::{Router, extract::Request};
use noroshi_app::{House, bundle, identity::Visitor, matching, nodes, sample, schedule};
use noroshi_gate::{Gate, Tell};
use noroshi_model::Tlp;
use noroshi_words::say_with;
use tokio::net::TcpListener;
use tower::ServiceExt;
use tower_http::compression::{
    CompressionLayer,
    predicate::{DefaultPredicate, NotForContentType, Predicate},
};

use super::signals::Signals;
use crate::{
    cli::{Globals, Serve},
    config::{Access, Config, Log},
    exit::Exit,
    failure::Failure,
    output::to_stdout,
    talk::{Talk, log},
};

pub(super) fn run(args: &Serve, globals: &Globals, talk: &Talk) -> Result<Exit, Failure> {
    let mut config = Config::read(globals)?;
    if let Some(access) = args.access {
        config.serve.access = access;
    }
    let listen = args.listen.as_ref().unwrap_or(&config.serve.listen);
    // The folder of a sample lives as long as the server does.
    let (house, _folder) = if args.demo {
        let folder = tempfile::Builder::new()
            .prefix("noroshi-demo-")
            .tempdir()
            .map_err(failed("error-sample", "noroshi-demo"))?;
        let house = House::open(folder.path()).map_err(Failure::of("error-open"))?;
        sample::fill(&house).map_err(Failure::of("error-sample"))?;
        house.admit(config.admission()?);
        (Arc::new(house), Some(folder))
    } else {
        (Arc::new(super::open(globals, &config, talk)?), None)
    };
    let sources = config.sources(globals.offline)?;
    house.configure(&sources);
    sign(&house, &config.serve.bundle_key)?;
    let sync = config.serve.sync && !args.no_sync && !args.demo && !globals.offline;
    let runtime = tokio::runtime::Runtime::new().map_err(failed("error-serve", listen))?;
    let served = runtime.block_on(async {
        let listener = TcpListener::bind(listen)
            .await
            .map_err(failed("error-listen", listen))?;
        let address = listener
            .local_addr()
            .map_err(failed("error-listen", listen))?;
        // Who is let in from elsewhere is somebody's decision, and never ours.
        if !address.ip().is_loopback() && config.serve.access == Access::Local {
            return Err(Failure::Case {
                why: say_with(
                    talk.language(),
                    "error-access",
                    &[("address", address.to_string().as_str().into())],
                ),
                hint: "hint-access",
                exit: Exit::Setup,
            });
        }
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
        until_stopped(listener, faces(&house), gate, signals, talk.clone())
            .await
            .map_err(failed("error-serve", listen))
    });
    runtime.shutdown_timeout(PATIENCE);
    served?;
    Ok(Exit::Done)
}

/// Says which key signs what another Noroshi fetches; one that cannot be used is found now, not when it is needed.
fn sign(house: &House, key: &Path) -> Result<(), Failure> {
    if !key.as_os_str().is_empty() {
        let file = key.to_owned();
        bundle::public_key(key).map_err(|cause| Failure::Bundle {
            doing: "error-bundle-read",
            file,
            cause,
        })?;
        house.sign_with(Some(key.to_owned()));
    }
    Ok(())
}

/// Says where the pages are. The address is data: a script may read it, above all with port 0.
fn announce(address: SocketAddr, demo: bool, talk: &Talk) -> Result<(), Failure> {
    to_stdout(format!("http://{address}/\n").as_bytes())?;
    if demo {
        talk.say("serve-sample", &[]);
    }
    talk.say("serve-ready", &[]);
    Ok(())
}

/// The faces of the house as whoever asks sees it.
fn faces(house: &Arc<House>) -> Router {
    let mut views: Vec<(Arc<House>, Face)> = Vec::new();
    let mut by_clearance = HashMap::new();
    for clearance in Tlp::ALL {
        let seen = house.seen_by(clearance);
        let known = views.iter().find(|(view, _)| Arc::ptr_eq(view, &seen));
        let face = match known {
            Some((_, face)) => face.clone(),
            None => {
                let face = Face::of(Arc::clone(&seen));
                views.push((seen, face.clone()));
                face
            }
        };
        by_clearance.insert(clearance, face);
    }
    let choose = tower::service_fn(move |request: Request| {
        let visitor = request.extensions().get::<Visitor>();
        let clearance = visitor.map_or(Tlp::Clear, |visitor| visitor.caller.clearance());
        let face = by_clearance[&clearance].for_whom(&request);
        face.oneshot(request)
    });
    // Feeds and bundles are packed already.
    let worth = DefaultPredicate::new()
        .and(NotForContentType::const_new("application/gzip"))
        .and(NotForContentType::const_new("application/x-tar"));
    Router::new()
        .fallback_service(choose)
        .layer(CompressionLayer::new().compress_when(worth))
}

/// Both faces behind one address; neither knows the other.
#[derive(Clone)]
struct Face {
    machines: Router,
    people: Router,
}

impl Face {
    fn of(house: Arc<House>) -> Self {
        Self {
            machines: noroshi_api::router(Arc::clone(&house)),
            people: noroshi_web::router(house, noroshi_web::Api::read(noroshi_api::document)),
        }
    }

    fn for_whom(&self, request: &Request) -> Router {
        let (method, path) = (request.method(), request.uri().path());
        match noroshi_api::is_for_machines(method, path, request.headers()) {
            true => self.machines.clone(),
            false => self.people.clone(),
        }
    }
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
