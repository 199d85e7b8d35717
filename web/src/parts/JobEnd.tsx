// How a job ended, at the place of what it worked on, until its owner closes it.

import { useTranslation } from 'react-i18next';
import type { JobSummary } from '../api/client';
import { isOver, jobKey } from '../live/jobs';
import { troubles, useTroubles } from '../live/troubles';
import { changes, endTitle } from './jobWords';
import { Message, Trouble } from './Message';
import { UpdateDone, UpdateFailed } from './UpdateEnd';

const newsFor = 600_000;

/** A success is news for a while only; a failure stays. */
export const isNews = (job: JobSummary, now = Date.now()) => now - Date.parse(job.finished_at ?? job.created_at) <= newsFor;

/** Nothing while the job runs, and nothing once it was closed. */
export function JobEnd({ job }: { job: JobSummary | undefined }) {
  const { t } = useTranslation();
  const { closed } = useTroubles();
  if (!job || !isOver(job) || closed.includes(jobKey(job))) return null;
  const close = () => troubles.close(jobKey(job));
  if (job.state !== 'done') {
    return (
      <Trouble title={endTitle(t, job)} problem={job.error ?? { key: 'unknown', detail: '', hint: '' }} onClose={close}>
        {(job.kind === 'update' || job.kind === 'rollback') && <UpdateFailed job={job} />}
      </Trouble>
    );
  }
  if (!isNews(job)) return null;
  return <Message kind="good" title={endTitle(t, job)} onClose={close}>{changes(job).length > 0 && <UpdateDone job={job} />}</Message>;
}
