//! Files, folders and archives: what is handed out, what is refused, and what breaks.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::{
    fs,
    io::{self, Cursor, Read, Write},
    path::Path,
};

use noroshi_sources::{
    File, Receiver, Refusal, Stopped, Taken,
    files::{self, Limits, Options, WalkError},
};

/// Writes down what it is given: `address = content`, `address ! error`, `address - reason`.
#[derive(Default)]
struct Book {
    lines: Vec<String>,
    stop_after: Option<usize>,
    expected: Option<(Option<u64>, Option<u64>)>,
}

impl Book {
    fn note(&mut self, line: String) -> Result<Taken, Stopped> {
        self.lines.push(line);
        Ok(match self.stop_after {
            Some(most) if self.lines.len() >= most => Taken::Stop,
            _ => Taken::Continue,
        })
    }
}

impl Receiver for Book {
    fn file(&mut self, file: File<'_>) -> Result<Taken, Stopped> {
        let mut content = Vec::new();
        let mut piece = vec![0; 64 << 10];
        let mut length = 0;
        let error = loop {
            match file.stream.read(&mut piece) {
                Ok(0) => break None,
                Ok(count) => {
                    length += count;
                    // Bombs are counted, not kept.
                    if content.len() < 200 {
                        content.extend_from_slice(&piece[..count]);
                    }
                }
                Err(error) => break Some(error),
            }
        };
        let shown = if content.len() < 200 {
            String::from_utf8_lossy(&content).into_owned()
        } else {
            format!("{length} bytes")
        };
        let mut line = format!("{} = {shown}", file.address);
        if let Some(error) = error {
            assert!(error.to_string().starts_with(&file.address), "{error}");
            line += &format!(" ! {:?}", error.kind());
        }
        self.note(line)
    }

    fn refused(&mut self, refusal: Refusal) -> Result<Taken, Stopped> {
        self.note(format!("{} - {}", refusal.address, refusal.reason))
    }

    fn expect(&mut self, files: Option<u64>, bytes: Option<u64>) {
        self.expected = Some((files, bytes));
    }
}

#[track_caller]
fn check(content: &[u8], expected: &[&str]) {
    check_with(&Options::default(), content, expected);
}

/// Reads the content once from a file and once through a pipe, and compares what came.
#[track_caller]
fn check_with(options: &Options, content: &[u8], expected: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x");
    fs::write(&path, content).unwrap();
    let mut book = Book::default();
    files::walk(std::slice::from_ref(&path), options, &mut book).unwrap();
    let prefix = format!("{}", path.display());
    let lines: Vec<_> = book.lines.iter().map(|l| l.replace(&prefix, "x")).collect();
    assert_eq!(lines, expected, "from a file");

    let mut book = Book::default();
    files::stream("x", &mut Dripping(content), options, &mut book).unwrap();
    assert_eq!(book.lines, expected, "through a pipe");
}

/// Gives a few bytes at a time, as a pipe may.
struct Dripping<'a>(&'a [u8]);

impl Read for Dripping<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = into.len().min(4_000);
        self.0.read(&mut into[..most])
    }
}

fn gz(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn xz(content: &[u8]) -> Vec<u8> {
    let mut writer =
        lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(1)).unwrap();
    writer.write_all(content).unwrap();
    writer.finish().unwrap()
}

