//! The gate in front of a few addresses, over real sockets.

#![expect(clippy::unwrap_used, reason = "a test: what is missing must end it")]

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{Extension, Router, routing::get};
use noroshi_app::{
    House,
    identity::{Access, Admission, Visitor},
};
use noroshi_gate::{Gate, Line, Metrics, Settings};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};

const PATIENCE: Duration = Duration::from_secs(5);

/// A server behind its gate.
struct Served {
    address: SocketAddr,
    told: Arc<Mutex<Vec<Line>>>,
    stop: oneshot::Sender<()>,
    running: JoinHandle<std::io::Result<()>>,
    _folder: TempDir,
}

async fn served(settings: Settings) -> Served {
    served_to(settings, Access::Public).await
}

async fn served_to(settings: Settings, access: Access) -> Served {
    let folder = tempfile::tempdir().unwrap();
    let house = Arc::new(House::open(folder.path()).unwrap());
    house.admit(Admission {
        access,
        ..Admission::default()
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let faces = Router::new()
        .route("/", get(|| async { "here" }))
        .route("/search", get(|| async { "found" }))
        .route(
            "/who",
            get(|who: Extension<Visitor>| async move { format!("{:?}", who.0.caller.means) }),
        )
        .route(
            "/slow",
            get(|| async {
                tokio::time::sleep(Duration::from_millis(400)).await;
                "at last"
            }),
        );
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = {
        let told = Arc::clone(&told);
        Arc::new(move |line: &Line| told.lock().unwrap().push(line.clone()))
    };
    let gate = Gate::new(settings, house, Some(tell));
    let (stop, stopped) = oneshot::channel::<()>();
    let stopped = async {
        stopped.await.ok();
    };
    let running = tokio::spawn(noroshi_gate::serve(
        listener, faces, gate, stopped, PATIENCE,
    ));
    Served {
        address,
        told,
        stop,
        running,
        _folder: folder,
    }
}

impl Served {
    /// Asks once over a connection of its own.
    async fn ask(&self, path: &str, headers: &str) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }
}

#[tokio::test]
async fn a_client_behind_a_trusted_proxy_keeps_its_pace_and_one_at_this_machine_is_never_held_back()
{
    let settings = Settings {
        rate: 1,
        burst: 2,
        proxies: vec!["127.0.0.1".parse().unwrap()],
        ..Settings::default()
    };
    let served = served(settings).await;
    for _ in 0..5 {
        assert!(served.ask("/", "").await.ends_with("here"));
    }
    let from = "X-Forwarded-For: 192.0.2.7\r\n";
    for _ in 0..2 {
        assert!(served.ask("/", from).await.ends_with("here"));
    }
    let refused = served
        .ask("/", &format!("{from}Accept-Language: ja\r\n"))
        .await;
    assert!(refused.starts_with("HTTP/1.1 429 "), "{refused}");
    assert!(
        refused.contains("retry-after: 1\r\n") && refused.contains("要求が多すぎます"),
        "{refused}"
    );
    let problem = served
        .ask("/", &format!("{from}Accept: application/json\r\n"))
        .await;
    assert!(
        problem.contains("application/problem+json") && problem.contains("\"status\":429"),
        "{problem}"
    );
    assert!(
        served
            .ask("/", "X-Forwarded-For: 192.0.2.8\r\n")
            .await
            .ends_with("here")
    );
}

#[tokio::test]
async fn an_answer_that_does_not_begin_in_time_is_not_waited_for() {
    let settings = Settings {
        time: Duration::from_millis(50),
        ..Settings::default()
    };
    let answer = served(settings).await.ask("/slow", "").await;
    assert!(
        answer.starts_with("HTTP/1.1 503 ") && answer.contains("retry-after: 5"),
        "{answer}"
    );
}

#[tokio::test]
async fn what_is_told_of_a_request_does_not_say_what_was_searched_for() {
    let served = served(Settings::default()).await;
    served
        .ask("/search?q=secret", "Cookie: token=secret\r\n")
        .await;
    let told = served.told.lock().unwrap().clone();
    let [line] = told.as_slice() else {
        panic!("{told:?}")
    };
    assert_eq!((line.path.as_str(), line.status.as_u16()), ("/search", 200));
    for text in [line.to_string(), line.json(), format!("{line:?}")] {
        assert!(!text.contains("secret"), "{text}");
    }
    let json: serde_json::Value = serde_json::from_str(&line.json()).unwrap();
    assert_eq!(
        (&json["method"], &json["client"]),
        (&"GET".into(), &"127.0.0.1".into())
    );
}

#[tokio::test]
async fn the_metrics_add_up_and_are_shown_at_this_machine_only() {
    let served = served(Settings::default()).await;
    for _ in 0..3 {
        served.ask("/search?q=x", "").await;
    }
    served.ask("/nowhere", "").await;
    let text = served.ask("/metrics", "").await;
    let expected = [
        "noroshi_up 1",
        "noroshi_requests_total{page=\"search\",status=\"2xx\"} 3",
        "noroshi_requests_total{page=\"other\",status=\"4xx\"} 1",
        "noroshi_request_seconds_count{page=\"search\"} 3",
        "noroshi_request_seconds_bucket{page=\"search\",le=\"+Inf\"} 3",
        "noroshi_requests_in_flight 1",
        "noroshi_source_state{source=\"nvd\",state=\"fresh\"} 0",
    ];
    for line in expected {
        assert!(text.contains(&format!("\n{line}\n")), "{line}\n{text}");
    }
    let outside = served
        .ask("/metrics", "X-Forwarded-For: 192.0.2.7\r\n")
        .await;
    assert!(outside.starts_with("HTTP/1.1 404 "), "{outside}");
}

#[tokio::test]
async fn nobody_sees_metrics_that_are_off() {
    let settings = Settings {
        metrics: Metrics::Off,
        ..Settings::default()
    };
    let answer = served(settings).await.ask("/metrics", "").await;
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
}

#[tokio::test]
async fn who_comes_beyond_the_connections_waits_until_one_is_free() {
    let settings = Settings {
        connections: 1,
        ..Settings::default()
    };
    let served = served(settings).await;
    let idle = TcpStream::connect(served.address).await.unwrap();
    let waiting = served.ask("/", "");
    tokio::pin!(waiting);
    let early = tokio::time::timeout(Duration::from_millis(200), &mut waiting).await;
    assert!(early.is_err());
    drop(idle);
    assert!(waiting.await.ends_with("here"));
}

#[tokio::test]
async fn a_server_that_stops_answers_what_is_under_way_and_lets_nobody_in() {
    let served = served(Settings::default()).await;
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    stream
        .write_all(b"GET /slow HTTP/1.1\r\nHost: here\r\n\r\n")
        .await
        .unwrap();
    // An idle connection does not hold it up.
    let _idle = TcpStream::connect(served.address).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let began = Instant::now();
    served.stop.send(()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.ends_with("at last"), "{answer}");
    served.running.await.unwrap().unwrap();
    assert!(began.elapsed() < PATIENCE);
    assert!(TcpStream::connect(served.address).await.is_err());
}

#[tokio::test]
async fn what_is_no_http_ends_its_connection_and_nothing_else() {
    let served = served(Settings::default()).await;
    let header = format!("X-Much: {}\r\n", "x".repeat(1 << 20));
    let hostile = [
        "\0\0\0\0\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        &format!("GET / HTTP/1.1\r\n{header}\r\n"),
    ];
    for bytes in hostile {
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        stream.write_all(bytes.as_bytes()).await.ok();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.ok();
        assert!(!answer.starts_with(b"HTTP/1.1 200"));
    }
    assert!(served.ask("/", "").await.ends_with("here"));
}

#[tokio::test]
async fn only_who_sits_at_this_machine_and_calls_it_by_its_own_name_is_its_owner() {
    let settings = || Settings {
        names: vec!["beacon.example".to_owned()],
        ..Settings::default()
    };
    let served = served_to(settings(), Access::Local).await;
    let ask = async |host: &str, headers: &str| {
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        let request =
            format!("GET /who HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    };
    for host in ["localhost", "127.0.0.1:1", "beacon.example"] {
        assert!(ask(host, "").await.contains("Here {"), "{host}");
    }
    let stranger = ask("evil.example", "").await;
    assert!(stranger.starts_with("HTTP/1.1 421 "), "{stranger}");
    for through in ["X-Forwarded-For: 127.0.0.1\r\n", "Via: 1.1 a\r\n"] {
        let refused = ask("localhost", through).await;
        assert!(refused.starts_with("HTTP/1.1 403 "), "{refused}");
    }
}

#[tokio::test]
async fn a_token_that_is_none_is_refused_and_somebody_elses_key_is_passed_over() {
    let served = served_to(Settings::default(), Access::Users { guest: None }).await;
    let refused = served.ask("/who", "apiKey: noroshi_0\r\n").await;
    assert!(
        refused.starts_with("HTTP/1.1 401 ") && refused.contains("www-authenticate: Bearer"),
        "{refused}"
    );
    let nobody = served.ask("/who", "apiKey: somebody-elses\r\n").await;
    assert!(nobody.ends_with("None"), "{nobody}");
}
