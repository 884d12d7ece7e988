//! `turfwalk demo`: the main job from end to end, with a server in one role and a phone in
//! another, over HTTP on loopback. Nothing in it is played: each step is the command or the code
//! that does it in earnest.

mod phone;
mod place;
mod table;

pub use phone::PhoneCommand;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use jiff::Timestamp;
use turfwalk_core::turf::Size;
use turfwalk_core::walk_list::{AT_DOOR_MS, WalkWish};

use crate::commands::{
    CommandError, DbAddress, Folder, cut_turfs, import_streets, import_voters, order_turfs,
    organizer_key, say,
};
use crate::cuts::CutWish;
use crate::db::Db;
use crate::import::voters::Options;
use crate::serve::{App, listen, serve};
use crate::streets::OSM_ATTRIBUTION;
use crate::town::TOWN_ATTRIBUTION;
use table::Table;

/// Arguments of `demo`.
#[derive(Debug, Args)]
#[command(after_help = "Examples: turfwalk demo\n          \
    turfwalk demo --once --osm helsinki.osm.pbf")]
pub struct DemoCommand {
    /// End when the job is done, instead of serving on
    #[arg(long)]
    once: bool,
    /// A real OpenStreetMap extract instead of the town that the program makes itself
    #[arg(long, value_name = "FILE")]
    osm: Option<PathBuf>,
    /// A voter file for it
    #[arg(long, value_name = "FILE", requires = "osm")]
    voters: Option<PathBuf>,
    /// How many turfs; about 100 doors each if left out
    #[arg(long, value_name = "N")]
    turfs: Option<usize>,
    /// Port of the server; any free one if left out
    #[arg(long, default_value_t = 0)]
    port: u16,
}

impl DemoCommand {
    /// Plays it, prints the table, and serves on unless told otherwise.
    pub fn run(self, dir: Option<&Path>) -> Result<(), CommandError> {
        let path = place::fresh(dir)?;
        let folder = Folder::open(Some(&path), &DbAddress::default())?;
        self.import(&folder)?;
        let wish = CutWish {
            size: self.turfs.map(Size::Turfs),
            at_door_ms: u64::from(AT_DOOR_MS),
            ..CutWish::default()
        };
        cut_turfs(&folder, wish)?;
        let walked = order_turfs(&folder, None, None, &WalkWish::default())?;
        let runtime = tokio::runtime::Runtime::new()?;
        runtime.block_on(async {
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
            let listener = listen(address).await?;
            let server = format!("http://{}", listener.local_addr()?);
            let key = organizer_key(&folder.db)?;
            let page = format!("{server}/?key={key}");
            let db = Arc::new(Db::open(&path.join("turfwalk.db"))?);
            let app = Arc::new(App::new(Arc::clone(&db), key));
            let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
            let serving = tokio::spawn(serve(listener, None, app, async {
                let _ = stopped.await;
            }));
            let turf = place::turf_to_walk(&folder.db)?;
            let pdf = place::print(&folder, turf, &server)?;
            let invite = folder.db.invite(turf, Timestamp::now().as_millisecond())?;
            let link = crate::commands::invite_link(&server, None, &invite)?;
            let day = tokio::task::spawn_blocking({
                let file = path.join("phone.db");
                move || phone::day(&file, &link)
            })
            .await??;
            let table = Table::of(&db, walked, &day, pdf.as_deref())?;
            say!("\n{table}")?;
            say!("Organizer's page: {page}")?;
            if !self.once {
                say!("Serving until Ctrl-C.")?;
                crate::commands::told_to_end()?.await;
            }
            let _ = stop.send(());
            serving.await?;
            Ok(())
        })
    }

    fn import(&self, folder: &Folder) -> Result<(), CommandError> {
        let (streets, voters, attribution) = match &self.osm {
            Some(osm) => {
                say!("Streets and doors from {}", osm.display())?;
                (osm.clone(), self.voters.clone(), OSM_ATTRIBUTION)
            }
            None => {
                let (osm, voters) = place::write_town(folder)?;
                say!("A town of its own: {}, {}", osm.display(), voters.display())?;
                (osm, Some(voters), TOWN_ATTRIBUTION)
            }
        };
        let count = import_streets(folder, &streets, attribution)?;
        say!(
            "{} stretches of road, {} house numbers",
            count.edges,
            count.numbers
        )?;
        if let Some(voters) = voters {
            let done = import_voters(folder, &voters, &Options::default(), None)?;
            say!(
                "{} people, {} rows not taken",
                done.count.new_people,
                done.rejected
            )?;
        } else {
            say!("No voter file: the doors are knocked at without names")?;
        }
        Ok(())
    }
}