fn zst(content: &[u8]) -> Vec<u8> {
    zstd::encode_all(content, 3).unwrap()
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A tar whose names are written as they are: the library's own way refuses the bad ones.
fn tar(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, content) in entries {
        let mut header = tar::Header::new_ustar();
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(content.len() as u64);
        header.set_entry_type(tar::EntryType::Regular);
        header.set_cksum();
        builder.append(&header, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

/// Text that does not compress well, so that halves of it are halves.
fn noise(length: usize) -> Vec<u8> {
    let mut rng = fastrand::Rng::with_seed(7);
    std::iter::repeat_with(|| rng.u8(b'!'..b'~'))
        .take(length)
        .collect()
}

#[test]
fn every_packing_is_found_by_its_bytes() {
    check(b"plain", &["x = plain"]);
    check(b"", &["x = "]);
    check(&gz(b"packed"), &["x = packed"]);
    check(&xz(b"packed"), &["x = packed"]);
    check(&zst(b"packed"), &["x = packed"]);
    check(
        &zip(&[("a", b"1"), ("b/c", b"2")]),
        &["x#a = 1", "x#b/c = 2"],
    );
    check(
        &tar(&[("a", b"1"), ("./b/c", b"2")]),
        &["x#a = 1", "x#b/c = 2"],
    );
}

#[test]
fn a_gzip_of_several_members_is_one_file() {
    check(&[gz(b"one "), gz(b"two")].concat(), &["x = one two"]);
    check(&[zst(b"one "), zst(b"two")].concat(), &["x = one two"]);
    check(&[xz(b"one "), xz(b"two")].concat(), &["x = one two"]);
}

#[test]
fn packings_stand_in_one_another() {
    let inner = zip(&[("CVE-2099-0001.json", b"{}")]);
    check(
        &zip(&[("cves.zip", &inner)]),
        &["x#cves.zip#CVE-2099-0001.json = {}"],
    );
    check(&zst(&tar(&[("a.gz", &gz(b"1"))])), &["x#a.gz = 1"]);
    check(
        &gz(&tar(&[("a.zip", &zip(&[("b", &xz(b"1"))]))])),
        &["x#a.zip#b = 1"],
    );
}

#[test]
fn what_is_packed_too_often_is_refused_and_the_rest_goes_on() {
    let deep = gz(&gz(&gz(b"1")));
    check(
        &zip(&[("deep", &deep), ("b", b"2")]),
        &["x#deep - packed more than 3 times over", "x#b = 2"],
    );
}

#[test]
fn names_that_lead_out_are_refused_and_the_rest_goes_on() {
    let entries: &[(&str, &[u8])] = &[
        ("../up", b"1"),
        ("/etc/passwd", b"1"),
        ("a/../../b", b"1"),
        ("c:\\windows", b"1"),
        ("a\\..\\b", b"1"),
        ("..fine", b"2"),
    ];
    let expected = [
        "x#../up - leads out of the archive",
        "x#/etc/passwd - leads out of the archive",
        "x#a/../../b - leads out of the archive",
        "x#c:\\windows - leads out of the archive",
        "x#a\\..\\b - leads out of the archive",
        "x#..fine = 2",
    ];
    check(&tar(entries), &expected);
    check(&zip(entries), &expected);
}

#[test]
fn half_a_gzip_gives_what_it_has_and_then_an_error() {
    let whole = gz(&noise(100_000));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("half.gz");
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let mut book = Book::default();
    files::walk(&[path], &Options::default(), &mut book).unwrap();
    let line = &book.lines[0];
    let (_, rest) = line.split_once(" = ").unwrap();
    let (bytes, error) = rest.split_once(" bytes ! ").unwrap();
    assert!(bytes.parse::<usize>().unwrap() > 30_000, "{line}");
    assert_eq!(error, "UnexpectedEof");
}

#[test]
fn every_half_compression_ends_with_an_error() {
    for packed in [gz(b"some text"), xz(b"some text"), zst(b"some text")] {
        for length in 6..packed.len() {
            let mut book = Book::default();
            files::stream("x", &mut &packed[..length], &Options::default(), &mut book).unwrap();
            assert!(
                book.lines.len() == 1 && book.lines[0].contains(" ! "),
                "{length} of {packed:?}: {:?}",
                book.lines
            );
        }
    }
}

#[test]
fn half_a_tar_breaks_at_its_place() {
    let whole = tar(&[("a", b"1"), ("b", &noise(1000)), ("c", b"3")]);
    let half = &whole[..512 * 3 + 100];
    let mut book = Book::default();
    files::stream("x", &mut &half[..], &Options::default(), &mut book).unwrap();
    assert_eq!(book.lines[0], "x#a = 1");
    assert!(book.lines[1].starts_with("x#b = "), "{:?}", book.lines);
    assert!(
        book.lines[1].ends_with(" ! UnexpectedEof"),
        "{:?}",
        book.lines
    );
    assert!(book.lines[2].starts_with("x - the rest cannot be read: "));
}

#[test]
fn half_a_zip_is_refused() {
    let whole = zip(&[("a", b"1")]);
    let mut book = Book::default();
    files::stream("x", &mut &whole[..20], &Options::default(), &mut book).unwrap();
    assert!(
        book.lines[0].starts_with("x - not a whole zip: "),
        "{:?}",
        book.lines
    );
}

fn tight() -> Options {
    Options {
        limits: Limits {
            ratio_after: 1 << 20,
            ..Limits::default()
        },
        ..Options::default()
    }
}

#[test]
fn a_bomb_ends_with_an_error_and_costs_only_itself() {
    let zeros = vec![0; 40 << 20];
    let bomb = gz(&zeros);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("1.gz"), &bomb).unwrap();
    fs::write(folder.path().join("2.zip"), zip(&[("zeros", &zeros)])).unwrap();
    fs::write(folder.path().join("3"), b"fine").unwrap();
    let mut book = Book::default();
    files::walk(&[folder.path().to_owned()], &tight(), &mut book).unwrap();
    assert_eq!(book.lines.len(), 3);
    for line in &book.lines[..2] {
        assert!(line.ends_with(" bytes ! InvalidData"), "{line}");
        let (_, rest) = line.split_once(" = ").unwrap();
        let bytes: usize = rest.split_once(' ').unwrap().0.parse().unwrap();
        assert!(bytes < 39 << 20, "{line}");
    }
    assert!(book.lines[2].ends_with("3 = fine"));
}

#[test]
fn what_compresses_well_is_no_bomb_before_the_ratio() {
    let text = noise(20_000).repeat(100);
    check_with(&tight(), &zst(&text), &["x = 2000000 bytes"]);
}

#[test]
fn a_file_beyond_the_limit_is_cut_off_with_an_error() {
    let options = Options {
        limits: Limits {
            entry: 10,
            ..Limits::default()
        },
        ..Options::default()
    };
    check_with(
        &options,
        b"a plain file may be of any size",
        &["x = a plain file may be of any size"],
    );
    check_with(&options, &gz(b"0123456789"), &["x = 0123456789"]);
    check_with(
        &options,
        &gz(b"0123456789a"),
        &["x = 0123456789 ! InvalidData"],
    );
}

#[test]
fn other_packings_are_named() {
    check(
        b"BZh91AY&SY...",
        &["x - packed with bzip2, which is not read"],
    );
}

#[test]
fn a_tar_name_of_any_length_is_read_or_refused_in_bounded_memory() {
    let long = "d/".repeat(200) + "e";
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(1);
    builder.append_data(&mut header, &long, &b"1"[..]).unwrap();
    check(&builder.into_inner().unwrap(), &[&format!("x#{long} = 1")]);

    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(100_000);
    header.set_entry_type(tar::EntryType::GNULongName);
    header.set_cksum();
    builder.append(&header, &vec![b'a'; 100_000][..]).unwrap();
    let mut tail = tar(&[("short", b"1"), ("next", b"2")]);
    let mut whole = builder.into_inner().unwrap();
    whole.truncate(whole.len() - 1024);
    whole.append(&mut tail);
    check(
        &whole,
        &["x#short - a header larger than 65536 bytes", "x#next = 2"],
    );
}

#[test]
fn a_large_folder_comes_in_the_order_of_names() {
    let folder = tempfile::tempdir().unwrap();
    for i in 0..2_000 {
        let sub = folder.path().join(format!("{:02}", i % 40));
        fs::create_dir_all(&sub).unwrap();
        fs::write(sub.join(format!("{i:04}.json")), i.to_string()).unwrap();
    }
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::write(folder.path().join(".git/HEAD"), "ref").unwrap();
    fs::write(folder.path().join("._00"), "mac").unwrap();
    let mut book = Book::default();
    let options = Options {
        count_first: true,
        progress: Some(std::sync::Arc::default()),
        ..Options::default()
    };
    files::walk(&[folder.path().to_owned()], &options, &mut book).unwrap();
    assert_eq!(book.lines.len(), 2_001);
    assert!(book.lines.is_sorted());
    let bytes = (0..2_000)
        .map(|i: u32| i.to_string().len() as u64)
        .sum::<u64>()
        + 3;
    assert_eq!(book.expected, Some((Some(2_001), Some(bytes))));
    let read = options.progress.unwrap();
    assert_eq!(read.load(std::sync::atomic::Ordering::Relaxed), bytes);
}

#[test]
fn a_receiver_may_stop_anywhere() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("a.zip"),
        zip(&[("1", b"1"), ("2", b"2")]),
    )
    .unwrap();
    fs::write(
        folder.path().join("b.tar"),
        tar(&[("1", b"1"), ("2", b"2")]),
    )
    .unwrap();
    for stop in 1..=4 {
        let mut book = Book {
            stop_after: Some(stop),
            ..Book::default()
        };
        files::walk(&[folder.path().to_owned()], &Options::default(), &mut book).unwrap();
        assert_eq!(book.lines.len(), stop);
    }
}

