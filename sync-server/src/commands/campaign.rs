//! `turfwalk campaign`: its name, its hours, the numbers to call, and what people are told of
//! their data.

use clap::Args;
use turfwalk_core::model::{Campaign, DataNotice};

use super::{CommandError, Folder, say};
use crate::db::{Db, Deed};
use crate::settings::{LEASE_H, USUAL_LEASE_H, quiet_hours, quiet_text, time_zone};

/// Arguments of `campaign`; without any it prints what stands.
#[derive(Debug, Args)]
pub struct CampaignCommand {
    /// What people call it
    #[arg(long)]
    name: Option<String>,
    /// IANA name of its time zone, as Europe/Berlin
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// When nobody is contacted, as 21:00-09:00; `none` for no such hours
    #[arg(long, value_name = "FROM-TO")]
    quiet: Option<String>,
    /// Hours before somebody who was spoken with is tried again
    #[arg(long, value_name = "HOURS")]
    cool_down: Option<u32>,
    /// Hours without a successful sync after which phones lock their lists, 168 at first
    #[arg(long, value_name = "HOURS", value_parser = clap::value_parser!(u32).range(LEASE_H))]
    lease: Option<u32>,
    /// The number to call in danger, shown on every phone
    #[arg(long, value_name = "NUMBER")]
    emergency: Option<String>,
    /// The organizers' own number, shown on every phone
    #[arg(long, value_name = "NUMBER")]
    help_line: Option<String>,
    /// Who holds people's data, as the card at the door says
    #[arg(long, value_name = "NAME")]
    held_by: Option<String>,
    /// What people's data are held for
    #[arg(long, value_name = "TEXT")]
    purpose: Option<String>,
    /// Where people's data come from
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// Where one asks to see, correct or erase them, or objects
    #[arg(long, value_name = "TEXT")]
    contact: Option<String>,
}

impl CampaignCommand {
    /// Changes what is given; phones have it at their next sync.
    pub fn run(self, folder: &Folder) -> Result<(), CommandError> {
        let was = folder
            .db
            .campaign()?
            .ok_or("this database has no campaign; name another folder")?;
        let now = self.changed(was.clone())?;
        if now != was {
            folder.db.change_campaign(&now)?;
            folder.note_done(Deed::CampaignChanged, "")?;
        }
        show(&now)
    }

    fn changed(self, mut campaign: Campaign) -> Result<Campaign, CommandError> {
        if let Some(name) = self.name {
            campaign.name = name;
        }
        if let Some(zone) = self.time_zone {
            campaign.time_zone = time_zone(&zone)?;
        }
        if let Some(hours) = self.quiet {
            campaign.quiet_hours = quiet_hours(&hours)?;
        }
        campaign.cool_down_h = self.cool_down.unwrap_or(campaign.cool_down_h);
        campaign.lease_h = self.lease.or(campaign.lease_h);
        campaign.emergency = self.emergency.or(campaign.emergency);
        campaign.help_line = self.help_line.or(campaign.help_line);
        let told = [&self.held_by, &self.purpose, &self.source, &self.contact];
        if told.into_iter().any(Option::is_some) {
            let was = campaign.notice.unwrap_or(DataNotice {
                held_by: String::new(),
                purpose: String::new(),
                source: String::new(),
                contact: String::new(),
            });
            campaign.notice = Some(DataNotice {
                held_by: self.held_by.unwrap_or(was.held_by),
                purpose: self.purpose.unwrap_or(was.purpose),
                source: self.source.unwrap_or(was.source),
                contact: self.contact.unwrap_or(was.contact),
            });
        }
        Ok(campaign)
    }
}

/// What to say of quiet hours that are kept in UTC, as they are until somebody says where the
/// campaign is: phones would fall silent in the afternoon.
pub(crate) fn said_of_zone(db: &Db) -> Result<Option<String>, CommandError> {
    let campaign = db.campaign()?.filter(|it| it.time_zone == "Etc/UTC");
    Ok(campaign.filter(|it| it.quiet_hours.is_some()).map(|it| {
        format!(
            "Quiet hours, {}, are in UTC: turfwalk campaign --time-zone America/New_York sets \
             your own zone",
            quiet_text(it.quiet_hours)
        )
    }))
}

fn show(campaign: &Campaign) -> Result<(), CommandError> {
    let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".into());
    say!("Name        {}", campaign.name)?;
    say!("Time zone   {}", campaign.time_zone)?;
    say!("Quiet       {}", quiet_text(campaign.quiet_hours))?;
    say!("Cool-down   {} h", campaign.cool_down_h)?;
    say!(
        "Lease       {} h",
        campaign.lease_h.unwrap_or(USUAL_LEASE_H)
    )?;
    say!("Emergency   {}", or_none(&campaign.emergency))?;
    say!("Help line   {}", or_none(&campaign.help_line))?;
    match &campaign.notice {
        Some(notice) => {
            say!("Held by     {}", notice.held_by)?;
            say!("Purpose     {}", notice.purpose)?;
            say!("Source      {}", notice.source)?;
            say!("Contact     {}", notice.contact)?;
        }
        None => say!("Data notice none: say --held-by, --purpose, --source and --contact")?,
    }
    Ok(())
}
