//! Walk sheets as PDF.
