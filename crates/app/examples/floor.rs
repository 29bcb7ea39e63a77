//! What an import cannot be faster than: decompresses an archive of JSON documents and parses each,
//! keeping nothing. Prints documents, bytes of text, and seconds.
//!
//! ```text
//! cargo run --release -p noroshi-app --example floor -- many.tar.zst
//! ```

#![expect(clippy::print_stdout, reason = "a measurement is there to be printed")]

use std::{
    env,
    error::Error,
    fs::File,
    hint::black_box,
    io::{BufReader, Read},
    process::ExitCode,
    time::Instant,
};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let Some(path) = env::args().nth(1) else {
        println!("usage: floor ARCHIVE.tar.zst");
        return Ok(ExitCode::FAILURE);
    };
    let began = Instant::now();
    let (mut documents, mut bytes) = (0_u64, 0);
    let mut text = Vec::new();
    let decoder = zstd::Decoder::new(BufReader::new(File::open(path)?))?;
    for entry in tar::Archive::new(decoder).entries()? {
        text.clear();
        bytes += entry?.read_to_end(&mut text)?;
        black_box(serde_json::from_slice::<serde_json::Value>(&text)?);
        documents += 1;
    }
    println!("{documents} {bytes} {:.3}", began.elapsed().as_secs_f64());
    Ok(ExitCode::SUCCESS)
}
