//! Whom a phone speaks to over TLS: the one server whose key its invite names or which that server
//! has announced since, or any that the web's certificate authorities vouch for. The roots come with
//! the app, so that no platform's own verifier is asked: Android's would have to be set up by the
//! shell first.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, RootCertStore,
    SignatureScheme,
};
use sha2::{Digest, Sha256};
use webpki::EndEntityCert;

use crate::wire::ServerKey;

/// The server has shown another key than a pinned one.
#[derive(Debug, thiserror::Error)]
#[error("the server's key is not the pinned one")]
pub(super) struct AnotherKey;

/// The keys that a phone pins: none, one, or one and the next.
pub(super) type Pins = Vec<ServerKey>;

/// TLS 1.2 or 1.3 to the server with one of these keys; where there is none, to any that the
/// authorities vouch for.
pub(super) fn tls(pins: &Pins) -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let verifier: Arc<dyn ServerCertVerifier> = match pins.is_empty() {
        false => Arc::new(Pinned {
            pins: pins.clone(),
            provider: Arc::clone(&provider),
        }),
        true => {
            let roots = Arc::new(RootCertStore {
                roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
            });
            WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider))
                .build()
                .map_err(|error| Error::General(error.to_string()))?
        }
    };
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth())
}

/// The hash of the key in a certificate; `None` for what is no certificate.
pub(super) fn key_of(certificate: &CertificateDer<'_>) -> Option<ServerKey> {
    let certificate = EndEntityCert::try_from(certificate).ok()?;
    let key = certificate.subject_public_key_info();
    Some(ServerKey(Sha256::digest(key).into()))
}

/// Accepts these keys. Who signed the certificate, for which name and for how long does not count:
/// a laptop's address changes from day to day, and a phone's clock may be years off.
#[derive(Debug)]
struct Pinned {
    pins: Pins,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown =
            key_of(end_entity).ok_or(Error::InvalidCertificate(CertificateError::BadEncoding))?;
        if self.pins.contains(&shown) {
            Ok(ServerCertVerified::assertion())
        } else {
            let why = OtherError(Arc::new(AnotherKey));
            Err(Error::InvalidCertificate(CertificateError::Other(why)))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
