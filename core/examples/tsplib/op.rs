//! What an orienteering instance of OPLib adds to the distances: scores, a limit, a depot.

/// Scores and limit, by the nodes' places in the file.
pub(crate) struct Op {
    /// Most that the tour may cost.
    pub(crate) limit: u64,
    /// What each node is worth.
    pub(crate) scores: Vec<u32>,
    /// Where the tour starts.
    pub(crate) depot: usize,
}

/// Reads `COST_LIMIT`, `NODE_SCORE_SECTION` and `DEPOT_SECTION` (the first node if that is
/// missing) of an instance of `n` nodes, numbered from 1; `None` if it has no limit.
///
/// # Errors
/// What is wrong with the file, in words.
pub(crate) fn read(text: &str, n: usize) -> Result<Option<Op>, String> {
    let header = text.lines().filter_map(|line| line.split_once(':'));
    let limit = header
        .filter(|(key, _)| key.trim() == "COST_LIMIT")
        .map(|(_, value)| value.trim())
        .next();
    let Some(limit) = limit else {
        return Ok(None);
    };
    // Written with decimals in places; what is beyond the point buys no whole distance.
    let limit: f64 = limit
        .parse()
        .map_err(|_| format!("{limit} is not a limit"))?;
    let node = |number: f64| {
        let place = (number >= 1.0 && number <= n as f64).then(|| number as usize - 1);
        place.ok_or(format!("there is no node {number}"))
    };
    let mut scores = vec![0; n];
    for pair in section(text, "NODE_SCORE_SECTION").chunks_exact(2) {
        scores[node(pair[0])?] = pair[1] as u32;
    }
    let depot = match section(text, "DEPOT_SECTION").first() {
        Some(&number) => node(number)?,
        None => 0,
    };
    Ok(Some(Op {
        limit: limit as u64,
        scores,
        depot,
    }))
}

/// The numbers behind a section's name.
fn section(text: &str, name: &str) -> Vec<f64> {
    let is_name = |line: &&str| line.trim().trim_end_matches(':').trim_end() == name;
    let mut lines = text.lines();
    match lines.find(is_name) {
        Some(_) => lines
            .flat_map(str::split_whitespace)
            .map_while(|word| word.parse().ok())
            .collect(),
        None => Vec::new(),
    }
}
