//! Socket addresses as the kernel reads and writes them.
//!
//! ```text
//! ip(7)     family 2 | port 2, big-endian | address 4 | zeros 8
//! ipv6(7)   family 2 | port 2, big-endian | flow 4 | address 16 | scope 4
//! unix(7)   family 2 | path, and a zero; or a zero and an abstract name; or nothing: unnamed
//! ```

use std::ffi::OsStr;
use std::io;
use std::net::{Ipv6Addr, SocketAddr, SocketAddrV6};
#[cfg(target_os = "android")]
use std::os::android::net::SocketAddrExt;
#[cfg(target_os = "linux")]
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::SocketAddr as UnixAddr;

use libc::{c_int, sa_family_t, sockaddr, socklen_t};

/// Any address: as many bytes as the longest has, and how many of them count.
#[repr(C, align(8))]
pub(super) struct RawAddress {
    bytes: [u8; size_of::<libc::sockaddr_storage>()],
    length: socklen_t,
}

impl RawAddress {
    /// Room for an address.
    pub(super) const EMPTY: RawAddress = RawAddress {
        bytes: [0; size_of::<libc::sockaddr_storage>()],
        length: 0,
    };

    /// One field after the other.
    fn new(family: c_int, fields: &[&[u8]]) -> RawAddress {
        let mut address = RawAddress::EMPTY;
        address.push(&(family as sa_family_t).to_ne_bytes());
        fields.iter().for_each(|field| address.push(field));
        address
    }

    fn push(&mut self, field: &[u8]) {
        let start = self.length as usize;
        self.bytes[start..start + field.len()].copy_from_slice(field);
        self.length += field.len() as socklen_t;
    }

    pub(super) fn family(&self) -> c_int {
        sa_family_t::from_ne_bytes(self.field(0)).into()
    }

    pub(super) fn as_c(&self) -> (*const sockaddr, socklen_t) {
        (self.bytes.as_ptr().cast(), self.length)
    }

    /// For the kernel to write to; it replaces the length by the address's own.
    pub(super) fn as_c_mut(&mut self) -> (*mut sockaddr, *mut socklen_t) {
        self.length = self.bytes.len() as socklen_t;
        (self.bytes.as_mut_ptr().cast(), &raw mut self.length)
    }

    pub(super) fn to_ip(&self) -> io::Result<SocketAddr> {
        let port = u16::from_be_bytes(self.field(2));
        match self.family() {
            libc::AF_INET => Ok((self.field::<4>(4), port).into()),
            libc::AF_INET6 => Ok(SocketAddr::V6(SocketAddrV6::new(
                Ipv6Addr::from(self.field::<16>(8)),
                port,
                u32::from_ne_bytes(self.field(4)),
                u32::from_ne_bytes(self.field(24)),
            ))),
            _ => Err(io::ErrorKind::InvalidInput.into()),
        }
    }

    /// An abstract name comes out as unnamed, as in mio.
    pub(super) fn to_unix(&self) -> io::Result<UnixAddr> {
        let name = self.bytes.get(2..self.length as usize).unwrap_or(&[]);
        let path = name.split(|byte| *byte == 0).next().unwrap_or(&[]);
        UnixAddr::from_pathname(OsStr::from_bytes(path))
    }

    /// `N` bytes from `offset` on.
    fn field<const N: usize>(&self, offset: usize) -> [u8; N] {
        *self.bytes[offset..]
            .first_chunk()
            .expect("every field lies within the longest address")
    }
}

impl From<SocketAddr> for RawAddress {
    fn from(address: SocketAddr) -> RawAddress {
        let port = address.port().to_be_bytes();
        match address {
            SocketAddr::V4(v4) => {
                RawAddress::new(libc::AF_INET, &[&port, &v4.ip().octets(), &[0; 8]])
            }
            SocketAddr::V6(v6) => RawAddress::new(
                libc::AF_INET6,
                &[
                    &port,
                    &v6.flowinfo().to_ne_bytes(),
                    &v6.ip().octets(),
                    &v6.scope_id().to_ne_bytes(),
                ],
            ),
        }
    }
}

impl From<&UnixAddr> for RawAddress {
    fn from(address: &UnixAddr) -> RawAddress {
        if let Some(path) = address.as_pathname() {
            RawAddress::new(libc::AF_UNIX, &[path.as_os_str().as_bytes(), &[0]])
        } else if let Some(name) = address.as_abstract_name() {
            RawAddress::new(libc::AF_UNIX, &[&[0], name])
        } else {
            RawAddress::new(libc::AF_UNIX, &[])
        }
    }
}
