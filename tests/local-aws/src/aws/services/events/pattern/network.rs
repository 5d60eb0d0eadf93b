//! Ranges of IP addresses.

use std::net::IpAddr;

/// The addresses whose first bits are those of one address.
#[derive(Debug, Clone, Copy)]
pub(super) struct Network {
    address: IpAddr,
    bits: u32,
}

impl Network {
    /// Reads CIDR notation. As in EventBridge, no range is a single address.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (address, bits) = text.split_once('/')?;
        let network = Self {
            address: address.parse().ok()?,
            bits: bits.parse().ok()?,
        };
        (network.bits < width(network.address)).then_some(network)
    }

    pub(super) fn contains(self, address: IpAddr) -> bool {
        let ignored = width(self.address) - self.bits;
        let network = |address| number(address).checked_shr(ignored);
        width(address) == width(self.address) && network(address) == network(self.address)
    }
}

fn width(address: IpAddr) -> u32 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits(),
    }
}

#[cfg(test)]
mod tests {
    use super::Network;

    #[test]
    fn a_network_has_the_addresses_with_its_first_bits() {
        for (network, address, expected) in [
            ("10.0.0.0/24", "10.0.0.255", true),
            ("10.0.0.0/24", "10.0.1.0", false),
            ("10.0.0.77/24", "10.0.0.1", true),
            ("0.0.0.0/0", "203.0.113.1", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("2001:db8::/32", "2001:db8:ffff::1", true),
            ("2001:db8::/32", "2001:db9::", false),
            ("::/0", "2001:db8::1", true),
        ] {
            let parsed = Network::parse(network).unwrap();
            assert_eq!(
                parsed.contains(address.parse().unwrap()),
                expected,
                "{network} {address}"
            );
        }
        for text in ["10.0.0.0", "10.0.0.0/32", "10.0.0.0/-1", "::/128", "a/8"] {
            assert!(Network::parse(text).is_none(), "{text}");
        }
    }
}
