//! For those who run the server: is it there, is it ready, how does it do.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use turfwalk_core::wire::Reply;

use super::{ApiError, App};
use crate::db::{DbError, SecondCopyNow};

/// Longest wait for the database before the server calls itself not ready.
const READY_WITHIN: Duration = Duration::from_secs(2);
/// Bounds of the latencies' histogram, in seconds.
const SECONDS: [f64; 9] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// `GET /readyz`: whether the database answers.
pub(super) async fn ready(State(app): State<Arc<App>>) -> Result<&'static str, ApiError> {
    let db = Arc::clone(&app.db);
    let asked = tokio::task::spawn_blocking(move || db.setting("ready"));
    match tokio::time::timeout(READY_WITHIN, asked).await {
        Ok(Ok(Ok(_))) => Ok("ready\n"),
        _ => Err(ApiError::not_ready()),
    }
}

/// `GET /metrics` as Prometheus reads them. Counts and times only.
pub(crate) async fn metrics(app: Arc<App>) -> Result<Response, ApiError> {
    let db = Arc::clone(&app.db);
    let asked =
        tokio::task::spawn_blocking(move || Ok((db.refused_ops()?, db.second_copy_now()?))).await;
    let asked: Result<_, DbError> = asked.map_err(|_| ApiError::not_ready())?;
    let (refused, copy) = asked?;
    gauge!("turfwalk_quarantine_ops").set(refused as f64);
    if let SecondCopyNow::Lacks(ops) = copy {
        gauge!("turfwalk_ops_not_backed_up").set(ops as f64);
    }
    let answers = matches!(copy, SecondCopyNow::Lacks(_));
    gauge!("turfwalk_second_copy_answers").set(f64::from(u8::from(answers)));
    let text = recorder().render();
    let media = "text/plain; version=0.0.4; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, media)], text).into_response())
}

/// Counts a request and its time by its route.
pub(super) async fn measured(request: Request, next: Next) -> Response {
    recorder();
    let path = request.extensions().get::<MatchedPath>();
    let path = path.map_or("other", MatchedPath::as_str).to_owned();
    let started = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    counter!("turfwalk_requests_total", "path" => path.clone(), "status" => status).increment(1);
    histogram!("turfwalk_request_seconds", "path" => path).record(started.elapsed());
    response
}

/// Counts what a sync did.
pub(super) fn synced(reply: &Reply) {
    let refused = reply.results.iter().filter(|r| r.is_refused()).count();
    let resets = reply.pages.iter().filter(|page| page.reset).count();
    let accepted = (reply.results.len() - refused) as u64;
    counter!("turfwalk_ops_accepted_total").increment(accepted);
    counter!("turfwalk_ops_refused_total").increment(refused as u64);
    counter!("turfwalk_stream_resets_total").increment(resets as u64);
}

/// One for the process, as the `metrics` crate has it.
fn recorder() -> &'static PrometheusHandle {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    RECORDER.get_or_init(|| {
        let recorder = PrometheusBuilder::new()
            .set_buckets(&SECONDS)
            .expect("the histogram has bounds")
            .build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("metrics are taken by another part of this program");
        }
        handle
    })
}
