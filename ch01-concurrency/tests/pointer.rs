//! An instruction reads what a pointer points to, and a wild pointer ends its process.
#![cfg(feature = "demo")]

use ch01_concurrency::pointer;

#[test]
#[cfg_attr(
    not(any(target_arch = "aarch64", target_arch = "x86_64")),
    ignore = "there is no assembly for this processor"
)]
#[cfg_attr(miri, ignore = "Miri runs no assembly")]
fn the_instruction_reads_what_is_at_the_address() {
    let values = [3_usize, usize::MAX, 0];
    for value in &values {
        // SAFETY: `value` is there, and nobody writes to it.
        let read = unsafe { pointer::dereference(value) };
        assert_eq!(read.unwrap(), *value);
    }
}

/// Each test starts this file's own program again, as the process that ends.
#[cfg(any(target_arch = "aarch64", target_arch = "x86_64"))]
mod wild {
    use ch01_concurrency::pointer::wild::{self, Fate};
    use std::env;
    use std::ffi::OsString;
    #[cfg(unix)]
    use std::os::unix::process::ExitStatusExt;
    use std::process::Command;

    const ADDRESS: &str = "WILD_ADDRESS";

    #[test]
    #[ignore = "the process that the other tests start"]
    fn child() {
        if let Ok(address) = env::var(ADDRESS) {
            wild::read(address.parse().unwrap()).unwrap();
        }
    }

    #[test]
    #[cfg_attr(miri, ignore = "Miri starts no processes")]
    fn a_child_that_reads_nothing_wild_is_said_to_have_ended_by_itself() {
        let fate = wild::fate(&mut this_program()).unwrap();

        assert!(fate.status.success() && fate.fault.is_none(), "{fate:?}");
        assert!(fate.to_string().starts_with("not ended by"), "{fate}");
    }

    #[test]
    #[cfg_attr(miri, ignore = "Miri starts no processes")]
    #[cfg(target_os = "linux")]
    fn the_null_page_is_sigsegv_because_nothing_is_mapped_there() {
        let fate = fate_of_a_read_at(wild::NULL_PAGE);

        let fault = wild::Fault {
            code: 1, // SEGV_MAPERR
            address: wild::NULL_PAGE,
        };
        assert_eq!((fate.status.signal(), fate.fault), (Some(11), Some(fault)));
        assert_eq!(
            fate.to_string(),
            "processor: page fault, no page table leads to 0x8\n\
             kernel: nothing is mapped at 0x8 (SEGV_MAPERR)\n\
             child: ended by signal 11 (SIGSEGV, segmentation violation)"
        );
    }

    #[test]
    #[cfg_attr(miri, ignore = "Miri starts no processes")]
    #[cfg(all(target_os = "linux", target_arch = "x86_64"))]
    fn an_address_that_is_not_canonical_is_sigsegv_without_an_address() {
        let fate = fate_of_a_read_at(wild::NOT_CANONICAL);

        let fault = wild::Fault {
            code: 0x80, // SI_KERNEL
            address: 0,
        };
        assert_eq!((fate.status.signal(), fate.fault), (Some(11), Some(fault)));
        assert_eq!(
            fate.to_string(),
            "processor: general protection fault, the address is not canonical\n\
             kernel: nothing to look up, the fault has no address (SI_KERNEL)\n\
             child: ended by signal 11 (SIGSEGV, segmentation violation)"
        );
    }

    #[test]
    #[cfg_attr(miri, ignore = "Miri starts no processes")]
    #[cfg(unix)]
    fn any_wild_address_ends_the_child_by_a_signal_after_a_report() {
        for address in [wild::NULL_PAGE, wild::NOT_CANONICAL] {
            let fate = fate_of_a_read_at(address);

            let signal = fate.status.signal();
            assert!(
                matches!(signal, Some(libc::SIGSEGV | libc::SIGBUS)),
                "{fate:?}"
            );
            assert!(fate.fault.is_some(), "{address:#x}: {fate:?}");
        }
    }

    #[test]
    #[cfg(windows)]
    fn any_wild_address_is_an_access_violation() {
        for address in [wild::NULL_PAGE, wild::NOT_CANONICAL] {
            let fate = fate_of_a_read_at(address);

            assert_eq!(fate.status.code(), Some(0xC000_0005_u32 as i32));
            assert!(
                fate.to_string()
                    .ends_with("0xc0000005 (STATUS_ACCESS_VIOLATION)"),
                "{fate}"
            );
        }
    }

    fn fate_of_a_read_at(address: usize) -> Fate {
        wild::fate(this_program().env(ADDRESS, address.to_string())).expect("the child starts")
    }

    /// Started by the runner that Cargo itself uses for programs of another processor.
    fn this_program() -> Command {
        let runner = env::var("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER").unwrap_or_default();
        let mut words = runner
            .split_whitespace()
            .map(OsString::from)
            .filter(|_| cfg!(target_arch = "aarch64"))
            .chain([env::current_exe()
                .expect("this program has a path")
                .into_os_string()]);

        let mut command = Command::new(words.next().expect("one was chained"));
        command.args(words);
        command.args(["--exact", "wild::child", "--ignored"]);
        command.env_remove(ADDRESS);
        command
    }
}
