//! `GET /v1/openapi.json`: the requests of devices for programs that read such descriptions. What
//! the lines of a sync mean stands in PROTOCOL.md, which rules.

use axum::Json;
use utoipa::openapi::OpenApi as Document;
use utoipa::{OpenApi, ToSchema};

/// The document.
pub(super) async fn document() -> Json<Document> {
    Json(Devices::openapi())
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Turfwalk: what devices ask of the server",
        description = "PROTOCOL.md of the project is the specification; this is its outline.",
    ),
    paths(
        super::device::join,
        super::device::sync,
        super::wait::wait,
        super::device::snapshot,
        super::device::streets,
        super::openapi::openapi_json,
    ),
    components(schemas(Join, Joined, News, Failure)),
    modifiers(&Bearer)
)]
struct Devices;

/// The description itself.
#[utoipa::path(
    get,
    path = "/v1/openapi.json",
    tag = "description",
    responses((status = 200, description = "This document", content_type = "application/json"))
)]
#[allow(
    dead_code,
    reason = "only its description is used: the route calls `document`"
)]
fn openapi_json() {}

/// `Authorization: Bearer <token>`.
struct Bearer;

impl utoipa::Modify for Bearer {
    fn modify(&self, document: &mut Document) {
        use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
        let components = document.components.get_or_insert_default();
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        components.add_security_scheme("token", scheme);
    }
}

/// An invite for a device.
#[derive(ToSchema)]
#[allow(
    dead_code,
    reason = "a description of turfwalk_core::wire::Join, which stays free of it"
)]
pub(super) struct Join {
    /// The invite's code.
    code: String,
    /// Drawn by the device.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    token: String,
    /// The device's first incarnation.
    #[schema(pattern = "^[0-9a-f]{16}$")]
    incarnation: String,
    /// What the organizer's page calls the device.
    name: String,
}

/// Who the device is now.
#[derive(ToSchema)]
#[allow(dead_code, reason = "a description of turfwalk_core::wire::Joined")]
pub(super) struct Joined {
    /// Its number.
    device: u32,
    /// The campaign that it joined.
    campaign: u32,
}

/// Whether a sync is worth its while.
#[derive(ToSchema)]
#[allow(dead_code, reason = "a description of turfwalk_core::wire::News")]
pub(super) struct News {
    /// Whether a stream has gone beyond the device's cursor.
    news: bool,
}

/// Any answer that is not a success.
#[derive(ToSchema)]
#[allow(dead_code, reason = "a description of turfwalk_core::wire::ErrorBody")]
pub(super) struct Failure {
    /// A word for programs.
    code: String,
    /// A sentence for people.
    error: String,
}
