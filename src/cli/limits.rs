//! Limits of memory, disk and time: what the user states, and what the container or machine allows. They decide whether a run
//! may begin and when it stops; no figure of a result depends on them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The part of the memory there is that a run may plan to use: an estimate is not exact, and others live here too.
const PART: f64 = 0.8;

/// Bytes, as in `2GiB`, `500 MB` or `1073741824`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bytes(pub(crate) f64);

/// Reads a number of bytes.
pub(crate) fn bytes(text: &str) -> Result<Bytes, String> {
    let (number, unit) = split(text);
    let factor = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "k" | "kib" => 1024.0,
        "m" | "mib" => 1024.0 * 1024.0,
        "g" | "gib" => 1024.0 * 1024.0 * 1024.0,
        "t" | "tib" => 1024.0 * 1024.0 * 1024.0 * 1024.0,
        "kb" => 1e3,
        "mb" => 1e6,
        "gb" => 1e9,
        "tb" => 1e12,
        _ => return Err("write a number and KiB, MiB, GiB or TiB (or kB, MB, GB, TB), for example 2GiB".into()),
    };
    positive(number).map(|n| Bytes(n * factor)).ok_or_else(|| "write a positive number, for example 2GiB".into())
}

/// Reads a duration: `90s`, `10m`, `1.5h`, `2d`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let (number, unit) = split(text);
    let seconds = match unit.to_ascii_lowercase().as_str() {
        "s" | "sec" | "second" | "seconds" => 1.0,
        "m" | "min" | "minute" | "minutes" => 60.0,
        "h" | "hour" | "hours" => 3600.0,
        "d" | "day" | "days" => 86_400.0,
        _ => return Err("write a number and s, m, h or d, for example 10m".into()),
    };
    let stated = positive(number).and_then(|n| Duration::try_from_secs_f64(n * seconds).ok());
    stated.ok_or_else(|| "write a positive number, for example 10m".into())
}

fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    let end = text.find(|c: char| c.is_alphabetic()).unwrap_or(text.len());
    (text[..end].trim(), text[end..].trim())
}

fn positive(number: &str) -> Option<f64> {
    // "inf" and "1e9" never come here: a unit begins at the first letter.
    number.parse().ok().filter(|n: &f64| n.is_finite() && *n > 0.0)
}

/// Bytes as people write them.
pub(crate) fn shown(bytes: f64) -> String {
    const UNITS: [&str; 5] = ["MiB", "GiB", "TiB", "PiB", "EiB"];
    let (mut value, mut unit) = (bytes / 1_048_576.0, 0);
    while value >= 1000.0 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    let digits = usize::from(unit > 0 && value < 9.95);
    format!("{:.digits$} {}", if unit == 0 { value.ceil().max(1.0) } else { value }, UNITS[unit])
}

/// How much memory a run may plan to use, and whose limit that is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Memory {
    pub(crate) bytes: f64,
    pub(crate) whose: &'static str,
}

/// The limit of memory: as stated, else 80% of what the container allows or the machine has free; none where nobody knows.
pub(crate) fn memory(stated: Option<Bytes>) -> Option<Memory> {
    match stated {
        Some(Bytes(bytes)) => Some(Memory { bytes, whose: "stated by --max-memory" }),
        None => allowed(Path::new("/")),
    }
}

/// 80% of the least of what control groups (versions 2 and 1) allow and the machine has free. `root` is `/`, but for tests.
fn allowed(root: &Path) -> Option<Memory> {
    let container = group_limit(root).map(|b| Memory { bytes: PART * b, whose: "80% of what this container may use" });
    let machine = free(root).map(|b| Memory { bytes: PART * b, whose: "80% of what this machine has free" });
    match (container, machine) {
        (Some(a), Some(b)) => Some(if a.bytes <= b.bytes { a } else { b }),
        (a, b) => a.or(b),
    }
}

/// `MemAvailable` in bytes.
fn free(root: &Path) -> Option<f64> {
    let told = fs::read_to_string(root.join("proc/meminfo")).ok()?;
    let line = told.lines().find_map(|l| l.strip_prefix("MemAvailable:"))?;
    let kibibytes: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kibibytes * 1024.0)
}

/// The least limit of the control groups of this process and those above them.
fn group_limit(root: &Path) -> Option<f64> {
    let own = fs::read_to_string(root.join("proc/self/cgroup")).unwrap_or_default();
    let mut least: Option<f64> = None;
    for (controllers, group) in own.lines().filter_map(|l| l.split_once(':')?.1.split_once(':')) {
        let (mount, name) = if controllers.is_empty() {
            ("sys/fs/cgroup", "memory.max")
        } else if controllers.split(',').any(|c| c == "memory") {
            ("sys/fs/cgroup/memory", "memory.limit_in_bytes")
        } else {
            continue;
        };
        let mount = root.join(mount);
        let mut here = mount.join(group.trim_start_matches('/'));
        // Inside a container the group is often told as it is outside, where its folder is not: then the mount itself counts.
        loop {
            // "max", and the huge number that version 1 gives, are no limits.
            let told = fs::read_to_string(here.join(name)).ok();
            let limit = told.and_then(|t| t.trim().parse().ok()).filter(|&b: &f64| b < 2.0_f64.powi(60));
            if let Some(limit) = limit {
                least = Some(least.map_or(limit, |l| l.min(limit)));
            }
            if here == mount || !here.pop() {
                break;
            }
        }
    }
    least
}

