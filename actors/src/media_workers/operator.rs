//! The jobs as operators see them, and what they do to one.

use super::{MediaWorkers, Running};
use crate::media_slot::Slot;
use crate::messages::{DismissJob, EndCause, GetJobs, JobId, JobRefusal, JobRun, JobView, PrioritiseJob, RestartJob};
use crate::runtime::{Context, Handles};

impl MediaWorkers {
    fn running(&self) -> impl Iterator<Item = (&Slot, &Running)> {
        self.running.iter().filter_map(|(index, running)| self.slots.get(*index).map(|(_, slot)| (slot, running)))
    }

    fn running_job(&self, id: JobId) -> Option<(&Slot, &Running)> {
        self.running().find(|(_, running)| running.job.id == id)
    }
}

fn view(slot: &Slot, running: &Running) -> JobView {
    let (pid, progress) = slot.look();
    JobView { run: Some(JobRun { since: running.since, pid, progress }), ..running.job.clone() }
}

impl Handles<GetJobs> for MediaWorkers {
    fn handle(&mut self, _: GetJobs, _: &mut Context<Self>) -> Vec<JobView> {
        let mut jobs: Vec<JobView> = self.running().map(|(slot, running)| view(slot, running)).collect();
        jobs.sort_by_key(|job| job.id);
        jobs.extend(self.queue.values().map(JobView::of));
        jobs
    }
}

impl Handles<DismissJob> for MediaWorkers {
    fn handle(&mut self, DismissJob { id }: DismissJob, _: &mut Context<Self>) -> Result<(), JobRefusal> {
        if let Some((slot, running)) = self.running_job(id) {
            if !running.job.is_cancellable {
                return Err(JobRefusal::Needed);
            }
            slot.dismiss(id);
            return Ok(());
        }
        let key = self.queued_key(id).ok_or(JobRefusal::NotFound)?;
        if self.queue.get(&key).is_some_and(|job| !job.is_cancellable) {
            return Err(JobRefusal::Needed);
        }
        let job = self.queue.remove(&key).ok_or(JobRefusal::NotFound)?;
        job.end.tell(EndCause::Dismissed);
        Ok(())
    }
}

impl Handles<RestartJob> for MediaWorkers {
    fn handle(&mut self, RestartJob { id }: RestartJob, _: &mut Context<Self>) -> Result<(), JobRefusal> {
        match (self.running_job(id), self.queued_key(id)) {
            (Some((slot, _)), _) => slot.end(id),
            (None, Some(_)) => return Err(JobRefusal::Waits),
            (None, None) => return Err(JobRefusal::NotFound),
        }
        Ok(())
    }
}

impl Handles<PrioritiseJob> for MediaWorkers {
    fn handle(&mut self, change: PrioritiseJob, _: &mut Context<Self>) -> Result<(), JobRefusal> {
        if self.running_job(change.id).is_some() {
            return Err(JobRefusal::Runs);
        }
        if self.put(change.id, change.priority) { Ok(()) } else { Err(JobRefusal::NotFound) }
    }
}
