//! Addresses as people write and count them: house numbers, units, street names.