/// Bytes that may still be written where this path is or will be; none where nobody knows.
pub(crate) fn free_disk(path: &Path) -> Option<f64> {
    fs4::available_space(there(path)?).ok().map(|b| b as f64)
}

/// The path, or the nearest folder above it that there is.
fn there(path: &Path) -> Option<PathBuf> {
    let whole = std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path));
    whole.ancestors().find(|p| p.exists()).map(Path::to_path_buf)
}

/// Whether two paths are or will be on the same disk, as far as anybody knows.
#[cfg(unix)]
pub(crate) fn same_disk(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| fs::metadata(there(path)?).ok().map(|m| m.dev());
    device(a).is_some_and(|a| Some(a) == device(b))
}

/// Whether two paths are or will be on the same disk, as far as anybody knows: that of the same letter.
#[cfg(not(unix))]
pub(crate) fn same_disk(a: &Path, b: &Path) -> bool {
    let root = |path: &Path| there(path)?.components().next().map(|c| c.as_os_str().to_ascii_lowercase());
    root(a).is_some_and(|a| Some(a) == root(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_are_read_with_their_units() {
        for (text, value) in [
            ("2GiB", 2_147_483_648.0),
            ("1.5 MB", 1.5e6),
            ("4096", 4096.0),
            ("3k", 3072.0),
            ("1tib", 1_099_511_627_776.0),
        ] {
            assert_eq!(bytes(text), Ok(Bytes(value)), "{text}");
        }
        for (text, seconds) in [("90s", 90.0), ("10m", 600.0), ("1.5h", 5400.0), ("2 days", 172_800.0), ("0.5s", 0.5)] {
            assert_eq!(duration(text), Ok(Duration::from_secs_f64(seconds)), "{text}");
        }
        for bad in ["", "GiB", "-1GiB", "0", "2 GB/s", "inf", "1e400", "nan", "2GiBs"] {
            assert!(bytes(bad).is_err(), "{bad}");
        }
        for bad in ["", "10", "m", "-1m", "0s", "1y", "inf s", "99999999999999999999d"] {
            assert!(duration(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn bytes_are_shown_as_people_write_them() {
        let all = [0.0, 1e6, 5e8, 1.5e9, 3e12].map(shown);
        assert_eq!(all, ["1 MiB", "1 MiB", "477 MiB", "1.4 GiB", "2.7 TiB"].map(String::from));
    }

    /// A machine with 1000 MiB free, and these files besides.
    fn machine(files: &[(&str, &str)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for (name, text) in [("proc/meminfo", "MemTotal: 9 kB\nMemAvailable:    1024000 kB\n")].iter().chain(files) {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        root
    }

    #[test]
    fn the_least_limit_of_containers_and_the_machine_counts() {
        const MIB: f64 = 1_048_576.0;
        for (files, mebibytes) in [
            (vec![], 1000.0),
            // Version 2: the group's own limit, and that of a group above it.
            (vec![("proc/self/cgroup", "0::/a/b\n"), ("sys/fs/cgroup/a/b/memory.max", "max\n")], 1000.0),
            (vec![("proc/self/cgroup", "0::/a/b\n"), ("sys/fs/cgroup/a/b/memory.max", "104857600\n")], 100.0),
            (
                vec![
                    ("proc/self/cgroup", "0::/a/b\n"),
                    ("sys/fs/cgroup/a/b/memory.max", "104857600\n"),
                    ("sys/fs/cgroup/a/memory.max", "52428800\n"),
                ],
                50.0,
            ),
            // The group is told as it is outside the container.
            (vec![("proc/self/cgroup", "0::/docker/1f\n"), ("sys/fs/cgroup/memory.max", "209715200\n")], 200.0),
            // Version 1, without a limit and with one.
            (
                vec![
                    ("proc/self/cgroup", "4:memory:/x\n3:cpu,cpuacct:/x\n"),
                    ("sys/fs/cgroup/memory/x/memory.limit_in_bytes", "9223372036854771712\n"),
                ],
                1000.0,
            ),
            (
                vec![
                    ("proc/self/cgroup", "4:memory:/x\n"),
                    ("sys/fs/cgroup/memory/x/memory.limit_in_bytes", "314572800\n"),
                ],
                300.0,
            ),
            // More than the machine has is no help.
            (vec![("proc/self/cgroup", "0::/\n"), ("sys/fs/cgroup/memory.max", "9999999999\n")], 1000.0),
        ] {
            let root = machine(&files);
            let found = allowed(root.path()).expect("a limit");
            assert_eq!(found.bytes, PART * mebibytes * MIB, "{files:?}");
        }
        assert_eq!(allowed(Path::new("/nowhere")), None);
    }

    #[test]
    fn a_folder_that_is_not_there_yet_has_the_space_of_the_one_above() {
        let home = tempfile::tempdir().unwrap();
        assert!(free_disk(&home.path().join("a/b")).is_some_and(|b| b > 0.0));
        assert!(same_disk(&home.path().join("a/b"), &home.path().join("c.csv")));
        #[cfg(target_os = "linux")]
        assert!(!same_disk(home.path(), Path::new("/proc/nowhere")));
    }
}
