//! Serves the pages from values made by hand, for looking at them: `cargo run --example gallery`.
#![expect(clippy::print_stdout, reason = "it says where it listens")]

#[path = "../tests/by_hand/mod.rs"]
mod by_hand;

use std::sync::Arc;

use axum::Extension;
use noroshi_app::identity::Visitor;

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let house = by_hand::ByHand {
        building: arguments.iter().any(|a| a == "--building"),
        empty: arguments.iter().any(|a| a == "--empty"),
        sample: arguments.iter().any(|a| a == "--sample"),
    };
    let port = arguments.iter().find_map(|a| a.parse().ok()).unwrap_or(0);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    println!("http://{}/", listener.local_addr()?);
    let pages = noroshi_web::router_over(Arc::new(house));
    axum::serve(listener, pages.layer(Extension(Visitor::owner()))).await
}
