//! Opens packings, one inside another, and hands out what is not packed.

use std::{
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    rc::Rc,
};

use flate2::bufread::MultiGzDecoder;
use lzma_rust2::XzReader;

use super::{
    Kind, Options,
    kind::HEAD,
    meter::{Counted, Limited, Meter},
    reader::{BUFFER, Named, Peeked, Seeking, buffer_for},
};
use crate::{File, Receiver, Refusal, Stopped, Taken};

/// The largest zstd window, as a power of two: 128 MiB, what `zstd --long` writes.
const ZSTD_WINDOW: u32 = 27;
/// The most memory an xz stream may ask for, in KiB. The highest preset needs 65 MiB.
const XZ_MEMORY: u32 = 256 << 10;

/// What is known about a file before it is opened.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origin {
    pub(crate) format: Option<&'static str>,
    pub(crate) modified: Option<i64>,
    /// Goes out with the file; not with the many files of an archive, of which none is the last.
    pub(crate) cursor: Option<String>,
    /// See [`File::window`].
    pub(crate) window: bool,
}

/// Where in a packing we are.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Place {
    /// How many packings stand around.
    pub(crate) depth: u32,
    /// Whether the innermost one is a compression, in which a tar is at home.
    pub(crate) compressed: bool,
    /// Whether one of them is an archive.
    pub(crate) archived: bool,
    /// When the entry was last modified, where the archive says it.
    pub(crate) modified: Option<i64>,
}

/// Opens one file on disk or one stream.
pub(crate) struct Unpacker<'a> {
    pub(crate) options: &'a Options,
    pub(crate) receiver: &'a mut dyn Receiver,
    pub(crate) meter: Rc<Meter>,
    origin: Origin,
    size: Option<u64>,
}

impl<'a> Unpacker<'a> {
    pub(crate) fn new(
        options: &'a Options,
        origin: Origin,
        size: Option<u64>,
        receiver: &'a mut dyn Receiver,
    ) -> Self {
        Self {
            options,
            receiver,
            meter: Meter::new(size, options.progress.clone()),
            origin,
            size,
        }
    }

    /// Hands out a file in which one can go back.
    pub(crate) fn seekable<R: Read + Seek>(
        &mut self,
        address: &str,
        file: R,
    ) -> Result<Taken, Stopped> {
        let counted = Counted {
            inner: file,
            meter: Rc::clone(&self.meter),
        };
        let mut file = Seeking::new(counted, buffer_for(self.size));
        let mut head = Vec::with_capacity(HEAD);
        let looked = file.by_ref().take(HEAD as u64).read_to_end(&mut head);
        if looked.is_ok() && Kind::of(&head) == Kind::Zip {
            let place = Place {
                depth: 1,
                archived: true,
                ..Place::default()
            };
            return self.zip(address, file, place);
        }
        // A disk that cannot be read says so again when the receiver reads.
        match file.seek(SeekFrom::Start(0)) {
            Ok(_) => self.open(address, Box::new(file), Place::default()),
            Err(error) => self.refuse(address, format!("cannot be read: {error}")),
        }
    }

    /// Hands out a stream in which one cannot go back.
    pub(crate) fn stream(
        &mut self,
        address: &str,
        stream: &mut dyn Read,
    ) -> Result<Taken, Stopped> {
        let counted = Counted {
            inner: stream,
            meter: Rc::clone(&self.meter),
        };
        let buffered = BufReader::with_capacity(BUFFER, counted);
        self.open(address, Box::new(buffered), Place::default())
    }

    /// Looks at the first bytes and opens or hands out what stands behind them.
    pub(crate) fn open<'x>(
        &mut self,
        address: &str,
        reader: Box<dyn BufRead + 'x>,
        place: Place,
    ) -> Result<Taken, Stopped> {
        let peeked = Peeked::new(reader);
        let kind = Kind::of(peeked.head());
        let Some(inside) = self.inside(kind, place) else {
            let most = self.options.limits.depth;
            return self.refuse(address, format!("packed more than {most} times over"));
        };
        match kind {
            Kind::Plain => self.hand_out(address, peeked, place),
            Kind::Unread(name) => {
                self.refuse(address, format!("packed with {name}, which is not read"))
            }
            Kind::Gzip => self.unpack(address, MultiGzDecoder::new(peeked), inside),
            Kind::Xz => {
                let xz = XzReader::new_mem_limit(peeked, true, XZ_MEMORY);
                self.unpack(address, xz, inside)
            }
            Kind::Zstd => {
                let decoder = zstd::Decoder::with_buffer(peeked).and_then(|mut decoder| {
                    decoder.window_log_max(ZSTD_WINDOW)?;
                    Ok(decoder)
                });
                match decoder {
                    Ok(decoder) => self.unpack(address, decoder, inside),
                    Err(error) => self.refuse(address, format!("cannot be unpacked: {error}")),
                }
            }
            Kind::Tar => self.tar(address, peeked, inside),
            Kind::Zip => self.spool(address, peeked, inside),
        }
    }

    /// Refuses an address and goes on.
    pub(crate) fn refuse(&mut self, address: &str, reason: String) -> Result<Taken, Stopped> {
        self.receiver.refused(Refusal {
            address: address.to_owned(),
            reason,
        })
    }

    /// The place inside a packing of this kind, unless it would be too deep.
    fn inside(&self, kind: Kind, place: Place) -> Option<Place> {
        let archived = matches!(kind, Kind::Tar | Kind::Zip);
        let free = matches!(kind, Kind::Plain | Kind::Unread(_))
            || (kind == Kind::Tar && place.compressed);
        let depth = place.depth + u32::from(!free);
        (depth <= self.options.limits.depth).then_some(Place {
            depth,
            compressed: !archived,
            archived: archived || place.archived,
            modified: place.modified,
        })
    }

    fn unpack<R: Read>(
        &mut self,
        address: &str,
        decoder: R,
        place: Place,
    ) -> Result<Taken, Stopped> {
        let limited = Limited {
            inner: decoder,
            meter: Rc::clone(&self.meter),
            limits: self.options.limits,
        };
        let buffered = BufReader::with_capacity(BUFFER, limited);
        self.open(address, Box::new(buffered), place)
    }

    fn hand_out(
        &mut self,
        address: &str,
        peeked: Peeked<'_>,
        place: Place,
    ) -> Result<Taken, Stopped> {
        let cursor = match place.archived {
            false => self.origin.cursor.clone(),
            true => None,
        };
        let mut named = Named {
            inner: peeked,
            address,
            left: (place.depth > 0).then_some(self.options.limits.entry),
        };
        self.receiver.file(File {
            address: address.to_owned(),
            stream: &mut named,
            format: self.origin.format,
            modified: place.modified.or(self.origin.modified),
            cursor,
            window: self.origin.window,
        })
    }

    /// Lays a zip that is itself packed, or comes through a pipe, where one can go back in it.
    fn spool(&mut self, address: &str, peeked: Peeked<'_>, place: Place) -> Result<Taken, Stopped> {
        let most = self.options.limits.entry;
        let mut file = crate::scratch::spool(self.options.scratch.as_deref());
        let laid = io::copy(&mut peeked.take(most.saturating_add(1)), &mut file)
            .and_then(|length| file.seek(SeekFrom::Start(0)).map(|_| length));
        match laid {
            Ok(length) if length > most => {
                self.refuse(address, "larger than the limit for one file".to_owned())
            }
            Ok(_) => self.zip(address, Seeking::new(file, BUFFER), place),
            Err(error) => self.refuse(address, format!("cannot be unpacked: {error}")),
        }
    }
}