#[test]
fn a_path_that_is_not_there_ends_the_walk_before_it_begins() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a"), "1").unwrap();
    let paths = [folder.path().join("a"), folder.path().join("missing")];
    let mut book = Book::default();
    let error = files::walk(&paths, &Options::default(), &mut book).unwrap_err();
    assert!(matches!(error, WalkError::NotThere { path, .. } if path == paths[1]));
    assert!(book.lines.is_empty());
}

#[cfg(unix)]
#[test]
fn links_are_followed_only_where_they_stay_inside() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root");
    fs::create_dir_all(root.join(".git/annex")).unwrap();
    fs::write(root.join(".git/annex/key"), "kept").unwrap();
    fs::write(root.join("a"), "1").unwrap();
    fs::write(folder.path().join("secret"), "no").unwrap();
    symlink("a", root.join("b-inside")).unwrap();
    symlink("../secret", root.join("c-outside")).unwrap();
    symlink("nothing", root.join("d-broken")).unwrap();
    symlink(".git/annex/key", root.join("e-annex")).unwrap();
    symlink(".", root.join("f-loop")).unwrap();
    let mut book = Book::default();
    files::walk(std::slice::from_ref(&root), &Options::default(), &mut book).unwrap();
    let lines = short(&book, &root);
    assert_eq!(lines[0], "a = 1");
    assert_eq!(
        lines[1],
        "c-outside - a symbolic link that leads out of the folder"
    );
    assert!(lines[2].starts_with("d-broken - a symbolic link that cannot be followed: "));
    assert_eq!(lines[3], "e-annex = kept");
    assert_eq!(lines.len(), 4);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
    let mut book = Book::default();
    files::walk(&[folder.path().to_owned()], &Options::default(), &mut book).unwrap();
    assert_eq!(
        short(&book, folder.path()),
        ["socket - neither a file nor a folder"]
    );
}

