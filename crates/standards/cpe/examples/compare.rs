//! Reads pairs of names, a tab between them, one pair a line, and compares them for a second. Prints how many names
//! were read in how many seconds, and how many pairs were compared in how many. For `bench/cpe.sh`.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measuring program"
)]

use std::{hint::black_box, io, time::Instant};

use noroshi_cpe::Name;

fn main() {
    let input = io::read_to_string(io::stdin()).unwrap();
    let started = Instant::now();
    let read = |text| Name::parse_tolerant(text).unwrap().0;
    let pairs: Vec<(Name, Name)> = input
        .lines()
        .map(|line| line.split_once('\t').unwrap())
        .map(|(a, b)| (read(a), read(b)))
        .collect();
    let reading = started.elapsed().as_secs_f64();
    let (mut compared, started) = (0, Instant::now());
    while compared == 0 || started.elapsed().as_secs_f64() < 1.0 {
        for (a, b) in &pairs {
            black_box(a.compare(black_box(b)));
        }
        compared += pairs.len().max(1);
    }
    let seconds = started.elapsed().as_secs_f64();
    println!("{} {reading} {compared} {seconds}", 2 * pairs.len());
}
