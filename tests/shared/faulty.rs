//! A disk whose k-th step fails, for the tests of what is written.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use queuity::digest::sha256;
use queuity::report::disk::{Disk, Local, Sink};

/// Which steps fail, counted from 0.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fails {
    Never,
    At(usize),
    Both(usize, usize),
    /// The process died: nothing is done any more.
    From(usize),
}

/// A disk that counts its steps; some of them fail.
#[derive(Debug)]
pub(crate) struct Faulty {
    fails: Fails,
    steps: AtomicUsize,
}

impl Faulty {
    pub(crate) fn new(fails: Fails) -> Arc<Self> {
        Arc::new(Self { fails, steps: AtomicUsize::new(0) })
    }

    /// How many steps there were.
    pub(crate) fn steps(&self) -> usize {
        self.steps.load(Ordering::Relaxed)
    }

    fn step(&self) -> io::Result<()> {
        let step = self.steps.fetch_add(1, Ordering::Relaxed);
        let fails = match self.fails {
            Fails::Never => false,
            Fails::At(k) => step == k,
            Fails::Both(k, l) => step == k || step == l,
            Fails::From(k) => step >= k,
        };
        if fails { Err(io::Error::other("a fault")) } else { Ok(()) }
    }
}

/// The disk as one that a file can be written through.
#[derive(Debug)]
pub(crate) struct Shared(pub(crate) Arc<Faulty>);

/// With how often it was written to: the first, second, fourth, ... time are steps, since all are alike.
struct File(Box<dyn Sink>, Arc<Faulty>, usize);

impl Write for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.2 += 1;
        if self.2.is_power_of_two()
            && let Err(fault) = self.1.step()
        {
            // A full disk takes a part.
            let _ = self.0.write_all(&bytes[..bytes.len() / 2]);
            return Err(fault);
        }
        self.0.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Sink for File {
    // The device itself is not waited for: that only takes time.
    fn sync(&mut self) -> io::Result<()> {
        self.1.step()
    }
}

impl Disk for Shared {
    fn create(&self, path: &Path) -> io::Result<Box<dyn Sink>> {
        self.0.step()?;
        Ok(Box::new(File(Local.create(path)?, self.0.clone(), 0)))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.0.step()?;
        Local.rename(from, to)
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.0.step()?;
        Local.remove_file(path)
    }
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.0.step()?;
        Local.create_folder(path)
    }
    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.0.step()?;
        Local.remove_folder(path)
    }
    fn sync_folder(&self, _path: &Path) -> io::Result<()> {
        self.0.step()
    }
}

pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Everything in a folder, with what is in the folders in it.
pub(crate) fn files(folder: &Path) -> Files {
    let mut files = Files::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            files.insert(name.clone(), Vec::new());
            files.extend(self::files(&path).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            files.insert(name, fs::read(&path).unwrap());
        }
    }
    files
}

/// Who follows a manifest finds what it says.
pub(crate) fn no_mixture(folder: &Path, when: &str) {
    let Ok(text) = fs::read_to_string(folder.join("manifest.json")) else { return };
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    for file in manifest["files"].as_array().unwrap() {
        let name = file["path"].as_str().unwrap();
        let bytes = fs::read(folder.join(name)).unwrap_or_else(|e| panic!("{when}: {name}: {e}"));
        assert_eq!(Some(sha256(&bytes).as_str()), file["sha256"].as_str(), "{when}: {name}");
    }
}