fn short(book: &Book, root: &Path) -> Vec<String> {
    let root = format!("{}/", root.display());
    book.lines.iter().map(|l| l.replace(&root, "")).collect()
}

#[test]
fn built_in_bytes_go_out_as_they_are() {
    let mut book = Book::default();
    files::bytes("sample#kev.json", b"{}", Some("kev"), &mut book).unwrap();
    assert_eq!(book.lines, ["sample#kev.json = {}"]);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]

    /// Damage never panics and never writes: it is an error, a refusal, or other content.
    #[test]
    fn damaged_packings_do_no_harm(
        which in 0..6usize,
        damage in proptest::collection::vec((0..4_000usize, 0..=255u8), 1..8),
        cut in 0..4_000usize,
    ) {
        let text = noise(600);
        let mut content = match which {
            0 => gz(&text),
            1 => xz(&text),
            2 => zst(&text),
            3 => zip(&[("a", &text), ("b.gz", &gz(&text))]),
            4 => tar(&[("a", &text), ("b.zip", &zip(&[("c", &text)]))]),
            _ => gz(&tar(&[("a", &text)])),
        };
        let length = content.len();
        for (at, byte) in damage {
            content[at % length] = byte;
        }
        content.truncate(length - cut % length / 2);
        let mut book = Book::default();
        files::stream("x", &mut &content[..], &Options::default(), &mut book).unwrap();
        proptest::prop_assert!(!book.lines.is_empty() || which >= 3);
    }
}
